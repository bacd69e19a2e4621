"""Feeding the three-month rule: which months are due, which count as filed, and what is stored.

`activity_of` answers for one unit through the pure rule of `units.activity`. `update_activity`
does the same for all units in one statement; a test holds the two equal. `now` is always given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from catalog.enums import PolicyKey
from catalog.models import Province
from catalog.policy.book import PolicyBook, filing_windows
from config.jalali import JalaliMonth, current_month, last_day
from statistics.enums import IN_REVIEW, State
from statistics.models import Submission
from statistics.obligation.notices import Warned, tell_changes
from units.activity import Activity, assess
from units.duty import first_due_month
from units.eligibility import refusal
from units.enums import ActivityReason
from units.models import ActivityChange, Licence, Unit
from units.queries import HOLDER


@dataclass(frozen=True)
class Rule:
    """The rule in force for one province: the latest due month, duty's start, what may miss."""

    latest_due: JalaliMonth
    obligation_from: JalaliMonth
    grace_months: int
    allowed: int


def rule_for(book: PolicyBook, province: str, now: datetime) -> Rule:
    """Return the rule at `now`: the latest due month is the last whose final day has passed."""
    month = current_month(now) - 1
    while filing_windows(book, month, province).allowed_until > now:
        month -= 1
    return rule_in(book, month, province)


def rule_in(book: PolicyBook, month: JalaliMonth, province: str) -> Rule:
    """Return the rule while a month is the latest due one."""
    on = month.first_day
    return Rule(
        month,
        JalaliMonth.from_int(book.number(PolicyKey.OBLIGATION_FROM, on, province, month)),
        book.number(PolicyKey.NEW_UNIT_GRACE_MONTHS, on, province, month),
        book.number(PolicyKey.INACTIVE_AFTER_MONTHS, on, province, month),
    )


def due_months(licences: list[Licence], rule: Rule) -> list[JalaliMonth]:
    """Return the unit's due months in order; months without a valid licence are not due."""
    if not licences:
        return []
    first = first_due_month(
        min(x.issued_on for x in licences), rule.obligation_from, rule.grace_months
    )
    span = range(rule.latest_due - first + 1)
    months = (first + n for n in span)
    return [m for m in months if any(refusal(licence, m) is None for licence in licences)]


def filed_months(submissions: Iterable[Submission], rule: Rule, now: datetime) -> set[JalaliMonth]:
    """Return the months that count as filed: with the reviewers, final, or in correction.

    A month filed ahead of its final day counts from that day.
    """
    return {
        s.period for s in submissions if s.period <= rule.latest_due and _counts_as_filed(s, now)
    }


def _counts_as_filed(submission: Submission, now: datetime) -> bool:
    if submission.state == State.RETURNED:
        return submission.correction_due is not None and submission.correction_due > now
    return submission.state in (*IN_REVIEW, State.FINAL)


def activity_of(unit: Unit, now: datetime) -> Activity:
    """Return the unit's activity at `now` by the pure rule."""
    licences = list(unit.licences.select_related("unit", "county").order_by("-issued_on", "number"))
    if not licences:
        return Activity(True, 0)
    rule = rule_for(PolicyBook.load(), licences[0].county.province_id, now)
    filed = filed_months(unit.submissions.order_by("pk"), rule, now)
    return assess(due_months(licences, rule), filed, rule.allowed)


def refresh_activity(unit: Unit, reason: ActivityReason, now: datetime) -> Activity:
    """Store the unit's activity at once, as after a filing; a change is kept with its reason."""
    locked = Unit.objects.select_for_update().get(pk=unit.pk)
    found = activity_of(locked, now)
    if (locked.filing_active, locked.missed_months) != (found.active, found.missed):
        Unit.objects.filter(pk=unit.pk).update(
            filing_active=found.active, missed_months=found.missed
        )
        change = ActivityChange.objects.create(
            unit=locked, at=now, active=found.active, missed=found.missed, reason=reason
        )
        if found.active and not locked.filing_active:
            tell_changes([change.pk], [], now)
    return found


@transaction.atomic
def update_activity(now: datetime) -> int:
    """Store the activity of every unit as of `now`; return how many changed."""
    book = PolicyBook.load()
    rules = {
        code: rule_for(book, code, now)
        for code in Province.objects.order_by("code").values_list("code", flat=True)
    }
    if not rules:
        return 0
    with connection.cursor() as cursor:
        # All units are put together in memory, for this transaction only.
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(
            _SQL,
            {
                "now": now,
                "in_review": list(IN_REVIEW),
                "final": State.FINAL,
                "returned": State.RETURNED,
                "final_day": ActivityReason.FINAL_DAY,
                "correction_late": ActivityReason.CORRECTION_LATE,
                "rule": ActivityReason.RULE,
                **_rule_columns(rules),
                **_calendar(rules.values()),
            },
        )
        changes = [pk for (pk,) in cursor.fetchall()]
    if changes:
        tell_changes(changes, list(_warnings(book, rules)), now)
    return len(changes)


def last_day_to_file(book: PolicyBook, rule: Rule, province: str, missed: int) -> date:
    """Return the day after whose end a unit with so many missed months becomes inactive."""
    last_chance = rule.latest_due + (rule.allowed + 1 - missed)
    until = filing_windows(book, last_chance, province).allowed_until
    return last_day(until)


def _warnings(book: PolicyBook, rules: dict[str, Rule]) -> Iterable[Warned]:
    for province, rule in rules.items():
        for missed in range(1, rule.allowed + 1):
            day = last_day_to_file(book, rule, province, missed)
            yield Warned(province, missed, rule.allowed, day, rule.latest_due)
        yield Warned(province, None, rule.allowed, None, rule.latest_due)


def _index(month: JalaliMonth) -> int:
    return month.year * 12 + month.month - 1


def _rule_columns(rules: dict[str, Rule]) -> dict[str, Any]:
    return {
        "provinces": list(rules),
        "latest": [_index(r.latest_due) for r in rules.values()],
        "latest_ones": sorted({_index(r.latest_due) for r in rules.values()}),
        "obligation": [_index(r.obligation_from) for r in rules.values()],
        "grace": [r.grace_months for r in rules.values()],
        "allowed": [r.allowed for r in rules.values()],
    }


def _calendar(rules: Iterable[Rule]) -> dict[str, Any]:
    """Return the first days of all months up to behind the latest due one, numbered from `base`.

    What lies before the first counts as `base`, what lies behind the last as the last.
    """
    first = JalaliMonth(1350, 1)
    last = max(rule.latest_due for rule in rules) + 1
    months = [first + n for n in range(last - first + 1)]
    return {"base": _index(first) - 1, "first_days": [m.first_day for m in months]}


# What was filed is counted once for each latest month, mostly one for all provinces; handed as an
# array the planner knows how many there are.
# A licence serves the months from `since` to `until`; several may overlap or leave gaps.
_SQL = f"""
WITH rule AS (
    SELECT * FROM unnest(%(provinces)s::text[], %(latest)s::int[], %(obligation)s::int[],
                         %(grace)s::int[], %(allowed)s::int[])
        AS r(province, latest, obligation, grace, allowed)
), place AS MATERIALIZED (
    SELECT t.code AS county, r.* FROM catalog_county t JOIN rule r ON r.province = t.province_id
), {HOLDER}, duty AS MATERIALIZED (
    SELECT h.unit_id, r.latest, r.allowed, u.missed_months, u.filing_active,
        CASE WHEN u.guild_id = '' THEN r.latest + 1
             ELSE greatest(r.obligation, %(base)s + c.place + r.grace
                           + (h.issued_on > (%(first_days)s::date[])[c.place])::int)
        END AS first_due
    FROM holder h
    JOIN units_unit u ON u.id = h.unit_id
    JOIN place r ON r.county = h.county_id
    CROSS JOIN LATERAL (SELECT width_bucket(h.issued_on, %(first_days)s::date[])) AS c(place)
), filed AS (
    SELECT s.unit_id, r.latest, max(s.year * 12 + s.month - 1) FILTER (
            WHERE s.year * 12 + s.month - 1 <= r.latest
              AND (s.state <> %(returned)s OR s.correction_due > %(now)s)) AS month,
        bool_or(s.state = %(returned)s AND s.correction_due <= %(now)s) AS late
    FROM statistics_submission s CROSS JOIN unnest(%(latest_ones)s::int[]) AS r(latest)
    WHERE s.state = ANY(%(in_review)s) OR s.state IN (%(final)s, %(returned)s)
    GROUP BY s.unit_id, r.latest
), owed AS MATERIALIZED (
    SELECT d.*, greatest(f.month + 1, d.first_due) AS since, coalesce(f.late, false) AS late
    FROM duty d LEFT JOIN filed f ON f.unit_id = d.unit_id AND f.latest = d.latest
), served AS (
    SELECT o.unit_id, unnest(range_agg(int4range(
        greatest(o.since, l.since), least(o.latest, l.until), '[]'))) AS months
    FROM owed o
    JOIN (
        SELECT unit_id, %(base)s + width_bucket(issued_on, %(first_days)s::date[]) AS since,
            %(base)s + least(width_bucket(expires_on, %(first_days)s::date[]),
                             width_bucket(status_since - 1, %(first_days)s::date[])) AS until
        FROM units_licence
    ) l ON l.unit_id = o.unit_id
    WHERE o.since <= o.latest AND greatest(o.since, l.since) <= least(o.latest, l.until)
    GROUP BY o.unit_id
), missed AS (
    SELECT unit_id, sum(upper(months) - lower(months)) AS months FROM served GROUP BY unit_id
), found AS MATERIALIZED (
    SELECT o.unit_id, n.missed, n.missed <= o.allowed AS active, o.late,
        o.missed_months AS before
    FROM owed o
    LEFT JOIN missed m ON m.unit_id = o.unit_id
    CROSS JOIN LATERAL (SELECT coalesce(m.months, 0)::int) AS n(missed)
    WHERE (o.missed_months, o.filing_active) IS DISTINCT FROM (n.missed, n.missed <= o.allowed)
), changed AS (
    UPDATE units_unit u SET missed_months = f.missed, filing_active = f.active
    FROM found f WHERE u.id = f.unit_id
    RETURNING u.id, f.active, f.missed, f.before, f.late
)
INSERT INTO units_activitychange (unit_id, at, active, missed, reason)
SELECT c.id, %(now)s, c.active, c.missed,
    CASE WHEN c.missed < c.before THEN %(rule)s WHEN c.late THEN %(correction_late)s
         ELSE %(final_day)s END
FROM changed c
RETURNING id
"""
