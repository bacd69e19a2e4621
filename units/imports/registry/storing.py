"""Storing a batch of rows: what was overtaken since the dry run is left, all else is written.

Each change of a fact is one line of `RegistryChange` in the same transaction.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from catalog.place_turns import place_units
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import end_of_day_instant, tehran_day
from config.persian import to_persian_digits
from units.contacts.message_services import tell_rows_later
from units.contacts.mobile_services import REPLACED
from units.enums import MobileMessage, RegistryFact, RegistrySource
from units.guild_id_rules import having_guild_id
from units.imports.registry.diff import DEFAULT_KIND, DEFAULT_TERM, VALUES
from units.imports.registry.facts import (
    ENDS,
    LICENCE_NOW,
    UNIT_FACTS,
    UNIT_NOW,
    persian,
    states_of,
)
from units.imports.registry.mobiles import MOBILE, MOBILE_LATE, PLACE, PLACED
from units.models import Import, ImportRow
from units.queries import FILES

OVERTAKEN: Final = (
    "پس از بررسی آزمایشی، پروندهٔ این واحد تغییر کرده است؛ این ردیف را دوباره ارسال کنید."
)
_UNIT_FACTS: Final = [one.fact.value for one in (*UNIT_FACTS, MOBILE)]
_RECORD: Final = ", ".join(f'"{name}" {kind}' for name, kind in VALUES.items())
_BATCH: Final = f"""
CREATE TEMP TABLE import_batch AS
SELECT r.id AS row, r.place, r.verdict, r.unit, r.licence, r.before, r.changes, r.title,
    false AS is_new_unit, false AS is_late, v.*
FROM units_importrow r, jsonb_to_record(r."values") AS v({_RECORD})
WHERE false
"""
_FILL: Final = f"""
INSERT INTO import_batch
SELECT r.id, r.place, r.verdict, r.unit, r.licence, r.before, r.changes, r.title,
    r.unit IS NULL AND v.leads, false, v.*
FROM units_importrow r, jsonb_to_record(r."values") AS v({_RECORD})
WHERE r.id = ANY(%(rows)s)
"""
# By id, as everybody locks them: a unit, then its licences.
_LOCK_UNITS: Final = """
SELECT id FROM units_unit WHERE id IN (
    SELECT unit FROM import_batch UNION SELECT predecessor FROM import_batch
) ORDER BY id FOR UPDATE
"""
_LOCK_LICENCES: Final = """
SELECT id FROM units_licence WHERE id IN (SELECT licence FROM import_batch)
ORDER BY id FOR UPDATE
"""
# A unit that this import made a batch ago, or in this one, is found by its key.
_FIND: Final = """
UPDATE import_batch b SET unit = u.id FROM units_unit u
WHERE b.unit IS NULL AND NOT b.is_new_unit
    AND u.holder_id = b.holder_id AND u.guild_id = b.guild_id
"""
# Each rule apart: together they would be tried row by row.
_LATE: Final = tuple(
    f"UPDATE import_batch t SET is_late = true {sql}"
    for sql in (
        """WHERE t.unit IS NULL AND NOT t.is_new_unit AND NOT EXISTS (SELECT FROM import_batch k
            WHERE k.is_new_unit AND k.holder_id = t.holder_id AND k.guild_id = t.guild_id)""",
        """WHERE t.unit IS NOT NULL AND NOT EXISTS (SELECT FROM units_unit u
            WHERE u.id = t.unit AND u.closed_on IS NULL)""",
        f"""FROM units_unit u WHERE u.id = t.unit AND jsonb_typeof(t.before -> 'unit') = 'object'
            AND t.before -> 'unit' IS DISTINCT FROM {UNIT_NOW}""",
        """WHERE t.licence IS NOT NULL AND NOT EXISTS (SELECT FROM units_licence l
            WHERE l.id = t.licence)""",
        f"""FROM units_licence l WHERE l.id = t.licence
            AND t.before -> 'licence' IS DISTINCT FROM {LICENCE_NOW}""",
        """FROM units_licence y WHERE t.licence IS NULL AND y.number = t.number""",
        f"""FROM units_unit y WHERE (t.is_new_unit OR t.unit IS NOT NULL)
            AND y.id IS DISTINCT FROM t.unit AND y.id IS DISTINCT FROM t.predecessor
            AND {having_guild_id("t.guild_id", "t.holder_id")}""",
        f"""WHERE t.is_new_unit AND t.predecessor IS NOT NULL AND (NOT EXISTS (
                SELECT FROM units_unit y WHERE y.id = t.predecessor AND y.closed_on IS NULL)
            OR t.before -> 'closed' IS DISTINCT FROM {states_of("t.predecessor")})""",
        # Its other licences may have left the unit a later first month than was judged.
        f"""FROM units_licence l WHERE l.id = t.licence AND t.issued_on > l.issued_on
            AND t.first_after < (SELECT min(greatest(coalesce(k.issued_on, y.issued_on),
                    y.issued_on))
                FROM units_licence y LEFT JOIN import_batch k ON k.licence = y.id
                WHERE y.unit_id = t.unit AND {FILES.replace("l.", "y.")})""",
    )
)
# Of a unit, or of the one before it, that has gone to another organization since.
_ELSEWHERE: Final = tuple(
    f"""UPDATE import_batch t SET is_late = true FROM units_unit u
    WHERE u.id = t.{column} AND u.organization_code NOT IN ('', %(scope)s)"""
    for column in ("unit", "predecessor")
)
# What came with a unit that was overtaken is overtaken with it.
_LATE_TOO: Final = """
UPDATE import_batch t SET is_late = true FROM import_batch k
WHERE k.is_late AND k.is_new_unit AND t.unit IS NULL
    AND t.holder_id = k.holder_id AND t.guild_id = k.guild_id
"""
_NEW_IDS: Final = """
UPDATE import_batch SET
    unit = CASE WHEN is_new_unit THEN nextval(pg_get_serial_sequence('units_unit', 'id'))
        ELSE unit END,
    licence = CASE WHEN verdict = 'new' THEN nextval(pg_get_serial_sequence('units_licence', 'id'))
        ELSE licence END
WHERE NOT is_late
"""
_NEW_UNITS: Final = """
INSERT INTO units_unit (id, name, holder_kind, holder_name, holder_id, guild_id, county_id,
    union_id, trade_id, organization_code, predecessor_id)
SELECT b.unit, b.name, b.holder_kind, b.holder_name, b.holder_id, b.guild_id, b.county, b.union_id,
    b.trade, c.organization_code, b.predecessor
FROM import_batch b JOIN catalog_county c ON c.code = b.county
WHERE b.is_new_unit AND NOT b.is_late ORDER BY b.unit
"""
_THEIR_UNITS: Final = """
UPDATE import_batch b SET unit = k.unit FROM import_batch k
WHERE b.unit IS NULL AND NOT b.is_late AND k.is_new_unit
    AND k.holder_id = b.holder_id AND k.guild_id = b.guild_id
"""
_NEW_LICENCES: Final = f"""
INSERT INTO units_licence (id, unit_id, kind_id, term, number, issued_on, expires_on, trade_id,
    union_id, county_id, address, postal_code, latitude, longitude)
SELECT licence, unit, coalesce(kind, '{DEFAULT_KIND}'), coalesce(term, '{DEFAULT_TERM}'), number,
    issued_on, expires_on, trade, union_id, county, address, postal_code, latitude, longitude
FROM import_batch WHERE verdict = 'new' AND NOT is_late ORDER BY licence
"""
_CHANGED_UNITS: Final = """
UPDATE units_unit u SET name = coalesce(b.name, u.name),
    holder_name = coalesce(b.holder_name, u.holder_name), guild_id = b.guild_id
FROM import_batch b
WHERE u.id = b.unit AND b.leads AND NOT b.is_new_unit AND NOT b.is_late
    AND (coalesce(b.name, u.name), coalesce(b.holder_name, u.holder_name), b.guild_id)
        IS DISTINCT FROM (u.name, u.holder_name, u.guild_id)
"""
_COLUMNS: Final = {
    "kind_id": "kind",
    "term": "term",
    "issued_on": "issued_on",
    "expires_on": "expires_on",
    "trade_id": "trade",
    "union_id": "union_id",
    "county_id": "county",
    "address": "address",
    "postal_code": "postal_code",
    "latitude": "latitude",
    "longitude": "longitude",
}
_CHANGED_LICENCES: Final = f"""
UPDATE units_licence l SET {", ".join(f"{c} = coalesce(b.{v}, l.{c})" for c, v in _COLUMNS.items())}
FROM import_batch b
WHERE l.id = b.licence AND b.verdict = 'changed' AND NOT b.is_late
    AND ({", ".join(f"coalesce(b.{v}, l.{c})" for c, v in _COLUMNS.items())})
        IS DISTINCT FROM ({", ".join(f"l.{c}" for c in _COLUMNS)})
"""
_ENDED_STATES: Final = f"""
UPDATE units_licencestate y SET until = m.state_since - 1 FROM import_batch m
WHERE y.licence_id = m.licence AND m.state_act = 'end' AND NOT m.is_late AND {ENDS}
"""
_CHANGED_STATES: Final = """
UPDATE units_licencestate x SET status = b.status, until = coalesce(b.state_until, x.until)
FROM import_batch b
WHERE x.licence_id = b.licence AND x.since = b.state_since AND b.state_act = 'change'
    AND NOT b.is_late
"""
_NEW_STATES: Final = """
INSERT INTO units_licencestate (licence_id, status, since, until)
SELECT licence, status, state_since, state_until FROM import_batch
WHERE state_act = 'add' AND NOT is_late
"""
# As an office closes a unit: what interrupted its licences ends, and they hold no more.
_OLD_STATES: Final = """
UPDATE units_licencestate x SET until = b.holder_since - 1
FROM import_batch b JOIN units_licence h ON h.unit_id = b.predecessor
WHERE x.licence_id = h.id AND b.is_new_unit AND NOT b.is_late AND x.status <> 'revoked'
    AND (x.until IS NULL OR x.until >= b.holder_since)
"""
_CLOSED_LICENCES: Final = """
INSERT INTO units_licencestate (licence_id, status, since)
SELECT h.id, 'closed', b.holder_since
FROM import_batch b JOIN units_licence h ON h.unit_id = b.predecessor
WHERE b.is_new_unit AND NOT b.is_late AND NOT EXISTS (SELECT FROM units_licencestate y
    WHERE y.licence_id = h.id AND y.status = 'revoked')
"""
_CLOSED: Final = """
UPDATE units_unit u SET closed_on = b.holder_since - 1 FROM import_batch b
WHERE u.id = b.predecessor AND b.is_new_unit AND NOT b.is_late
"""
_HISTORY: Final = f"""
INSERT INTO units_registrychange
    (unit_id, licence_id, fact, before, after, source, reference, actor_id, office_id, at)
SELECT c.unit, c.licence, c.fact, c.before, c.after, %(source)s,
    left(%(reference)s || c.ground, 200), %(actor)s, %(office)s, %(at)s
FROM (
    SELECT b.row, 1 AS step, b.unit, NULL::bigint AS licence, '{RegistryFact.CREATED}' AS fact,
        '' AS before, b.name AS after,
        CASE WHEN b.holder_source IS NULL THEN '' ELSE '، سند کد ملی: ' || b.holder_source END
            AS ground
    FROM import_batch b WHERE b.is_new_unit AND NOT b.is_late
    UNION ALL
    SELECT b.row, 2, b.unit, NULL, '{RegistryFact.PREDECESSOR}', '',
        (SELECT p.name || '، ' || p.holder_name FROM units_unit p WHERE p.id = b.predecessor), ''
    FROM import_batch b WHERE b.is_new_unit AND NOT b.is_late AND b.predecessor IS NOT NULL
    UNION ALL
    SELECT b.row, 3, b.predecessor, NULL, '{RegistryFact.CLOSED_ON}', '',
        b.closes, ''
    FROM import_batch b
    WHERE b.is_new_unit AND NOT b.is_late AND b.predecessor IS NOT NULL
    UNION ALL
    SELECT b.row, 4, b.unit, b.licence, '{RegistryFact.LICENCE}', '', {persian("b.number")}, ''
    FROM import_batch b WHERE b.verdict = 'new' AND NOT b.is_late
    UNION ALL
    SELECT b.row, 5, b.unit,
        CASE WHEN c ->> 'fact' = ANY(%(unit_facts)s) THEN NULL ELSE b.licence END,
        c ->> 'fact', c ->> 'before', c ->> 'after', ''
    FROM import_batch b, jsonb_array_elements(b.changes) c
    WHERE NOT b.is_late AND (b.verdict = 'changed' OR c ->> 'fact' = ANY(%(unit_facts)s))
) c ORDER BY c.row, c.step
"""
_KEPT: Final = f"""
UPDATE units_importrow r SET unit = b.unit, licence = b.licence, after = jsonb_build_object(
    'unit', CASE WHEN b.leads THEN {UNIT_NOW} END, 'licence', {LICENCE_NOW},
    'contact', {PLACED})
FROM import_batch b
JOIN units_unit u ON u.id = b.unit JOIN units_licence l ON l.id = b.licence
WHERE r.id = b.row AND NOT b.is_late
"""
_LOOKING: Final = (_LOCK_UNITS, _LOCK_LICENCES, _FIND, *_LATE)
_WRITING: Final = (
    _LATE_TOO,
    # A guild id is one open unit's: it is let go before the next holder takes it.
    _CLOSED,
    _NEW_IDS,
    _NEW_UNITS,
    _THEIR_UNITS,
    _NEW_LICENCES,
    _CHANGED_UNITS,
    _CHANGED_LICENCES,
    _ENDED_STATES,
    _CHANGED_STATES,
    _NEW_STATES,
    _OLD_STATES,
    _CLOSED_LICENCES,
)


def store(run: Import, rows: QuerySet[ImportRow], at: datetime) -> Mapping[int, str]:
    """Store a batch; name the rows that the registry had overtaken."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    place_units()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_batch")
        cursor.execute(_BATCH)
        cursor.execute(_FILL, {"rows": ids})
        cursor.execute("ANALYZE import_batch")
        for sql in _LOOKING:
            cursor.execute(sql)
        if run.scope:
            for sql in _ELSEWHERE:
                cursor.execute(sql, {"scope": run.scope.code})
        assert run.confirmed_by
        cursor.execute(MOBILE_LATE, {"own": run.confirmed_by.mobile})
        for sql in _WRITING:
            cursor.execute(sql)
        cursor.execute(PLACE, _history(run, at) | {"outcome": REPLACED, "serves": serves_from(at)})
        earlier = [row[0] for row in cursor.fetchall()]
        cursor.execute(_HISTORY, _history(run, at))
        cursor.execute(_KEPT)
        cursor.execute("SELECT row FROM import_batch WHERE is_late ORDER BY place")
        late = [row[0] for row in cursor.fetchall()]
        cursor.execute("DROP TABLE import_batch")
    tell_rows_later(earlier, MobileMessage.CHANGED)
    return dict.fromkeys(late, OVERTAKEN)


def serves_from(at: datetime) -> datetime:
    """Tell from when a mobile by file opens an account where it took another one's place."""
    day = tehran_day(at)
    days = PolicyBook.load().number(PolicyKey.MOBILE_BY_FILE_DAYS, day)
    return end_of_day_instant(day + timedelta(days=days))


def _history(run: Import, at: datetime) -> dict[str, Any]:
    return {
        "source": RegistrySource.REGISTRY,
        "reference": reference(run),
        "actor": run.confirmed_by_id,
        "office": run.scope_id,
        "unit_facts": _UNIT_FACTS,
        "at": at,
    }


def reference(run: Import) -> str:
    """Name the import in the history of what it changed."""
    return to_persian_digits(f"ورود فایل {run.name} ({run.pk})")
