"""Who added what to each cell, from what was filed, by SQL of its own.

The attack is judged by it: which cell is sensitive, and whether a bound comes near a part.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, TypeAlias

from django.db import connection

from promises.attacker.figures import ALL, COUNTRY, Spot

# By spot, what each holder (the national id) adds.
Parts: TypeAlias = Mapping[str, Fraction]
Truth: TypeAlias = Mapping[Spot, Parts]

PRODUCTION: Final = "production"
# Figures of whole people, and of exports by the class of the product.
_FILED: Final = """
WITH standing AS (
    SELECT r.figures, r.trade_id, u.holder_id, o.code AS place
    FROM statistics_submission s
    JOIN statistics_revision r ON r.id = s.standing_id
    JOIN units_unit u ON u.id = s.unit_id
    JOIN accounts_organization o ON o.id = r.organization_id
    WHERE s.year = %(year)s AND s.month = %(month)s
), sent AS (
    SELECT v.holder_id, v.place, p.isic_class_id, l
    FROM standing v CROSS JOIN jsonb_array_elements(v.figures -> 'exports') AS l
    JOIN catalog_product p ON p.code = l ->> 'code'
)
SELECT 'production', l ->> 'code', coalesce(nullif(l ->> 'measure_code', ''), p.measure_id),
    v.place, v.holder_id, sum((l ->> 'quantity')::numeric)
FROM standing v CROSS JOIN jsonb_array_elements(v.figures -> 'production') AS l
JOIN catalog_product p ON p.code = l ->> 'code'
GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'employment', trade_id, '', place, holder_id, sum(
    coalesce((figures ->> 'official')::int, 0) + coalesce((figures ->> 'contract')::int, 0)
    + coalesce((figures ->> 'contractor')::int, 0))
FROM standing GROUP BY 2, 4, 5
UNION ALL
SELECT 'export_tonnes', isic_class_id, '', place, holder_id, sum((l ->> 'tonnes')::numeric)
FROM sent GROUP BY 2, 4, 5
UNION ALL
SELECT 'export_usd', isic_class_id, '', place, holder_id, sum((l ->> 'value_usd')::numeric)
FROM sent GROUP BY 2, 4, 5
UNION ALL
SELECT 'export_irr', isic_class_id, '', place, holder_id, sum((l ->> 'value_irr')::numeric)
FROM sent GROUP BY 2, 4, 5
"""
# What is estimated for silent units, as the caller has staged it.
_ESTIMATED: Final = """
SELECT 'production', p.code, c.measure_id, o.code, c.holder_id, round(c.reported + c.imputed, 3)
FROM stage_contribution c
JOIN catalog_product p ON p.id = c.product_id
JOIN accounts_organization o ON o.id = c.organization_id
UNION ALL
SELECT 'employment', c.trade_id, '', o.code, c.holder_id, round(c.reported + c.imputed, 0)
FROM stage_people c
JOIN accounts_organization o ON o.id = c.organization_id
"""


def filed(year: int, month: int) -> Truth:
    """Read what stands of a month, added up to all cells that might be published."""
    return added_up(rows_of(_FILED, {"year": year, "month": month}))


def estimated() -> Truth:
    """Read the estimate that the transaction has staged."""
    return added_up(rows_of(_ESTIMATED, {}))


def rows_of(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def added_up(rows: list[tuple[Any, ...]]) -> Truth:
    found: dict[Spot, dict[str, Fraction]] = defaultdict(dict)
    for flow, what, measure, place, holder, value in rows:
        for spot in spots_of(flow, what, measure, place):
            parts = found[spot]
            parts[holder] = parts.get(holder, Fraction(0)) + Fraction(value or 0)
    return {spot: {h: v for h, v in parts.items() if v} for spot, parts in found.items()}


def spots_of(flow: str, what: str, measure: str, place: str) -> Iterator[Spot]:
    """List the cells of all tables in which a leaf is counted."""
    if flow == PRODUCTION:
        yield Spot(flow, what, measure, place)
        yield Spot(flow, what, measure, COUNTRY)
        return
    for code in (ALL, what[:2]):
        yield Spot(flow, code, "", place)
    codes = [ALL, *(what[:digits] for digits in (2, 3, 4) if len(what) >= digits)]
    # A trade that names no class lies in its division or group beside their children.
    codes += [what + "*"] if len(what) < 4 else []
    for code in codes:
        yield Spot(flow, code, "", COUNTRY)


def largest(parts: Parts) -> tuple[Fraction, Fraction]:
    """The two largest parts, without their signs."""
    first, second, *_ = (*sorted((abs(v) for v in parts.values()), reverse=True), 0, 0)
    return Fraction(first), Fraction(second)


def sensitive(parts: Parts, least: int, percent: int) -> bool:
    """Tell whether somebody's part would be told: few holders, or too little beside the largest."""
    count = sum(1 for value in parts.values() if value)
    first, second = largest(parts)
    rest = sum((abs(value) for value in parts.values()), Fraction(0)) - first - second
    return bool(count) and (count < least or 100 * rest < percent * first)
