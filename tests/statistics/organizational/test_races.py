"""Two at one moment: of two writers, two heads, a head and a writer, exactly one has their way."""

import pytest

from accounts.enums import Role
from config.errors import ConflictError
from statistics.enums import ReportMove, ReportState
from statistics.models import OfficeReminder, OfficeReport, OfficeReportMove, OfficeRevision
from statistics.organizational.reminder_services import remind_offices
from statistics.organizational.services import confirm, send_back
from tests.concurrency import race
from tests.statistics.organizational.cases import (
    MONTH,
    changed,
    head_of,
    indicator,
    person,
    sent,
    stats_of,
    written,
)
from tests.world import FILED_AT, MEHR, World

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_write_the_first_report_one_learns_of_the_other(shared_world: World) -> None:
    world = shared_world
    indicator(world)
    colleague = person("colleague", Role.PROVINCE_EXPERT, world.province)
    ended = race(
        [
            lambda: written(world.province_officer, world.province, ("1",)),
            lambda: written(colleague, world.province, ("2",)),
        ]
    )
    assert sum(isinstance(one, ConflictError) for one in ended) == 1
    assert OfficeReport.objects.get().version == 1


def test_a_report_sent_twice_at_once_is_sent_once(shared_world: World) -> None:
    world = shared_world
    indicator(world)
    ended = race([lambda: sent(world, ("1",))] * 3)
    assert sum(isinstance(one, ConflictError) for one in ended) == 2
    assert OfficeReportMove.objects.get().move == ReportMove.SENT


def test_a_confirmation_and_a_return_at_once_are_one_of_both(shared_world: World) -> None:
    world = shared_world
    indicator(world)
    first, second = head_of(world), person("head-2", Role.PROVINCE_HEAD, world.province)
    seen = sent(world, ("1",)).version
    ended = race(
        [
            lambda: confirm(first, world.province, MONTH, seen, FILED_AT),
            lambda: send_back(second, world.province, MONTH, seen, "کم است", FILED_AT),
            lambda: confirm(second, world.province, MONTH, seen, FILED_AT),
        ]
    )
    assert sum(isinstance(one, ConflictError) for one in ended) == 2
    stands = OfficeReport.objects.get().state == ReportState.CONFIRMED
    assert OfficeRevision.objects.count() == stands


def test_two_who_change_one_indicator_write_one_after_the_other(shared_world: World) -> None:
    world = shared_world
    one = indicator(world)
    stats_of(world)
    ended = race(
        [lambda: changed(world, one, MEHR, measure="الف"), lambda: changed(world, one, MEHR)]
    )
    serials = list(one.terms.values_list("serial", flat=True))
    assert serials == list(range(1, len(serials) + 1))
    assert len(serials) == 3 - sum(isinstance(found, ConflictError) for found in ended)


def test_two_runs_of_the_reminders_tell_once(shared_world: World) -> None:
    world = shared_world
    indicator(world, kinds=("province",))
    told = race([lambda: remind_offices(FILED_AT)] * 2)
    assert sorted(map(str, told)) == ["0", "1"]
    assert OfficeReminder.objects.count() == 1
