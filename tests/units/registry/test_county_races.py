"""A county that moves while units are placed in it: nobody waits in a circle, no unit is left."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.lists.services import ListEdit, move_county
from catalog.models import County, Province
from config.errors import NotFoundError
from config.jalali import from_parts
from tests.concurrency import until_somebody_waits
from tests.units.conftest import NOW, Offices
from tests.world import World
from units.enums import RegistrySource
from units.models import Unit
from units.registry.licence_services import Renewal, Transfer
from units.registry.services import Act, Ground, perform

LETTER = Ground(RegistrySource.LETTER, "نامهٔ ۷۷")
HERE, THERE, ELSEWHERE = "0301", "0398", "23"


def during(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Do the second while the first is done and not yet committed; both end."""
    started = threading.Event()

    def run() -> None:
        try:
            started.set()
            second()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waits = pool.submit(run)
            started.wait()
            until_somebody_waits()
        waits.result()


@pytest.fixture
def counties(world: World) -> None:
    province = Province.objects.get(code="03")
    County.objects.create(code=THERE, name="همسایه", province=province, organization_code="03")
    Organization.objects.create(
        code=ELSEWHERE,
        kind=OrganizationKind.PROVINCE,
        name="سازمان دیگر",
        parent=world.ministry,
        province_id="03",
    )


def moving(world: World, code: str) -> Callable[[], object]:
    edit = ListEdit(world.ministry_officer, "تقسیمات کشوری", NOW)
    return lambda: move_county(edit, code, ("03", "سازمان"), (ELSEWHERE, "سازمان دیگر"))


def acting(world: World, offices: Offices, act: Act) -> Callable[[], object]:
    return lambda: perform(offices.province, world.unit.pk, act, LETTER, 0, NOW)


def renewal(world: World) -> Act:
    # A new row names the county anew, which its move holds.
    day = from_parts(1398, 8, 1)
    return Renewal(world.licence.pk, None, "0499999947", day)


@pytest.mark.django_db(transaction=True)
def test_a_county_moves_while_a_licence_is_renewed_there(
    world: World, offices: Offices, counties: None
) -> None:
    during(acting(world, offices, renewal(world)), moving(world, HERE))
    assert Unit.objects.get(pk=world.unit.pk).organization_code == ELSEWHERE
    assert world.unit.licences.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_unit_that_comes_into_a_moving_county_goes_with_it(
    world: World, offices: Offices, counties: None
) -> None:
    union = Organization.objects.get(code="union")
    Organization.objects.filter(pk=union.pk).update(county=None)
    union = Organization.objects.get(pk=union.pk)
    act = Transfer(union, County.objects.get(pk=THERE), "", "")
    during(acting(world, offices, act), moving(world, THERE))
    unit = Unit.objects.get(pk=world.unit.pk)
    assert (unit.county_id, unit.organization_code) == (THERE, ELSEWHERE)


@pytest.mark.django_db(transaction=True)
def test_an_act_that_finds_its_county_moving_waits_for_it(
    world: World, offices: Offices, counties: None
) -> None:
    act = acting(world, offices, renewal(world))
    # By then the unit is another organization's, and not there for this one.
    with pytest.raises(NotFoundError):
        during(moving(world, HERE), act)
    assert Unit.objects.get(pk=world.unit.pk).organization_code == ELSEWHERE
