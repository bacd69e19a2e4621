"""The migration that wrote an appointment for each post of before (accounts 0016), on rows."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.state import ProjectState
from django.utils import timezone

from accounts.enums import AppointmentAct, AppointmentState, Role
from accounts.grants import grant, revoke
from accounts.models import Appointment, AppointmentEvent, OrganizationPermission, User
from tests.world import World, officer, person

DAY = timedelta(days=1)


def migrate(*, back: bool = False) -> None:
    """Run it as `manage.py migrate` does, forwards or back."""
    migration = import_module("accounts.migrations.0016_posts_from_before_appointments")
    (operation,) = migration.Migration.operations
    state = ProjectState.from_apps(apps)
    with connection.schema_editor() as editor:
        run = operation.database_backwards if back else operation.database_forwards
        run("accounts", editor, state, state)


def now_there() -> datetime:
    """Read the database's clock, by which the migration tells what is in force."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        found: datetime = cursor.fetchone()[0]
    return found


def written() -> list[tuple[str, str, str]]:
    rows = Appointment.objects.order_by("user__username", "role")
    return list(rows.values_list("user__username", "role", "organization__code"))


@pytest.fixture
def posts(world: World) -> World:
    """Leave posts as the operator's command gave them, and nothing else, of this and that kind."""
    assert not Appointment.objects.exists()
    now = now_there()
    OrganizationPermission.objects.all().delete()
    User.objects.filter(pk=world.union_officer.pk).update(mobile="", email="")
    # For good; for a term; two posts of one person; ended; a substitute's days alone.
    grant(world.union_officer, Role.UNION_OFFICER, world.union)
    grant(world.province_officer, Role.PROVINCE_EXPERT, world.province, until=now + 30 * DAY)
    grant(world.province_officer, Role.PROVINCE_HEAD, world.province)
    ended = officer("ended", Role.UNION_OFFICER, world.union)
    revoke(ended, Role.UNION_OFFICER, world.union, now - DAY)
    grant(person("stand-in"), Role.PROVINCE_EXPERT, world.province, now + DAY, since=now - DAY)
    return world


def expected(world: World) -> list[tuple[str, str, str]]:
    expert, union = world.province_officer.username, world.union_officer.username
    rows = [
        (expert, Role.PROVINCE_EXPERT.value, world.province.code),
        (expert, Role.PROVINCE_HEAD.value, world.province.code),
        (union, Role.UNION_OFFICER.value, world.union.code),
    ]
    return sorted(rows)


def test_each_post_in_force_gets_its_appointment_once(posts: World) -> None:
    migrate()
    assert written() == expected(posts)
    held = Appointment.objects.get(role=Role.PROVINCE_EXPERT)
    grants = OrganizationPermission.objects.filter(
        user=posts.province_officer, role=Role.PROVINCE_EXPERT
    )
    since, until = grants.values_list("granted_at", "until").first() or (None, None)
    assert (held.state, held.by_command, held.accepted_at) == (AppointmentState.HELD, True, since)
    assert held.until == until
    assert held.full_name == posts.province_officer.full_name
    assert held.review_due is not None
    assert held.review_due >= now_there().date() + 364 * DAY
    acts = AppointmentEvent.objects.values_list("appointment", "act")
    assert sorted(acts) == sorted(
        (row.pk, AppointmentAct.COMMANDED) for row in Appointment.objects.all()
    )
    # Who was reached in no way has a post all the same.
    assert Appointment.objects.get(user=posts.union_officer).mobile == ""


def test_back_and_forth_again_neither_loses_nor_doubles_a_row(posts: World) -> None:
    migrate()
    migrate(back=True)
    # An event is never deleted, so neither is what it is about.
    assert written() == expected(posts)
    new = officer("new", Role.UNION_OFFICER, posts.union)
    migrate()
    assert written() == sorted(
        [*expected(posts), (new.username, "union_officer", posts.union.code)]
    )
    assert AppointmentEvent.objects.count() == Appointment.objects.count() == 4


def test_a_post_that_has_its_appointment_gets_no_second_one(posts: World) -> None:
    migrate()
    Appointment.objects.filter(user=posts.union_officer).update(by_command=True, title="دبیر")
    migrate()
    assert Appointment.objects.get(user=posts.union_officer).title == "دبیر"
    # One that ended is no hindrance: the post was given anew.
    row = Appointment.objects.get(user=posts.union_officer)
    row.state, row.ended_at = AppointmentState.ENDED, timezone.now()
    row.save()
    migrate()
    states = Appointment.objects.filter(user=posts.union_officer).values_list("state", flat=True)
    assert sorted(states) == ["ended", "held"]
