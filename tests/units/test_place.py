"""A unit lies where its last licence is: the copy on the unit never differs from the licences."""

import datetime as dt

import pytest
from django.db import connection

from accounts.models import Organization
from catalog.models import County, IsicNode, Province
from tests.world import World
from units.models import Licence, Unit
from units.queries import HOLDER

pytestmark = pytest.mark.django_db


def copies() -> list[tuple[object, ...]]:
    units = Unit.objects.filter(licences__isnull=False).distinct()
    return sorted(units.values_list("pk", "county", "union", "trade", "organization_code"))


def by_licences() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {HOLDER} SELECT unit_id, county_id, union_id, trade_id, organization_code"
            " FROM holder"
        )
        return sorted(cursor.fetchall())


def moved(world: World) -> Licence:
    """Give the unit a licence in another county, of another union and trade."""
    kerman = Province.objects.create(code="08", name="کرمان", iso="IR-08")
    south = County.objects.create(code="0816", name="جیرفت", province=kerman)
    County.objects.filter(pk=south.pk).update(organization_code="08S")
    union = Organization.objects.create(
        code="u-2", kind="union", name="اتحادیهٔ دوم", parent=world.province
    )
    old = world.licence
    return Licence.objects.create(
        unit=old.unit,
        number="0499999999",
        issued_on=old.issued_on + dt.timedelta(days=30),
        trade=IsicNode.objects.get(code="1920"),
        union=union,
        county=south,
        address="نشانی",
        postal_code="9999999999",
    )


def test_a_unit_moves_with_its_last_licence(world: World) -> None:
    assert copies() == by_licences() != []
    new = moved(world)
    assert copies() == by_licences()
    unit = Unit.objects.get(pk=new.unit_id)
    assert (unit.county_id, unit.union_id, unit.organization_code) == ("0816", new.union_id, "08S")
    Licence.objects.filter(pk=new.pk).update(issued_on=world.licence.issued_on - dt.timedelta(9))
    assert copies() == by_licences()
    new.delete()
    assert copies() == by_licences()


def test_a_unit_is_valid_until_its_last_licence_ends(world: World) -> None:
    def until() -> dt.date | None:
        return Unit.objects.get(pk=world.unit.pk).valid_until

    assert until() is None
    new = moved(world)
    Licence.objects.filter(pk=new.pk).update(expires_on=dt.date(2030, 1, 1))
    assert until() == dt.date(2030, 1, 1)
    # An older licence that is still valid says nothing: the unit lies where its last one is.
    Licence.objects.filter(pk=world.licence.pk).update(expires_on=dt.date(2040, 1, 1))
    assert until() == dt.date(2030, 1, 1)
    Unit.objects.filter(pk=world.unit.pk).update(valid_until=None)
    assert until() == dt.date(2030, 1, 1)
    new.delete()
    assert until() == dt.date(2040, 1, 1)


def test_a_unit_read_before_the_move_does_not_write_its_old_place_back(world: World) -> None:
    read_before = Unit.objects.get(pk=world.unit.pk)
    moved(world)
    read_before.name = "نام دیگر"
    read_before.save()
    assert copies() == by_licences()
    assert Unit.objects.get(pk=world.unit.pk).name == "نام دیگر"


def test_a_county_takes_its_units_to_another_organization(world: World) -> None:
    County.objects.filter(pk=world.licence.county_id).update(organization_code="08S")
    assert copies() == by_licences()


def test_each_office_sees_the_units_that_lie_with_it(world: World) -> None:
    for officer in (world.union_officer, world.province_officer, world.ministry_officer):
        assert Unit.objects.visible_to(officer).get() == world.unit
    moved(world)
    assert not Unit.objects.visible_to(world.union_officer).exists()
    assert not Unit.objects.visible_to(world.province_officer).exists()
    assert Unit.objects.visible_to(world.ministry_officer).get() == world.unit
    assert not Unit.objects.visible_to(world.owner).exists()
