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
from statistics.publication.copied_rows import joined, numbers_of
from statistics.publication.disclosure.cell_rules import Cell
from statistics.publication.filed_queries import FILED

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
    """Write what reads staged lines by cell, with their holders and smallest parts joined."""
    parts = f"array_agg(round((coalesce({value}, 0) * {10**places})::numeric))"
    return f"""
SELECT {keys}, {joined(f"array_agg({_HOLDER})")}, {joined(parts)}, sum({reported}), sum({value})
FROM {table} GROUP BY {keys} ORDER BY {keys}
"""


_STAGED_SUM: Final = "(reported + imputed)"
# Where what was made and who works is read: the estimate of all due units, or what stands alone,
# in which a holder has a line for each unit.
_ESTIMATED: Final = {Flow.PRODUCTION: PRODUCTS, Flow.EMPLOYMENT: PEOPLE}
_STANDING: Final = {
    Flow.PRODUCTION: f"""(
    SELECT organization_id, product_id, measure_id, holder_id, quantity AS reported, 0 AS imputed
    FROM {FILED} WHERE product_id IS NOT NULL) AS made""",
    Flow.EMPLOYMENT: f"""(
    SELECT organization_id, trade_id, holder_id, people AS reported, 0 AS imputed
    FROM {FILED} WHERE first) AS working""",
}
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
    """The finest cells of a table, and how much of their sum was reported (1 where nothing is).

    `texts` are holders and parts of each as they were joined: to be kept without a turn through
    numbers.
    """

    cells: Mapping[Any, Cell]
    texts: Mapping[Any, tuple[str, str]]
    reported_share: Decimal


def _sources(kind: EditionKind) -> Mapping[Flow, str]:
    return _ESTIMATED if kind == EditionKind.PRELIMINARY else _STANDING


def count_products(cursor: Any, kind: EditionKind) -> int:
    source = _sources(kind)[Flow.PRODUCTION]
    cursor.execute(f"SELECT count(*) FROM (SELECT DISTINCT product_id, measure_id FROM {source})")
    [(found,)] = cursor.fetchall()
    return int(found)


def products(kind: EditionKind) -> Iterator[tuple[ProductMeasure, Leaves]]:
    """Read the staged products one after the other, each with its cells by organization (id)."""
    sql = _leaves(
        _sources(kind)[Flow.PRODUCTION],
        "product_id, measure_id, organization_id",
        _STAGED_SUM,
        "reported",
        PLACES[Flow.PRODUCTION],
    )
    # A cursor of the server: at half a million units a month has a million contributions.
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        for key, rows in groupby(cursor, lambda row: ProductMeasure(*row[:2])):
            yield key, _leaves_of((row[2], *row[3:]) for row in rows)


def trades(flow: Flow, kind: EditionKind) -> Leaves:
    """Read the staged cells of a flow by class and organization."""
    if flow == Flow.EMPLOYMENT:
        table, value, reported = _sources(kind)[flow], _STAGED_SUM, "reported"
    else:
        table, value = SENT, _SENT_VALUES[flow]
        reported = value
    with connection.chunked_cursor() as cursor:
        cursor.execute(_leaves(table, "trade_id, organization_id", value, reported, PLACES[flow]))
        return _leaves_of((TradePlace(*row[:2]), *row[2:]) for row in cursor)


def _leaves_of(rows: Iterator[tuple[Any, ...]]) -> Leaves:
    cells, texts, reported, whole = {}, {}, Decimal(0), Decimal(0)
    for key, holders, parts, of_it, all_of_it in rows:
        cells[key], texts[key] = _joined_cell(holders, parts), (holders, parts)
        reported += of_it or 0
        whole += all_of_it or 0
    return Leaves(cells, texts, reported / whole if whole else Decimal(1))


def as_figure(flow: Flow, parts: int) -> Decimal:
    """Write smallest parts as the figure that people read."""
    return Decimal(parts).scaleb(-PLACES[flow])


def kept_products(edition: int) -> dict[ProductMeasure, dict[int, Cell]]:
    """Read what holders added to each product when an earlier edition (id) was made."""
    found: dict[ProductMeasure, dict[int, Cell]] = defaultdict(dict)
    names = ("product_id", "measure_id", "organization_id")
    for *key, place, holders, parts in _kept(edition, Flow.PRODUCTION, names):
        found[ProductMeasure(*key)][place] = _joined_cell(holders, parts)
    return found


def kept_trades(edition: int, flow: Flow) -> dict[TradePlace, Cell]:
    """Read the same of a flow by trade."""
    return {
        TradePlace(*key): _joined_cell(holders, parts)
        for *key, holders, parts in _kept(edition, flow, ("trade_id", "organization_id"))
    }


def _kept(edition: int, flow: Flow, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Read some columns of the kept rows, and their holders and parts joined."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"""
SELECT {", ".join(names)}, {joined("holders")}, {joined('"values"')}
FROM statistics_frozencontribution WHERE edition_id = %s AND flow = %s ORDER BY id
""",
            [edition, str(flow)],
        )
        yield from cursor


def _joined_cell(holders: str, parts: str) -> Cell:
    numbers, values = numbers_of(holders), numbers_of(parts)
    found = dict(zip(numbers, values, strict=True))
    if len(found) < len(numbers):
        # Units of one holder are one contributor.
        found = dict.fromkeys(found, 0)
        for holder, value in zip(numbers, values, strict=True):
            found[holder] += value
    return Cell(found)
