"""The pages of the evaluation: who reads, who publishes, what is refused."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from catalog.policy_definitions import PolicyKey
from config.persian import format_number
from oversight.evaluation.board import Share, count_tables, row_of
from oversight.evaluation.queries import evaluate
from oversight.evaluation.services import publishing_office
from oversight.measures import EvaluatedOffice
from oversight.models import EvaluationEdition
from oversight.periods import EvaluationPeriod
from review import workflow
from tests.oversight.evaluation.stories import AFTER, Play, evaluator, obliged
from tests.review.cases import policy
from tests.statistics.filing import text_of
from tests.world import MEHR, World, officer, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
PERIOD = EvaluationPeriod.of_month(MEHR)
MONTH = ("evaluation:month", [1398, 7])
PUBLISH = ("evaluation:publish", [1398, "month", 7])


@pytest.fixture(autouse=True)
def _azar(time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(AFTER, tick=False)


def test_the_head_sees_all_ranks_and_formulas_and_publishes_nothing(
    world: World, sign_in: SignIn
) -> None:
    obliged()
    Play(world).whole()
    browser = sign_in(officer("head", Role.PROVINCE_HEAD, world.province))
    answer = browser.get(reverse(*MONTH[:1], args=MONTH[1]))
    text = text_of(answer)
    assert "هنوز منتشر نشده است" in text
    assert "سازمان استان آذربایجان غربی" in text
    assert "(سازمان شما)" in text
    assert "سازمان استان آذربایجان شرقی: رتبهٔ ۱ از ۲، امتیاز" in text
    assert "مخرج، همهٔ واحدهای مشمول است" in text
    assert "انتشار رقم‌های امروز" not in text
    ranks = [row.office.rank for row in answer.context["provinces"]]
    assert ranks == [1, 2]
    assert browser.post(reverse(PUBLISH[0], args=PUBLISH[1]), {"serial": 0}).status_code == 403


def test_what_is_shown_after_publishing_is_the_edition_and_what_changed_is_on_request(
    world: World, sign_in: SignIn
) -> None:
    obliged()
    case = world.at_province(at=tehran(1398, 9, 19))
    browser = sign_in(evaluator(world))
    address = reverse(MONTH[0], args=MONTH[1])
    done = browser.post(reverse(PUBLISH[0], args=PUBLISH[1]), {"serial": 0})
    assert (done.status_code, done.headers["Location"]) == (302, address)
    assert "همان است که منتشر شده" in text_of(browser.get(address, {"now": 1}))
    workflow.approve(world.province_officer, case.tracking_number, case.version, AFTER)
    plain = browser.get(address)
    assert plain.context["changes"] == []
    assert plain.context["provinces"][0].counts.people == 0
    compared = browser.get(address, {"now": 1})
    assert "آنچه پس از انتشار تغییر کرده است" in text_of(compared)
    assert len(compared.context["changes"]) == 3


def test_the_response_rate_leads_to_who_has_not_filed_where_one_may_follow_up(
    world: World, sign_in: SignIn
) -> None:
    obliged()
    Play(world).whole()
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    own, other, country = (
        f"{reverse('review:followup')}?tab=missing&amp;month=139807{more}"
        for more in ("&amp;province=03", "&amp;province=04", '">')
    )
    seen = {}
    for who in (head, world.ministry_officer, evaluator(world)):
        page = sign_in(who).get(reverse(MONTH[0], args=MONTH[1])).content.decode()
        seen[who.username] = [link in page for link in (own, other, country)]
    assert list(seen.values()) == [[True, False, False], [True] * 3, [False] * 3]


def test_an_edition_from_before_selected_units_were_counted_is_shown_as_it_was(
    world: World, sign_in: SignIn
) -> None:
    obliged()
    Play(world).whole()
    user = evaluator(world)
    office = publishing_office(user)
    assert office is not None
    rows = [one.as_json() for one in evaluate(PERIOD, AFTER)]
    for row in rows:
        for name in [name for name in row if name.startswith("selected")]:
            del row[name]
    EvaluationEdition.objects.create(
        span=PERIOD.span,
        year=PERIOD.year,
        number=PERIOD.number,
        serial=1,
        as_of=AFTER,
        figures=rows,
        digest="0" * 64,
        organization=office,
        published_by=user,
    )
    answer = sign_in(user).get(reverse(MONTH[0], args=MONTH[1]), {"now": 1})
    assert "پیش از آن منتشر شده که منتخب‌ها سنجیده شوند" in text_of(answer)
    assert answer.context["provinces"][0].shares["selected"].value is None
    assert answer.context["changes"] == []


def test_a_share_of_few_says_so(world: World, sign_in: SignIn) -> None:
    obliged()
    Play(world).whole()
    answer = sign_in(evaluator(world)).get(reverse(MONTH[0], args=MONTH[1]))
    row = next(row for row in answer.context["provinces"] if row.office.code == "03")
    assert (row.shares["response"].whole, row.shares["response"].few) == (8, True)
    assert "تعداد کم: ۸ ماه مشمول" in text_of(answer)
    assert [Share(None, 0, whole).few for whole in (0, 1, 9, 10)] == [False, True, True, False]


CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)
NUMBER = re.compile("[۰-۹]+(?:[٬٫][۰-۹]+)*")


def cells_of(page: str, heading: str) -> list[str]:
    """Read the cells of a row of each table in the part of the figures, without their tags."""
    part = page[page.index('id="figures"') : page.index('id="editions"')]
    rows = re.findall(rf'<th scope="row">{heading}</th>(.*?)</tr>', part, re.DOTALL)
    return [re.sub("<[^>]+>", " ", cell).strip() for row in rows for cell in CELL.findall(row)]


def test_each_cell_of_the_figures_holds_one_number(world: World, sign_in: SignIn) -> None:
    obliged()
    Play(world).whole()
    page = sign_in(evaluator(world)).get(reverse(MONTH[0], args=MONTH[1])).content.decode()
    cells = cells_of(page, "سازمان استان آذربایجان شرقی")
    # Ten shares and the score, eight counts of months, nine of decisions and one of visits.
    assert len(cells) == 10 + 8 + 10
    assert [cell for cell in cells if len(NUMBER.findall(cell)) > 1] == []
    row = next(row for row in evaluate(PERIOD, AFTER) if row.code == "03")
    counts = [row.counts.due, row.counts.filed, row.counts.on_time]
    assert cells[10:13] == [format_number(count) for count in counts]


def test_a_count_that_an_edition_of_old_lacks_is_a_dash_and_no_zero(world: World) -> None:
    old = EvaluatedOffice.from_json(
        {"code": "03", "name": "سازمان استان نمونه", "kind": "province", "due": 8, "people": 3}
    )
    months, decisions = count_tables([row_of(old)])
    assert [cell.count for cell in months.rows[0].cells][:2] == [8, None]
    assert [cell.count for cell in decisions.rows[0].cells][:2] == [3, None]
    assert row_of(old).reviewed.opened_share is None


def test_refused_words_stay_and_a_lost_race_shows_the_edition(
    world: World, sign_in: SignIn
) -> None:
    obliged()
    browser = sign_in(evaluator(world))
    address = reverse(PUBLISH[0], args=PUBLISH[1])
    browser.post(address, {"serial": 0})
    lost = browser.post(address, {"serial": 0, "note": "نوشتهٔ من"})
    assert lost.status_code == 409
    assert "نوشتهٔ من" in lost.content.decode()
    assert browser.post(address, {"serial": 1, "note": ""}).status_code == 422
    same = browser.post(address, {"serial": 1, "note": "نوشتهٔ من"})
    assert same.status_code == 422
    assert "نوشتهٔ من" in same.content.decode()
    assert EvaluationEdition.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("evaluation:month", [1398, 9]),
        ("evaluation:month", [1398, 13]),
        ("evaluation:month", [99999999, 1]),
        ("evaluation:quarter", [1398, 3]),
        ("evaluation:quarter", [1398, 5]),
    ],
)
def test_a_period_that_is_not_over_or_does_not_exist_is_not_there(
    world: World, sign_in: SignIn, name: str, args: list[int]
) -> None:
    assert sign_in(evaluator(world)).get(reverse(name, args=args)).status_code == 404


def test_a_quarter_leads_to_its_months(world: World, sign_in: SignIn) -> None:
    answer = sign_in(evaluator(world)).get(reverse("evaluation:quarter", args=[1398, 2]))
    text = text_of(answer)
    assert "تابستان ۱۳۹۸" in text
    assert reverse("evaluation:month", args=[1398, 4]) in answer.content.decode()


def test_the_first_page_is_the_last_month_whose_allowed_delay_has_passed(
    world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    browser = sign_in(evaluator(world))
    for day, month in ((10, "مهر ۱۳۹۸"), (11, "آبان ۱۳۹۸")):
        time_machine.move_to(tehran(1398, 9, day), tick=False)
        assert f"ارزیابی {month}" in text_of(browser.get(reverse("evaluation:index")))


def test_a_page_takes_as_many_statements_whatever_it_shows(world: World, sign_in: SignIn) -> None:
    obliged()
    browser = sign_in(evaluator(world))
    numbers = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            browser.get(reverse(MONTH[0], args=MONTH[1]))
        numbers.append(len(captured))
        Play(world).whole() if len(numbers) == 1 else None
    assert numbers[0] == numbers[1] <= 18


def test_the_first_month_that_could_be_due_is_the_first_that_is_there(
    world: World, sign_in: SignIn
) -> None:
    obliged()
    browser = sign_in(evaluator(world))
    for year, month, status in ((1387, 1, 200), (1386, 12, 404), (1300, 1, 404), (1499, 12, 404)):
        answer = browser.get(reverse("evaluation:month", args=[year, month]))
        assert answer.status_code == status
        assert "/1386/" not in text_of(answer)
    assert browser.get(reverse("evaluation:quarter", args=[1300, 1])).status_code == 404


def test_where_the_policy_asks_for_more_months_there_is_no_rank(
    world: World, sign_in: SignIn
) -> None:
    obliged()
    Play(world).whole()
    policy(PolicyKey.EVALUATION_LEAST, 1000)
    browser = sign_in(evaluator(world))
    address = reverse(MONTH[0], args=MONTH[1])
    # As counted now, and as an edition of it is shown.
    for published in (False, True):
        if published:
            browser.post(reverse(PUBLISH[0], args=PUBLISH[1]), {"serial": 0})
        answer = browser.get(address)
        assert [row.office.rank for row in answer.context["provinces"]] == [None, None]
        text = text_of(answer)
        assert text.count("تعداد کم") >= 2
        assert "کمتر از ۱٬۰۰۰ ماه مشمول دارد رتبه نمی‌گیرد" in text
