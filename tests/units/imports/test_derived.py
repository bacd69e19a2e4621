"""What the portal itself derives of a unit goes with an undo; what somebody did holds the unit."""

from collections.abc import Callable

import pytest
from django.db import connection, models
from django.utils import timezone

from accounts.models import User
from oversight.enums import Finding
from oversight.models import Simulation, SimulationFinding
from statistics.enums import ReminderKind
from statistics.models import Reminder
from tests.units.imports.acts import registry, statistics_officer, stored, undone
from tests.units.imports.files import row
from tests.world import World
from units.enums import ContactRole, ExpiryStage, ImportStage, MemberRole, RegistrySource
from units.imports import services
from units.imports.errors import DependedUponError
from units.imports.registry import dependence
from units.models import ContactNumber, ExpiryNotice, Licence, Unit, UnitMember

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world: World) -> User:
    return statistics_officer(world)


def found_by_a_simulation(unit: Unit, office: User) -> SimulationFinding:
    asked = Simulation.objects.create(values={}, asked_by=office, asked_at=timezone.now())
    return SimulationFinding.objects.create(
        simulation=asked,
        kind=Finding.INACTIVE,
        province_id="03",
        unit=unit,
        year=1398,
        month=7,
        at=timezone.now(),
    )


def told_of_its_end(unit: Unit, office: User) -> ExpiryNotice:
    licence = unit.licences.get()
    assert licence.expires_on
    return ExpiryNotice.objects.create(
        licence=licence, expires_on=licence.expires_on, stage=ExpiryStage.FAR, at=timezone.now()
    )


def reminded(unit: Unit, office: User) -> Reminder:
    kind = ReminderKind.values[0]
    return Reminder.objects.create(unit=unit, year=1398, month=7, kind=kind, at=timezone.now())


@pytest.mark.parametrize("derive", [found_by_a_simulation, told_of_its_end, reminded])
def test_what_is_derived_goes_with_the_undo(
    world: World, office: User, derive: Callable[[Unit, User], models.Model]
) -> None:
    before = registry()
    run = stored(office, [row(1), row(2)])
    derived = derive(Unit.objects.get(guild_id="0471000001"), office)
    run = undone(office, run)
    assert (run.stage, run.kept) == (ImportStage.UNDONE, 0)
    assert not type(derived)._default_manager.exists()
    assert registry() == before


def test_a_notice_of_a_licence_that_was_there_before_stays(world: World, office: User) -> None:
    stored(office, [row(1)])
    run = stored(office, [row(1, number="888", issued_on="1399/01/10")])
    first = Licence.objects.get(number="0471000001")
    assert first.expires_on
    kept = ExpiryNotice.objects.create(
        licence=first, expires_on=first.expires_on, stage=ExpiryStage.FAR, at=timezone.now()
    )
    undone(office, run)
    assert ExpiryNotice.objects.get() == kept


@pytest.mark.parametrize("act", ["member", "number"])
def test_what_somebody_did_holds(world: World, office: User, act: str) -> None:
    run = stored(office, [row(1)])
    unit = Unit.objects.get(guild_id="0471000001")
    if act == "member":
        UnitMember.objects.create(unit=unit, user=world.owner, role=MemberRole.OWNER)
    else:
        ContactNumber.objects.create(
            unit=unit,
            role=ContactRole.values[0],
            source=RegistrySource.VISIT,
            number="09140000000",
            added_at=timezone.now(),
            added_by=office,
        )
    with pytest.raises(DependedUponError):
        services.take_back(office, run, timezone.now())


def test_every_table_an_undo_looks_into_is_found_by_its_key(world: World) -> None:
    """Else the undo of 100,000 rows reads the whole table for each of them."""
    looked_into = [
        (table, column)
        for model in (Unit, Licence, ContactNumber)
        for table, column, _ in dependence._references(model)
    ]
    looked_into += [place for model in (Unit, Licence) for place in dependence.derived(model)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.relname, a.attname FROM pg_index i"
            " JOIN pg_class t ON t.oid = i.indrelid"
            " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]"
            # A row that an equality finds is never one without a value.
            " WHERE i.indpred IS NULL OR"
            " pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', a.attname)"
        )
        indexed = {*cursor.fetchall()}
    assert {*looked_into} - indexed == set()
    assert ("oversight_simulationfinding", "unit_id") in looked_into
