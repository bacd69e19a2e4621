"""The four steps in words, beside the month before."""

from decimal import Decimal

import pytest

from statistics.figures import collect
from statistics.filing.web.check_answers import Section, change_words, sections
from tests.world import MEHR, World


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        (20, 20, "برابر"),
        (108, 100, "۸٪ بیشتر"),
        (92, 100, "۸٪ کمتر"),
        (310, 100, "۳٫۱ برابر"),
        (200, 100, "۲ برابر"),
        (199, 100, "۹۹٪ بیشتر"),
        (0, 100, "صفر شد"),
        (5, 0, "پیش از این صفر"),
        (0, 0, "برابر"),
        (1001, 1000, "نزدیک به برابر"),
        (None, 5, ""),
        (5, None, ""),
        (None, None, ""),
    ],
)
def test_a_change_is_told_in_words_without_a_sign(
    now: int | None, before: int | None, words: str
) -> None:
    assert change_words(now, before) == words
    as_decimal = [None if n is None else Decimal(n) for n in (now, before)]
    assert change_words(*as_decimal) == words


def lines(section: Section) -> dict[str, str]:
    """Return what a section says, by its terms."""
    return {answer.term: answer.value for answer in section.answers}


def test_everything_filed_is_read_back(world: World) -> None:
    period, production, exports, people = sections(collect(world.ready()), None, "")
    assert lines(period) == {"پروانه": "۰۴۹۹۹۹۹۹۱۳", "وضعیت فعالیت واحد": "فعال"}
    assert lines(production) == {"کیسه پلی اتیلن": "۲۰ تن"}
    assert lines(exports) == {
        "صادرات در این دوره": "بلی",
        "کیسه پلی اتیلن": "۵ تن، ۵ تن",
        "ارزش": "۳۲۲ دلار، ۶٬۳۰۰ ریال",
    }
    assert lines(people) == {
        "رسمی": "۲ نفر",
        "قراردادی": "۱ نفر",
        "پیمانکاری": "۰ نفر",
        "تعداد کل کارکنان": "۳ نفر",
    }


def test_the_month_before_stands_beside_each_figure(world: World) -> None:
    last = collect(world.ready(MEHR - 1))
    now = collect(world.ready())
    shown = sections(now, last, "شهریور ۱۳۹۸")
    assert shown[1].answers[0].prev == "شهریور ۱۳۹۸: ۲۰  (برابر)"
    assert shown[3].answers[0].prev == "شهریور ۱۳۹۸: ۲ "


def test_each_section_leads_to_its_step_only_where_it_may_be_edited(world: World) -> None:
    figures = collect(world.ready())
    assert {section.edit_url for section in sections(figures, None, "")} == {""}
    leads = [s.edit_url for s in sections(figures, None, "", "11400000001")]
    assert leads == [
        f"/statistics/11400000001/{step}/"
        for step in ("period", "production", "exports", "employment")
    ]


def test_a_month_without_production_says_so(world: World) -> None:
    _, production, exports, people = sections(collect(world.draft()), None, "")
    assert lines(production) == {"محصول": "بدون تولید در این ماه"}
    assert lines(exports) == {"صادرات در این دوره": "—"}
    assert lines(people)["تعداد کل کارکنان"] == "—"
