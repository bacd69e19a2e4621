"""What moves the country's total of a product stands first of its day, and is looked at alone."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from review import workflow
from review.checklist.answers import AFFIRMED
from review.deadlines import Clocks, Weight
from review.inbox.bulk import approve_all
from review.inbox.queries import queue, read_page
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.models import Submission
from tests.review.cases import INBOX, fresh, page
from tests.statistics.filing import text_of
from tests.statistics.influence.test_services import file, finish
from tests.world import FILED_AT, MEHR, World, tehran

pytestmark = pytest.mark.django_db
DUE = tehran(1398, 8, 7, 0)
MOST = Decimal("9999.999")
SIGN = "اثر زیاد بر جمع کشور: کیسه پلی اتیلن"


def place(due: dt.datetime = DUE, **weight: Any) -> dt.datetime:
    """Find the place in the inbox of a case of such a weight."""
    return Clocks.load().place(due, FILED_AT, Weight(**weight), "03")


def test_of_one_day_the_more_influential_stands_first(world: World) -> None:
    half, five, more, most = (
        place(influence=Decimal(percent), influential=influential)
        for percent, influential in (("0.5", False), ("5", True), ("15.891", True), (MOST, True))
    )
    assert most < more < five < half < place() == DUE


def test_influence_outweighs_all_risk_of_its_day_and_no_day(world: World) -> None:
    day = dt.timedelta(days=1)
    for risk in range(4):
        first = place(risk=risk, influence=Decimal(5), influential=True)
        # Twenty-three hours of risk are the most that stay within the day.
        assert first < DUE - dt.timedelta(hours=23)
    assert place(influence=MOST, influential=True) > DUE - day
    assert place(DUE + day, influence=MOST, influential=True) > DUE


def test_below_the_threshold_risk_comes_first_and_influence_parts_equals(world: World) -> None:
    risky, telling = place(risk=1), place(influence=Decimal("4.999"))
    assert risky < telling < place(influence=Decimal("0.001")) < place()


@pytest.mark.parametrize("risk", [0, 3, 4, 8])
@pytest.mark.parametrize(
    ("influence", "influential"),
    [(None, False), ("0.001", False), ("4.999", False), ("15.891", True), ("9999.999", True)],
)
def test_a_swept_case_stands_where_an_approved_one_does(
    world: World, risk: int, influence: str | None, influential: bool
) -> None:
    weight = {
        "risk": risk,
        "influence": None if influence is None else Decimal(influence),
        "influential": influential,
    }
    swept, approved = world.filed(), world.filed(MEHR - 1)
    Submission.objects.filter(pk__in=[swept.pk, approved.pk]).update(**weight)
    workflow.approve(world.union_officer, approved.tracking_number, approved.version, DUE, AFFIRMED)
    assert sweep(DUE).moved == 1
    assert fresh(swept).priority_at == fresh(approved).priority_at
    assert fresh(swept).state == State.AT_PROVINCE


def test_a_case_is_placed_as_it_is_filed(world: World) -> None:
    finish(world, file(world, "20", MEHR - 1))
    plain = world.filed(MEHR - 2)
    telling = file(world, "30")
    assert plain.due_at == telling.due_at == DUE
    waiting = list(queue(world.union_officer, FILED_AT))
    assert [case.month for case in waiting] == [MEHR.month, MEHR.month - 2]
    # Half of the total: fifty percent from the half hour on.
    began = tehran(1398, 8, 6, 0) + dt.timedelta(minutes=30)
    assert telling.priority_at == began - dt.timedelta(seconds=9)


def test_the_pages_of_a_list_go_on_behind_an_influential_case(world: World) -> None:
    for month, influence in ((MEHR, "6"), (MEHR - 1, "7"), (MEHR - 2, "0.1")):
        case = world.filed(month)
        moved = place(influence=Decimal(influence), influential=Decimal(influence) >= 5)
        Submission.objects.filter(pk=case.pk).update(priority_at=moved)
    found = read_page(world.union_officer, FILED_AT)
    assert [case.month for case in found.rows] == [6, 7, 5]
    second = found.rows[1]
    assert second.priority_at
    cursor = f"{second.priority_at.isoformat()},{second.pk}"
    rest = read_page(world.union_officer, FILED_AT, "", cursor)
    assert [case.month for case in rest.rows] == [5]


def test_the_inbox_says_in_words_why_it_stands_first(
    world: World, sign_in: Callable[[Any], Client]
) -> None:
    finish(world, file(world, "20", MEHR - 1))
    browser = sign_in(world.union_officer)
    file(world, "20")
    assert "جمع کشور" not in text_of(browser.get(INBOX))
    workflow.send_back(
        world.union_officer,
        *Submission.objects.filter(month=MEHR.month).values_list("tracking_number", "version")[0],
        "ببینید",
        FILED_AT,
    )
    file(world, "30")
    text = text_of(browser.get(INBOX))
    # No number stands beside it: the total of the country is not in a union's reach.
    assert f'<span class="chip chip-influence">{SIGN}</span>' in text
    assert "در روز خود بالاتر از همه است" in text


def test_it_is_never_approved_among_others(world: World, sign_in: Callable[[Any], Client]) -> None:
    finish(world, file(world, "20", MEHR - 1))
    case, plain = file(world, "30"), world.filed(MEHR - 2)
    chosen = {each.tracking_number: each.version for each in (case, plain)}
    bulk = approve_all(world.union_officer, chosen, FILED_AT)
    assert [each.pk for each in bulk.approved] == [plain.pk]
    assert [left.why for left in bulk.left] == ["اثر زیاد بر جمع کشور دارد و جداگانه بررسی می‌شود"]
    assert fresh(case).state == State.AT_UNION
    text = text_of(sign_in(world.union_officer).get(INBOX))
    assert 'تکی<span class="sub">اثر زیاد بر جمع کشور دارد</span>' in text


def test_the_case_says_what_was_expected_and_its_part_to_who_sees_the_country(
    world: World, sign_in: Callable[[Any], Client]
) -> None:
    finish(world, file(world, "20", MEHR - 1))
    case = file(world, "30")
    words = "کیسه پلی اتیلن: ۳۰ تن ثبت شده و برپایهٔ ماه‌های خود واحد حدود ۲۰ تن انتظار می‌رفت."
    union = text_of(sign_in(world.union_officer).get(page(case)))
    assert words in union
    assert "درصد جمع ماه پیش" not in union
    workflow.approve(world.union_officer, case.tracking_number, case.version, FILED_AT, AFFIRMED)
    now = fresh(case)
    workflow.approve(world.province_officer, now.tracking_number, now.version, FILED_AT)
    ministry = text_of(sign_in(world.ministry_officer).get(page(case)))
    assert f"{words} این تفاوت معادل ۵۰ درصد جمع ماه پیش کشور است." in ministry


def test_the_place_is_of_tehrans_day(world: World) -> None:
    """Between half past three and midnight the day of UTC is another."""
    first = place(risk=1, influence=Decimal(5), influential=True)
    assert first == tehran(1398, 8, 6, 0, 30) - dt.timedelta(seconds=0.9)
