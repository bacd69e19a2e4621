"""Capacity of a product: dated rows, the last one holds, what an office saw stands above."""

from decimal import Decimal

import pytest
import time_machine as clock
from django.test import Client
from django.urls import reverse

from catalog.models import Product
from config.jalali import JalaliMonth, from_parts
from tests.units.conftest import NOW, Offices
from tests.world import BAG, World
from units.capacity import services
from units.capacity.queries import capacities_of
from units.capacity.services import CapacityTerms, state_capacity
from units.capacity.views import OWN_GROUND
from units.enums import RegistrySource
from units.models import Capacity, RegistryChange
from units.registry.errors import RefusedActError
from units.registry.services import Ground

VISIT = Ground(RegistrySource.VISIT, "بازدید ۱۰ مهر")


def terms(amount: str, month: int) -> CapacityTerms:
    product = Product.objects.select_related("measure").get(code=BAG)
    return CapacityTerms(product, Decimal(amount), from_parts(1398, month, 1))


def held(world: World, month: int) -> list[str]:
    rows = capacities_of(world.unit.pk, JalaliMonth(1398, month))
    return [str(row.quantity.normalize()) for row in rows]


def test_the_last_row_begun_holds_for_a_month(world: World) -> None:
    for amount, month in (("30", 1), ("50", 6)):
        state_capacity(world.owner, world.unit.pk, terms(amount, month), OWN_GROUND, NOW)
    assert (held(world, 5), held(world, 6), held(world, 8)) == (["3E+1"], ["5E+1"], ["5E+1"])
    assert capacities_of(world.unit.pk, JalaliMonth(1397, 12)) == []


def test_what_an_office_saw_stands_above_the_holders_word(world: World, offices: Offices) -> None:
    state_capacity(offices.union, world.unit.pk, terms("30", 7), VISIT, NOW)
    state_capacity(world.owner, world.unit.pk, terms("90", 8), OWN_GROUND, NOW)
    assert held(world, 8) == ["3E+1"]
    state_capacity(offices.county, world.unit.pk, terms("60", 8), VISIT, NOW)
    assert held(world, 8) == ["6E+1"]
    assert RegistryChange.objects.count() == 3


def test_a_holder_states_so_many_and_an_office_goes_on(
    world: World, offices: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_STATED", 2)
    for month in (5, 6):
        state_capacity(world.owner, world.unit.pk, terms("30", month), OWN_GROUND, NOW)
    with pytest.raises(RefusedActError, match="۲ بار"):
        state_capacity(world.owner, world.unit.pk, terms("30", 7), OWN_GROUND, NOW)
    state_capacity(world.owner, world.unit.pk, terms("30", 6), OWN_GROUND, NOW)
    state_capacity(offices.union, world.unit.pk, terms("40", 7), VISIT, NOW)
    assert Capacity.objects.count() == 3


def test_the_same_twice_is_one_row_and_nothing_impossible_stands(world: World) -> None:
    for _ in range(2):
        state_capacity(world.owner, world.unit.pk, terms("30", 7), OWN_GROUND, NOW)
    assert Capacity.objects.count() == 1
    with pytest.raises(RefusedActError, match="بیشتر از صفر"):
        state_capacity(world.owner, world.unit.pk, terms("0", 7), OWN_GROUND, NOW)
    with pytest.raises(RefusedActError, match="آینده"):
        state_capacity(world.owner, world.unit.pk, terms("30", 9), OWN_GROUND, NOW)


def test_the_page_for_owner_and_office(
    world: World, offices: Offices, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    page = reverse("units:capacity", args=[world.unit.pk])
    owner, office, far = Client(), Client(), Client()
    owner.force_login(world.owner)
    office.force_login(offices.union)
    far.force_login(offices.far_union)
    data = {"product": BAG, "quantity": "۳۰", "since": "۱۳۹۸/۰۷/۰۱"}
    assert owner.post(page, data).status_code == 302
    assert office.post(page, data).status_code == 422
    visit = data | {"source": "visit", "reference": "بازدید ۱۰ مهر", "quantity": "25"}
    assert office.post(page, visit).status_code == 302
    assert far.get(page).status_code == 404
    shown = owner.get(page).content.decode()
    assert "۲۵ تن" in shown
    assert "اظهار دارنده" in shown
