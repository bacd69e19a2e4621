"""Feeding the three-month rule: due months, what counts as filed, what is stored."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Policy
from config.jalali import JalaliMonth, from_parts
from review import workflow
from statistics.activity import activity_of, due_months, rule_for, update_activity
from statistics.enums import ActivityState
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers
from statistics.models import Submission
from tests.by_hand import at_union
from tests.world import World, tehran
from units.activity import Activity
from units.enums import LicenceStatus
from units.models import ActivityChange, Licence, Unit

INACTIVE_FROM = tehran(1404, 5, 11, 0)
INSTANT = timedelta(microseconds=1)


def file_empty(world: World, month: JalaliMonth, at: datetime) -> Submission:
    """File a month declared inactive, the shortest valid filing."""
    period = PeriodAnswers(world.licence, month, ActivityState.INACTIVE)
    case = services.open_month(world.owner, period, True, at)
    case = services.save_employment(
        world.owner, case.tracking_number, 0, EmploymentAnswers(0, 0, 0), True, at
    )
    return workflow.file(world.owner, case.tracking_number, case.version, at)


def stored(world: World) -> Activity:
    unit = Unit.objects.get(pk=world.unit.pk)
    return Activity(unit.filing_active, unit.missed_months)


def test_three_missing_months_warn_and_the_fourth_final_day_makes_inactive(world: World) -> None:
    update_activity(tehran(1404, 4, 11, 0))
    assert stored(world) == Activity(True, 3)
    update_activity(INACTIVE_FROM - INSTANT)
    assert stored(world) == Activity(True, 3)
    update_activity(INACTIVE_FROM)
    assert stored(world) == Activity(False, 4)


def test_zero_filed_a_minute_before_the_fourth_midnight_keeps_active(world: World) -> None:
    file_empty(world, JalaliMonth(1404, 4), INACTIVE_FROM - timedelta(minutes=1))
    update_activity(INACTIVE_FROM)
    assert stored(world) == Activity(True, 0)


def test_an_inactive_unit_is_active_the_moment_it_files_the_latest_due_month(
    world: World,
) -> None:
    update_activity(INACTIVE_FROM)
    file_empty(world, JalaliMonth(1404, 4), INACTIVE_FROM + timedelta(hours=9))
    assert stored(world) == Activity(True, 0)
    reasons = ActivityChange.objects.order_by("pk").values_list("active", "missed", "reason")
    assert list(reasons) == [(False, 4, "final_day"), (True, 0, "filed")]


def test_filing_an_older_month_does_not_make_active(world: World) -> None:
    update_activity(INACTIVE_FROM)
    file_empty(world, JalaliMonth(1403, 12), INACTIVE_FROM + timedelta(hours=9))
    assert stored(world) == Activity(False, 4)


def test_a_month_filed_ahead_of_its_final_day_counts_from_that_day(world: World) -> None:
    update_activity(INACTIVE_FROM)
    file_empty(world, JalaliMonth(1404, 5), tehran(1404, 6, 2))
    assert stored(world) == Activity(False, 4)
    update_activity(tehran(1404, 6, 11, 0))
    assert stored(world) == Activity(True, 0)


def test_a_returned_month_counts_until_its_correction_date_only(world: World) -> None:
    at = tehran(1404, 5, 2)
    case = file_empty(world, JalaliMonth(1404, 4), at)
    case = workflow.send_back(world.union_officer, case.tracking_number, case.version, "چرا؟", at)
    assert case.correction_due == tehran(1404, 5, 5, 0)
    assert activity_of(world.unit, INACTIVE_FROM) == Activity(False, 4)
    Submission.objects.update(correction_due=INACTIVE_FROM + INSTANT)
    assert activity_of(world.unit, INACTIVE_FROM) == Activity(True, 0)


def test_a_draft_does_not_count(world: World) -> None:
    world.draft(JalaliMonth(1404, 4), tehran(1404, 5, 2))
    update_activity(INACTIVE_FROM)
    assert stored(world) == Activity(False, 4)


def test_months_of_a_suspended_licence_are_not_due(world: World) -> None:
    Licence.objects.update(status=LicenceStatus.SUSPENDED, status_since=from_parts(1404, 3, 1))
    update_activity(INACTIVE_FROM)
    assert stored(world) == Activity(True, 2)


def test_a_unit_without_guild_id_owes_nothing(world: World) -> None:
    Unit.objects.update(guild_id="")
    update_activity(INACTIVE_FROM)
    assert stored(world) == Activity(True, 0)


def test_a_province_may_give_more_days(world: World) -> None:
    Policy.objects.create(
        key="filing_allowed_day",
        value=15,
        province_id="03",
        effective_from=from_parts(1404, 1, 1),
        source_clause="x",
    )
    update_activity(INACTIVE_FROM)
    assert stored(world) == Activity(True, 3)
    update_activity(tehran(1404, 5, 16, 0))
    assert stored(world) == Activity(False, 4)


def test_a_second_run_changes_nothing_and_writes_no_history(world: World) -> None:
    assert update_activity(INACTIVE_FROM) == 1
    assert update_activity(INACTIVE_FROM) == 0
    assert ActivityChange.objects.count() == 1


def test_the_command_acts_as_of_a_moment(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("update_activity", at="2025-08-01T20:30:00+00:00")
    assert "1 units changed" in capsys.readouterr().out


MONTHS = st.sets(st.integers(0, 22), max_size=8)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    filed=MONTHS,
    day=st.integers(0, 700),
    issued=st.integers(-400, 500),
    expires=st.none() | st.integers(501, 900),
    ended=st.none() | st.integers(0, 700),
)
def test_the_set_based_form_equals_the_pure_rule(
    world: World,
    filed: set[int],
    day: int,
    issued: int,
    expires: int | None,
    ended: int | None,
) -> None:
    start = from_parts(1404, 1, 1)
    now = datetime(start.year, start.month, start.day, 20, 31, tzinfo=UTC) + timedelta(days=day)
    Licence.objects.update(
        issued_on=start + timedelta(days=issued),
        expires_on=None if expires is None else start + timedelta(days=expires),
        status=LicenceStatus.VALID if ended is None else LicenceStatus.REVOKED,
        status_since=None if ended is None else start + timedelta(days=ended),
    )
    Submission.objects.all().delete()
    Submission.objects.bulk_create(_filed(world, JalaliMonth(1403, 10) + n) for n in filed)
    update_activity(now)
    assert stored(world) == activity_of(world.unit, now)


def _filed(world: World, month: JalaliMonth) -> Submission:
    at = datetime(2025, 1, 1, tzinfo=UTC)
    return Submission(
        unit=world.unit,
        licence=world.licence,
        year=month.year,
        month=month.month,
        tracking_number=f"99999{month.to_int()}",
        **at_union(world.licence, at),
    )


def test_due_months_begin_with_the_obligation_and_end_with_the_last_final_day(
    world: World,
) -> None:
    from catalog.policy.book import PolicyBook

    rule = rule_for(PolicyBook.load(), "03", INACTIVE_FROM)
    due = due_months(list(world.unit.licences.all()), rule)
    assert [month.to_int() for month in due] == [140401, 140402, 140403, 140404]
