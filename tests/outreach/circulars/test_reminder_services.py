"""Who has not received in time is told up the line, and is reminded once a day."""

from datetime import timedelta

import pytest

from accounts.enums import NoticeKind, Role
from accounts.models import Notice, User
from config.errors import NotFoundError
from outreach.circulars.errors import CircularConflictError
from outreach.circulars.queries import states_below, units_unread
from outreach.circulars.reminder_services import remind, tell_late
from outreach.circulars.services import withdraw
from outreach.enums import HopState
from outreach.models import Circular, CircularReminder
from statistics.errors import NotAllowedError
from tests.outreach.circulars.acts import DAY, at_units, issued, passed, was_read
from tests.world import FILED_AT, World, licence_for, officer, person

pytestmark = pytest.mark.django_db
LATE = FILED_AT + 6 * DAY


def titles(user: User) -> list[str]:
    rows = Notice.objects.filter(user=user, kind=NoticeKind.CIRCULAR).order_by("pk")
    return list(rows.values_list("title", flat=True))


def test_on_the_morning_after_the_day_the_office_above_is_told_once(world: World) -> None:
    made = issued(world)
    assert tell_late(FILED_AT + 5 * DAY) == 0
    assert tell_late(LATE) == 1
    assert titles(world.ministry_officer) == ["بخشنامهٔ ۶۰/۲۲۷۲۱۰: ۱ نهاد رسید نداده‌اند"]
    told = Notice.objects.get(user=world.ministry_officer, kind=NoticeKind.CIRCULAR)
    assert told.body == "سازمان استان آذربایجان شرقی"
    assert told.url == f"/circulars/{made.pk}/state/?office={world.ministry.pk}"
    assert tell_late(LATE + DAY) == 0
    assert Circular.objects.get().told_late_at == LATE


def test_a_union_is_told_how_many_of_its_units_have_not_read(world: World) -> None:
    owner = person("second")
    licence_for("0488888888", "9990000026", world.union, owner)
    made = was_read(world, at_units(world))
    tell_late(LATE)
    assert titles(world.union_officer)[-1] == "بخشنامهٔ ۶۰/۲۲۷۲۱۰: ۱ واحد شما نخوانده‌اند"
    assert [unit.holder_id for unit in units_unread(made, world.union)] == ["9990000026"]


def test_of_a_withdrawn_one_nobody_is_told(world: World) -> None:
    made = issued(world)
    withdraw(world.ministry_officer, made.pk, "اشتباه", FILED_AT)
    assert tell_late(LATE) == 0


def test_who_stopped_it_is_reminded_once_a_day(world: World) -> None:
    made = issued(world)
    first = remind(world.ministry_officer, made.pk, world.province.pk, FILED_AT)
    again = remind(world.ministry_officer, made.pk, world.province.pk, FILED_AT)
    assert (again.pk, first.told) == (first.pk, 1)
    assert len(titles(world.province_officer)) == 2
    remind(world.ministry_officer, made.pk, world.province.pk, FILED_AT + DAY)
    assert CircularReminder.objects.count() == 2
    with pytest.raises(NotAllowedError):
        remind(world.province_officer, made.pk, world.province.pk, FILED_AT + 2 * DAY)
    with pytest.raises(NotFoundError):
        remind(world.owner, made.pk, world.province.pk, FILED_AT + 2 * DAY)
    passed(made, (world.province_officer, world.province))
    with pytest.raises(CircularConflictError):
        remind(world.ministry_officer, made.pk, world.province.pk, FILED_AT + 2 * DAY)


def test_units_that_have_not_read_are_reminded_and_the_others_are_not(world: World) -> None:
    owner = person("second")
    licence_for("0488888888", "9990000026", world.union, owner)
    made = was_read(world, at_units(world))
    sent = remind(world.union_officer, made.pk, world.union.pk, FILED_AT + DAY)
    assert (sent.to_units, sent.told) == (True, 1)
    assert len(titles(owner)) == 2
    assert len(titles(world.owner)) == 1


def test_the_issuer_sees_each_place_with_its_counts(world: World) -> None:
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    licence_for("0488888888", "9990000026", world.union, person("second"))
    made = issued(world)
    row = states_below(made, world.ministry, FILED_AT)[0]
    assert (row.state, row.offices, row.passed, row.units) == (HopState.WAITING, 1, 0, 0)
    assert states_below(made, world.ministry, LATE)[0].state == HopState.LATE
    passed(made, (head, world.province))
    row = states_below(made, world.ministry, FILED_AT)[0]
    assert (row.offices, row.passed, row.waiting, row.units) == (2, 1, 1, 0)
    passed(made, (world.union_officer, world.union))
    was_read(world, made)
    row = states_below(made, world.ministry, FILED_AT)[0]
    assert (row.passed, row.units, row.read, row.unread) == (2, 2, 1, 1)
    under = states_below(made, world.province, FILED_AT)[0]
    assert (under.hop.office, under.state, under.units, under.read) == (
        world.union,
        HopState.PASSED,
        2,
        1,
    )
    closed = world.unit
    closed.closed_on = FILED_AT.date() + timedelta(days=1)
    closed.save()
    row = states_below(made, world.ministry, FILED_AT)[0]
    assert (row.units, row.read) == (1, 0)
