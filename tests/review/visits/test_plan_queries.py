"""What the plan proposes: the gravest first, each with its reason, nothing that awaits a visit."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.policy_definitions import PolicyKey
from review.visit_enums import VisitReason
from review.visits.plan_queries import proposed
from review.visits.rules import RiskOfUnit, ranked
from statistics.models import RaisedFlag, SelectedUnit, Submission
from tests.review.cases import policy
from tests.review.visits.cases import TODAY, confirmed, planned
from tests.statistics.files import statistician
from tests.world import FILED_AT, MEHR, World, licence_for
from units.models import Unit

pytestmark = pytest.mark.django_db


def flag(world: World, short: str = "تولید ×۸ ماه پیش") -> None:
    """Let a filed month have a flag, past the trigger that freezes what was filed."""
    case = world.filed()
    with connection.cursor() as db:
        db.execute("ALTER TABLE statistics_raisedflag DISABLE TRIGGER USER")
    RaisedFlag.objects.create(
        submission=case, rule="P1", key="x", value="20", text="زیاد", basis="", short=short
    )
    Submission.objects.filter(pk=case.pk).update(flags=1)


def second_unit(world: World) -> Unit:
    return licence_for("0488888888", "0000000469", world.union, world.owner).unit


def test_flags_come_before_never_visited(world: World) -> None:
    other = second_unit(world)
    flag(world)
    first, second = proposed(world.union, FILED_AT)
    assert (first.unit, first.risk.reason, first.month) == (world.unit, VisitReason.FLAGGED, MEHR)
    assert "تولید ×۸ ماه پیش" in first.risk.words
    assert (second.unit, second.risk.reason) == (other, VisitReason.NEVER)


def test_a_selected_unit_is_proposed_as_one(world: World) -> None:
    second_unit(world)
    SelectedUnit.objects.create(
        unit=world.unit,
        since=TODAY,
        criterion="سهم",
        source="نامه",
        added_by=statistician(world),
        added_at=FILED_AT,
    )
    first = proposed(world.union, FILED_AT)[0]
    assert (first.unit, first.risk.reason) == (world.unit, VisitReason.SELECTED)


def test_what_was_left_out_counts_by_its_months(world: World) -> None:
    other = second_unit(world)
    Unit.objects.filter(pk=other.pk).update(missed_months=3)
    first = proposed(world.union, FILED_AT)[0]
    assert (first.unit, first.risk.reason) == (other, VisitReason.UNFILED)
    assert "۳ ماه ثبت‌نشده" in first.risk.words


def test_who_awaits_a_visit_or_had_one_lately_is_left_alone(world: World) -> None:
    planned(world)
    assert proposed(world.union, FILED_AT) == []


def test_after_the_rest_a_unit_is_proposed_again(world: World) -> None:
    confirmed(world)
    assert proposed(world.union, FILED_AT) == []
    Unit.objects.filter(pk=world.unit.pk).update(missed_months=1)
    assert proposed(world.union, FILED_AT) == []
    later = FILED_AT + timedelta(days=31 * 7)
    again = proposed(world.union, later)
    assert [one.unit for one in again] == [world.unit]
    assert not again[0].risk.never
    policy(PolicyKey.VISIT_REST_MONTHS, 12)
    assert proposed(world.union, later) == []


def test_each_office_is_proposed_its_own(world: World) -> None:
    assert [one.unit for one in proposed(world.province, FILED_AT)] == [world.unit]
    Unit.objects.filter(pk=world.unit.pk).update(closed_on=TODAY)
    assert proposed(world.province, FILED_AT) == []


def test_as_many_queries_however_many_units(world: World) -> None:
    flag(world)
    with CaptureQueriesContext(
        connection,
    ) as one:
        proposed(world.union, FILED_AT)
    for number in range(3):
        licence_for(f"048888889{number}", f"000000047{number}", world.union, world.owner)
    with CaptureQueriesContext(connection) as many:
        proposed(world.union, FILED_AT)
    assert len(many) == len(one)


def test_equals_stand_by_their_ids_and_reasons_add_up() -> None:
    plain, listed = RiskOfUnit(2, never=True), RiskOfUnit(1, never=True)
    grave = RiskOfUnit(3, flags=("الف", "ب"), flagged_month=MEHR, selected=True)
    assert [one.unit_id for one in ranked([plain, grave, listed])] == [3, 1, 2]
    # Two of each flag and four of the list.
    assert grave.points == 8
    assert RiskOfUnit(4, missed=9).points == 6
