"""Exports read back, as the programs of those who receive them would."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from config.jalali import JalaliMonth
from statistics.enums import ExportFormat, ExportKind
from statistics.files.columns import TABLES, Values
from statistics.files.queries import ExportChoice, rows_of
from statistics.files.services import export
from statistics.files.writers import WRITERS, Sheet
from tests.world import FILED_AT, MEHR, World, officer

PURPOSE = "گزارش ماهانهٔ شورای آمار"
EVERYTHING = ExportChoice(
    ExportKind.PRODUCTION, ExportFormat.XLSX, JalaliMonth(1387, 1), MEHR + 12, PURPOSE
)


def statistician(world: World, name: str = "stats") -> User:
    """Seat an officer at the statistics office, which is made at the first call."""
    office, _ = Organization.objects.get_or_create(
        code="statistics",
        defaults={
            "kind": OrganizationKind.STATISTICS,
            "name": "دفتر آمار",
            "parent": world.ministry,
        },
    )
    return officer(name, Role.STATISTICS_OFFICER, office)


def choice(**changes: Any) -> ExportChoice:
    """Choose all production, but for what is named."""
    return replace(EVERYTHING, **changes)


def taken(user: User, chosen: ExportChoice) -> bytes:
    """Take a file through the service, log and all."""
    with export(user, chosen, FILED_AT).content as file:
        return file.read()


def sheet_of(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def written(kind: ExportKind, format_: ExportFormat, rows: Iterable[Values]) -> bytes:
    """Write a file of a kind from the values of its rows."""
    table, out = TABLES[kind], io.BytesIO()
    WRITERS[format_](out, Sheet(table.title, table.headings, map(table.cells, rows)))
    return out.getvalue()


def values(chosen: ExportChoice) -> list[dict[str, Any]]:
    """Read the rows of a choice, by field."""
    sources = TABLES[chosen.kind].sources
    return [dict(zip(sources, row, strict=True)) for row in rows_of(chosen)]


def changed(chosen: ExportChoice, **fields: Any) -> list[Values]:
    """Read the rows of a choice with other values in some fields."""
    return [list((row | fields).values()) for row in values(chosen)]


def records(chosen: ExportChoice) -> list[dict[str, str]]:
    """Read what the CSV file of a choice says, by heading."""
    rows = rows_of(chosen)
    heading, *lines = lines_of(written(chosen.kind, ExportFormat.CSV, rows))
    return [dict(zip(heading, line, strict=True)) for line in lines]


def number(text: str) -> Decimal:
    """Read a number as a spreadsheet program does."""
    return Decimal(text)
