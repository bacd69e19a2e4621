"""What each holder adds to each published cell of a month, read once from what stands.

Figures come from the versions that stand, never from totals: an edition rests on no upkeep. The
identified rows stay in temporary tables of the transaction; what comes out has numbers for holders.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Final, NamedTuple

from django.db import connection

from statistics.enums import EditionKind, Flow
from statistics.estimation.staging import PEOPLE_BY_HOLDER as PEOPLE
from statistics.estimation.staging import PRODUCTS_BY_HOLDER as PRODUCTS
from statistics.models import FrozenContribution
from statistics.publication.disclosure.cell_rules import Cell

SENT: Final = "stage_sent"

# The smallest part in which a flow is counted, as decimal places.
PLACES: Final = {
    Flow.PRODUCTION: 3,
    Flow.EMPLOYMENT: 0,
    Flow.EXPORT_TONNES: 6,
    Flow.EXPORT_USD: 2,
    Flow.EXPORT_IRR: 0,
}
EXPORTS: Final = (Flow.EXPORT_TONNES, Flow.EXPORT_USD, Flow.EXPORT_IRR)
# Of a preliminary month no exports are estimated: few export, and not every month.
FLOWS: Final = {
    EditionKind.PRELIMINARY: (Flow.PRODUCTION, Flow.EMPLOYMENT),
    EditionKind.FINAL: tuple(Flow),
    EditionKind.ANNUAL: tuple(Flow),
}

# A number for each holder that does not lead back to the id.
_HOLDER: Final = "hashtextextended(holder_id, 0)"


def _leaves(table: str, keys: str, value: str, reported: str, places: int) -> str:
    """Write what reads a staged table by cell, with its holders in two arrays."""
    return f"""
SELECT {keys}, array_agg({_HOLDER}), array_agg(round({value}, {places})), sum({reported}),
    sum({value})
FROM {table} GROUP BY {keys} ORDER BY {keys}
"""


_STAGED_SUM: Final = "(reported + imputed)"
_SENT_VALUES: Final = {
    Flow.EXPORT_TONNES: "tonnes",
    Flow.EXPORT_USD: "usd",
    Flow.EXPORT_IRR: "irr",
}


class ProductMeasure(NamedTuple):
    """The row that adds up: one product in one measure."""

    product: int
    measure: str


class TradePlace(NamedTuple):
    """A class of ISIC in an organization (id)."""

    trade: str
    organization: int


@dataclass(frozen=True)
class Leaves:
    """The finest cells of a table, and how much of their sum was reported (1 where nothing is)."""

    cells: Mapping[Any, Cell]
    reported_share: Decimal


def count_products(cursor: Any) -> int:
    cursor.execute(f"SELECT count(*) FROM (SELECT DISTINCT product_id, measure_id FROM {PRODUCTS})")
    [(found,)] = cursor.fetchall()
    return int(found)


def products() -> Iterator[tuple[ProductMeasure, Leaves]]:
    """Read the staged products one after the other, each with its cells by organization (id)."""
    sql = _leaves(
        PRODUCTS,
        "product_id, measure_id, organization_id",
        _STAGED_SUM,
        "reported",
        PLACES[Flow.PRODUCTION],
    )
    # A cursor of the server: at half a million units a month has a million contributions.
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        for key, rows in groupby(cursor, lambda row: ProductMeasure(*row[:2])):
            yield key, _leaves_of(Flow.PRODUCTION, ((row[2], *row[3:]) for row in rows))


def trades(flow: Flow) -> Leaves:
    """Read the staged cells of a flow by class and organization."""
    if flow == Flow.EMPLOYMENT:
        table, value, reported = PEOPLE, _STAGED_SUM, "reported"
    else:
        table, value = SENT, _SENT_VALUES[flow]
        reported = value
    with connection.chunked_cursor() as cursor:
        cursor.execute(_leaves(table, "trade_id, organization_id", value, reported, PLACES[flow]))
        return _leaves_of(flow, ((TradePlace(*row[:2]), *row[2:]) for row in cursor))


def _leaves_of(flow: Flow, rows: Iterator[tuple[Any, ...]]) -> Leaves:
    cells, reported, whole = {}, Decimal(0), Decimal(0)
    for key, holders, values, of_it, all_of_it in rows:
        parts = (smallest_parts(flow, value) for value in values)
        cells[key] = Cell(dict(zip(holders, parts, strict=True)))
        reported += of_it or 0
        whole += all_of_it or 0
    return Leaves(cells, reported / whole if whole else Decimal(1))


def smallest_parts(flow: Flow, value: Decimal | None) -> int:
    return int((value or Decimal(0)).scaleb(PLACES[flow]))


def as_figure(flow: Flow, parts: int) -> Decimal:
    """Write smallest parts as the figure that people read."""
    return Decimal(parts).scaleb(-PLACES[flow])


def kept_products(edition: int) -> dict[ProductMeasure, dict[int, Cell]]:
    """Read what holders added to each product when an earlier edition (id) was made."""
    found: dict[ProductMeasure, dict[int, Cell]] = defaultdict(dict)
    for row in _kept(edition, [Flow.PRODUCTION]):
        key = ProductMeasure(row.product_id, row.measure_id)
        found[key][row.organization_id] = _cell(row)
    return found


def kept_trades(edition: int, flow: Flow) -> dict[TradePlace, Cell]:
    """Read the same of a flow by trade."""
    return {
        TradePlace(row.trade_id, row.organization_id): _cell(row) for row in _kept(edition, [flow])
    }


def _kept(edition: int, flows: list[Flow]) -> Iterator[Any]:
    rows = FrozenContribution.objects.filter(edition=edition, flow__in=flows)
    return rows.order_by("pk").iterator()


def _cell(row: FrozenContribution) -> Cell:
    return Cell(dict(zip(row.holders, (int(value) for value in row.values), strict=True)))
