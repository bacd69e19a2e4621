"""Taking a batch of stored rows back: what was made is deleted, what was changed is as it was."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from catalog.place_turns import place_units
from config.persian import to_persian_digits
from units.enums import RegistryFact, RegistrySource
from units.imports.registry.dependence import MADE_LICENCE, MADE_UNIT, derived, held_rows
from units.imports.registry.facts import UNIT_FACTS, persian
from units.imports.registry.mobiles import MOBILE, TAKE_BACK
from units.models import Import, ImportRow, Licence, Unit

_UNIT_FACTS: Final = [one.fact.value for one in (*UNIT_FACTS, MOBILE)]
_LOCKS: Final = (
    "SELECT id FROM units_unit WHERE id IN (SELECT unit FROM units_importrow WHERE id ="
    " ANY(%(rows)s)) ORDER BY id FOR UPDATE",
    "SELECT id FROM units_licence WHERE id IN (SELECT licence FROM units_importrow WHERE id ="
    " ANY(%(rows)s)) ORDER BY id FOR UPDATE",
)
_LICENCE: Final = """jsonb_to_record(r.before -> 'licence') AS b(kind text, term text,
    issued_on date, expires_on date, trade text, union_id bigint, county text, address text,
    postal_code text, latitude numeric, longitude numeric, states jsonb)"""
_ROWS: Final = "r.id = ANY(%(rows)s)"
_HISTORY: Final = f"""
INSERT INTO units_registrychange
    (unit_id, licence_id, fact, before, after, source, reference, actor_id, office_id, at)
SELECT c.unit, c.licence, c.fact, c.before, c.after, %(source)s, left(%(reference)s, 200),
    %(actor)s, %(office)s, %(at)s
FROM (
    SELECT r.place, 1 AS step, r.unit,
        CASE WHEN c ->> 'fact' = ANY(%(unit_facts)s) THEN NULL ELSE r.licence END AS licence,
        c ->> 'fact' AS fact, c ->> 'after' AS before, c ->> 'before' AS after
    FROM units_importrow r, jsonb_array_elements(r.changes) c
    WHERE {_ROWS} AND (r.verdict = 'changed' OR c ->> 'fact' = ANY(%(unit_facts)s))
    UNION ALL
    SELECT r.place, 2, r.unit, r.licence, '{RegistryFact.LICENCE}',
        {persian("r.values ->> 'number'")}, '' FROM units_importrow r
    WHERE {_ROWS} AND r.verdict = 'new'
    UNION ALL
    SELECT r.place, 3, (r.values ->> 'predecessor')::bigint, NULL, '{RegistryFact.CLOSED_ON}',
        r.values ->> 'closes', '' FROM units_importrow r
    WHERE {_ROWS} AND {MADE_UNIT} AND r.values ? 'predecessor'
    UNION ALL
    SELECT r.place, 4, r.unit, NULL, '{RegistryFact.CREATED}', r.values ->> 'name', ''
    FROM units_importrow r WHERE {_ROWS} AND {MADE_UNIT}
) c ORDER BY c.place DESC, c.step
"""
_STEPS: Final = (
    TAKE_BACK,
    # The states of a licence, where they are others than before.
    f"""DELETE FROM units_licencestate x USING units_importrow r
    WHERE {_ROWS} AND x.licence_id = r.licence
        AND (r.verdict = 'new' OR r.after #> '{{licence,states}}' IS DISTINCT FROM
            r.before #> '{{licence,states}}')""",
    f"""INSERT INTO units_licencestate (licence_id, status, since, until)
    SELECT r.licence, s ->> 0, (s ->> 1)::date, (s ->> 2)::date
    FROM units_importrow r, jsonb_array_elements(
        coalesce(nullif(r.before #> '{{licence,states}}', 'null'), '[]')) s
    WHERE {_ROWS} AND r.verdict = 'changed' AND r.after #> '{{licence,states}}' IS DISTINCT FROM
        r.before #> '{{licence,states}}' ORDER BY 1, 3""",
    f"""UPDATE units_licence l SET kind_id = b.kind, term = b.term, issued_on = b.issued_on,
        expires_on = b.expires_on, trade_id = b.trade, union_id = b.union_id, county_id = b.county,
        address = b.address, postal_code = b.postal_code, latitude = b.latitude,
        longitude = b.longitude
    FROM units_importrow r, {_LICENCE}
    WHERE {_ROWS} AND r.verdict = 'changed' AND l.id = r.licence""",
    f"""UPDATE units_unit u SET name = b.name, holder_name = b.holder_name, guild_id = b.guild_id
    FROM units_importrow r, jsonb_to_record(r.before -> 'unit') AS b(name text, holder_name text,
        guild_id text)
    WHERE {_ROWS} AND jsonb_typeof(r.before -> 'unit') = 'object' AND u.id = r.unit""",
    f"""DELETE FROM units_licence l USING units_importrow r
    WHERE {_ROWS} AND r.verdict = 'new' AND l.id = r.licence""",
    f"""DELETE FROM units_licencestate x USING units_importrow r, units_licence h
    WHERE {_ROWS} AND {MADE_UNIT} AND h.unit_id = (r.values ->> 'predecessor')::bigint
        AND x.licence_id = h.id""",
    f"""INSERT INTO units_licencestate (licence_id, status, since, until)
    SELECT (s ->> 0)::bigint, s ->> 1, (s ->> 2)::date, (s ->> 3)::date
    FROM units_importrow r, jsonb_array_elements(
        coalesce(nullif(r.before -> 'closed', 'null'), '[]')) s
    WHERE {_ROWS} AND {MADE_UNIT} ORDER BY 1, 3""",
    f"""DELETE FROM units_activitychange a USING units_importrow r
    WHERE {_ROWS} AND {MADE_UNIT} AND a.unit_id = r.unit""",
    f"""DELETE FROM units_unit u USING units_importrow r
    WHERE {_ROWS} AND {MADE_UNIT} AND u.id = r.unit""",
    f"""UPDATE units_unit u SET closed_on = NULL FROM units_importrow r
    WHERE {_ROWS} AND {MADE_UNIT} AND u.id = (r.values ->> 'predecessor')::bigint""",
)


def _derived() -> Iterator[str]:
    """Write the statements that take along what the portal derived of what goes."""
    for made, column, model in ((MADE_UNIT, "unit", Unit), (MADE_LICENCE, "licence", Licence)):
        for table, reference in derived(model):
            yield (
                f"DELETE FROM {table} z USING units_importrow r"
                f" WHERE {_ROWS} AND {made} AND z.{reference} = r.{column}"
            )


def undo(run: Import, rows: QuerySet[ImportRow], at: datetime) -> Mapping[int, str]:
    """Take a batch back; name the rows on which something has come to depend."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    place_units()
    with connection.cursor() as cursor:
        for sql in _LOCKS:
            cursor.execute(sql, {"rows": ids})
        cursor.execute(held_rows("r.id = ANY(%(rows)s)"), {"run": run.pk, "rows": ids})
        held = {pk: f"{why}." for pk, _, _, why in cursor.fetchall()}
        params = {
            "rows": [pk for pk in ids if pk not in held],
            "source": RegistrySource.REGISTRY,
            "reference": to_persian_digits(f"برگرداندن ورود فایل {run.name} ({run.pk})"),
            "actor": run.undone_by_id,
            "office": run.scope_id,
            "unit_facts": _UNIT_FACTS,
            "at": at,
        }
        cursor.execute(_HISTORY, params)
        for sql in (*_derived(), *_STEPS):
            cursor.execute(sql, {"rows": params["rows"]})
    return held
