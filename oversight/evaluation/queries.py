"""The counts of an evaluation, set-based, from filings and the log of decisions alone.

What stood at an instant is read from the decisions until then, so the same instant gives the same
figures again. Nothing is read from the columns that move.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.models import County, Province
from catalog.policy.book import PolicyBook, filing_windows
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, end_of_day_instant
from oversight.measures import EvaluatedOffice, OfficeCounts, ranked
from oversight.periods import EvaluationPeriod
from review.deadlines import Clocks
from review.enums import RETURNS, DecisionKind, Mark, Verdict
from review.routing import CLOCK_PROVINCE, by_division
from review.visits.report_queries import visits_made
from statistics.enums import State, Timeliness
from statistics.obligation.queries import DUE, FILED_PARAMS, filed_sql
from statistics.obligation.rules import DutyRules
from statistics.timeliness import timeliness_sql
from units.queries import HOLDER

DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Pace:
    """How long cases stayed at a level, in days: half of them and nine of ten no longer."""

    median: float
    p90: float


@dataclass
class Findings:
    """Duties by place «county, union» and by ISIC division, desks by office, and how long each
    level took.
    """

    duties: dict[tuple[str, int], OfficeCounts] = field(default_factory=dict)
    divisions: dict[str, OfficeCounts] = field(default_factory=dict)
    desks: dict[int, OfficeCounts] = field(default_factory=dict)
    levels: dict[State, OfficeCounts] = field(default_factory=dict)
    paces: dict[State, Pace] = field(default_factory=dict)


def evaluate(period: EvaluationPeriod, at: datetime) -> list[EvaluatedOffice]:
    """Count and rank every provincial organization and ministry office as it stands at `at`."""
    kinds = [OrganizationKind.MINISTRY, OrganizationKind.PROVINCE]
    organizations = list(Organization.objects.filter(kind__in=kinds).order_by("code"))
    offices = {o.pk: EvaluatedOffice(o.code, o.name, o.kind) for o in organizations}
    found = find(period.months, at)
    by_code = {office.code: office for office in offices.values()}
    counties = dict(County.objects.order_by("code").values_list("code", "organization_code"))
    for (county, _), counts in found.duties.items():
        if counties[county] in by_code:
            by_code[counties[county]].counts.add(counts)
    for division, counts in found.divisions.items():
        # Duties by the units' latest licence, decisions by who decided (decision 0024).
        for ministry in by_division(organizations, division):
            offices[ministry.pk].counts.add(counts)
    for desk, counts in found.desks.items():
        if desk in offices:
            offices[desk].counts.add(counts)
    days = period.months[0].first_day, period.months[-1].last_day
    for province, visits in visits_made(*days, at).items():
        offices[province].counts.visits = visits
    return ranked(offices.values(), least_due(PolicyBook.load(), period))


def least_due(book: PolicyBook, period: EvaluationPeriod) -> int:
    """Read how many due months an office needs for a rank, by the period's last month."""
    month = period.months[-1]
    return book.number(PolicyKey.EVALUATION_LEAST, month.first_day, month=month)


def find(months: list[JalaliMonth], at: datetime, organization_code: str = "") -> Findings:
    """Count the months as of `at`, in one organization's counties or all (three queries)."""
    clocks, found = Clocks.load(), Findings()
    params = _params(months, at, organization_code)
    with connection.cursor() as cursor:
        cursor.execute(_RETURN_DAYS, params)
        # In Python, for returns of old that do not say which date they told: SQL reads no policy.
        params |= _corrections(clocks, cursor.fetchall())
        cursor.execute(_DUTIES, params | calls(clocks, months))
        for county, union, division, *numbers in cursor.fetchall():
            # One statement with two groupings: a row is of a place or of a division.
            if division is None:
                found.duties[county, union] = OfficeCounts(*numbers)
            else:
                found.divisions[division] = OfficeCounts(*numbers)
        cursor.execute(_DESKS, params)
        for desk, level, median, p90, *numbers in cursor.fetchall():
            people, lapsed, within, approved, returned, overturned, due, corrected, bulk = numbers
            counts = OfficeCounts(
                people=people,
                lapsed=lapsed,
                within=within,
                approved=approved,
                returned=returned,
                overturned=overturned,
                corrections=due,
                corrected=corrected,
                bulk=bulk,
            )
            # Likewise: a row without a desk is the whole level, with its pace.
            if desk is None:
                found.levels[State(level)] = counts
                found.paces[State(level)] = Pace(median / DAY_SECONDS, p90 / DAY_SECONDS)
            else:
                found.desks[desk] = counts
    return found


def _params(months: list[JalaliMonth], at: datetime, organization_code: str) -> dict[str, Any]:
    return {
        "now": at,
        # Nothing is filed before: the log is read from here on, by time (decision 0016).
        "opens": end_of_day_instant(months[0].last_day),
        "office": organization_code,
        "span_years": [month.year for month in months],
        "span_months": [month.month for month in months],
        "final": State.FINAL,
        **FILED_PARAMS,
        "filed": DecisionKind.FILED,
        "approved": DecisionKind.APPROVED,
        "returned": DecisionKind.RETURNED,
        "lapsed": DecisionKind.LAPSED,
        "own_case": Mark.OWN_CASE,
        "upheld": Verdict.UPHELD,
        "returns": list(RETURNS),
    }


def _corrections(clocks: Clocks, rows: Iterable[tuple[str, date, datetime]]) -> dict[str, Any]:
    """Compute until when a return of a day in a province should be corrected, as columns."""
    found = [(code, day, clocks.correction_due(at, code)) for code, day, at in rows]
    return {
        "correction_provinces": [code for code, _, _ in found],
        "correction_days": [day for _, day, _ in found],
        "correction_dues": [due for _, _, due in found],
    }


def calls(clocks: Clocks, months: list[JalaliMonth]) -> dict[str, Any]:
    """List each month as each province's policy has it.

    Before the obligation begins it is owed by units on lists alone (circular 60/133338 §1 note 1).
    """
    provinces = Province.objects.order_by("code").values_list("code", flat=True)
    rules, rows = DutyRules(clocks.book), []
    for code in provinces:
        for month in months:
            rule = rules.month(code, month)
            window = filing_windows(clocks.book, month, code)
            asked = (rule.issued_until, rule.min_active_days, rule.obliged)
            until = (window.on_time_until, window.allowed_until)
            days = (month.first_day, month.last_day)
            rows.append((code, month.year, month.month, *days, *asked, *until))
    names = ("provinces", "years", "months", "first_days", "last_days", "issued", "min_days")
    columns: list[list[Any]] = [[row[place] for row in rows] for place in range(10)]
    return dict(zip((*names, "obliged", "on_time", "allowed"), columns, strict=True))


_CASES = f"""
WITH cases AS MATERIALIZED (
    SELECT s.id, s.unit_id, s.year, s.month, {CLOCK_PROVINCE}
    FROM statistics_submission s
    JOIN accounts_organization o ON o.id = s.route_province_id
    WHERE s.filed_at IS NOT NULL
      AND (s.year, s.month) IN (
        SELECT * FROM unnest(%(span_years)s::int[], %(span_months)s::int[]))
      AND (%(office)s = '' OR o.code = %(office)s)
)"""

# One instant of each day is enough: the date of correction depends on day and province alone.
_RETURN_DAYS = f"""{_CASES}
SELECT c.province_id, (d.at AT TIME ZONE 'Asia/Tehran')::date AS day, min(d.at)
FROM cases c
JOIN review_decision d ON d.submission_id = c.id AND d.at BETWEEN %(opens)s AND %(now)s
WHERE d.kind = ANY(%(returns)s) AND d.correction_due IS NULL
GROUP BY 1, 2
"""

# Nothing is filed before its month has ended, so that what was decided before is not read at all.
# `since` is the arrival that a decision ended; `again` the filing that answers a return. A return
# ends its round, so a round has one at most; one that the unit asked for overturns nothing, and
# neither does one that was complained of rightly.
_LOG = f"""{_CASES}, correction AS (
    SELECT * FROM unnest(%(correction_provinces)s::text[], %(correction_days)s::date[],
        %(correction_dues)s::timestamptz[]) AS k(province, day, due)
), log AS MATERIALIZED (
    SELECT d.submission_id, d.version, d.round, d.kind, d.organization_id, d.from_state,
        d.to_state, d.at, d.due_at, d.mark, d.counts_until, c.unit_id, c.year, c.month,
        coalesce(d.correction_due, k.due) AS correction_due, d.bulk, x.id IS NOT NULL AS upheld,
        lag(d.at) OVER case_log AS since,
        lead(d.at) OVER case_log AS again,
        lead(d.version) OVER case_log IS NULL AS last,
        min(d.organization_id) FILTER (
            WHERE d.kind = %(returned)s AND q.id IS NULL AND x.id IS NULL)
            OVER (PARTITION BY d.submission_id, d.round) AS returned_by
    FROM cases c
    JOIN review_decision d ON d.submission_id = c.id AND d.at BETWEEN %(opens)s AND %(now)s
    LEFT JOIN review_correctionrequest q ON q.decision_id = d.id
    LEFT JOIN review_complaint x ON x.decision_id = d.id AND x.verdict = %(upheld)s
        AND x.answered_at <= %(now)s
    LEFT JOIN correction k ON d.kind = ANY(%(returns)s) AND d.correction_due IS NULL
        AND k.province = c.province_id
        AND k.day = (d.at AT TIME ZONE 'Asia/Tehran')::date
    WINDOW case_log AS (PARTITION BY d.submission_id ORDER BY d.version)
)"""

_WHEN = {
    which: timeliness_sql(which, "w.filed_at", "c.on_time", "c.allowed") for which in Timeliness
}

# Whether a final version stood, as the log tells it.
_STOOD = "bool_or(to_state = %(final)s)"
_COUNTS_BY_LOG = filed_sql(
    "max(to_state) FILTER (WHERE last)", "max(counts_until) FILTER (WHERE last)", _STOOD
)
# The months as `calls` lists them.
CALL = """call AS (
    SELECT * FROM unnest(%(provinces)s::text[], %(years)s::int[], %(months)s::int[],
        %(first_days)s::date[], %(last_days)s::date[], %(issued)s::date[],
        %(min_days)s::int[], %(obliged)s::bool[], %(on_time)s::timestamptz[],
        %(allowed)s::timestamptz[])
    AS c(province, year, month, first_day, last_day, issued_until, min_days, obliged, on_time,
        allowed)
)"""
# Who was selected is read of the last day of the month, from what was written down by then: an
# entry ends on the day of its ending at the earliest, so that the past of a list never changes.
_DUTIES = f"""{_LOG}, {CALL}, {HOLDER}, way AS (
    SELECT unit_id, year, month, min(at) FILTER (WHERE kind = %(filed)s) AS filed_at
    FROM log
    GROUP BY submission_id, unit_id, year, month
    HAVING {_COUNTS_BY_LOG}
), chosen AS (
    SELECT DISTINCT e.unit_id, c.year, c.month
    FROM call c
    JOIN statistics_selectedunit e ON e.added_at <= %(now)s AND e.since <= c.last_day
        AND (e.until IS NULL OR e.until >= c.last_day)
)
SELECT h.county_id, h.union_id, d.division, count(*), count(w.filed_at),
    count(*) FILTER (WHERE {_WHEN[Timeliness.ON_TIME]}),
    count(*) FILTER (WHERE {_WHEN[Timeliness.ALLOWED]}),
    count(*) FILTER (WHERE {_WHEN[Timeliness.LATE]}),
    count(e.unit_id),
    count(e.unit_id) FILTER (WHERE w.filed_at IS NOT NULL),
    count(e.unit_id) FILTER (WHERE {_WHEN[Timeliness.ON_TIME]})
FROM call c
JOIN holder h ON h.province_id = c.province
JOIN units_unit u ON u.id = h.unit_id AND u.guild_id <> '' AND {DUE}
LEFT JOIN way w ON w.unit_id = u.id AND w.year = c.year AND w.month = c.month
LEFT JOIN chosen e ON e.unit_id = u.id AND e.year = c.year AND e.month = c.month
CROSS JOIN LATERAL (SELECT left(h.trade_id, 2)) AS d(division)
WHERE (%(office)s = '' OR h.organization_code = %(office)s)
GROUP BY GROUPING SETS ((h.county_id, h.union_id), (d.division))
"""

# What lapsed where nobody may decide on it is no fault of the desk, though no person looked at it:
# it counts for the whole level alone.
_DESKS = f"""{_LOG}
SELECT organization_id, from_state,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM at - since)),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM at - since)),
    count(*) FILTER (WHERE kind <> %(lapsed)s),
    count(*) FILTER (WHERE kind = %(lapsed)s) - CASE WHEN grouping(organization_id) = 1 THEN 0
        ELSE count(*) FILTER (WHERE kind = %(lapsed)s AND mark = %(own_case)s) END,
    count(*) FILTER (WHERE kind <> %(lapsed)s AND (due_at IS NULL OR at < due_at)),
    count(*) FILTER (WHERE kind = %(approved)s),
    count(*) FILTER (WHERE kind = %(returned)s),
    count(*) FILTER (WHERE kind = %(approved)s AND returned_by <> organization_id),
    count(*) FILTER (
        WHERE kind = %(returned)s AND NOT upheld
            AND (again IS NOT NULL OR correction_due <= %(now)s)),
    count(*) FILTER (WHERE kind = %(returned)s AND NOT upheld AND again < correction_due),
    count(*) FILTER (WHERE bulk)
FROM log
WHERE kind IN (%(approved)s, %(returned)s, %(lapsed)s)
GROUP BY GROUPING SETS ((organization_id, from_state), (from_state))
"""
