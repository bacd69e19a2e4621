"""The statements of a run give what the pure rules give, to the last digit, in any small world."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.models import County, Policy, Product, Province
from catalog.policy_definitions import PolicyKey
from statistics.enums import State
from statistics.estimation import statements
from statistics.estimation.month_rules import (
    Cell,
    Facts,
    MatchedCell,
    estimate_cells,
    match_cells,
)
from statistics.estimation.rules import Estimate
from statistics.estimation.services import count
from statistics.matched_samples import half_up
from statistics.models import MatchedTotal, ProductEstimate, Revision, Submission
from statistics.models.revision import filed_from
from tests.by_hand import at_union, make_final
from tests.statistics.estimation.worlds import (
    MEASURES,
    MONTH,
    TRADES,
    DrawnMonth,
    DrawnUnit,
    DrawnWorld,
    drawn_worlds,
    facts_of,
    holder_id,
)
from tests.world import BAG, PIPE, SHOES, World, tehran
from units.enums import HolderKind
from units.models import Licence, Unit

pytestmark = pytest.mark.django_db
AT = tehran(1404, 9, 3)
CODES = (BAG, PIPE, SHOES)


def places(world: World) -> tuple[Organization, Organization]:
    """The world's organization, and another one with a county of its own."""
    far = Province.objects.create(code="04", name="آذربایجان غربی", iso="IR-04")
    County.objects.create(code="0401", name="ارومیه", province=far, organization_code="04")
    other = Organization.objects.create(
        code="04",
        kind=OrganizationKind.PROVINCE,
        name="سازمان آذربایجان غربی",
        parent=world.ministry,
        province=far,
    )
    return world.province, other


def write(world: World, drawn: DrawnWorld) -> Facts:
    """Write a drawn world; say the same as facts of the rules."""
    home = places(world)
    for key, value in (
        (PolicyKey.GROWTH_MIN_HOLDERS, drawn.holders),
        (PolicyKey.GROWTH_MIN_BASE_SHARE, drawn.percent),
    ):
        Policy.objects.create(
            key=key, value=value, effective_from=MONTH.first_day, source_clause="x"
        )
    # The world's own unit owes nothing.
    Unit.objects.update(guild_id="")
    products = dict(Product.objects.order_by("code").values_list("code", "pk"))
    keys = []
    for number, unit in enumerate(drawn.units):
        licence = _licence(world, number, unit)
        keys.append(licence.unit_id)
        for back, month in unit.months.items():
            _final(world, licence, back, month, home[month.place])
    ids = (products[BAG], products[PIPE], products[SHOES])
    return facts_of(drawn, keys, (home[0].pk, home[1].pk), ids)


def _licence(world: World, number: int, drawn: DrawnUnit) -> Licence:
    unit = Unit.objects.create(
        name="کارگاه",
        holder_kind=HolderKind.NATURAL,
        holder_name="کسی",
        holder_id=holder_id(drawn.holder),
        guild_id=f"05{number:08d}" if drawn.owes else "",
    )
    licence = Licence.objects.get(pk=world.licence.pk)
    licence.pk, licence.number, licence.unit = None, f"drawn-{number}", unit
    licence.county_id, licence.trade_id = ("0301", "0401")[drawn.place], TRADES[drawn.trade]
    licence.save()
    return licence


def _final(
    world: World, licence: Licence, back: int, drawn: DrawnMonth, place: Organization
) -> None:
    month = MONTH - back
    case = Submission.objects.create(
        unit_id=licence.unit_id,
        licence=licence,
        year=month.year,
        month=month.month,
        tracking_number=f"{licence.unit_id % 100000:05d}{month.to_int()}",
        round=1,
        **at_union(world.licence, AT),
    )
    made = [
        {"code": CODES[product], "measure_code": MEASURES[measure], "quantity": quantity}
        for product, (measure, quantity) in drawn.made.items()
    ]
    figures = {"production": made, "official": drawn.workers, "contract": 0, "contractor": 0}
    Revision.objects.create(
        submission=case,
        round=1,
        figures=figures,
        digest="0" * 64,
        filed_at=AT,
        filed_by=world.owner,
        **(filed_from(case) | {"organization_id": place.pk}),
    )
    make_final(case, AT)


def stored_matches(lag: int) -> dict[Cell, tuple[Any, ...]]:
    rows = MatchedTotal.objects.filter(year=MONTH.year, month=MONTH.month, lag=lag)
    return {
        Cell(row.organization_id, row.product_id, row.measure_id): (
            *(row.holders, row.now, row.before, row.base, row.workers),
        )
        for row in rows.order_by("pk")
    }


def as_matched(found: MatchedCell) -> tuple[Any, ...]:
    sample = found.sample
    return sample.holders, sample.now, sample.before, sample.base, found.workers


def stored_estimates() -> dict[Cell, Estimate]:
    rows = ProductEstimate.objects.filter(year=MONTH.year, month=MONTH.month).order_by("pk")
    return {
        Cell(row.organization_id, row.product_id, row.measure_id): Estimate(
            *(row.reported, row.imputed, row.base_filed, row.base_due, row.frame, row.unknown)
        )
        for row in rows
    }


def as_stored(found: Estimate) -> Estimate:
    """Round what is imputed as the table holds it."""
    return Estimate(
        half_up(found.reported, 3),
        half_up(found.imputed, 6),
        half_up(found.base_filed, 3),
        half_up(found.base_due, 6),
        found.frame,
        found.unknown,
    )


def check(drawn: DrawnWorld, facts: Facts, at: datetime = AT) -> None:
    count([MONTH], at)
    for lag in (1, 12):
        expected = match_cells(facts, MONTH, lag)
        assert stored_matches(lag) == {cell: as_matched(m) for cell, m in expected.items()}
    found = estimate_cells(facts, MONTH, drawn.holders, drawn.percent)
    assert stored_estimates() == {cell: as_stored(each) for cell, each in found.items()}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=drawn_worlds)
def test_rules_and_statements_are_equal(world: World, drawn: DrawnWorld) -> None:
    with transaction.atomic():
        check(drawn, write(world, drawn))
        transaction.set_rollback(True)


def unit(holder: int, *quantities: str | None, owes: bool = True) -> DrawnUnit:
    """A unit that made so much of the first product, the month itself first; None: not filed."""
    months = {
        back: DrawnMonth(0, 4, {0: (0, quantity)})
        for back, quantity in enumerate(quantities)
        if quantity is not None
    }
    return DrawnUnit(holder, 0, 0, owes, months)


# Enough that fit, one that is silent for two months, a wild one, a large one, and others.
EDGES = DrawnWorld(
    [
        unit(1, "12", "10", "10", "8"),
        unit(2, "33", "30", "25", "20"),
        unit(3, "20", "20", "20", "20"),
        unit(4, "40", "40", "50", "33"),
        unit(4, "5", "1", "1"),
        unit(5, "55", "12"),
        unit(7, "40", "10"),
        unit(6, None, None, "7"),
        unit(6, None, "9"),
        unit(6, None, None, None, "11"),
        unit(6, None, None, None, None, "13"),
        unit(6),
        unit(6, None, "9", owes=False),
    ],
    4,
    50,
)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("MATCHES", "p.now > p.before * 5", "p.now >= p.before * 5"),
        ("MATCHES", "coalesce(b.base, 0) * 3", "coalesce(b.base, 0) * 2"),
        ("MATCHES", "count(*) FILTER (WHERE kept)", "sum(units)"),
        ("ESTIMATES", "m.holders >= %(holders)s", "m.holders > %(holders)s"),
        ("ESTIMATES", "m.before * 100 >= m.base", "m.before * 10 >= m.base"),
        ("ESTIMATES", "c.silent > 1", "c.silent > 2"),
        ("ESTIMATES", "c.silent > 2", "c.silent > 3"),
        ("ESTIMATES", "%(period)s - %(most_silent)s AND", "%(period)s - 2 AND"),
        ("ESTIMATES", "b.base * g.g[1]", "b.base"),
        ("ESTIMATES", "NOT h.known", "false"),
    ],
)
def test_a_second_truth_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str, right: str, wrong: str
) -> None:
    """Each edge of a statement, moved by a hair, turns the comparison red."""
    facts = write(world, EDGES)
    check(EDGES, facts)
    statement = getattr(statements, name)
    assert right in statement
    monkeypatch.setattr(f"statistics.estimation.services.{name}", statement.replace(right, wrong))
    with pytest.raises(AssertionError):
        check(EDGES, facts)


def test_what_is_reported_is_what_the_totals_hold(world: World) -> None:
    facts = write(world, EDGES)
    check(EDGES, facts)
    made = sum(Decimal(u.months[0].made[0][1]) for u in EDGES.units if 0 in u.months)
    [row] = ProductEstimate.objects.filter(year=MONTH.year, month=MONTH.month)
    assert row.reported == made
    assert Submission.objects.filter(state=State.FINAL).exists()
