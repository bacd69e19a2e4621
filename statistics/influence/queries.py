"""The cells that a filing is held against: one statement, by index, of a few products alone."""

from collections.abc import Collection
from typing import Final

from django.db import connection

from config.jalali import JalaliMonth
from statistics.influence.rules import Cell
from statistics.matched_samples import MatchedSample


def cells_of(codes: Collection[str], month: JalaliMonth) -> dict[tuple[str, str], Cell]:
    """Read the cells of some products, by code and measure, as they stand for a month.

    The total is last month's: with its estimate for the silent while there is one, else the sum of
    what is final.
    """
    before = month - 1
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            _SQL,
            {
                "codes": list(codes),
                "year": month.year,
                "month": month.month,
                "last_year": before.year,
                "last_month": before.month,
            },
        )
        for code, name, product, measure, total, makers, *matched in cursor.fetchall():
            sample = None if matched[0] is None else MatchedSample(*matched)
            found[code, name] = Cell(product, measure, total, makers, sample)
    return found


# Counted by the hour, an estimate lacks a product whose first total became final since.
_SQL: Final = """
WITH named AS MATERIALIZED (
    SELECT id, code FROM catalog_product WHERE code = ANY(%(codes)s)
), estimated AS (
    SELECT e.product_id, e.measure_id, sum(e.reported + e.imputed) AS total,
        sum(e.units_reported + e.units_imputed) AS makers
    FROM statistics_productestimate e
    WHERE e.product_id IN (SELECT id FROM named)
        AND e.year = %(last_year)s AND e.month = %(last_month)s
    GROUP BY 1, 2
), summed AS (
    SELECT t.product_id, t.measure_id, sum(t.quantity) AS total, sum(t.makers) AS makers
    FROM statistics_producttotal t
    WHERE t.product_id IN (SELECT id FROM named)
        AND t.year = %(last_year)s AND t.month = %(last_month)s
    GROUP BY 1, 2
)
SELECT n.code, u.name_fa, n.id, u.code, c.total, c.makers, m.holders, m.now, m.before, m.base
FROM (
    SELECT product_id, measure_id, coalesce(e.total, s.total) AS total,
        coalesce(e.makers, s.makers) AS makers
    FROM estimated e FULL JOIN summed s USING (product_id, measure_id)
) c
JOIN named n ON n.id = c.product_id
JOIN catalog_measure u ON u.code = c.measure_id
LEFT JOIN statistics_matchedtotal m ON m.year = %(year)s AND m.month = %(month)s AND m.lag = 1
    AND m.organization_id IS NULL AND m.product_id = c.product_id AND m.measure_id = c.measure_id
"""
