"""The dry run: the staged rows of a file met with the registry, judged, and kept as rows.

Everything is SQL over the temporary table `import_staged`; nothing of the registry is written.
"""

import datetime as dt
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, add_months, format_day, tehran_day
from config.uploads.tables.uploaded import UploadedTable
from units.enums import LicenceTerm
from units.imports.kinds import Tick
from units.imports.registry import judging
from units.imports.registry.facts import (
    LICENCE_FACTS,
    LICENCE_NOW,
    UNIT_FACTS,
    UNIT_NOW,
    changes,
    day,
    states_of,
)
from units.imports.registry.mobiles import MOBILE, MOBILE_CONSEQUENCES
from units.imports.registry.open_cases import cases_in_review
from units.imports.registry.staging import TYPES, stage
from units.models import Import

# The grace of a new unit (circular 60/133338 §4 note 2).
GRACE_MONTHS: Final = 3
# What storing reads again, by these names.
VALUES: Final = {
    **TYPES,
    "leads": "boolean",
    "predecessor": "bigint",
    "closes": "text",
    "state_act": "text",
    "first_after": "date",
    "mobile_act": "text",
    "mobile_now": "text",
}


def check(run: Import, table: UploadedTable, tick: Tick) -> None:
    """Judge every row of a file and keep it as an `ImportRow`."""
    stage(table.rows(), tick)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_matched, import_days")
        scope = run.scope.code if run.scope else None
        cursor.execute(judging.MATCH.format(cases=cases_in_review()))
        cursor.execute("CREATE UNIQUE INDEX ON import_matched (line)")
        cursor.execute("ANALYZE import_matched")
        _name_days(cursor)
        cursor.execute(judging.OUTCOME, {"floor": _first_duty()})
        tomorrow = tehran_day(timezone.now()) + dt.timedelta(days=1)
        params = {"scope": scope, "tomorrow": tomorrow, "own": run.by.mobile}
        cursor.execute(judging.JUDGE, params)
        cursor.execute(judging.LEADERS)
        cursor.execute(_KEEP, {"run": run.pk})
        cursor.execute("DROP TABLE import_staged, import_matched, import_days")


def _name_days(cursor: Any) -> None:
    """Write each day that occurs in words, with the month from which it would make a unit due."""
    cursor.execute(judging.DAYS)
    days = [row[0] for row in cursor.fetchall()]
    cursor.execute(
        "CREATE TEMP TABLE import_days (day date PRIMARY KEY, words text, due int, due_words text)"
    )
    with cursor.copy("COPY import_days (day, words, due, due_words) FROM STDIN") as copy:
        for one in days:
            month = first_due_month(one)
            copy.write_row((one, format_day(one), month.to_int(), str(month)))
    cursor.execute("ANALYZE import_days")


def first_due_month(issued_on: dt.date) -> JalaliMonth:
    """Find the first whole month on or after the end of the grace of a first licence."""
    end = add_months(issued_on, GRACE_MONTHS)
    month = JalaliMonth.containing(end)
    return month if month.first_day == end else month + 1


def _first_duty() -> int:
    """The month before which nobody owes anything, as one number."""
    book, today = PolicyBook.load(), tehran_day(timezone.now())
    return book.number(PolicyKey.OBLIGATION_FROM, today)


_NEW_LICENCE: Final = f"""array_remove(ARRAY[
    CASE WHEN m.predecessor IS NOT NULL THEN jsonb_build_object('fact', 'predecessor',
        'before', (SELECT p.holder_name FROM units_unit p WHERE p.id = m.predecessor),
        'after', m.holder_name, 'consequence',
        'واحد پیشین از ' || {day("m.holder_since")} || ' بسته می‌شود') END,
    CASE WHEN m.moves_union THEN jsonb_build_object('fact', 'union',
        'before', (SELECT o.name FROM accounts_organization o WHERE o.id = u.union_id),
        'after', (SELECT o.name FROM accounts_organization o WHERE o.id = m.union_id),
        'consequence', 'واحد با این پروانه به اتحادیهٔ دیگر می‌رود') END,
    CASE WHEN m.moves_due THEN jsonb_build_object('fact', 'issued_on',
        'before', m.due_before, 'after', m.due_after,
        'consequence', 'نخستین ماه مشمول پیش‌تر می‌آید') END]::jsonb[], NULL)"""
_CONSEQUENCES: Final = f"""array_remove(ARRAY[
    CASE WHEN m.predecessor IS NOT NULL THEN 'holder' END,
    CASE WHEN m.moves_union THEN 'union' END,
    CASE WHEN m.moves_due THEN 'due' END,
    CASE WHEN m.shortens THEN 'expiry' END,
    CASE WHEN m.state_act IN ('add', 'change') THEN 'state' END,
    CASE WHEN m.state_act = 'end' THEN 'valid' END,
    {MOBILE_CONSEQUENCES}]::text[], NULL)"""
_VALUES: Final = ", ".join(f"'{name}', m.{name}" for name in VALUES)
_KEEP: Final = f"""
INSERT INTO units_importrow (imported_id, place, line, verdict, calm, state, title, code, changes,
    faults, consequences, "values", before, written, unit, licence)
SELECT %(run)s,
    -- What is stored, by key; what is refused, as the file has it.
    row_number() OVER (ORDER BY r.faults IS NULL, CASE WHEN r.faults IS NOT NULL THEN r.line END,
        r.guild_id, r.holder_id, r.line), r.line, r.verdict,
    r.calm, '', r.title, r.code, to_jsonb(r.changes), coalesce(r.faults, '[]'),
    r.consequences,
    CASE WHEN r.verdict IN ('new', 'changed') THEN r.vals END,
    CASE WHEN r.verdict IN ('new', 'changed') THEN r.before END,
    CASE WHEN r.verdict = 'refused' THEN r.written END, r.unit_id, r.licence_id
FROM (
    SELECT c.*, CASE WHEN c.faults IS NOT NULL THEN 'refused' WHEN c.licence_id IS NULL THEN 'new'
            WHEN cardinality(c.changes) > 0 THEN 'changed' ELSE 'unchanged' END AS verdict,
        c.faults IS NOT NULL OR cardinality(c.consequences) = 0 AS calm
    FROM (
        SELECT m.line, m.guild_id, m.holder_id, m.unit_id, m.licence_id, m.faults, m.written,
            left(coalesce(m.name, u.name, ''), 300) AS title, coalesce(m.guild_id, '') AS code,
            CASE WHEN m.faults IS NOT NULL THEN '{{}}'::jsonb[]
                WHEN m.licence_id IS NULL THEN {_NEW_LICENCE} || {changes((MOBILE,), "m.leads")} ||
                    {changes(UNIT_FACTS, "m.leads AND m.unit_id IS NOT NULL")}
                ELSE {changes((*UNIT_FACTS, MOBILE), "m.leads")} ||
                    {changes(LICENCE_FACTS, "true")} END AS changes,
            CASE WHEN m.faults IS NOT NULL THEN '{{}}'::text[]
                ELSE {_CONSEQUENCES} END AS consequences,
            jsonb_strip_nulls(jsonb_build_object({_VALUES})) AS vals,
            jsonb_build_object('unit', CASE WHEN m.leads AND u.id IS NOT NULL
                    THEN {UNIT_NOW} END,
                'licence', CASE WHEN l.id IS NOT NULL THEN {LICENCE_NOW} END,
                'closed', CASE WHEN m.leads AND m.predecessor IS NOT NULL
                    THEN {states_of("m.predecessor")} END) AS before
        FROM import_matched m
        LEFT JOIN units_unit u ON u.id = m.unit_id
        LEFT JOIN units_licence l ON l.id = m.licence_id
        LEFT JOIN units_licencestate x ON x.licence_id = l.id AND x.since = m.state_since
    ) c
) r
"""
DEFAULT_KIND, DEFAULT_TERM = "business", LicenceTerm.PERMANENT.value
