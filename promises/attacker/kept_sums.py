"""Whether what an edition keeps of contributions, and the kept totals, are what was filed."""

from fractions import Fraction
from typing import Final

from promises.attacker.figures import Spot, Vintage
from promises.attacker.truth import Truth, added_up, rows_of

_FROZEN: Final = """
SELECT c.flow, coalesce(p.code, c.trade_id), coalesce(c.measure_id, ''), o.code, '',
    (SELECT sum(v) FROM unnest(c.values) AS v) * (10::numeric ^ -CASE c.flow
        WHEN 'production' THEN 3 WHEN 'export_tonnes' THEN 6 WHEN 'export_usd' THEN 2 ELSE 0 END)
FROM statistics_frozencontribution c
JOIN statistics_edition e ON e.id = c.edition_id
LEFT JOIN catalog_product p ON p.id = c.product_id
JOIN accounts_organization o ON o.id = c.organization_id
WHERE e.year = %(year)s AND e.month = %(month)s AND e.number = %(number)s
"""
_SENT: Final = """
SELECT 'export_{name}', p.isic_class_id, '', o.code, '', sum(t.{column})
FROM statistics_producttotal t
JOIN catalog_product p ON p.id = t.product_id
JOIN accounts_organization o ON o.id = t.organization_id
WHERE t.year = %(year)s AND t.month = %(month)s GROUP BY 2, 4
"""
_TOTALS: Final = " UNION ALL ".join(
    [
        """
SELECT 'production', p.code, t.measure_id, o.code, '', sum(t.quantity)
FROM statistics_producttotal t
JOIN catalog_product p ON p.id = t.product_id
JOIN accounts_organization o ON o.id = t.organization_id
WHERE t.year = %(year)s AND t.month = %(month)s GROUP BY 2, 3, 4
UNION ALL
SELECT 'employment', t.trade_id, '', o.code, '', sum(t.official + t.contract + t.contractor)
FROM statistics_placetradetotal t
JOIN accounts_organization o ON o.id = t.organization_id
WHERE t.year = %(year)s AND t.month = %(month)s GROUP BY 2, 4
""",
        _SENT.format(name="tonnes", column="export_tonnes"),
        _SENT.format(name="usd", column="value_usd"),
        _SENT.format(name="irr", column="value_irr"),
    ]
)


def differing(vintage: Vintage, truth: Truth) -> list[str]:
    """Say in which cells the kept contributions or the totals are not what was filed."""
    told, filed = [], _totals(truth)
    values = vintage._asdict()
    for name, statement in (("contributions", _FROZEN), ("kept totals", _TOTALS)):
        found = _totals(added_up(rows_of(statement, values)))
        told += [
            f"{name} of {vintage}, {spot}: {found.get(spot)} for {filed.get(spot)}"
            for spot in sorted({*found, *filed})
            if found.get(spot) != filed.get(spot)
        ]
    return told


def _totals(truth: Truth) -> dict[Spot, Fraction]:
    sums = {spot: sum(parts.values(), Fraction(0)) for spot, parts in truth.items()}
    return {spot: total for spot, total in sums.items() if total}
