"""What a run reads once, as temporary tables: who owes each month, and what stands for it.

They are the run's own and end with its transaction. Reading takes no lock that a filing or a
decision waits for. A `period` is a month as one number: year × 12 + month - 1.
"""

from collections.abc import Iterable
from typing import Any, Final

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth
from statistics.obligation.queries import DUE
from statistics.obligation.rules import DutyRules
from units.queries import HOLDER

# What holders add to a month, made for the gate of what is published.
PRODUCTS_BY_HOLDER: Final = "stage_contribution"
PEOPLE_BY_HOLDER: Final = "stage_people"
TABLES: Final = ("stage_due", "stage_version", "stage_line")

# A unit lies where its last licence is, as everywhere.
DUE_UNITS: Final = f"""
CREATE TEMP TABLE stage_due ON COMMIT DROP AS
WITH call AS (
    SELECT * FROM unnest(%(provinces)s::text[], %(periods)s::int[], %(first_days)s::date[],
        %(last_days)s::date[], %(issued)s::date[], %(min_days)s::int[], %(obliged)s::bool[])
    AS c(province, period, first_day, last_day, issued_until, min_days, obliged)
), {HOLDER}
SELECT c.period, c.last_day, u.id AS unit_id, o.id AS organization_id, h.county_id, h.union_id,
    h.trade_id
FROM call c
JOIN holder h ON h.province_id = c.province
JOIN units_unit u ON u.id = h.unit_id AND u.guild_id <> '' AND {DUE}
JOIN accounts_organization o ON o.code = h.organization_code AND o.kind = %(province_kind)s
"""

# Figures come from the version that stands, never from lines: those are what a unit types now.
VERSIONS: Final = """
CREATE TEMP TABLE stage_version ON COMMIT DROP AS
SELECT s.year * 12 + s.month - 1 AS period, s.unit_id, u.holder_id, r.organization_id,
    r.id AS revision_id,
    coalesce(p.official, 0) + coalesce(p.contract, 0) + coalesce(p.contractor, 0) AS workers
FROM statistics_submission s
JOIN statistics_revision r ON r.id = s.standing_id
JOIN units_unit u ON u.id = s.unit_id
CROSS JOIN LATERAL jsonb_to_record(r.figures) AS p(official int, contract int, contractor int)
WHERE (s.year, s.month) IN (
    SELECT n / 12, n %% 12 + 1 FROM unnest(%(staged)s::int[]) AS n)
"""

# A version of before the code was written has the measure of its product. People are split equally
# over the products of their unit.
LINES: Final = """
CREATE TEMP TABLE stage_line ON COMMIT DROP AS
SELECT v.period, v.unit_id, p.id AS product_id,
    coalesce(nullif(l.measure_code, ''), p.measure_id) AS measure_id, l.quantity,
    round(v.workers::numeric / jsonb_array_length(r.figures -> 'production'), 6) AS workers
FROM stage_version v
JOIN statistics_revision r ON r.id = v.revision_id
CROSS JOIN LATERAL jsonb_to_recordset(r.figures -> 'production')
    AS l(code text, measure_code text, quantity numeric)
JOIN catalog_product p ON p.code = l.code
"""
KNOW_VERSIONS: Final = "ANALYZE stage_version"
KNOW: Final = "ANALYZE stage_due, stage_line"
STAGES: Final = (DUE_UNITS, VERSIONS, KNOW_VERSIONS, LINES, KNOW)


def period_of(month: JalaliMonth) -> int:
    return month.year * 12 + month.month - 1


def duty_columns(
    book: PolicyBook, provinces: Iterable[str], months: Iterable[JalaliMonth]
) -> dict[str, list[Any]]:
    """List each month as each province's policy has it, as columns of `DUE_UNITS`."""
    rules, months = DutyRules(book), list(months)
    rows = []
    for code in provinces:
        for month in months:
            rule = rules.month(code, month)
            days = (month.first_day, month.last_day, rule.issued_until, rule.min_active_days)
            rows.append((code, period_of(month), *days, rule.obliged))
    names = ("provinces", "periods", "first_days", "last_days", "issued", "min_days", "obliged")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
