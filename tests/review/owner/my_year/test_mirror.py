"""«سال من» holds a unit against its group, or says in one sentence why it does not."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import time_machine as clock
from django.template.loader import render_to_string
from django.test import Client

from config.jalali import JalaliMonth
from review.owner.my_year.mirror_rules import Mirror, MirrorLine
from statistics.enums import EditionKind, MirrorFigure
from statistics.publication.mirror.queries import ToldGroup
from tests.statistics.filing import text_of
from tests.statistics.publication.mirror.worlds import TEN, makers, told
from tests.statistics.publication.worlds import PublishingWorld
from tests.world import MEHR, PIPE, World, person, tehran
from units.enums import MemberRole
from units.models import UnitMember

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("third_of_aban")]
URL = "/statistics/my-year/"
HEADING = "شما در کنار هم‌صنفان"


@pytest.fixture
def owner(world: World, sign_in: Any) -> Client:
    browser: Client = sign_in(world.owner)
    return browser


def published(world: World, month: JalaliMonth = MEHR, others: int = 10) -> None:
    """Publish a month in which ten others made of the product 5 to 50 tonnes a person."""
    publishing = PublishingWorld(world)
    publishing.file(makers(TEN[:others]), month)
    publishing.published(month=month)


def line(own: str, figure: MirrorFigure = MirrorFigure.PER_PERSON, *middle: str) -> MirrorLine:
    low, half, high = map(Decimal, middle or ("140", "170", "210"))
    return MirrorLine(figure, "کیسه", "تن", Decimal(own), ToldGroup(None, low, half, high, 20))


def test_a_unit_stands_beside_the_middle_of_its_group(world: World, owner: Client) -> None:
    world.final()
    published(world)
    text = text_of(owner.get(URL))
    # Eleven from 5 to 50; the unit makes 20 tonnes with three people.
    assert "۶٫۶۶۷" in text
    assert "از میانهٔ هم‌صنفان کمتر؛ پایین‌تر از نیمهٔ میانی" in text
    assert f"{world.province.name}؛ حدود ۱۰ دارنده" in text
    assert "مهر ۱۳۹۸، انتشار نهایی" in text
    assert "رتبه" not in text


def test_a_delegate_sees_it_as_the_owner_does(world: World, owner: Client, sign_in: Any) -> None:
    world.final()
    published(world)
    delegate = person("delegate")
    UnitMember.objects.create(unit=world.unit, user=delegate, role=MemberRole.DELEGATE)
    seen, own = (text_of(browser.get(URL)) for browser in (sign_in(delegate), owner))
    assert HEADING in seen
    assert (
        seen[seen.index(HEADING) :].split("به‌موقع بودن")[0]
        == (own[own.index(HEADING) :].split("به‌موقع بودن")[0])
    )


def test_no_officer_has_the_page_of_a_unit(world: World, sign_in: Any) -> None:
    world.final()
    published(world)
    for officer in (world.union_officer, world.province_officer, world.ministry_officer):
        answer = sign_in(officer).get(f"{URL}?unit={world.unit.pk}")
        assert answer.status_code in (403, 404) or HEADING not in text_of(answer)


def test_before_anything_is_published_it_says_so(world: World, owner: Client) -> None:
    world.final()
    assert "آمار این ماه‌ها هنوز منتشر نشده است" in text_of(owner.get(URL))


def test_a_month_still_looked_at_is_not_held_against_others(world: World, owner: Client) -> None:
    world.filed()
    published(world)
    text = text_of(owner.get(URL))
    assert "آمار نهایی‌شده‌ای از این واحد نیست" in text
    assert "میانهٔ گروه" not in text


def test_a_small_group_and_a_hidden_one_have_one_sentence(world: World, owner: Client) -> None:
    world.final()
    published(world, others=8)
    small = text_of(owner.get(URL))
    assert "برای کیسه پلی اتیلن مقایسه نشان داده نمی‌شود: یا کمتر از ۱۰ دارنده" in small
    assert "میانهٔ گروه" not in small


def test_the_latest_month_that_is_published_is_taken(world: World, owner: Client) -> None:
    world.final(MEHR - 1)
    world.final()
    published(world, MEHR - 1)
    text = text_of(owner.get(URL))
    assert "شهریور ۱۳۹۸، انتشار نهایی" in text
    assert "آخرین ماهی که هم منتشر شده و هم آمار شما در آن نهایی است" in text


def test_an_inactive_unit_is_told_why_there_is_none(
    world: World, sign_in: Any, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(tehran(1404, 5, 20), tick=False)
    last = JalaliMonth(1403, 12)
    world.final(last, tehran(1404, 1, 3))
    published(world, last)
    text = text_of(sign_in(world.owner).get(URL))
    assert "این واحد غیرفعال است. پس از ثبت ماه‌های معوق" in text
    assert "میانهٔ گروه" not in text


def test_a_unit_is_not_told_of_what_it_does_not_make(world: World, owner: Client) -> None:
    world.final()
    publishing = PublishingWorld(world)
    publishing.file([replace(maker, product=PIPE) for maker in makers(TEN)], MEHR)
    edition = publishing.published(month=MEHR)
    assert told(edition)
    assert "میانهٔ گروه" not in text_of(owner.get(URL))


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("300", "از میانهٔ هم‌صنفان بیشتر؛ بالاتر از نیمهٔ میانی"),
        ("185", "از میانهٔ هم‌صنفان بیشتر؛ در نیمهٔ میانی"),
        ("173.4", "نزدیک میانهٔ هم‌صنفان؛ در نیمهٔ میانی"),
        ("150", "از میانهٔ هم‌صنفان کمتر؛ در نیمهٔ میانی"),
        ("12", "از میانهٔ هم‌صنفان کمتر؛ پایین‌تر از نیمهٔ میانی"),
    ],
)
def test_a_figure_is_put_in_words(own: str, words: str) -> None:
    assert line(own).verdict == words


def test_a_growth_is_told_as_a_change() -> None:
    grown = line("1.083", MirrorFigure.GROWTH, "0.97", "1", "1.26")
    assert (grown.own_words, grown.middle_words) == ("۸٫۳٪ بیشتر", "بدون تغییر")
    assert grown.span_words == "از ۳٪ کمتر تا ۲۶٪ بیشتر"
    assert grown.verdict == "از میانهٔ هم‌صنفان بیشتر؛ در نیمهٔ میانی"
    assert line("3.4", MirrorFigure.GROWTH, "1", "1", "1").rail.own == "4.00%"


def _many(count: int) -> Mirror:
    lines = tuple(replace(line("185"), product=f"محصول {number}") for number in range(count))
    return Mirror(MEHR, EditionKind.FINAL, lines, least=10)


def test_of_many_lines_a_page_has_few(world: World) -> None:
    assert (_many(8).pages, _many(8).part) == (1, "")
    third = replace(_many(20), page=3)
    assert [each.product for each in third.shown] == [f"محصول {number}" for number in range(16, 20)]
    assert (third.pages, third.part) == (3, "۱۷ تا ۲۰ از ۲۰ رقم")


def test_a_page_of_lines_goes_over_a_slow_line(world: World) -> None:
    mirror = replace(_many(60), page=2)
    pages = {"prev_url": "?mirror=1", "next_url": "?mirror=3"}
    context = {"mirror": mirror, "pages": pages, "last": MEHR}
    text = render_to_string("review/owner/my_year/_mirror.html", context)
    assert 'href="?mirror=3"' in text
    assert "۹ تا ۱۶ از ۶۰ رقم" in text
    assert len(text.encode()) <= 10 * 1024


@pytest.mark.parametrize("asked", ["2", "0", "x", "1x", "99999999999999999999"])
def test_a_page_of_lines_that_is_none_is_not_there(world: World, owner: Client, asked: str) -> None:
    world.final()
    published(world)
    assert owner.get(f"{URL}?mirror=1").status_code == 200
    assert owner.get(f"{URL}?mirror={asked}").status_code == 404


def test_the_rail_runs_from_right_to_left_and_holds_every_mark() -> None:
    rail = line("185").rail
    assert (rail.half, rail.half_width) == ("37.50%", "25.00%")
    assert (rail.middle, rail.own) == ("51.79%", "46.43%")
    assert [line(own).rail.own for own in ("1000000", "0.001")] == ["4.00%", "96.00%"]
