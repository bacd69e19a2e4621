"""The rule of `rules` for all units in one statement.

Months are bits, the newest first: the running month, which nobody has filed, stands for all later
ones, and the last bit for all that lie before the obligation. What is due by policy alone is
reckoned in Python once for each province and issue day; only units whose licence did not hold all
the time since then have their days counted.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from config.jalali import JalaliMonth, current_month
from statistics.enums import State
from statistics.obligation.queries import DUE, FILED, FILED_PARAMS
from statistics.obligation.rules import DutyRule
from units.enums import ActivityReason, UnitActivity
from units.queries import HOLDER


def parameters(rules: Mapping[str, DutyRule], now: datetime) -> dict[str, Any]:
    """Give the statement its rules: those of each province, and its months as bits."""
    newest = current_month(now)
    asked = [rule.months[0].month for rule in rules.values() if rule.months]
    width = newest - min(asked, default=newest) + 2
    found = {
        "now": now,
        "newest": _index(newest),
        "width": width,
        "bits": [_bits([place], width) for place in range(width)],
        "draft": State.DRAFT,
        "active": UnitActivity.ACTIVE,
        "closed": UnitActivity.DECLARED_CLOSED,
        "inactive": UnitActivity.INACTIVE,
        "final_day": ActivityReason.FINAL_DAY,
        "correction_late": ActivityReason.CORRECTION_LATE,
        "rule": ActivityReason.RULE,
        **FILED_PARAMS,
    }
    return found | _provinces(rules) | _months(rules, newest) | _steady(rules, newest, width)


def _index(month: JalaliMonth) -> int:
    return month.year * 12 + month.month - 1


def _bits(places: Iterable[int], width: int) -> str:
    bits = ["0"] * width
    for place in places:
        bits[place] = "1"
    return "".join(bits)


def _columns(rows: Iterable[tuple[Any, ...]], *names: str) -> dict[str, list[Any]]:
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)]
    return dict(zip(names, columns or [[] for _ in names], strict=True))


def _provinces(rules: Mapping[str, DutyRule]) -> dict[str, list[Any]]:
    """List each province with its latest due month, and how much of the past is looked at."""
    rows = (
        (code, rule.latest_due.last_day, rule.allowed, rule.window) for code, rule in rules.items()
    )
    return _columns(rows, "provinces", "latest_days", "allowed", "windows")


def _months(rules: Mapping[str, DutyRule], newest: JalaliMonth) -> dict[str, list[Any]]:
    """List the months that each province asks for, for units whose days are to be counted."""
    rows = (
        (code, newest - month, month.first_day, month.last_day, m.issued_until, m.min_active_days)
        for code, rule in rules.items()
        for m in rule.months
        for month in [m.month]
    )
    names = ("month_codes", "places", "first_days", "last_days", "issued", "min_days")
    return _columns(rows, *names)


def _steady(rules: Mapping[str, DutyRule], newest: JalaliMonth, width: int) -> dict[str, list[Any]]:
    """List what is due from units whose licence holds all the time, by the last day of issue."""
    rows = []
    for code, rule in rules.items():
        for day in sorted({month.issued_until for month in rule.months}):
            due = [m.month for m in rule.months if m.issued_until >= day]
            places = sorted(newest - month for month in due)
            bits = (_bits(places, width), _bits(places[: rule.window], width))
            rows.append((code, day, min(due).first_day, *bits))
    return _columns(rows, "steady_codes", "issue_days", "since", "due", "recent")


# Arrays of one row a province spare a join of every unit with every month.
_RULES = """
WITH province AS (
    SELECT * FROM unnest(%(provinces)s::text[], %(latest_days)s::date[], %(allowed)s::int[],
        %(windows)s::int[]) AS p(code, latest_day, allowed, span)
), months AS (
    SELECT code, array_agg(place) AS places, array_agg(first_day) AS first_days,
        array_agg(last_day) AS last_days, array_agg(issued_until) AS issued,
        array_agg(min_days) AS min_days
    FROM unnest(%(month_codes)s::text[], %(places)s::int[], %(first_days)s::date[],
        %(last_days)s::date[], %(issued)s::date[], %(min_days)s::int[])
        AS m(code, place, first_day, last_day, issued_until, min_days)
    GROUP BY code
), steady AS (
    SELECT code, array_agg(day ORDER BY day) AS issue_days, array_agg(since ORDER BY day) AS since,
        array_agg(due ORDER BY day) AS due, array_agg(recent ORDER BY day) AS recent
    FROM unnest(%(steady_codes)s::text[], %(issue_days)s::date[], %(since)s::date[],
        %(due)s::varbit[], %(recent)s::varbit[]) AS s(code, day, since, due, recent)
    GROUP BY code
), place AS MATERIALIZED (
    SELECT t.code AS county, p.latest_day, p.allowed, p.span, m.places, m.first_days, m.last_days,
        m.issued, m.min_days, s.issue_days, s.since, s.due, s.recent
    FROM catalog_county t
    JOIN province p ON p.code = t.province_id
    LEFT JOIN months m ON m.code = p.code
    LEFT JOIN steady s ON s.code = p.code
)"""

# `issue_days` are the last ones of issue with which one more month is due; behind them nothing is.
_OWED = f"""{_RULES}, {HOLDER}, base AS MATERIALIZED (
    SELECT h.unit_id, h.county_id, h.issued_on, h.days, r.allowed, r.span, u.judged_at,
        u.activity, u.missed_months, u.past_gaps, k.due, k.recent,
        k.since IS NULL OR h.days @> daterange(k.since, r.latest_day, '[]') AS steady
    FROM holder h
    JOIN units_unit u ON u.id = h.unit_id
    JOIN place r ON r.county = h.county_id
    CROSS JOIN LATERAL (SELECT CASE WHEN u.guild_id <> '' THEN
        width_bucket(h.issued_on - 1, r.issue_days) + 1 END AS n) AS b
    CROSS JOIN LATERAL (
        SELECT r.due[b.n] AS due, r.recent[b.n] AS recent, r.since[b.n] AS since) AS k
), torn AS (
    SELECT c.unit_id, bit_or(c.bit) AS due, bit_or(c.bit) FILTER (WHERE c.n <= c.span) AS recent
    FROM (
        SELECT h.unit_id, h.span, (%(bits)s::varbit[])[c.place + 1] AS bit,
            row_number() OVER (PARTITION BY h.unit_id ORDER BY c.place) AS n
        FROM base h
        JOIN place r ON r.county = h.county_id
        CROSS JOIN LATERAL unnest(r.places, r.first_days, r.last_days, r.issued, r.min_days)
            AS c(place, first_day, last_day, issued_until, min_days)
        WHERE NOT h.steady AND {DUE}
    ) AS c
    GROUP BY c.unit_id
), filed AS (
    SELECT s.unit_id, bit_or(m.bit) FILTER (WHERE m.counts) AS months,
        bit_or(m.bit) FILTER (WHERE m.counts AND NOT s.idle) AS working,
        bool_or(NOT m.counts) AS late
    FROM statistics_submission s
    CROSS JOIN LATERAL (
        SELECT {FILED} AS counts, (%(bits)s::varbit[])[1 + least(%(width)s - 1,
            greatest(0, %(newest)s - (s.year * 12 + s.month - 1)))] AS bit
    ) AS m
    WHERE s.state <> %(draft)s
    GROUP BY s.unit_id
), none AS (
    SELECT (%(bits)s::varbit[])[1] & ~(%(bits)s::varbit[])[1] AS bits
), owed AS (
    SELECT b.unit_id, b.allowed, b.judged_at, b.activity, b.missed_months, b.past_gaps,
        coalesce(f.late, false) AS late,
        coalesce(CASE WHEN b.steady THEN b.due ELSE t.due END, none.bits) AS due,
        coalesce(CASE WHEN b.steady THEN b.recent ELSE t.recent END, none.bits) AS recent,
        coalesce(f.months, none.bits) AS filed, coalesce(f.working, none.bits) AS working
    FROM base b
    CROSS JOIN none
    LEFT JOIN torn t ON t.unit_id = b.unit_id
    LEFT JOIN filed f ON f.unit_id = b.unit_id
)"""

# `judge` on bits: `latest` and `answered` are the places, from 1, of the latest due month and of
# the latest due one that is filed, 0 for none. A unit that was judged since this statement began
# keeps that judgement: its figures may be newer than what is read here.
UPDATE = f"""{_OWED}, run AS (
    SELECT o.*, p.latest, bit_count(o.due & ~o.filed) AS lacking,
        CASE WHEN p.latest = 0 OR p.newest BETWEEN 1 AND p.latest THEN 0
             WHEN p.answered = 0 THEN bit_count(o.due)
             ELSE bit_count(substring(o.due FROM 1 FOR p.answered - 1)) END AS missed
    FROM owed o
    CROSS JOIN LATERAL (
        SELECT position(B'1' IN o.due) AS latest, position(B'1' IN o.filed) AS newest,
            position(B'1' IN (o.due & o.filed)) AS answered
    ) AS p
), judged AS (
    SELECT r.*, r.lacking - r.missed AS gaps,
        CASE WHEN r.missed > r.allowed THEN %(inactive)s
             WHEN bit_count(r.filed & w.bits) > 0 AND bit_count(r.working & w.bits) = 0
             THEN %(closed)s ELSE %(active)s END AS now_is
    FROM run r
    CROSS JOIN none
    CROSS JOIN LATERAL (
        SELECT CASE WHEN r.latest = 0 THEN ~none.bits
            ELSE r.recent | (~none.bits << (%(width)s + 1 - r.latest)) END AS bits
    ) AS w
), found AS MATERIALIZED (
    SELECT * FROM judged
    WHERE (activity, missed_months, past_gaps) IS DISTINCT FROM (now_is, missed, gaps)
), changed AS (
    UPDATE units_unit u SET activity = f.now_is, missed_months = f.missed, past_gaps = f.gaps,
        judged_at = greatest(%(now)s, f.judged_at + interval '1 microsecond')
    FROM found f
    WHERE u.id = f.unit_id AND u.judged_at IS NOT DISTINCT FROM f.judged_at
    RETURNING u.id, f.now_is, f.missed, f.gaps, f.late, f.missed_months + f.past_gaps AS lacked
)
INSERT INTO units_activitychange (unit_id, at, activity, missed, gaps, reason)
SELECT c.id, %(now)s, c.now_is, c.missed, c.gaps,
    CASE WHEN c.missed + c.gaps < c.lacked THEN %(rule)s WHEN c.late THEN %(correction_late)s
         ELSE %(final_day)s END
FROM changed c
RETURNING id
"""
