"""Identified exports: nothing leaves that is not in the log (circular 60/133338 §5)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from accounts.models import User
from config.errors import InvalidError
from config.long_statements import allow_seconds
from statistics.errors import NotAllowedError
from statistics.files import writers
from statistics.files.queries import ExportChoice, exporting_office, rows_of
from statistics.models import ExportLog


class NothingToExportError(InvalidError):
    """No final month fits the choice."""


class TooManyRowsError(InvalidError):
    """More rows than one file takes; the message is their greatest number."""


@dataclass(frozen=True)
class ExportFile:
    """A file as it leaves, already logged."""

    name: str
    media_type: str
    content: bytes


@transaction.atomic
def export(user: User, choice: ExportChoice, at: datetime) -> ExportFile:
    """Write the file and its line in the log in one transaction; hand over the file.

    Raises NotAllowedError without the permission, NothingToExportError, or TooManyRowsError.
    """
    office = exporting_office(user)
    if office is None:
        raise NotAllowedError("دریافت خروجی آمار واحدی (محرمانه) کار دفتر آمار است.")
    limit = settings.EXPORT_MAX_ROWS
    # One more than fits tells that there are too many, without counting them.
    with allow_seconds(settings.EXPORT_SECONDS):
        rows = rows_of(choice, limit + 1)
    if len(rows) > limit:
        raise TooManyRowsError(limit)
    if not rows:
        raise NothingToExportError(choice)
    content = writers.written(choice.kind, choice.format, rows)
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
        rows=len(rows),
        sha256=sha256(content).hexdigest(),
    )
    name = f"{choice.kind}-{choice.first.to_int()}-{choice.last.to_int()}.{choice.format}"
    return ExportFile(name, writers.MEDIA_TYPES[choice.format], content)
