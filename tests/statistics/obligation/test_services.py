"""Feeding the three-month rule: due months, what counts as filed, what is stored."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import Notice
from catalog.models import Policy
from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, from_parts
from review import workflow
from statistics.enums import ActivityState
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers, PostedLines
from statistics.models import Submission
from statistics.obligation.queries import status_of
from statistics.obligation.rules import DutyRules, UnitStatus, counts_until, due_months
from statistics.obligation.services import update_activity
from statistics.rules.services import GivenReason, ReasonsRequired
from tests.world import BAG, World, tehran
from units.eligibility import refusal
from units.enums import LicenceStatus, UnitActivity
from units.models import ActivityChange, Licence, LicenceState, Unit

INACTIVE_FROM = tehran(1404, 5, 11, 0)
INSTANT = timedelta(microseconds=1)
ACTIVE, CLOSED, INACTIVE = UnitActivity
WORKS = ActivityState.ACTIVE


def file_empty(world: World, month: JalaliMonth, at: datetime) -> Submission:
    """File a month declared inactive, the shortest valid filing."""
    period = PeriodAnswers(world.licence, month, ActivityState.INACTIVE)
    case = services.open_month(world.owner, period, True, at)
    return send(world, case, EmploymentAnswers(0, 0, 0), at)


def file_zero(world: World, month: JalaliMonth, at: datetime, people: int = 2) -> Submission:
    """File a month declared active in which nothing was made."""
    case = services.open_month(world.owner, PeriodAnswers(world.licence, month, WORKS), True, at)
    number = case.tracking_number
    nothing = PostedLines({BAG: Decimal(0)})
    services.save_production(world.owner, number, 0, nothing, True, at)
    services.save_exports(world.owner, number, 0, False, PostedLines({}), True, at)
    return send(world, case, EmploymentAnswers(people, 0, 0), at)


def send(world: World, case: Submission, people: EmploymentAnswers, at: datetime) -> Submission:
    number = case.tracking_number
    try:
        case = services.save_employment(world.owner, number, 0, people, True, at)
    except ReasonsRequired as asked:
        why = {(f.rule, f.key): GivenReason("seasonal", "تعطیلات") for f in asked.flags}
        case = services.save_employment(world.owner, number, 0, people, True, at, why)
    return workflow.file(world.owner, case.tracking_number, case.version, at)


def policy(key: str, value: int, day: date, **scope: Any) -> None:
    Policy.objects.create(key=key, value=value, effective_from=day, source_clause="x", **scope)


def suspend(
    world: World, since: tuple[int, int, int], until: tuple[int, int, int] | None = None
) -> None:
    LicenceState.objects.create(
        licence=world.licence,
        status=LicenceStatus.SUSPENDED,
        since=from_parts(*since),
        until=from_parts(*until) if until else None,
    )


def stored(world: World) -> UnitStatus:
    unit = Unit.objects.get(pk=world.unit.pk)
    return UnitStatus(UnitActivity(unit.activity), unit.missed_months, unit.past_gaps)


def test_three_missing_months_warn_and_the_fourth_final_day_makes_inactive(world: World) -> None:
    update_activity(tehran(1404, 4, 11, 0))
    assert stored(world) == UnitStatus(ACTIVE, 3)
    update_activity(INACTIVE_FROM - INSTANT)
    assert stored(world) == UnitStatus(ACTIVE, 3)
    update_activity(INACTIVE_FROM)
    assert stored(world) == UnitStatus(INACTIVE, 4)


def test_zero_filed_a_minute_before_the_fourth_midnight_keeps_active(world: World) -> None:
    file_zero(world, JalaliMonth(1404, 4), INACTIVE_FROM - timedelta(minutes=1))
    update_activity(INACTIVE_FROM)
    assert stored(world) == UnitStatus(ACTIVE, 0, 3)


def test_an_inactive_unit_is_active_the_moment_it_files_the_latest_due_month(
    world: World,
) -> None:
    update_activity(INACTIVE_FROM)
    file_zero(world, JalaliMonth(1404, 4), INACTIVE_FROM + timedelta(hours=9))
    assert stored(world) == UnitStatus(ACTIVE, 0, 3)
    changes = ActivityChange.objects.order_by("pk").values_list("activity", "missed", "reason")
    assert list(changes) == [("inactive", 4, "final_day"), ("active", 0, "filed")]


def test_filing_an_older_month_does_not_make_active(world: World) -> None:
    update_activity(INACTIVE_FROM)
    file_zero(world, JalaliMonth(1403, 12), INACTIVE_FROM + timedelta(hours=9))
    assert stored(world) == UnitStatus(INACTIVE, 4)


def test_the_newest_ended_month_makes_active_at_once_before_its_final_day(world: World) -> None:
    update_activity(INACTIVE_FROM)
    file_zero(world, JalaliMonth(1404, 5), tehran(1404, 6, 2))
    assert stored(world) == UnitStatus(ACTIVE, 0, 4)
    update_activity(tehran(1404, 6, 11, 0))
    assert stored(world) == UnitStatus(ACTIVE, 0, 4)


def test_six_missed_months_declared_inactive_leave_the_unit_declared_closed(world: World) -> None:
    at = tehran(1404, 7, 11, 0)
    update_activity(at)
    assert stored(world) == UnitStatus(INACTIVE, 6)
    for month in range(1, 7):
        file_empty(world, JalaliMonth(1404, month), at)
    assert stored(world) == UnitStatus(CLOSED, 0)
    file_zero(world, JalaliMonth(1404, 7), tehran(1404, 8, 1))
    assert stored(world) == UnitStatus(ACTIVE, 0)


def test_who_declares_itself_closed_is_not_told_that_it_is_active(world: World) -> None:
    update_activity(INACTIVE_FROM)
    file_empty(world, JalaliMonth(1404, 4), INACTIVE_FROM)
    told = Notice.objects.filter(user=world.owner, kind="active").get()
    assert told.title == f"«{world.unit.name}» دیگر غیرفعال نیست؛ تعطیل اعلام‌شده است"


def test_inactive_missed_missed_inactive_is_declared_closed(world: World) -> None:
    for month, day in ((1, tehran(1404, 2, 3)), (4, tehran(1404, 5, 3))):
        file_empty(world, JalaliMonth(1404, month), day)
    update_activity(INACTIVE_FROM)
    assert stored(world) == UnitStatus(CLOSED, 0, 2)


@pytest.mark.parametrize(("people", "activity"), [(0, CLOSED), (1, ACTIVE)])
def test_no_production_and_no_people_is_a_month_declared_inactive(
    world: World, people: int, activity: UnitActivity
) -> None:
    case = file_zero(world, JalaliMonth(1404, 4), tehran(1404, 5, 3), people)
    assert case.activity == ActivityState.ACTIVE
    update_activity(INACTIVE_FROM)
    assert stored(world).activity == activity


def test_a_new_unit_that_missed_its_first_two_months_is_overdue_and_active(world: World) -> None:
    update_activity(tehran(1404, 3, 11, 0))
    assert stored(world) == UnitStatus(ACTIVE, 2)
    assert stored(world).duty_words == "معوق (۲)"


@pytest.mark.parametrize(
    ("day", "until"), [((1404, 5, 20), (1404, 6, 11)), ((1404, 6, 5), (1404, 7, 11))]
)
def test_a_returned_month_counts_to_the_first_final_day_ten_days_later(
    world: World, day: tuple[int, int, int], until: tuple[int, int, int]
) -> None:
    case = file_zero(world, JalaliMonth(1404, 4), tehran(1404, 5, 2))
    case = workflow.send_back(
        world.union_officer, case.tracking_number, case.version, "چرا؟", tehran(*day)
    )
    end = tehran(*until, 0)
    assert case.counts_until == end
    assert case.decisions.get(kind="returned").counts_until == end
    missed = status_of(world.unit, end - INSTANT).missed
    assert status_of(world.unit, end).missed > missed + 3


def test_a_later_policy_does_not_move_until_when_a_returned_month_counts(world: World) -> None:
    at = tehran(1404, 5, 20)
    case = file_zero(world, JalaliMonth(1404, 4), tehran(1404, 5, 2))
    workflow.send_back(world.union_officer, case.tracking_number, case.version, "چرا؟", at)
    policy("returned_counts_days", 0, from_parts(1404, 5, 1))
    assert counts_until(PolicyBook.load(), at, "03") == tehran(1404, 6, 11, 0)
    policy("returned_counts_days", 30, from_parts(1404, 5, 2))
    assert counts_until(PolicyBook.load(), at, "03") == tehran(1404, 7, 11, 0)
    assert Submission.objects.get().counts_until == tehran(1404, 6, 11, 0)


def test_a_return_that_nobody_answered_tells_why_it_counts_no_more(world: World) -> None:
    case = file_zero(world, JalaliMonth(1404, 4), tehran(1404, 5, 2))
    at = tehran(1404, 5, 20)
    workflow.send_back(world.union_officer, case.tracking_number, case.version, "چرا؟", at)
    update_activity(tehran(1404, 6, 11, 0) - INSTANT)
    assert stored(world) == UnitStatus(ACTIVE, 0, 3)
    update_activity(tehran(1404, 6, 11, 0))
    assert stored(world) == UnitStatus(INACTIVE, 5)
    assert ActivityChange.objects.order_by("pk").last().reason == "correction_late"  # type: ignore[union-attr]


def test_a_draft_does_not_count(world: World) -> None:
    world.draft(JalaliMonth(1404, 4), tehran(1404, 5, 2))
    update_activity(INACTIVE_FROM)
    assert stored(world) == UnitStatus(INACTIVE, 4)


def test_months_of_a_suspended_licence_are_not_due(world: World) -> None:
    suspend(world, (1404, 3, 1))
    update_activity(INACTIVE_FROM)
    assert stored(world) == UnitStatus(ACTIVE, 2)


def test_what_was_suspended_is_not_owed_after_the_suspension_ends(world: World) -> None:
    suspend(world, (1404, 4, 1), (1404, 8, 5))
    months = rules().obliged("03", JalaliMonth(1404, 8))
    due = due_months([world.licence], months)
    assert [month.month for month in due] == [1, 2, 3, 8]
    assert refusal(world.licence, JalaliMonth(1404, 7)) is not None


@pytest.mark.parametrize(
    ("since", "until", "is_due"),
    [
        ((1404, 2, 1), (1404, 2, 16), True),
        ((1404, 2, 1), (1404, 2, 17), False),
        ((1404, 2, 31), (1404, 2, 31), False),
        ((1404, 2, 1), (1404, 2, 31), False),
        ((1404, 2, 10), (1404, 2, 20), True),
    ],
)
def test_a_month_is_due_with_fifteen_days_and_the_last_one(
    world: World, since: tuple[int, int, int], until: tuple[int, int, int], is_due: bool
) -> None:
    suspend(world, since, until)
    month = JalaliMonth(1404, 2)
    assert (month in due_months([world.licence], rules().obliged("03", month))) is is_due


def test_a_licence_that_ended_on_the_first_owes_nothing_and_may_file(world: World) -> None:
    Licence.objects.update(expires_on=from_parts(1404, 2, 1))
    licence, month = Licence.objects.get(), JalaliMonth(1404, 2)
    assert month not in due_months([licence], rules().obliged("03", month))
    assert refusal(licence, month) is None


def test_a_licence_renewed_within_a_month_leaves_no_gap(world: World) -> None:
    Licence.objects.update(expires_on=from_parts(1404, 2, 10))
    old = Licence.objects.get()
    new = Licence.objects.get()
    new.pk, new.number = None, "2"
    new.issued_on, new.expires_on = from_parts(1404, 2, 11), None
    new.save()
    months = rules().obliged("03", JalaliMonth(1404, 3))
    assert [m.month for m in due_months([new, old], months)] == [1, 2, 3]


def rules() -> DutyRules:
    return DutyRules(PolicyBook.load())


def test_a_unit_without_guild_id_owes_nothing(world: World) -> None:
    Unit.objects.update(guild_id="")
    update_activity(INACTIVE_FROM)
    assert stored(world) == UnitStatus(ACTIVE, 0)


def test_a_province_may_give_more_days(world: World) -> None:
    policy("filing_allowed_day", 15, from_parts(1404, 1, 1), province_id="03")
    update_activity(INACTIVE_FROM)
    assert stored(world) == UnitStatus(ACTIVE, 3)
    update_activity(tehran(1404, 5, 16, 0))
    assert stored(world) == UnitStatus(INACTIVE, 4)


def test_a_second_run_changes_nothing_and_writes_no_history(world: World) -> None:
    assert update_activity(INACTIVE_FROM) == 1
    assert update_activity(INACTIVE_FROM) == 0
    assert ActivityChange.objects.count() == 1


def test_the_command_acts_as_of_a_moment(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("update_activity", at="2025-08-01T20:30:00+00:00")
    assert "1 units changed" in capsys.readouterr().out


def test_due_months_begin_with_the_obligation_and_end_with_the_last_final_day(
    world: World,
) -> None:
    rule = DutyRules(PolicyBook.load()).at("03", INACTIVE_FROM)
    due = due_months(list(world.unit.licences.all()), rule.months)
    assert [month.to_int() for month in due] == [140401, 140402, 140403, 140404]
