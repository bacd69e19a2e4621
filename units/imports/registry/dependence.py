"""What may have come to depend on a stored row, and so keeps it from being taken back.

A unit or licence that an import made is held by every table that refers to it, whichever app the
table belongs to: what no list here names holds it all the same. What nobody did is named below: the
portal derives it of the unit again, so it goes with an undo (decision 0058).
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from django.db import connection
from django.db.models import ForeignObjectRel, Model

from units.imports.kinds import MOST_OBSTACLES, Obstacle
from units.imports.registry.facts import LICENCE_NOW, UNIT_NOW
from units.imports.registry.mobiles import BROUGHT, USED, has_account
from units.models import ContactNumber, Import, Licence, Unit

# They come and go with the unit or licence itself.
_OWN: Final = {
    "units.licence",
    "units.licencestate",
    "units.activitychange",
    "units.registrychange",
}
# Made by the portal itself, of figures and days that the undo takes away.
_DERIVED: Final = {
    "units.expirynotice",
    "statistics.reminder",
    "oversight.simulationfinding",
}
_ACCOUNT: Final = "کسی برای آن حساب دارد"
_WORDS: Final = {
    "statistics.submission": "برای آن آمار ثبت یا آغاز شده است",
    "units.unitmember": _ACCOUNT,
    "units.unit": "واحد دیگری جانشین آن شده است",
    "statistics.selectedunit": "در فهرست منتخب است",
    "units.campaignreminder": "به شمارهٔ آن پیامک یادآوری رفته است",
    "review.complaint": "برای آن شکایت ثبت شده است",
    "review.contact": "با آن تماس گرفته شده است",
}
_OTHERWISE: Final = "پس از ورود، چیزی برای آن ثبت شده است"
MOBILE_USED: Final = "شمارهٔ همراهی که آورده شد، تأیید یا عوض شده است"
CHANGED: Final = "پس از ورود، پروندهٔ آن تغییر کرده است"
MORE_LICENCES: Final = "پروانهٔ دیگری گرفته است"


# Asks nothing of the row `r`, so that the rows of the import are read once and not once for each.
_OWN_LICENCES: Final = (
    "SELECT k.licence FROM units_importrow k WHERE k.imported_id = %(run)s"
    " AND k.state = 'stored' AND k.licence IS NOT NULL"
)
# The mobile that the row itself brought holds no unit.
_BUT: Final = {"units_contactnumber": f" AND z.id IS DISTINCT FROM {BROUGHT}"}


def _references(model: type[Model]) -> Iterator[tuple[str, str, str]]:
    """Find the tables whose rows hold one of a model: table, column, and the words for it."""
    for label, table, column in _columns(model):
        if label not in _OWN | _DERIVED:
            yield table, column, _WORDS.get(label, _OTHERWISE)


def derived(model: type[Model]) -> list[tuple[str, str]]:
    """List the tables whose rows go with an undo: table and column."""
    return [(table, column) for label, table, column in _columns(model) if label in _DERIVED]


def _columns(model: type[Model]) -> Iterator[tuple[str, str, str]]:
    """Find the columns that refer to a model, with the label of their model."""
    # Also those that give the unit or licence no name for their rows («+»).
    for relation in model._meta.get_fields(include_hidden=True):
        # A relation of many to many has its columns in a table of its own, which is found too.
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            meta: Any = relation.related_model._meta
            yield meta.label_lower, meta.db_table, str(relation.field.column)


@cache
def _held() -> str:
    """Write why a row `r` is held, '' for nothing, as SQL over `u` and `l`."""
    cases = [
        f"WHEN r.made_unit AND EXISTS (SELECT FROM {table} z WHERE z.{column} = r.unit"
        f"{_BUT.get(table, '')}) THEN '{words}'"
        for table, column, words in _references(Unit)
    ]
    cases += [
        f"WHEN r.verdict = 'new' AND EXISTS (SELECT FROM {table} z WHERE z.{column} = r.licence)"
        f" THEN '{words}'"
        for table, column, words in _references(Licence)
    ]
    cases += [
        f"WHEN r.after ->> 'contact' IS NOT NULL AND {why} THEN '{words}'"
        for why, words in (
            (has_account("r.unit"), _ACCOUNT),
            (USED, MOBILE_USED),
            *(
                (f"EXISTS (SELECT FROM {table} z WHERE z.{column} = {BROUGHT})", words)
                for table, column, words in _references(ContactNumber)
            ),
        )
    ]
    return f"""CASE {" ".join(cases)}
        WHEN r.made_unit AND EXISTS (SELECT FROM units_licence z WHERE z.unit_id = r.unit
            AND z.id NOT IN ({_OWN_LICENCES})) THEN '{MORE_LICENCES}'
        WHEN jsonb_typeof(r.after -> 'unit') = 'object'
            AND r.after -> 'unit' IS DISTINCT FROM {UNIT_NOW} THEN '{CHANGED}'
        WHEN r.after -> 'licence' IS DISTINCT FROM {LICENCE_NOW} THEN '{CHANGED}'
        ELSE '' END"""


# A unit was made by the row that leads and found none.
MADE_UNIT: Final = (
    "coalesce((r.\"values\" ->> 'leads')::boolean, false)"
    " AND jsonb_typeof(r.before -> 'unit') = 'null' AND r.verdict = 'new'"
)

MADE_LICENCE: Final = "r.verdict = 'new'"


def held_rows(where: str, limit: str = "") -> str:
    """Write a SELECT of stored rows of the import `run` that are held: id, title, code, why."""
    return f"""
        SELECT r.id, r.title, r.code, r.why FROM (
            SELECT r.*, {_held()} AS why FROM (
                SELECT r.*, {MADE_UNIT} AS made_unit FROM units_importrow r
                WHERE r.state = 'stored' AND {where}
            ) r
            LEFT JOIN units_unit u ON u.id = r.unit
            LEFT JOIN units_licence l ON l.id = r.licence
        ) r WHERE r.why <> '' ORDER BY r.place {limit}
    """


def obstacles(run: Import) -> list[Obstacle]:
    """Name the first rows that are held."""
    where, limit = "r.imported_id = %(run)s", f"LIMIT {MOST_OBSTACLES}"
    with connection.cursor() as cursor:
        cursor.execute(held_rows(where, limit), {"run": run.pk})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return [Obstacle(title, code, why) for _, title, code, why in found]
