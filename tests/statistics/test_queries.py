"""What an owner owes and has."""

from datetime import datetime

import pytest

from config.jalali import JalaliMonth, from_parts
from statistics.enums import ActivityState, State, Step
from statistics.filing import services
from statistics.filing.queries import latest_unopened, next_step
from statistics.filing.storage import PeriodAnswers
from statistics.queries import history, owners_desk, recently_filed
from tests.world import FILED_AT, MEHR, World, licence_for, person, tehran
from units.enums import LicenceStatus
from units.models import LicenceState

MORDAD = tehran(1404, 5, 3)


def owed(world: World, at: datetime) -> list[tuple[int, int]]:
    """Return the months that were not begun, as the list shows them."""
    return [(row.month.year, row.month.month) for row in owners_desk(world.owner, at).missing]


def test_nothing_is_owed_before_the_obligation_begins(world: World) -> None:
    assert owed(world, tehran(1404, 1, 20)) == []
    assert owed(world, tehran(1404, 2, 1)) == [(1404, 1)]


def test_ended_months_are_owed_the_latest_first(world: World) -> None:
    assert owed(world, MORDAD) == [(1404, 4), (1404, 3), (1404, 2), (1404, 1)]


def test_a_long_gap_is_shown_by_its_latest_six_months(world: World) -> None:
    assert owed(world, tehran(1405, 1, 5)) == [(1404, m) for m in (12, 11, 10, 9, 8, 7)]


def test_a_begun_month_is_a_draft_and_no_longer_missing(world: World) -> None:
    draft = world.draft(JalaliMonth(1404, 3), MORDAD)
    desk = owners_desk(world.owner, MORDAD)
    assert desk.drafts == [draft]
    assert JalaliMonth(1404, 3) not in [row.month for row in desk.missing]
    assert desk.count == 4


def test_a_returned_month_stands_apart_and_a_filed_one_is_gone(world: World) -> None:
    returned = world.returned(JalaliMonth(1404, 2), MORDAD)
    world.filed(JalaliMonth(1404, 4), MORDAD)
    desk = owners_desk(world.owner, MORDAD)
    assert desk.returned == [returned]
    assert [row.month.month for row in desk.missing] == [3, 1]


def test_a_new_unit_owes_from_its_first_whole_month_after_the_grace(world: World) -> None:
    world.licence.issued_on = from_parts(1404, 1, 1)
    world.licence.save()
    assert owed(world, MORDAD) == [(1404, 4)]


def test_the_first_licence_counts_not_a_renewed_one(world: World) -> None:
    renewed = world.licence
    renewed.pk, renewed.number = None, "0499999999"
    renewed.issued_on = from_parts(1404, 4, 1)
    renewed.save()
    assert owed(world, MORDAD) == [(1404, 4), (1404, 3), (1404, 2), (1404, 1)]
    assert owners_desk(world.owner, MORDAD).units == 1


def test_months_of_a_suspended_licence_are_not_owed(world: World) -> None:
    LicenceState.objects.create(
        licence=world.licence, status=LicenceStatus.SUSPENDED, since=from_parts(1404, 3, 1)
    )
    assert owed(world, MORDAD) == [(1404, 2), (1404, 1)]


def test_two_units_of_one_name_are_two_units(world: World) -> None:
    other = licence_for("0488888888", "9990000026", world.union, person("other"))
    other.unit.members.update(user=world.owner)
    for licence, number in ((world.licence, "0499999990"), (other, "0488888880")):
        licence.pk, licence.number = None, number
        licence.issued_on = from_parts(1397, 1, 1 + int(number) % 20)
        licence.save()
    desk = owners_desk(world.owner, MORDAD)
    assert desk.units == 2
    assert len(desk.missing) == 8


def test_the_next_step_is_the_first_that_is_not_green(world: World) -> None:
    draft = world.draft()
    assert next_step(draft) == Step.PRODUCTION
    draft.steps.filter(step=Step.PRODUCTION).update(status="confirmed")
    assert next_step(draft) == Step.EXPORTS
    assert next_step(world.ready(MEHR - 1)) is None


def test_the_latest_month_not_opened_is_offered(world: World) -> None:
    assert latest_unopened(world.unit.pk, MEHR) == MEHR
    world.draft()
    world.draft(MEHR - 2)
    assert latest_unopened(world.unit.pk, MEHR) == MEHR - 1


def test_the_history_holds_what_was_ever_filed_the_latest_first(world: World) -> None:
    world.filed(MEHR - 2)
    world.final(MEHR)
    world.returned(MEHR - 1)
    world.draft(MEHR - 3)
    assert [s.period for s in history(world.unit)] == [MEHR, MEHR - 1, MEHR - 2]
    assert [s.state for s in recently_filed(world.owner)] == [State.FINAL, State.AT_UNION]


@pytest.mark.parametrize("who", ["union_officer", "ministry_officer"])
def test_an_officer_owes_nothing(world: World, who: str) -> None:
    world.filed()
    desk = owners_desk(getattr(world, who), MORDAD)
    assert (desk.count, desk.units) == (0, 0)


def test_months_of_both_own_units_are_kept_apart(world: World) -> None:
    other = licence_for("0488888888", "9990000026", world.union, person("other"))
    period = PeriodAnswers(other, MEHR, ActivityState.ACTIVE)
    theirs = other.unit.members.get().user
    services.open_month(theirs, period, True, FILED_AT)
    assert owners_desk(world.owner, FILED_AT).drafts == []
    assert len(owners_desk(theirs, FILED_AT).drafts) == 1
