"""What one standing version adds to each table of totals: the one definition, in SQL.

`upsert` writes the statement that adds versions (or takes them off, with sign -1) to one table;
`counted` is what it reads: revisions, the review that each stood with, and the sign. The same
statement keeps a decision, a batch of the sweep and a whole month made anew, so that they cannot
differ. Figures come from the version, never from lines: those are what a unit types just now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from statistics.enums import HumanReview
from statistics.models import (
    CauseTotal,
    PlaceCauseTotal,
    PlaceProductTotal,
    PlaceTradeTotal,
    ProductTotal,
    TradeTotal,
)
from statistics.models.rollups import MonthTotal

OPENED, BULK = HumanReview.OPENED.value, HumanReview.BULK.value

# Rows `v`: the month and place of a version, its figures, how far people looked, and the sign.
COUNTED: Final = """
SELECT r.figures, r.county_id, r.union_id, r.organization_id, r.trade_id, r.selected, r.idle,
    s.year, s.month, c.review, c.sign
FROM unnest(%(revisions)s::bigint[], %(reviews)s::int[], %(signs)s::int[]) AS c(id, review, sign)
JOIN statistics_revision r ON r.id = c.id
JOIN statistics_submission s ON s.id = r.submission_id
"""
# The same of all that stands for a month.
OF_MONTH: Final = """
SELECT r.figures, r.county_id, r.union_id, r.organization_id, r.trade_id, r.selected, r.idle,
    s.year, s.month, s.standing_review AS review, 1 AS sign
FROM statistics_submission s JOIN statistics_revision r ON r.id = s.standing_id
WHERE s.year = %(year)s AND s.month = %(month)s
"""

# A version of before the code was written has the measure of its product.
_PRODUCTS: Final = """
SELECT v.*, p.id AS product_id, coalesce(nullif(l.measure_code, ''), p.measure_id) AS measure_id,
    l.made, l.sent, l.tonnes, l.usd, l.irr
FROM v CROSS JOIN LATERAL (
    SELECT code, measure_code, quantity AS made, NULL::numeric AS sent, NULL::numeric AS tonnes,
        NULL::numeric AS usd, NULL::numeric AS irr
    FROM jsonb_to_recordset(v.figures -> 'production')
        AS (code text, measure_code text, quantity numeric)
    UNION ALL
    SELECT code, measure_code, NULL, quantity, tonnes, value_usd, value_irr
    FROM jsonb_to_recordset(v.figures -> 'exports') AS (code text, measure_code text,
        quantity numeric, tonnes numeric, value_usd numeric, value_irr numeric)
) l JOIN catalog_product p ON p.code = l.code
"""
_TRADES: Final = """
SELECT v.*, coalesce(p.official, 0) AS official, coalesce(p.contract, 0) AS contract,
    coalesce(p.contractor, 0) AS contractor, jsonb_array_length(v.figures -> 'exports') > 0 AS sends
FROM v CROSS JOIN LATERAL jsonb_to_record(v.figures)
    AS p(official int, contract int, contractor int)
"""
# A figure may bear two flags with one cause: it counts once, and so does the unit over its figures.
_CAUSES: Final = """
SELECT v.*, c.product_id, c.direction, c.reason
FROM v CROSS JOIN LATERAL (
    SELECT DISTINCT p.id AS product_id, f.direction, f.reason
    FROM jsonb_to_recordset(v.figures -> 'flags') AS f(key text, direction text, reason text)
    CROSS JOIN LATERAL (
        SELECT id FROM catalog_product WHERE code = split_part(f.key, ':', 2)
            AND split_part(f.key, ':', 1) = 'production'
        UNION ALL SELECT NULL
    ) p
    WHERE f.reason <> '' AND f.direction <> ''
) c
"""


def _looked(value: str, review: int) -> str:
    return f"sum(sign * {value}) FILTER (WHERE review = {review})"


_PEOPLE = "(official + contract + contractor)"
_PRODUCT_SUMS: Mapping[str, str] = {
    "filings": "sum(sign) FILTER (WHERE made IS NOT NULL)",
    "makers": "sum(sign) FILTER (WHERE made > 0)",
    "quantity": "sum(sign * made)",
    "quantity_opened": _looked("made", OPENED),
    "quantity_bulk": _looked("made", BULK),
    "exporters": "sum(sign) FILTER (WHERE sent IS NOT NULL)",
    "export_quantity": "sum(sign * sent)",
    "export_tonnes": "sum(sign * tonnes)",
    "value_usd": "sum(sign * usd)",
    "value_usd_opened": _looked("usd", OPENED),
    "value_usd_bulk": _looked("usd", BULK),
    "value_irr": "sum(sign * irr)",
}
_TRADE_SUMS: Mapping[str, str] = {
    "filings": "sum(sign)",
    "filings_opened": _looked("1", OPENED),
    "filings_bulk": _looked("1", BULK),
    "idle": "sum(sign) FILTER (WHERE idle)",
    "exporters": "sum(sign) FILTER (WHERE sends)",
    "official": "sum(sign * official)",
    "contract": "sum(sign * contract)",
    "contractor": "sum(sign * contractor)",
    "people_opened": _looked(_PEOPLE, OPENED),
    "people_bulk": _looked(_PEOPLE, BULK),
}
_CAUSE_SUMS: Mapping[str, str] = {"units": "sum(sign)"}


@dataclass(frozen=True)
class Rollup:
    """One table of totals: what its rows are made of, its key and its sums."""

    model: type[MonthTotal]
    source: str
    sums: Mapping[str, str]

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> list[str]:
        """The columns of the key, in the order in which rows are locked."""
        [unique] = self.model._meta.total_unique_constraints
        fields = {field.name: field for field in self.model._meta.concrete_fields}
        return [fields[name].attname for name in unique.fields]

    def select(self, counted: str) -> str:
        """Write the sums of what `counted` gives, by key."""
        key = ", ".join(self.key)
        sums = ", ".join(f"coalesce({sum_}, 0) AS {name}" for name, sum_ in self.sums.items())
        return (
            f"WITH v AS ({counted}), part AS ({self.source}) "
            f"SELECT {key}, {sums} FROM part GROUP BY {key}"
        )

    def upsert(self, counted: str) -> str:
        """Write the statement that adds what `counted` gives, rows in the order of their key."""
        key = ", ".join(self.key)
        added = ", ".join(f"{name} = t.{name} + excluded.{name}" for name in self.sums)
        return (
            f"INSERT INTO {self.table} AS t ({key}, {', '.join(self.sums)}) "
            f"SELECT * FROM ({self.select(counted)}) AS made ORDER BY {key} "
            f"ON CONFLICT ({key}) DO UPDATE SET {added}"
        )


# In this order everybody writes them: with the order of the keys, two never wait for each other.
ROLLUPS: Final = (
    Rollup(PlaceProductTotal, _PRODUCTS, _PRODUCT_SUMS),
    Rollup(PlaceTradeTotal, _TRADES, _TRADE_SUMS),
    Rollup(PlaceCauseTotal, _CAUSES, _CAUSE_SUMS),
    Rollup(ProductTotal, _PRODUCTS, _PRODUCT_SUMS),
    Rollup(TradeTotal, _TRADES, _TRADE_SUMS),
    Rollup(CauseTotal, _CAUSES, _CAUSE_SUMS),
)
