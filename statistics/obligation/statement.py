"""The rule of `rules` for all units in one statement.

Months are bits, the newest first: the running month, which nobody has filed, stands for all later
ones, and the last bit for all that lie before the obligation. What is due by policy alone is
reckoned in Python once for each province and issue day; only units whose licence did not hold all
the time since then, or which stand on an obligation list, have their days counted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from config.jalali import JalaliMonth, current_month
from statistics.obligation.queries import FILED, FILED_PARAMS, due_sql
from statistics.obligation.rules import DutyRule, MonthRule
from units.enums import ActivityReason, UnitActivity
from units.queries import HOLDER

# Bits of a number of PostgreSQL: five years of months.
NARROW = 64


def parameters(rules: Mapping[str, DutyRule], now: datetime) -> dict[str, Any]:
    """Give the statement its rules: those of each province, and its months as bits."""
    newest = current_month(now)
    asked = [rule.months[0].month for rule in rules.values() if rule.months]
    asked += [rule.listed[0].month for rule in rules.values() if rule.listed]
    width = max(NARROW, newest - min(asked, default=newest) + 2)
    found = {
        "now": now,
        "newest": _index(newest),
        "width": width,
        "bits": [_bits([place], width) for place in range(width)],
        "active": UnitActivity.ACTIVE,
        "closed": UnitActivity.DECLARED_CLOSED,
        "inactive": UnitActivity.INACTIVE,
        "final_day": ActivityReason.FINAL_DAY,
        "correction_late": ActivityReason.CORRECTION_LATE,
        "rule": ActivityReason.RULE,
        **FILED_PARAMS,
    }
    return found | _provinces(rules) | _months(rules, newest) | _steady(rules, newest, width)


def statement(width: int) -> str:
    """Write the statement for so many months."""
    return _in_width(_UPDATE, width)


def judged_units(width: int, behind: str = "") -> str:
    """Write the tables after a WITH that give `judged`, one row a unit with its bits.

    Whoever puts others of the same names before them (`units_licence`, `units_licencestate`,
    `units_unit`, `statistics_submission`) judges the units of those alone. `none` has no bit; in
    what stands `behind`, too, `:bit:` is the month of a submission `s`.
    """
    return _in_width(_JUDGED + behind, width).strip().removeprefix("WITH ")


def _in_width(text: str, width: int) -> str:
    """Fill in how a month becomes a bit; up to NARROW they are or-ed as one number."""
    place = "least(%(width)s - 1, greatest(0, %(newest)s - (s.year * 12 + s.month - 1)))"
    if width == NARROW:
        return text.replace(":bits:", "::bit(64)").replace(":bit:", f"1::bigint << (63 - {place})")
    return text.replace(":bits:", "").replace(":bit:", f"(%(bits)s::varbit[])[1 + {place}]")


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
    """List the months that each province may ask for, for units whose days are to be counted."""

    def rows(months: tuple[MonthRule, ...]) -> list[tuple[Any, ...]]:
        return [
            (
                newest - m.month,
                m.month.first_day,
                m.month.last_day,
                m.issued_until,
                m.min_active_days,
                m.obliged,
            )
            for m in months
        ]

    names = ("month_codes", "places", "first_days", "last_days", "issued", "min_days", "obliged")
    return _columns(_by_province(rules, lambda rule: rows(rule.listed + rule.months)), *names)


def _steady(rules: Mapping[str, DutyRule], newest: JalaliMonth, width: int) -> dict[str, list[Any]]:
    """List what is due from units whose licence holds all the time, by the last day of issue."""

    def rows(rule: DutyRule) -> list[tuple[Any, ...]]:
        issued = {m.month: m.issued_until for m in rule.months}
        found = []
        for day in sorted(set(issued.values())):
            due = [month for month, until in issued.items() if until >= day]
            places = sorted(newest - month for month in due)
            bits = (_bits(places, width), _bits(places[: rule.window], width))
            found.append((day, min(due).first_day, *bits))
        return found

    names = ("steady_codes", "issue_days", "since", "due", "recent")
    return _columns(_by_province(rules, rows), *names)


def _by_province(
    rules: Mapping[str, DutyRule], rows: Callable[[DutyRule], list[tuple[Any, ...]]]
) -> Iterator[tuple[Any, ...]]:
    """Put each province before its rows, which are reckoned once for all that share a rule."""
    known: dict[DutyRule, list[tuple[Any, ...]]] = {}
    for code, rule in rules.items():
        if rule not in known:
            known[rule] = rows(rule)
        yield from ((code, *row) for row in known[rule])


# Arrays of one row a province spare a join of every unit with every month.
_RULES = """
WITH province AS (
    SELECT * FROM unnest(%(provinces)s::text[], %(latest_days)s::date[], %(allowed)s::int[],
        %(windows)s::int[]) AS p(code, latest_day, allowed, span)
), months AS (
    SELECT code, array_agg(place) AS places, array_agg(first_day) AS first_days,
        array_agg(last_day) AS last_days, array_agg(issued_until) AS issued,
        array_agg(min_days) AS min_days, array_agg(obliged) AS obliged
    FROM unnest(%(month_codes)s::text[], %(places)s::int[], %(first_days)s::date[],
        %(last_days)s::date[], %(issued)s::date[], %(min_days)s::int[], %(obliged)s::bool[])
        AS m(code, place, first_day, last_day, issued_until, min_days, obliged)
    GROUP BY code
), steady AS (
    SELECT code, array_agg(day ORDER BY day) AS issue_days, array_agg(since ORDER BY day) AS since,
        array_agg(due ORDER BY day) AS due, array_agg(recent ORDER BY day) AS recent
    FROM unnest(%(steady_codes)s::text[], %(issue_days)s::date[], %(since)s::date[],
        %(due)s::varbit[], %(recent)s::varbit[]) AS s(code, day, since, due, recent)
    GROUP BY code
), place AS MATERIALIZED (
    SELECT t.code AS county, p.latest_day, p.allowed, p.span, m.places, m.first_days, m.last_days,
        m.issued, m.min_days, m.obliged, s.issue_days, s.since, s.due, s.recent
    FROM catalog_county t
    JOIN province p ON p.code = t.province_id
    LEFT JOIN months m ON m.code = p.code
    LEFT JOIN steady s ON s.code = p.code
)"""

# OFFSET 0 keeps what is reckoned of a submission from being reckoned again for each sum.
# `issue_days` are the last ones of issue with which one more month is due; behind them nothing is.
_OWED = f"""{_RULES}, {HOLDER}, base AS MATERIALIZED (
    SELECT h.unit_id, h.county_id, h.issued_on, h.days, r.allowed, r.span, u.judged_at,
        u.activity, u.missed_months, u.past_gaps, u.obliged_from, k.due, k.recent,
        u.guild_id = '' OR (u.obliged_from IS NULL AND (
            k.since IS NULL OR h.days @> daterange(k.since, r.latest_day, '[]'))) AS steady
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
        CROSS JOIN LATERAL unnest(
            r.places, r.first_days, r.last_days, r.issued, r.min_days, r.obliged)
            AS c(place, first_day, last_day, issued_until, min_days, obliged)
        WHERE NOT h.steady AND {due_sql("h.obliged_from")}
    ) AS c
    GROUP BY c.unit_id
), filed AS (
    SELECT m.unit_id, (bit_or(m.bit) FILTER (WHERE m.counts)):bits: AS months,
        (bit_or(m.bit) FILTER (WHERE m.counts AND NOT m.idle)):bits: AS working,
        bool_or(NOT m.counts) AS late
    FROM (
        SELECT s.unit_id, s.idle, {FILED} AS counts, :bit: AS bit
        FROM statistics_submission s
        WHERE s.state <> %(draft_state)s
        OFFSET 0
    ) AS m
    GROUP BY m.unit_id
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
_JUDGED = f"""{_OWED}, run AS (
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
)"""

_UPDATE = f"""{_JUDGED}, found AS MATERIALIZED (
    SELECT * FROM judged
    WHERE (activity, missed_months, past_gaps) IS DISTINCT FROM (now_is, missed, gaps)
      AND unit_id BETWEEN %(first)s AND %(last)s
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
