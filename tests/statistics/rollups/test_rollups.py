"""Totals are what stands adds up to, in the transaction that makes it stand."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from accounts.models import Organization
from catalog.models import Measure, Product
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.models import (
    CauseTotal,
    PlaceProductTotal,
    PlaceTradeTotal,
    ProductTotal,
    Revision,
    Submission,
    TradeTotal,
)
from statistics.models.rollups import MonthTotal
from statistics.rollups.services import check, differing, rebuild
from statistics.rollups.sums import ROLLUPS
from tests.statistics.test_standing import LATER, approve, edit, file_again, reopened
from tests.world import BAG, FILED_AT, MEHR, PIPE, World
from units.models import Licence

pytestmark = pytest.mark.django_db


def quantity(code: str) -> Decimal | None:
    rows = ProductTotal.objects.filter(product__code=code)
    found: Decimal | None = rows.aggregate(all=Sum("quantity"))["all"]
    return found


def rows(model: type[MonthTotal]) -> list[dict[str, Any]]:
    found = model._default_manager.order_by("pk").values()
    return [{name: value for name, value in row.items() if name != "id"} for row in found]


def test_what_is_not_final_is_in_no_total(world: World) -> None:
    world.at_ministry()
    assert [rollup.table for rollup in ROLLUPS if rollup.model._default_manager.exists()] == []


def test_an_approval_at_the_ministry_adds_up_place_and_organization(world: World) -> None:
    case = world.final()
    licence = case.licence
    made = PlaceProductTotal.objects.get(product__code=BAG)
    assert (made.county, made.union) == (licence.county, licence.union)
    assert (made.organization, made.measure_id) == (world.province, "ton")
    assert (made.filings, made.makers, made.quantity) == (1, 1, Decimal(20))
    # Each level was decided by a person who opened the case.
    assert (made.quantity_opened, made.quantity_bulk) == (Decimal(20), 0)
    people = TradeTotal.objects.get()
    assert (people.trade, people.filings, people.people) == (licence.trade, 1, 3)
    assert (people.filings_opened, people.people_opened) == (1, 3)
    assert rows(TradeTotal)[0].items() <= rows(PlaceTradeTotal)[0].items()


def test_what_the_sweep_makes_final_nobody_looked_at(world: World) -> None:
    case = world.filed()
    for _ in range(3):
        at = Submission.objects.get(pk=case.pk).due_at
        assert at
        sweep(at)
    assert Submission.objects.get(pk=case.pk).state == State.FINAL
    made = ProductTotal.objects.get(product__code=BAG)
    assert (made.quantity, made.quantity_opened, made.quantity_bulk) == (Decimal(20), 0, 0)
    assert differing(MEHR) == {}


def test_a_reopened_month_counts_as_it_stood_until_the_next_version_is_final(world: World) -> None:
    case = reopened(world)
    before = rows(ProductTotal)
    case = edit(world, case)
    case = file_again(world, case)
    case = approve(world.province_officer, approve(world.union_officer, case))
    assert rows(ProductTotal) == before
    approve(world.ministry_officer, case)
    assert (quantity(BAG), quantity(PIPE)) == (Decimal(70), Decimal(900))
    assert TradeTotal.objects.get().people == 9
    assert differing(MEHR) == {}


def test_a_new_version_that_lapses_takes_the_place_of_the_old_one(world: World) -> None:
    case = file_again(world, edit(world, reopened(world)))
    for _ in range(3):
        case.refresh_from_db()
        assert case.due_at
        sweep(case.due_at)
    assert (quantity(BAG), quantity(PIPE)) == (Decimal(70), Decimal(900))
    assert differing(MEHR) == {}


def test_a_unit_that_moves_leaves_its_figures_where_they_were_made(world: World) -> None:
    case = reopened(world)
    first = PlaceTradeTotal.objects.get().union
    other = replace_union(world)
    assert rebuild(MEHR) > 0
    assert PlaceTradeTotal.objects.get().union == first
    case = file_again(world, edit(world, case))
    # The new union, then the sweep over the other two levels.
    for _ in range(3):
        case.refresh_from_db()
        sweep(case.due_at or LATER)
    found = PlaceTradeTotal.objects.filter(filings__gt=0).get()
    assert (found.union, found.people) == (other, 9)
    assert differing(MEHR) == {}


def replace_union(world: World) -> Organization:
    """Move the unit's licence to another union of the province."""
    here = world.union
    other = Organization.objects.create(
        code="u-2",
        kind=here.kind,
        name="اتحادیهٔ دیگر",
        parent=here.parent,
        province=here.province,
        county=here.county,
        access_granted_at=FILED_AT,
    )
    Licence.objects.filter(pk=world.licence.pk).update(union=other)
    return other


def test_another_measure_or_name_of_the_product_rewrites_nothing(world: World) -> None:
    world.final()
    Measure.objects.filter(pk="ton").update(name_fa="تُن متریک")
    Product.objects.filter(code=BAG).update(measure="kg")
    rebuild(MEHR)
    assert ProductTotal.objects.get(product__code=BAG).measure_id == "ton"


def test_a_rebuild_gives_the_same_rows(world: World) -> None:
    world.final()
    before = {rollup.table: rows(rollup.model) for rollup in ROLLUPS}
    rebuild(MEHR)
    assert {rollup.table: rows(rollup.model) for rollup in ROLLUPS} == before


def test_a_wrong_total_alarms_the_technical_administrators(world: World) -> None:
    world.final()
    assert check(FILED_AT) == []
    ProductTotal.objects.filter(product__code=BAG).update(quantity=21)
    assert check(FILED_AT) == [MEHR]
    ProductTotal.objects.filter(product__code=BAG).delete()
    assert check(FILED_AT) == [MEHR]
    rebuild(MEHR)
    assert check(FILED_AT) == []


def explained(world: World, flags: list[dict[str, str]]) -> None:
    """Let the figures of a month at the ministry bear these flags, and approve it."""
    case = world.at_ministry()
    told = Revision.objects.get(submission=case)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE statistics_revision DISABLE TRIGGER append_only")
        Revision.objects.filter(pk=told.pk).update(figures=told.figures | {"flags": flags})
        cursor.execute("ALTER TABLE statistics_revision ENABLE TRIGGER append_only")
    approve(world.ministry_officer, case)


def flag(key: str, direction: str, reason: str) -> dict[str, str]:
    return {"rule": "S1", "key": key, "direction": direction, "reason": reason}


def test_a_cause_counts_a_unit_once_for_each_product_and_once_in_all(world: World) -> None:
    bag, pipe = f"production:{BAG}", f"production:{PIPE}"
    explained(
        world,
        [
            flag(bag, "fall", "power"),
            flag(bag, "fall", "power") | {"rule": "S2"},
            flag(pipe, "fall", "power"),
            flag("employment:official", "rise", "orders"),
            flag(pipe, "rise", ""),
            flag(pipe, "", "power"),
        ],
    )
    found = CauseTotal.objects.values_list("product__code", "direction", "reason", "units")
    assert set(found) == {
        (BAG, "fall", "power", 1),
        (PIPE, "fall", "power", 1),
        (None, "fall", "power", 1),
        (None, "rise", "orders", 1),
    }
    assert differing(MEHR) == {}
