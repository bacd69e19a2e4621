"""What the months of a period say of the soft rules: by rule, by product, and in all.

A month is read where an index by year and month finds it. The versions of a month (JSON) are opened
only where it was ever returned or reopened; of all others the stored flags say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import User
from oversight.editing_effect.enums import Outcome
from oversight.editing_effect.rules import BESIDE_ALL, BESIDE_OWN
from review.enums import DecisionKind, Verdict
from statistics.enums import State
from statistics.indicators.periods import IndicatorPeriod

_COUNTRYWIDE: Final = (OrganizationKind.MINISTRY, OrganizationKind.STATISTICS)


@dataclass(frozen=True)
class FlagCount:
    """So many figures of a rule had one outcome and one reason.

    Of them `returned` stood in a round that a reviewer returned, `named` among what was to be put
    right in it.
    """

    rule: str
    outcome: Outcome
    reason: str
    figures: int
    returned: int
    named: int


@dataclass(frozen=True)
class MonthCounts:
    """Months filed at least once, and how often they were asked about and given back.

    `returns` are the reviewers' own; what the unit asked back, final or not, is `requested`.
    """

    filed: int
    versions: int
    corrected: int
    questions: int
    returns: int
    requested: int


@dataclass(frozen=True)
class EditedTotal:
    """What a product adds up to by first and by standing versions; `filings` of it differ."""

    code: str
    name: str
    measure_code: str
    measure: str
    first: Decimal
    stands: Decimal
    filings: int


def evaluates_country(user: User) -> bool:
    """Tell whether the person evaluates the whole country, and so reads this page."""
    offices = authority_of(user).organizations(Permission.EVALUATE)
    return any(office.kind in _COUNTRYWIDE for office in offices)


def count_flags(period: IndicatorPeriod) -> list[FlagCount]:
    """Count the flagged figures of the months by rule, outcome and reason (one query)."""
    found = (FlagCount(row[0], Outcome(row[1]), *row[2:]) for row in _read(_FLAGS, period))
    return sorted(found, key=lambda one: (one.rule, one.outcome, one.reason))


def count_months(period: IndicatorPeriod) -> MonthCounts:
    """Count months, questions and returns (one query)."""
    [row] = _read(_MONTHS, period)
    return MonthCounts(*map(int, row))


def edited_totals(period: IndicatorPeriod) -> list[EditedTotal]:
    """Find the products whose total is not that of the first versions (one query)."""
    return [EditedTotal(*row) for row in _read(_TOTALS, period)]


def _read(sql: str, period: IndicatorPeriod) -> list[tuple[Any, ...]]:
    # A period lies within a year.
    params: Mapping[str, Any] = {
        "year": period.first.year,
        "first": period.first.month,
        "last": period.last.month,
        "beside_all": list(BESIDE_ALL),
        "beside_own": list(BESIDE_OWN),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


_PERIOD: Final = "s.year = %(year)s AND s.month BETWEEN %(first)s AND %(last)s"
# A return that a complaint undid leaves the month in its round: nothing else tells of it.
_FILED: Final = f"""
filed AS MATERIALIZED (
    SELECT s.id, s.round, s.flags, s.standing_id, s.state = '{State.RETURNED}' AS open,
        s.round > 1 OR s.state = '{State.RETURNED}' OR s.id IN (
            SELECT c.submission_id FROM review_complaint c
            WHERE c.verdict = '{Verdict.UPHELD}' AND c.submission_id IS NOT NULL
        ) AS touched
    FROM statistics_submission s
    WHERE {_PERIOD} AND s.round > 0
)"""


# A return that the unit asked for finds no fault with its figures.
_RETURNED: Final = f"""d.kind = '{DecisionKind.RETURNED}' AND NOT EXISTS (
    SELECT FROM review_correctionrequest c WHERE c.decision_id = d.id)"""


def judged_sql(figures: str) -> str:
    """Write what a flag `f` judges of a version, as `rules.judged` picks it out."""
    step = "split_part(f.key, ':', 1)"
    code = "l.code = split_part(f.key, ':', 2)"
    return f"""jsonb_build_array(
        (SELECT jsonb_object_agg(l.code, l.quantity)
            FROM jsonb_to_recordset({figures} -> 'production') AS l(code text, quantity numeric)
            WHERE f.rule = ANY(%(beside_all)s)
                OR {code} AND ({step} = 'production' OR f.rule = ANY(%(beside_own)s))),
        (SELECT jsonb_object_agg(l.code,
                jsonb_build_array(l.quantity, l.tonnes, l.value_usd, l.value_irr))
            FROM jsonb_to_recordset({figures} -> 'exports') AS l(code text, quantity numeric,
                tonnes numeric, value_usd numeric, value_irr numeric)
            WHERE {step} = 'exports' AND {code}),
        CASE WHEN {step} = 'employment' THEN (
            SELECT coalesce(p.official, 0) + coalesce(p.contract, 0) + coalesce(p.contractor, 0)
            FROM jsonb_to_record({figures}) AS p(official int, contract int, contractor int)) END
    )"""


# A figure that was raised again with the same value is one figure; its last round says its reason.
_FLAGS: Final = f"""
WITH {_FILED}, version AS MATERIALIZED (
    SELECT s.id, s.round AS last, s.open, r.round, r.figures
    FROM filed s JOIN statistics_revision r ON r.submission_id = s.id
    WHERE s.touched
), raised AS MATERIALIZED (
    SELECT v.*, f.rule, f.key, f.value, f.reason
    FROM version v CROSS JOIN LATERAL jsonb_to_recordset(v.figures -> 'flags')
        AS f(rule text, key text, value text, reason text)
), sent AS (
    SELECT f.id, f.rule, f.key, f.value, bool_or(jsonb_exists(d.field_notes, f.key)) AS named
    FROM raised f JOIN review_decision d ON d.submission_id = f.id AND d.round = f.round
    WHERE {_RETURNED}
    GROUP BY f.id, f.rule, f.key, f.value
), latest AS (
    SELECT DISTINCT ON (id, rule, key, value) * FROM raised
    ORDER BY id, rule, key, value, round DESC
), figure AS (
    SELECT t.rule, '{Outcome.KEPT}' AS outcome, t.reason, false AS returned, false AS named
    FROM filed s JOIN statistics_raisedflag t ON t.submission_id = s.id
    WHERE NOT s.touched AND s.flags > 0
    UNION ALL
    SELECT f.rule, CASE
            WHEN f.round < f.last AND {judged_sql("f.figures")}
                IS DISTINCT FROM {judged_sql("v.figures")} THEN '{Outcome.CHANGED}'
            WHEN f.open THEN '{Outcome.OPEN}' ELSE '{Outcome.KEPT}' END,
        f.reason, sent.id IS NOT NULL, coalesce(sent.named, false)
    FROM latest f JOIN version v ON v.id = f.id AND v.round = f.last
    LEFT JOIN sent ON sent.id = f.id AND sent.rule = f.rule AND sent.key = f.key
        AND sent.value = f.value
)
SELECT rule, outcome, reason, count(*), count(*) FILTER (WHERE returned),
    count(*) FILTER (WHERE named)
FROM figure GROUP BY rule, outcome, reason
"""
_MONTHS: Final = f"""
WITH {_FILED}, sent AS (
    SELECT {_RETURNED} AS found FROM filed s JOIN review_decision d ON d.submission_id = s.id
    WHERE s.touched AND d.kind IN ('{DecisionKind.RETURNED}', '{DecisionKind.REOPENED}')
)
SELECT count(*), coalesce(sum(s.round), 0),
    count(*) FILTER (WHERE s.standing_id IS NOT NULL AND s.round > 1),
    (SELECT count(*) FROM filed s JOIN review_question q ON q.submission_id = s.id),
    (SELECT count(*) FROM sent WHERE found), (SELECT count(*) FROM sent WHERE NOT found)
FROM filed s
"""
# Where the first version stands nothing differs: the sums of what stands are read from the totals.
_TOTALS: Final = f"""
WITH again AS MATERIALIZED (
    SELECT s.id, s.standing_id FROM statistics_submission s
    WHERE {_PERIOD} AND s.round > 1 AND s.standing_id IS NOT NULL
), moved AS (
    SELECT s.id, p.id AS product_id,
        coalesce(nullif(l.measure_code, ''), p.measure_id) AS measure_id,
        sum(v.sign * l.quantity) AS difference
    FROM again s
    JOIN statistics_revision t ON t.id = s.standing_id AND t.round > 1
    CROSS JOIN LATERAL (
        SELECT t.figures, 1 AS sign
        UNION ALL
        SELECT r.figures, -1 FROM statistics_revision r WHERE r.submission_id = s.id AND r.round = 1
    ) v
    CROSS JOIN LATERAL jsonb_to_recordset(v.figures -> 'production')
        AS l(code text, measure_code text, quantity numeric)
    JOIN catalog_product p ON p.code = l.code
    GROUP BY 1, 2, 3 HAVING sum(v.sign * l.quantity) <> 0
), edited AS (
    SELECT product_id, measure_id, sum(difference) AS difference, count(*) AS filings
    FROM moved GROUP BY product_id, measure_id
), total AS (
    SELECT s.product_id, s.measure_id, sum(s.quantity) AS quantity
    FROM statistics_producttotal s WHERE {_PERIOD} GROUP BY s.product_id, s.measure_id
)
SELECT p.code, p.name, m.code, m.name_fa, coalesce(t.quantity, 0) - e.difference,
    coalesce(t.quantity, 0), e.filings
FROM edited e LEFT JOIN total t USING (product_id, measure_id)
JOIN catalog_product p ON p.id = e.product_id JOIN catalog_measure m ON m.code = e.measure_id
ORDER BY p.code, m.code
"""
