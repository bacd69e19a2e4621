"""How the pages of statistics read two years of a country: by index, and no more than they show.

Plans and pages of memory are counted, never time.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from catalog.models import County, Product, Province
from config.jalali import current_month
from oversight.editing_effect.queries import count_flags, count_months, edited_totals
from statistics.indicators.periods import IndicatorPeriod
from statistics.influence.queries import cells_of
from statistics.influence.rules import CellBounds
from statistics.models import (
    CauseTotal,
    FilingDay,
    MatchedTotal,
    PlaceCauseTotal,
    PlaceFilingDay,
    PlaceProductTotal,
    PlaceTradeTotal,
    ProductEstimate,
    ProductTotal,
    ResponseCount,
    Revision,
    Submission,
    TradeTotal,
)
from tests.plans.explained import Nodes, buffers, drop, plans, touched
from tests.world import catalogue, officer

pytestmark = pytest.mark.django_db
# Who is it (3), the menu with the bell; four of figures.
STATEMENTS, BUFFERS = 8, 1500
LARGE = {
    model._meta.db_table
    for model in (
        *(ProductTotal, PlaceProductTotal, TradeTotal, PlaceTradeTotal),
        *(CauseTotal, PlaceCauseTotal, MatchedTotal, ProductEstimate),
        *(ResponseCount, FilingDay, PlaceFilingDay, Submission, Revision),
    )
}
HERE = "/figures/"
LAST = current_month(timezone.now()) - 1
# Each month of two years, each organization, a dozen products; fine in one province alone.
_EACH = """
WITH month AS (SELECT n / 12 AS year, n %% 12 + 1 AS month, %(last)s - n AS back
    FROM generate_series(%(last)s - 26, %(last)s) AS n),
good AS (SELECT id, measure_id FROM catalog_product ORDER BY code LIMIT 12),
trade AS (SELECT DISTINCT isic_class_id AS id FROM catalog_product ORDER BY id LIMIT 8),
office AS (SELECT id FROM accounts_organization WHERE kind = 'province'),
place AS (SELECT parent_id AS office, county_id, id FROM accounts_organization
    WHERE kind = 'union')
"""
_SUMS = "1000 + 7 * g.id %% 100 + back, 900, 9, 9"
_FILLED = (
    """statistics_producttotal (year, month, organization_id, selected, product_id, measure_id,
        quantity, quantity_opened, filings, makers)
    SELECT year, month, o.id, false, g.id, g.measure_id, """
    f"{_SUMS} FROM office o, month, good g",
    """statistics_placeproducttotal (year, month, organization_id, selected, county_id, union_id,
        product_id, measure_id, quantity, quantity_opened, filings, makers)
    SELECT year, month, p.office, false, p.county_id, p.id, g.id, g.measure_id, """
    f"{_SUMS} FROM place p, month, good g",
    """statistics_tradetotal (year, month, organization_id, selected, trade_id, filings, official)
    SELECT year, month, o.id, false, t.id, 9, 30 FROM office o, month, trade t""",
    """statistics_placetradetotal (year, month, organization_id, selected, county_id, union_id,
        trade_id, filings, official)
    SELECT year, month, p.office, false, p.county_id, p.id, t.id, 9, 30
    FROM place p, month, trade t""",
    """statistics_causetotal (year, month, organization_id, selected, product_id, direction, reason,
        units)
    SELECT year, month, o.id, false, g.id, 'rise', 'power', 2 FROM office o, month, good g""",
    """statistics_matchedtotal (year, month, lag, organization_id, product_id, measure_id, holders,
        now, before, base, workers, units, outliers, up, down)
    SELECT year, month, lag, o.id, g.id, g.measure_id, 9, 110, 100, 100, 30, 9, 0, 5, 4
    FROM (SELECT id FROM office UNION ALL SELECT NULL) o, month, good g, (VALUES (1), (12)) l(lag)
    WHERE back < 13""",
    """statistics_productestimate (year, month, organization_id, product_id, measure_id, reported,
        imputed, units_reported, units_imputed, base_filed, base_due, frame, unknown)
    SELECT year, month, o.id, g.id, g.measure_id, 90, 10, 9, 1, 90, 100, 10, 0
    FROM office o, month, good g WHERE back < 4""",
    """statistics_responsecount (year, month, organization_id, county_id, union_id, trade_id, due,
        filed, final, pending)
    SELECT year, month, p.office, p.county_id, p.id, t.id, 10, 9, 9, 0
    FROM place p, month, trade t WHERE back < 13""",
    """statistics_filingday (year, month, organization_id, day, filed, final)
    SELECT year, month, o.id, d, 8, 4 FROM office o, month, generate_series(1, 31) d
    WHERE back < 13""",
    """statistics_placefilingday (year, month, organization_id, county_id, union_id, day, filed,
        final)
    SELECT year, month, p.office, p.county_id, p.id, d, 9 + (back = 1)::int, 0
    FROM place p, month, generate_series(1, 31) d WHERE back IN (0, 1, 12) ORDER BY 3, 4, 5, 6""",
    "statistics_estimatestamp (year, month, counted_at) SELECT year, month, now() FROM month",
)


def seats() -> dict[str, User]:
    """Make thirty-one provinces, twenty counties with a union each, and an officer of a kind."""
    catalogue()
    ministry = Organization.objects.create(
        code="ministry", kind=OrganizationKind.MINISTRY, name="وزارت"
    )
    codes = [f"{number:02}" for number in range(31) if number != 3]
    Province.objects.bulk_create(Province(code=c, name=f"استان {c}", iso=c) for c in codes)
    offices = Organization.objects.bulk_create(
        Organization(
            code=code,
            kind=OrganizationKind.PROVINCE,
            name=f"سازمان استان {code}",
            parent=ministry,
            province_id=code,
        )
        for code in ("03", *codes)
    )
    counties = County.objects.bulk_create(
        County(code=f"03{n}", name=f"شهرستان {n}", province_id="03", organization_code="03")
        for n in range(10, 30)
    )
    unions = Organization.objects.bulk_create(
        Organization(
            code=f"u-{county.code}",
            kind=OrganizationKind.UNION,
            name=f"اتحادیهٔ {county.name}",
            parent=offices[0],
            county=county,
            province_id="03",
        )
        for county in counties
    )
    Product.objects.bulk_create(
        Product(
            code=f"25205{n}", name=f"محصول {n}", isic_class_id="2520", level=5, measure_id="ton"
        )
        for n in range(10000, 10012)
    )
    return {
        "ministry": officer("m", Role.MINISTRY_EXPERT, ministry),
        "province": officer("p", Role.PROVINCE_EXPERT, offices[0]),
        "union": officer("u", Role.UNION_OFFICER, unions[3]),
    }


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, User]]:
    """Sum up a country, forgotten at the end of this file."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        # What earlier tests took back lies in the tables still, and would be counted.
        cursor.execute(f"VACUUM {', '.join(sorted(LARGE))}")
    with django_db_blocker.unblock(), transaction.atomic():
        found = seats()
        with connection.cursor() as cursor:
            for rows in _FILLED:
                last = {"last": LAST.year * 12 + LAST.month - 1}
                cursor.execute(f"{_EACH} INSERT INTO {rows}", last)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ANALYZE {', '.join(sorted(LARGE))}")
        yield found
        transaction.set_rollback(True)


def whole(found: list[Nodes]) -> set[str]:
    """Find the large tables that are read from end to end."""
    nodes = [node for each in found for node in each if node["Actual Loops"]]
    return LARGE & {n["Relation Name"] for n in nodes if n["Node Type"] == "Seq Scan"}


def shown(sign_in: Callable[[User], Client], user: User, **asked: Any) -> list[Nodes]:
    """Explain a page; where any index serves a table at all, it is used."""
    browser = sign_in(user)
    # Of few rows the planner rightly reads a table whole; of a country's it would not.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        found = plans(lambda: browser.get(HERE, asked))
        cursor.execute("SET LOCAL enable_seqscan = on")
    return found


@pytest.mark.parametrize("who", ["ministry", "province", "union"])
def test_a_page_takes_few_statements_and_reads_by_index(
    country: dict[str, User], sign_in: Callable[[User], Client], who: str
) -> None:
    browser = sign_in(country[who])
    for asked in ({}, {"period": str(LAST.to_int())}, {"isic": "25", "all": "1"}):
        assert not whole(shown(sign_in, country[who], **asked))
        found = plans(lambda asked=asked: browser.get(HERE, asked))  # type: ignore[misc]
        assert len(found) <= STATEMENTS
        assert touched(found) <= BUFFERS, (asked, [buffers(nodes) for nodes in found])


@pytest.mark.parametrize("who", ["ministry", "province", "union"])
def test_a_month_that_runs_tells_its_days_within_the_same_bounds(
    country: dict[str, User], sign_in: Callable[[User], Client], who: str, time_machine: Any
) -> None:
    # The ninth day after its end.
    at = datetime.combine(LAST.last_day + timedelta(days=9), time(12), ZoneInfo("Asia/Tehran"))
    time_machine.move_to(at, tick=False)
    browser, asked = sign_in(country[who]), {"period": str(LAST.to_int())}
    answer = browser.get(HERE, asked)
    page = answer.context["page"]
    assert page.course is not None
    # A union sees itself; a province its twenty counties and as many unions.
    lagging = {"ministry": [0], "province": [20, 20], "union": []}[who]
    assert [kind.count for kind in page.lagging] == lagging
    assert not whole(shown(sign_in, country[who], **asked))
    found = plans(lambda: browser.get(HERE, asked))
    assert len(found) <= STATEMENTS
    assert touched(found) <= BUFFERS, [buffers(nodes) for nodes in found]


@pytest.mark.parametrize("read", [count_flags, count_months, edited_totals])
def test_the_effect_of_editing_finds_its_months_by_index(
    country: dict[str, User], read: Callable[[IndicatorPeriod], object]
) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        [nodes] = plans(lambda: read(IndicatorPeriod(LAST)))
        cursor.execute("SET LOCAL enable_seqscan = on")
    # What stands is found by its month from province to province as well.
    used = {str(node.get("Index Name")) for node in nodes}
    assert used & {"of_month", "standing_of_province", "standing_of_union"}
    assert not whole([nodes])


def test_the_cells_of_a_filing_are_read_by_index(country: dict[str, User]) -> None:
    codes = list(Product.objects.order_by("code").values_list("code", flat=True)[:3])
    cells = cells_of(codes, LAST)
    assert len(cells) == 3
    assert {cell.growth(CellBounds(3, 5, 50)) for cell in cells.values()} == {Fraction(11, 10)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        [nodes] = plans(lambda: cells_of(codes, LAST))
        cursor.execute("SET LOCAL enable_seqscan = on")
    assert not whole([nodes])
    # Thirty-two organizations of three products, estimated and final; and the matched units.
    assert buffers(nodes) <= 3 * 2 * 32 + 100


@pytest.mark.parametrize(
    ("who", "table", "index"),
    [
        ("ministry", "statistics_producttotal", "one_total_%|totals_of_product"),
        ("ministry", "statistics_matchedtotal", "one_match_%"),
        ("union", "statistics_placeproducttotal", "one_total_%|product_totals_%"),
        ("union", "statistics_submission", "waiting_%|of_month|queue%|under_%|due|unclocked"),
    ],
)
def test_without_an_index_a_page_is_seen_to_be_dear(
    country: dict[str, User],
    sign_in: Callable[[User], Client],
    who: str,
    table: str,
    index: str,
) -> None:
    with transaction.atomic():
        drop(table, index)
        assert table in whole(shown(sign_in, country[who]))
        transaction.set_rollback(True)
