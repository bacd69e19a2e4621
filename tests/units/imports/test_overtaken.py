"""What happened between a dry run and its storing is judged again: reach, first months, stops."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from accounts.models import Organization, User
from catalog.models import County, LicenceKind, Province
from tests.units.imports.acts import checked, faults, registry, statistics_officer, stored
from tests.units.imports.files import national_id, row
from tests.world import World
from units.enums import ImportStage
from units.imports import kinds, services, worker
from units.imports.errors import DependedUponError
from units.imports.registry import dependence
from units.imports.registry.kind import UNITS
from units.models import Import, Licence, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world: World) -> User:
    return statistics_officer(world)


def confirm(user: User, run: Import) -> Import:
    services.confirm(user, run, run.version, timezone.now())
    worker.run_waiting()
    run.refresh_from_db()
    return run


def move_to_tehran(world: World, number: str) -> None:
    """Let a licence, and so its unit, lie in another province."""
    tehran = Province.objects.create(code="23", name="تهران", iso="IR-23")
    County.objects.create(code="2301", name="شمیرانات", province=tehran, organization_code="23")
    there = Organization.objects.create(
        code="23", kind="province", name="سازمان تهران", parent=world.ministry, province=tehran
    )
    union = Organization.objects.create(
        code="u-23", kind="union", name="اتحادیهٔ تهران", parent=there, province=tehran
    )
    Licence.objects.filter(number=number).update(county="2301", union=union)


@pytest.mark.parametrize("heir", [False, True])
def test_a_unit_that_went_to_another_province_is_not_brought_back(
    world: World, office: User, heir: bool
) -> None:
    stored(office, [row(1)])
    other = {"holder_id": national_id(7), "holder_name": "دیگری", "holder_since": "1402/01/01"}
    rows = [row(1, number="888", issued_on="1402/01/01", **(other if heir else {}))]
    run = checked(world.province_officer, rows, world.province)
    assert run.new == 1
    move_to_tehran(world, "0471000001")
    before = registry()
    run = confirm(world.province_officer, run)
    assert (run.stage, run.overtaken) == (ImportStage.STORED, 1)
    assert registry() == before
    assert Unit.objects.get(guild_id="0471000001").organization_code == "23"


def test_two_files_together_move_no_first_month_forward(world: World, office: User) -> None:
    """Each alone leaves the unit its other licence's day."""
    stored(office, [row(1, issued_on="1397/01/10"), row(1, number="777", issued_on="1397/01/10")])
    one = checked(office, [row(1, issued_on="1399/01/10")])
    other = checked(office, [row(1, number="777", issued_on="1399/01/10")])
    assert (one.changed, other.changed) == (1, 1)
    assert confirm(office, one).overtaken == 0
    assert confirm(office, other).overtaken == 1
    days = Licence.objects.filter(unit__guild_id="0471000001").values_list("issued_on", flat=True)
    assert len(set(days)) == 2


def test_an_undo_that_halted_goes_on_by_the_same_button(
    world: World, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = registry()
    run = checked(office, [row(1), row(2), row(3, number="0471000009")])
    stored(office, [row(3, number="0471000009")])
    run = confirm(office, run)
    assert run.overtaken == 1
    services.take_back(office, run, timezone.now())

    def broken(*args: Any) -> Any:
        raise OSError

    monkeypatch.setitem(kinds._KINDS, "units", replace(UNITS, undo=broken))
    worker.run_waiting()
    run.refresh_from_db()
    assert run.stage == ImportStage.HALTED
    monkeypatch.setitem(kinds._KINDS, "units", UNITS)
    services.take_back(office, run, timezone.now() + timedelta(minutes=1))
    worker.run_waiting()
    run.refresh_from_db()
    assert (run.stage, run.total) == (ImportStage.UNDONE, 2)
    assert len(registry()[0]) == len(before[0]) + 1


def test_a_licence_without_statistics_lends_its_day_to_no_first_month(
    world: World, office: User
) -> None:
    """A distribution licence begins no duty, so the first production licence is the first one."""
    LicenceKind.objects.create(code="trade", name="پروانهٔ پخش", files=False, since="2008-03-20")
    trade = row(1, number="777", issued_on="1390/01/10", kind="پروانهٔ پخش")
    stored(office, [row(1, issued_on="1397/01/10"), trade])
    assert Licence.objects.get(number="777").kind_id == "trade"
    run = checked(office, [row(1, issued_on="1402/01/10")])
    assert (run.changed, run.refused) == (0, 1)


def test_who_loses_a_race_for_rows_tries_again(
    world: World, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nightly judging locks units in any order; the database ends one of two."""
    run = checked(office, [row(1), row(2)])
    lost = iter([True])

    def store(*args: Any) -> Any:
        if next(lost, False):
            raise OperationalError from DeadlockDetected()
        return UNITS.store(*args)

    monkeypatch.setitem(kinds._KINDS, "units", replace(UNITS, store=store))
    run = confirm(office, run)
    assert (run.stage, run.done) == (ImportStage.STORED, 2)


def test_a_day_of_issue_that_has_not_come_is_refused(world: World, office: User) -> None:
    run = checked(office, [row(1, issued_on="1440/01/10", expires_on="1450/01/10")])
    assert (run.new, run.refused) == (0, 1)
    assert faults(run)[2] == "این روز هنوز نیامده است."


def test_a_licence_that_a_month_names_is_not_taken_back(world: World, office: User) -> None:
    """The unit was there before; its new licence alone came with the file."""
    stored(office, [row(1)])
    run = stored(office, [row(1, number="888", issued_on="1397/01/10")])
    draft, licence = world.draft(), Licence.objects.get(number="888")
    type(draft).objects.filter(pk=draft.pk).update(unit=licence.unit, licence=licence)
    with pytest.raises(DependedUponError) as refused:
        services.take_back(office, run, timezone.now())
    assert refused.value.obstacles[0].reason == "برای آن آمار ثبت یا آغاز شده است"
    assert {"statistics_submission", "statistics_dailyentry"} <= {
        table for model in (Licence, Unit) for table, _, _ in dependence._references(model)
    }
