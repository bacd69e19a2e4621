"""Lays a month out for reading by holder: temporary tables of the transaction, and their end."""

from datetime import datetime
from typing import Any, Final

from config.jalali import JalaliMonth
from statistics.enums import EditionKind
from statistics.estimation.contribution_services import stage_contributions
from statistics.estimation.staging import PEOPLE_BY_HOLDER as PEOPLE
from statistics.estimation.staging import PRODUCTS_BY_HOLDER as PRODUCTS
from statistics.publication.contribution_queries import SENT

_STANDING: Final = """
CREATE TEMP TABLE stage_standing ON COMMIT DROP AS
SELECT r.organization_id, r.trade_id, u.holder_id, r.figures
FROM statistics_submission s
JOIN statistics_revision r ON r.id = s.standing_id
JOIN units_unit u ON u.id = s.unit_id
WHERE s.year = %(year)s AND s.month = %(month)s
"""
# A version of before the code was written has the measure of its product.
_MADE: Final = f"""
CREATE TEMP TABLE {PRODUCTS} ON COMMIT DROP AS
SELECT v.organization_id, p.id AS product_id,
    coalesce(nullif(l.measure_code, ''), p.measure_id) AS measure_id, v.holder_id,
    sum(l.quantity) AS reported, 0 AS imputed
FROM stage_standing v
CROSS JOIN LATERAL jsonb_to_recordset(v.figures -> 'production')
    AS l(code text, measure_code text, quantity numeric)
JOIN catalog_product p ON p.code = l.code
GROUP BY 1, 2, 3, 4
"""
_PEOPLE: Final = f"""
CREATE TEMP TABLE {PEOPLE} ON COMMIT DROP AS
SELECT v.organization_id, v.trade_id, v.holder_id, sum(coalesce(p.official, 0)
    + coalesce(p.contract, 0) + coalesce(p.contractor, 0)) AS reported, 0 AS imputed
FROM stage_standing v
CROSS JOIN LATERAL jsonb_to_record(v.figures) AS p(official int, contract int, contractor int)
GROUP BY 1, 2, 3
"""
# An export is of the class of its product, whatever the trade of who sends it.
_SENT: Final = f"""
CREATE TEMP TABLE {SENT} ON COMMIT DROP AS
SELECT v.organization_id, p.isic_class_id AS trade_id, v.holder_id, sum(l.tonnes) AS tonnes,
    sum(l.value_usd) AS usd, sum(l.value_irr) AS irr
FROM stage_standing v
CROSS JOIN LATERAL jsonb_to_recordset(v.figures -> 'exports')
    AS l(code text, tonnes numeric, value_usd numeric, value_irr numeric)
JOIN catalog_product p ON p.code = l.code
GROUP BY 1, 2, 3
"""


def stage(cursor: Any, month: JalaliMonth, kind: EditionKind, at: datetime) -> None:
    """Lay a month out for reading: the estimate of all due units, or what stands alone."""
    if kind == EditionKind.PRELIMINARY:
        stage_contributions(cursor, month, at)
        return
    values = {"year": month.year, "month": month.month}
    for statement in (_STANDING, _MADE, _PEOPLE, _SENT):
        cursor.execute(statement, values)


def unstage(cursor: Any) -> None:
    """Throw away what `stage` laid out, before the end of the transaction does."""
    cursor.execute(f"DROP TABLE IF EXISTS stage_standing, {PRODUCTS}, {PEOPLE}, {SENT}")
