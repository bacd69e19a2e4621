"""Exports read back, as the programs of those who receive them would."""

import csv
import io
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from django.conf import settings

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from config.jalali import JalaliMonth
from config.uploads import storage
from statistics.enums import ExportFormat, ExportKind
from statistics.files.queries import ExportChoice, exporting_offices
from statistics.files.services import NothingToExportError, Progress, ask, write_file
from statistics.models import FigureFile
from tests.world import FILED_AT, MEHR, World, officer

# What a unit's figures are, of which a file holds one.
FIGURES = (ExportKind.PRODUCTION, ExportKind.EXPORTS, ExportKind.EMPLOYMENT)
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


def asked(user: User, chosen: ExportChoice) -> FigureFile:
    """Ask for a file of few rows through the service: it is there at once."""
    office = next(iter(exporting_offices(user)), Organization(pk=0))
    return ask(user, office, chosen, FILED_AT)


def taken(user: User, chosen: ExportChoice) -> bytes:
    """Take a file through the service, log and all."""
    return content_of(asked(user, chosen))


def content_of(file: FigureFile) -> bytes:
    return storage.path_of(file.stored).read_bytes()


def kept() -> list[Path]:
    """List what lies in the store, halves too."""
    return [path for path in Path(settings.PORTAL_FILES).rglob("*") if path.is_file()]


def sheet_of(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def written(chosen: ExportChoice) -> bytes:
    """Write the file of a choice, empty or not."""
    out = io.BytesIO()
    with suppress(NothingToExportError):
        write_file(out, chosen, Progress(), 60)
    return out.getvalue()


def told(**changes: Any) -> list[list[str]]:
    """Read the CSV file of a choice, heading and all."""
    return lines_of(written(choice(format=ExportFormat.CSV, **changes)))


def records(**changes: Any) -> list[dict[str, str]]:
    """Read what the CSV file of a choice says, by heading."""
    heading, *lines = told(**changes)
    return [dict(zip(heading, line, strict=True)) for line in lines]


def book_record(content: bytes) -> dict[str, Any]:
    """Read the only row of a book, by heading."""
    return dict(zip(*sheet_of(content).iter_rows(values_only=True), strict=True))
