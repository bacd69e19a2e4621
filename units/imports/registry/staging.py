"""Bringing the rows of a file into a typed temporary table, by COPY, while they are read."""

import json
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, Final

from django.db import connection

from config.persian import to_persian_digits
from config.uploads.tables.cells import CellFault
from config.uploads.tables.uploaded import TableRow
from units.enums import HolderKind, LicenceStatus
from units.imports.kinds import Tick, fault_in_words
from units.imports.registry.columns import VALID
from units.imports.registry.lists import CountyItem, UnionItem

# Rows of one COPY, after which the page says how far it is.
PIECE: Final = 5_000
TYPES: Final = {
    "holder_kind": "text",
    "holder_id": "text",
    "holder_name": "text",
    "holder_source": "text",
    "holder_since": "date",
    "mobile": "text",
    "guild_id": "text",
    "name": "text",
    "number": "text",
    "kind": "text",
    "term": "text",
    "issued_on": "date",
    "expires_on": "date",
    "trade": "text",
    "union_id": "bigint",
    "county": "text",
    "address": "text",
    "postal_code": "text",
    "latitude": "numeric",
    "longitude": "numeric",
    "status": "text",
    "state_since": "date",
    "state_until": "date",
}
_TABLE: Final = f"""
CREATE TEMP TABLE import_staged (line int, fingerprint text, faults jsonb, written text[],
    {", ".join(f"{name} {kind}" for name, kind in TYPES.items())})
"""
_COPY: Final = (
    f"COPY import_staged (line, fingerprint, faults, written, {', '.join(TYPES)}) FROM STDIN"
)
# Of a row that is refused anyway only what tells rows of a file apart is kept.
_KEYS: Final = ("holder_id", "guild_id", "number")


def stage(rows: Iterator[TableRow], tick: Tick) -> None:
    """Fill the temporary table `import_staged` of this session."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_staged")
        cursor.execute(_TABLE)
    done = 0
    # Row by row: a piece of them in a list weighs 25 MB.
    for first in rows:
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for row in chain([first], islice(rows, PIECE - 1)):
                copy.write_row(_staged(row))
                done += 1
        tick(done)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE import_staged")


def _staged(row: TableRow) -> list[Any]:
    values = dict(row.values)
    faults = [*row.faults, *_settle(row, values)]
    if faults:
        values = {key: values.get(key) for key in _KEYS}
    # Of the raw cells: what is the same on the sheet is the same row.
    print_ = blake2b("\x1f".join(row.raw).encode(), digest_size=16).hexdigest()
    told = json.dumps([fault_in_words(fault) for fault in faults]) if faults else None
    return [row.line, print_, told, row.written, *(values.get(name) for name in TYPES)]


def _settle(row: TableRow, values: dict[str, Any]) -> Iterator[CellFault]:
    """Make one value of what names several things, and judge the cells of a row together."""
    yield from _holder(row, values)
    yield from _place(row, values)
    yield from _days(row, values)


def _holder(row: TableRow, values: dict[str, Any]) -> Iterator[CellFault]:
    holder = values.get("holder_id") or ""
    values["holder_kind"] = HolderKind.LEGAL if len(holder) == 11 else HolderKind.NATURAL
    if len(set(holder)) == 1 and not values.get("holder_source"):
        yield CellFault(
            row.line,
            "کد ملی یا شناسه ملی دارنده",
            to_persian_digits(holder),
            "همهٔ رقم‌های این کد ملی یکی است و معمولاً نوشتهٔ ساختگی است.",
            "اگر درست است، نامه یا مدرک آن را در ستون «سند تأیید کد ملی» بنویسید.",
        )


def _place(row: TableRow, values: dict[str, Any]) -> Iterator[CellFault]:
    """Choose the county and the union that are meant, each by the other where one name is two."""
    province = values.pop("province", None)
    counties: list[CountyItem] = values.pop("county", None) or []
    unions: list[UnionItem] = values.pop("union", None) or []
    if province and counties:
        there = [item for item in counties if item.province == province]
        if not there:
            yield CellFault(
                row.line,
                "استان",
                "",
                f"شهرستان {counties[0].name} در این استان نیست.",
                "استان یا شهرستان را درست کنید.",
            )
        counties = there or counties[:1]
    if len(counties) > 1 and unions:
        places = {item.organization for item in unions}
        counties = [item for item in counties if item.organization in places] or counties
    if len(counties) == 1 and len(unions) > 1:
        county = counties[0]
        here = [item for item in unions if item.county == county.code]
        unions = here or [item for item in unions if item.organization == county.organization]
    if len(counties) > 1:
        named = "، ".join(to_persian_digits(item.code) for item in counties[:5])
        yield CellFault(
            row.line,
            "شهرستان",
            counties[0].name,
            "چند شهرستان به این نام هست.",
            f"ستون «استان» را پر کنید یا یکی از این کدها را بنویسید: {named}.",
        )
    if len(unions) > 1:
        named = "، ".join(to_persian_digits(item.code) for item in unions[:5])
        yield CellFault(
            row.line,
            "اتحادیه",
            unions[0].name,
            "چند اتحادیه به این نام هست.",
            f"کد اتحادیه را بنویسید: {named}.",
        )
    values["county"] = counties[0].code if counties else None
    values["union_id"] = unions[0].pk if unions else None


def _days(row: TableRow, values: Mapping[str, Any]) -> Iterator[CellFault]:
    issued, expires = values.get("issued_on"), values.get("expires_on")
    if issued and expires and expires <= issued:
        yield CellFault(
            row.line,
            "تاریخ اعتبار",
            "",
            "تاریخ اعتبار پس از تاریخ صدور نیست.",
            "یکی از دو تاریخ را درست کنید.",
        )
    status, since, until = (values.get(key) for key in ("status", "state_since", "state_until"))
    if status and status != VALID and not since:
        yield CellFault(
            row.line,
            "وضعیت از تاریخ",
            "",
            "آغاز این وضعیت نوشته نشده است.",
            "نخستین روز آن را بنویسید.",
        )
    if status == LicenceStatus.REVOKED and until:
        yield CellFault(
            row.line,
            "وضعیت تا تاریخ",
            "",
            "ابطال پایان ندارد.",
            "برای پروانهٔ باطل این تاریخ را پاک کنید.",
        )
    if not status and (since or until):
        yield CellFault(
            row.line,
            "وضعیت پروانه",
            "",
            "تاریخ وضعیت هست و خود وضعیت نیست.",
            "وضعیت را بنویسید یا تاریخ را پاک کنید.",
        )
    if since and until and until < since:
        yield CellFault(
            row.line,
            "وضعیت تا تاریخ",
            "",
            "پایان وضعیت پیش از آغاز آن است.",
            "یکی از دو تاریخ را درست کنید.",
        )
