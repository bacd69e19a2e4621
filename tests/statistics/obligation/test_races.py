"""Filing and the run over all units at one moment, on real connections."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth
from statistics.models import Submission
from statistics.obligation.queries import status_of
from statistics.obligation.rules import UnitStatus
from statistics.obligation.services import refresh, update_activity
from tests.by_hand import at_union
from tests.concurrency import until_somebody_waits
from tests.world import World, tehran
from units.enums import ActivityReason, UnitActivity
from units.models import Unit

MIDNIGHT = tehran(1404, 5, 11, 0)
TIR = JalaliMonth(1404, 4)
PATIENCE = 60


def stored(world: World) -> UnitStatus:
    unit = Unit.objects.get(pk=world.unit.pk)
    return UnitStatus(UnitActivity(unit.activity), unit.missed_months, unit.past_gaps)


def file_raw(world: World, month: JalaliMonth, at: datetime) -> None:
    """Let a month count as filed; what this is about is who judges the unit, and when."""
    Submission.objects.create(
        unit=world.unit,
        licence=world.licence,
        year=month.year,
        month=month.month,
        tracking_number=f"99999{month.to_int()}",
        **at_union(world.licence, at),
    )


def started(act: Callable[[], object]) -> threading.Thread:
    """Start an act on a connection of its own; return when it waits for a lock."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    until_somebody_waits()
    return thread


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("missed", [0, 3])
def test_a_run_that_began_before_a_filing_does_not_undo_it(world: World, missed: int) -> None:
    """Also where the filing leaves the unit's row as it was, so that only its lock tells of it."""
    if missed:
        update_activity(tehran(1404, 4, 11, 0))
    else:
        file_raw(world, TIR - 1, MIDNIGHT - timedelta(days=3))
        update_activity(tehran(1404, 4, 12, 0))
    with transaction.atomic():
        file_raw(world, TIR, MIDNIGHT - timedelta(seconds=1))
        refresh(
            world.unit, ActivityReason.FILED, MIDNIGHT - timedelta(seconds=1), PolicyBook.load()
        )
        run = started(lambda: update_activity(MIDNIGHT))
    run.join(PATIENCE)
    assert stored(world).missed == 0
    update_activity(MIDNIGHT)
    assert stored(world) == status_of(world.unit, MIDNIGHT)


@pytest.mark.django_db(transaction=True)
def test_a_filing_that_waited_for_the_run_is_judged_by_the_later_moment(world: World) -> None:
    """An older month filed a second before midnight does not bring the day before back."""
    before = MIDNIGHT - timedelta(seconds=1)
    update_activity(before)
    assert stored(world) == UnitStatus(UnitActivity.ACTIVE, 3)

    def file_older() -> None:
        with transaction.atomic():
            file_raw(world, TIR - 8, before)
            refresh(world.unit, ActivityReason.FILED, before, PolicyBook.load())

    with transaction.atomic():
        update_activity(MIDNIGHT)
        filing = started(file_older)
    filing.join(PATIENCE)
    assert stored(world) == status_of(world.unit, MIDNIGHT)
    assert stored(world).missed == 4


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_one_change(world: World) -> None:
    with transaction.atomic():
        assert update_activity(MIDNIGHT) == 1
        second = started(lambda: update_activity(MIDNIGHT))
    second.join(PATIENCE)
    assert world.unit.changes.count() == 1
