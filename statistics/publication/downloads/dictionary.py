"""The dictionary of data and the description of the package, both made of the columns."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from statistics.files.writers import Sheet
from statistics.publication.downloads.columns import TABLES, PublicColumn, Table
from statistics.publication.downloads.standings import MEANINGS, Standing
from statistics.publication.downloads.texts import (
    LICENCE_NAME,
    LICENCE_URL,
    PUBLISHER,
    TITLE,
)

HEADINGS: Final = ["جدول", "ستون", "نوع", "معنا", "مقدارهای ممکن"]
_WIDTHS: Final = (18, 24, 14, 70, 50)


@dataclass(frozen=True)
class KeptFile:
    """A file that is written: its name, its length in bytes and its sum."""

    name: str
    size: int
    sha256: str


def dictionary(tables: Iterable[Table] = TABLES) -> Sheet:
    """Lay out the columns of tables, and what each status means."""
    rows: list[list[str]] = [
        [table.title, column.heading, str(column.type.label), column.meaning, _words(column)]
        for table in tables
        for column in table.columns
    ]
    rows += [["وضعیت", str(each.label), each.value, MEANINGS[each], ""] for each in Standing]
    return Sheet("راهنمای ستون‌ها", HEADINGS, rows, _WIDTHS)


def _words(column: PublicColumn) -> str:
    return "؛ ".join(column.words)


def package(
    name: str, version: str, tables: Sequence[Table], kept: Iterable[KeptFile], address: str
) -> bytes:
    """Describe the plain files of an edition (Frictionless Data Package)."""
    files = {file.name: file for file in kept}
    described: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": name,
        "title": TITLE,
        "version": version,
        "homepage": address,
        "licenses": [{"name": LICENCE_NAME, "path": LICENCE_URL}],
        "contributors": [{"title": PUBLISHER, "role": "publisher"}],
        "resources": [_resource(table, files[f"{table.name}.csv"]) for table in tables],
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode()


def _resource(table: Table, file: KeptFile) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": file.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": [column.heading for column in table.columns if column.key],
            "missingValues": [""],
        },
    }


def _field(column: PublicColumn) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.key else {}
    if column.words:
        constraints["enum"] = list(column.words)
    field = {"name": column.heading, "type": column.type.value, "description": column.meaning}
    return field | ({"constraints": constraints} if constraints else {})
