"""Identified exports: nothing leaves that is not in the log (circular 60/133338 §5)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from itertools import chain, count
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.db import transaction

from accounts.models import Organization, User
from config.errors import InvalidError
from config.long_statements import allow_seconds
from statistics.errors import NotAllowedError
from statistics.files import writers
from statistics.files.columns import TABLES
from statistics.files.queries import ExportChoice, exporting_office, rows_of
from statistics.models import ExportLog


class NothingToExportError(InvalidError):
    """No final month fits the choice."""


@dataclass(frozen=True)
class ExportFile:
    """A file as it leaves, already logged; it lies on the disk until it is closed."""

    name: str
    media_type: str
    content: IO[bytes]


@transaction.atomic
def export(user: User, choice: ExportChoice, at: datetime) -> ExportFile:
    """Write the file and its line in the log in one transaction; hand over the file.

    It is written to the disk first, row by row, whatever its size: so its line says how many rows
    and which file left, also where the way to the person breaks off half-way. Raises
    NotAllowedError without the permission, or NothingToExportError.
    """
    office = exporting_office(user)
    if office is None:
        raise NotAllowedError("دریافت خروجی آمار واحدی (محرمانه) کار دفتر آمار است.")
    content = TemporaryFile()  # noqa: SIM115  closed by whoever sends it
    try:
        with allow_seconds(settings.EXPORT_SECONDS):
            rows = write_file(content, choice)
        digest = file_digest(content, "sha256").hexdigest()
        _log(office, user, choice, at, rows, digest)
    except BaseException:
        content.close()
        raise
    content.seek(0)
    name = f"{choice.kind}-{choice.first.to_int()}-{choice.last.to_int()}.{choice.format}"
    return ExportFile(name, writers.MEDIA_TYPES[choice.format], content)


def write_file(content: IO[bytes], choice: ExportChoice) -> int:
    """Write the rows of a choice, inside a transaction; how many there are.

    Raises NothingToExportError.
    """
    table, numbers = TABLES[choice.kind], count()
    found = rows_of(choice)
    first = next(found, None)
    if first is None:
        raise NothingToExportError(choice)
    rows = (table.cells(values) for values, _ in zip(chain([first], found), numbers, strict=False))
    writers.WRITERS[choice.format](content, writers.Sheet(table.title, table.headings, rows))
    content.seek(0)
    return next(numbers)


def _log(
    office: Organization, user: User, choice: ExportChoice, at: datetime, rows: int, digest: str
) -> None:
    # Before the file leaves, in one transaction: no file without its line (circular 60/133338 §5).
    ExportLog.objects.create(
        at=at,
        actor=user,
        organization=office,
        kind=choice.kind,
        format=choice.format,
        purpose=choice.purpose,
        from_year=choice.first.year,
        from_month=choice.first.month,
        to_year=choice.last.year,
        to_month=choice.last.month,
        province=choice.province,
        union=choice.union,
        product=choice.product,
        rows=rows,
        sha256=digest,
    )
