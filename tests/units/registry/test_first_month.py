"""The first due month that only a province may move: by filing kinds and by lists (D12)."""

import datetime as dt

import pytest

from catalog.models import LicenceKind
from config.jalali import JalaliMonth, from_parts
from statistics.obligation.lists import ListTerms, list_unit, open_list
from tests.units.conftest import Offices
from tests.world import World, tehran
from units.enums import RegistryFact, RegistrySource
from units.models import Licence
from units.registry.correction_services import Correction
from units.registry.errors import RefusedActError
from units.registry.queries import version_of
from units.registry.services import Ground, perform, preview

LETTER = Ground(RegistrySource.LETTER, "نامهٔ ۱۲۳")
AT = tehran(1405, 9, 1)


def issued(world: World, day: dt.date) -> Correction:
    return Correction(RegistryFact.ISSUED_ON, {"issued_on": day}, world.licence.pk)


def refused_to_the_union(world: World, offices: Offices, day: dt.date) -> str:
    seen = version_of(world.unit.pk)
    with pytest.raises(RefusedActError) as refused:
        perform(offices.union, world.unit.pk, issued(world, day), LETTER, seen, AT)
    assert preview(offices.province, world.unit.pk, issued(world, day), LETTER, seen, AT).changes
    return str(refused.value)


def test_a_listed_units_first_month_is_that_of_its_list(world: World, offices: Offices) -> None:
    by, terms = world.ministry_officer, ListTerms("واحدهای نمونه", JalaliMonth(1398, 1), "نامهٔ ۵")
    list_unit(by, open_list(by, terms, AT).pk, world.unit, "نامهٔ ۵", AT)
    # The policy obliges all others from 1404/01, which this day moves for nobody.
    words = refused_to_the_union(world, offices, from_parts(1402, 2, 10))
    assert "از فروردین ۱۳۹۸ به شهریور ۱۴۰۲" in words


def test_a_licence_without_statistics_begins_no_duty(world: World, offices: Offices) -> None:
    trade = LicenceKind.objects.create(
        code="trade", name="پروانهٔ پخش", files=False, since=from_parts(1387, 1, 1)
    )
    other = Licence.objects.get(pk=world.licence.pk)
    other.pk, other.number, other.kind, other.issued_on = None, "777", trade, from_parts(1390, 1, 1)
    other.save()
    words = refused_to_the_union(world, offices, from_parts(1404, 2, 10))
    assert "از فروردین ۱۴۰۴ به شهریور ۱۴۰۴" in words
