"""What units filed of a month, line by line, as the versions that stand have it."""

from typing import Any, Final

from config.jalali import JalaliMonth

# The lines of the month that is frozen.
FILED: Final = "stage_filed"


def stage_filed(cursor: Any, month: JalaliMonth, table: str) -> None:
    """Lay out each line of production that stands, with its unit, holder, place and people.

    A unit without any has one row without product; exports lie on the `first` row of a unit. A
    version of before the code was written has the measure of its product.
    """
    cursor.execute(
        f"""
CREATE TEMP TABLE {table} ON COMMIT DROP AS
SELECT s.unit_id, u.holder_id, r.organization_id, r.trade_id, p.id AS product_id,
    coalesce(nullif(l.measure_code, ''), p.measure_id) AS measure_id, l.quantity,
    coalesce(f.official, 0) + coalesce(f.contract, 0) + coalesce(f.contractor, 0) AS people,
    coalesce(l.line, 1) = 1 AS first, nullif(f.exports, '[]') AS exports
FROM statistics_submission s
JOIN statistics_revision r ON r.id = s.standing_id
JOIN units_unit u ON u.id = s.unit_id
CROSS JOIN LATERAL jsonb_to_record(r.figures)
    AS f(official int, contract int, contractor int, production jsonb, exports jsonb)
LEFT JOIN LATERAL ROWS FROM (jsonb_to_recordset(f.production)
    AS (code text, measure_code text, quantity numeric))
    WITH ORDINALITY AS l(code, measure_code, quantity, line) ON true
LEFT JOIN catalog_product p ON p.code = l.code
WHERE s.year = %(year)s AND s.month = %(month)s
""",
        {"year": month.year, "month": month.month},
    )
