"""Which files of published figures there are, and where: what pages that link to them read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.urls import reverse

from config.persian import format_number
from statistics.models import Edition, EditionFile, SeriesFile
from statistics.publication.downloads.columns import TABLES
from statistics.publication.downloads.periods import month_code

# What stands behind the name of a table, and how people call the form.
FORMS: Final = {".csv": "CSV", ".xlsx": "اکسل (XLSX)", ".sdmx.csv": "SDMX-CSV 2.0"}
XML, JSON = "structure.xml", "structure.json"
COLUMNS, LICENCE = "columns.csv", "licence.txt"
PACKAGE, SUMS = "datapackage.json", "SHA256SUMS"
_OTHERS: Final = {
    XML: ("ساختار و فهرست کدها", "SDMX-ML 3.0"),
    JSON: ("ساختار و فهرست کدها", "SDMX-JSON 2.0"),
    COLUMNS: ("راهنمای ستون‌ها", "CSV"),
    LICENCE: ("مجوز و استناد", "متن"),
    PACKAGE: ("شناسنامهٔ فایل‌های CSV", "Frictionless Data Package"),
    SUMS: ("اثر انگشت فایل‌ها (SHA-256)", "متن"),
}
_NAMES: Final = {
    **{
        f"{table.name}{ending}": (table.title, form)
        for table in TABLES
        for ending, form in FORMS.items()
    },
    **_OTHERS,
}
_KILOBYTE: Final = 1024


@dataclass(frozen=True)
class PublicFile:
    """A file for everybody: what it is, in which form and how large, and its address."""

    title: str
    detail: str
    url: str


def files_of(edition: Edition) -> Sequence[PublicFile]:
    """List the files of a published edition; none where it is not out (one query)."""
    if not edition.published:
        return ()
    place = [month_code(edition.period), edition.number]
    return _listed(edition.files.all(), "downloads:edition_file", place)


def series_files() -> Sequence[PublicFile]:
    """List the files of the whole series, which are new with each publication (one query)."""
    return _listed(SeriesFile.objects.all(), "downloads:series_file", [])


def _listed(
    files: Iterable[EditionFile | SeriesFile], address: str, place: Sequence[object]
) -> Sequence[PublicFile]:
    return [
        PublicFile(title, f"{_size(file.size)}، {form}", reverse(address, args=[*place, file.name]))
        for file in files
        for title, form in [_NAMES[file.name]]
    ]


def _size(size: int) -> str:
    if size < _KILOBYTE:
        return f"{format_number(size)} بایت"
    if size < _KILOBYTE**2:
        return f"{format_number(size // _KILOBYTE)} کیلوبایت"
    return f"{format_number(round(Decimal(size) / _KILOBYTE**2, 1))} مگابایت"
