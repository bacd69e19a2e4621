"""When a case moves by itself: the due instant, and that it stays as it was stored."""

import datetime as dt
from datetime import UTC, datetime

import pytest

from catalog.enums import HolidayKind, HolidayStatus
from catalog.models import Holiday, Province
from catalog.policy_definitions import PolicyKey
from config.jalali import from_parts
from review import workflow
from review.checklist.answers import AFFIRMED
from review.deadlines import Clocks, Weight
from review.sweep.engine import sweep
from statistics.enums import State
from tests.review.cases import fresh, policy
from tests.world import World, tehran

pytestmark = pytest.mark.django_db

UNION, PROVINCE, MINISTRY = State.AT_UNION, State.AT_PROVINCE, State.AT_MINISTRY
EAST = "03"


def holiday(year: int, month: int, day: int) -> None:
    Holiday.objects.create(
        date=from_parts(year, month, day),
        name="تعطیل نمونه",
        kind=HolidayKind.SPECIAL,
        status=HolidayStatus.CONFIRMED,
    )


def due(state: State, at: datetime, province: str = EAST) -> datetime | None:
    return Clocks.load().due(state, at, province)


def test_leap_esfand_carries_three_days_into_the_new_year(world: World) -> None:
    filed = tehran(1403, 12, 29)
    assert due(UNION, filed) == tehran(1404, 1, 3, 0)
    assert due(UNION, filed) == datetime(2025, 3, 22, 20, 30, tzinfo=UTC)


def test_an_ordinary_esfand_is_a_day_shorter(world: World) -> None:
    assert due(UNION, tehran(1404, 12, 29)) == tehran(1405, 1, 4, 0)


@pytest.mark.parametrize(
    ("state", "first_moment_too_late"),
    [(UNION, (1398, 8, 7)), (PROVINCE, (1398, 8, 7)), (MINISTRY, (1398, 8, 9))],
)
def test_union_and_province_have_three_days_and_the_ministry_five(
    world: World, state: State, first_moment_too_late: tuple[int, int, int]
) -> None:
    assert due(state, tehran(1398, 8, 3)) == tehran(*first_moment_too_late, 0)


@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (11, 8), (23, 59)])
def test_the_hour_of_arrival_does_not_matter(world: World, hour: int, minute: int) -> None:
    assert due(UNION, tehran(1405, 7, 10, hour, minute)) == tehran(1405, 7, 14, 0)


def test_the_day_of_arrival_is_the_day_in_tehran(world: World) -> None:
    last_moment = datetime(2026, 10, 2, 20, 29, 59, 999999, tzinfo=UTC)
    assert due(UNION, last_moment) == tehran(1405, 7, 14, 0)
    assert due(UNION, last_moment + dt.timedelta(microseconds=1)) == tehran(1405, 7, 15, 0)
    assert due(UNION, datetime(2026, 10, 3, 0, 0, tzinfo=UTC)) == tehran(1405, 7, 15, 0)


@pytest.mark.parametrize(
    ("arrival", "lapses"),
    [
        # Summer time until 1401: midnight in Tehran was 19:30 UTC.
        (tehran(1398, 5, 7), datetime(2019, 8, 1, 19, 30, tzinfo=UTC)),
        # The day that ends with the change forward has no next 00:00: its end is the change.
        (tehran(1397, 12, 27), datetime(2019, 3, 21, 20, 30, tzinfo=UTC)),
        # The day that ends with the change back lasts an hour longer.
        (tehran(1398, 6, 27), datetime(2019, 9, 21, 20, 30, tzinfo=UTC)),
        # Counted over a change, days stay Tehran days.
        (tehran(1398, 1, 1), datetime(2019, 3, 24, 19, 30, tzinfo=UTC)),
        # None since 1402.
        (tehran(1405, 5, 7), datetime(2026, 8, 1, 20, 30, tzinfo=UTC)),
    ],
)
def test_days_end_at_tehran_midnight_in_summer_time_too(
    world: World, arrival: datetime, lapses: datetime
) -> None:
    assert due(UNION, arrival) == lapses


def test_calendar_days_count_fridays_and_holidays(world: World) -> None:
    holiday(1398, 8, 5)
    assert due(UNION, tehran(1398, 8, 1)) == tehran(1398, 8, 5, 0)  # 1398/08/03 is a Friday


def test_working_days_pass_over_fridays_and_holidays(world: World) -> None:
    policy(PolicyKey.WORKING_DAYS, 1, from_parts(1398, 8, 1))
    wednesday = tehran(1398, 8, 1)
    assert due(UNION, wednesday) == tehran(1398, 8, 6, 0)
    holiday(1398, 8, 5)
    assert due(UNION, wednesday) == tehran(1398, 8, 7, 0)
    holiday(1398, 8, 6)
    assert due(UNION, wednesday) == tehran(1398, 8, 8, 0)


def test_working_days_begin_the_day_after_arrival_even_on_a_friday(world: World) -> None:
    policy(PolicyKey.WORKING_DAYS, 1)
    assert due(UNION, tehran(1398, 8, 3)) == tehran(1398, 8, 7, 0)
    assert due(UNION, tehran(1398, 8, 4)) == tehran(1398, 8, 8, 0)


def test_the_weekend_is_a_dated_value_of_the_province(world: World) -> None:
    thursday_and_friday, friday_and_saturday = 0b1100000, 0b1000001
    policy(PolicyKey.WORKING_DAYS, 1)
    wednesday, monday = tehran(1398, 8, 1), tehran(1398, 8, 6)
    # 1398/08/02 is a Thursday: three working days are Saturday, Sunday, Monday.
    policy(PolicyKey.WEEKEND, thursday_and_friday, from_parts(1398, 8, 1), province_id="03")
    assert due(UNION, wednesday) == tehran(1398, 8, 7, 0)
    assert Clocks.load().due(UNION, wednesday, "04") == tehran(1398, 8, 6, 0)
    # From its day of arrival on another; what runs already is not asked again.
    policy(PolicyKey.WEEKEND, friday_and_saturday, from_parts(1398, 8, 6), province_id="03")
    assert due(UNION, wednesday) == tehran(1398, 8, 7, 0)
    assert due(UNION, monday) == tehran(1398, 8, 10, 0)
    assert due(PROVINCE, tehran(1398, 8, 8)) == tehran(1398, 8, 14, 0)


def test_calendar_days_know_no_weekend(world: World) -> None:
    policy(PolicyKey.WEEKEND, 0b1100000)
    assert due(UNION, tehran(1398, 8, 1)) == tehran(1398, 8, 5, 0)


def test_the_switch_holds_for_arrivals_from_its_day_on(world: World) -> None:
    policy(PolicyKey.WORKING_DAYS, 1, from_parts(1398, 8, 2))
    assert due(PROVINCE, tehran(1398, 8, 1, 23, 59)) == tehran(1398, 8, 5, 0)
    assert due(PROVINCE, tehran(1398, 8, 2, 0)) == tehran(1398, 8, 7, 0)


def test_a_union_may_have_no_clock(world: World) -> None:
    policy(PolicyKey.UNION_DAYS, None, from_parts(1398, 8, 1))
    assert due(UNION, tehran(1398, 8, 1)) is None
    assert due(UNION, tehran(1398, 7, 30)) == tehran(1398, 8, 4, 0)
    case = world.filed()
    assert (case.due_at, case.priority_at) == (None, case.entered_at)
    assert sweep(tehran(1499, 1, 1)).moved == 0


def test_a_province_may_have_its_own_days(world: World) -> None:
    Province.objects.create(code="08", name="کرمان", iso="IR-08")
    policy(PolicyKey.PROVINCE_DAYS, 7, province_id=EAST)
    assert due(PROVINCE, tehran(1405, 7, 10)) == tehran(1405, 7, 18, 0)
    assert due(PROVINCE, tehran(1405, 7, 10), "08") == tehran(1405, 7, 14, 0)
    assert world.at_province().due_at == tehran(1398, 8, 11, 0)


def test_a_province_may_take_the_clock_off_its_unions(world: World) -> None:
    Province.objects.create(code="08", name="کرمان", iso="IR-08")
    policy(PolicyKey.UNION_DAYS, None, province_id=EAST)
    assert due(UNION, tehran(1405, 7, 10)) is None
    assert due(UNION, tehran(1405, 7, 10), "08") == tehran(1405, 7, 14, 0)


def test_a_stored_due_instant_does_not_move_with_the_policy(world: World) -> None:
    case = world.filed()
    policy(PolicyKey.UNION_DAYS, 30, from_parts(1398, 8, 3))
    policy(PolicyKey.PROVINCE_DAYS, 9, from_parts(1398, 8, 3))
    assert fresh(case).due_at == tehran(1398, 8, 7, 0)
    assert sweep(tehran(1398, 8, 7, 0)).moved == 1
    assert fresh(case).due_at == tehran(1398, 8, 17, 0)


def test_the_next_level_counts_from_its_own_arrival(world: World) -> None:
    case = world.filed()
    at = tehran(1398, 8, 6, 23, 59)
    moved = workflow.approve(world.union_officer, case.tracking_number, case.version, at, AFFIRMED)
    assert moved.due_at == tehran(1398, 8, 10, 0)


def test_a_return_is_to_be_corrected_within_two_days(world: World) -> None:
    case = world.returned()
    assert case.correction_due == tehran(1398, 8, 6, 0)
    assert Clocks.load().correction_due(tehran(1403, 12, 29, 23, 59), EAST) == tehran(1404, 1, 2, 0)


def test_days_to_correct_are_policy_too(world: World) -> None:
    policy(PolicyKey.CORRECTION_DAYS, 5, province_id=EAST)
    policy(PolicyKey.WORKING_DAYS, 1, from_parts(1398, 8, 10))
    clocks = Clocks.load()
    assert clocks.correction_due(tehran(1398, 8, 3), EAST) == tehran(1398, 8, 9, 0)
    # 1398/08/10 and 1398/08/17 are Fridays.
    assert clocks.correction_due(tehran(1398, 8, 12), EAST) == tehran(1398, 8, 19, 0)


def test_the_inbox_puts_the_earliest_due_first(world: World) -> None:
    now, later = tehran(1398, 8, 3), tehran(1398, 8, 7, 0)
    clocks = Clocks.load()
    assert clocks.place(later, now, Weight(), EAST) == later
    assert clocks.place(None, now, Weight(), EAST) == now


def test_risk_brings_a_case_forward_by_the_hours_of_the_policy(world: World) -> None:
    now, later = tehran(1398, 8, 3), tehran(1398, 8, 7, 0)
    assert Clocks.load().place(later, now, Weight(risk=2), EAST) == later - dt.timedelta(hours=12)
    policy(PolicyKey.RISK_HOURS, 0, province_id=EAST)
    assert Clocks.load().place(later, now, Weight(risk=2), EAST) == later
