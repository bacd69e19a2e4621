"""The report as a file, by the writers of all files: inert text, from right to left."""

import io
from collections.abc import Iterable
from typing import Final

from config.jalali import short_day, tehran_day
from config.persian import to_persian_digits
from statistics.enums import ExportFormat
from statistics.files.writers import WRITERS, Cells, Sheet
from statistics.organizational.table_queries import TableLine

HEADINGS: Final = (
    ("کد شاخص", 14),
    ("شاخص", 34),
    ("واحد سنجش", 14),
    ("دستگاه", 40),
    ("دوره", 16),
    ("مقدار", 16),
    ("پاسخ", 12),
    ("وضعیت", 24),
    ("دورهٔ پیش", 16),
    ("تغییر از دورهٔ پیش", 22),
    ("دورهٔ مشابه سال پیش", 18),
    ("علت تغییر", 40),
    ("روز ارسال", 14),
    ("تعریف", 60),
)
TITLE: Final = "آمار سازمانی"


def file_of(lines: Iterable[TableLine], format_: ExportFormat) -> io.BytesIO:
    """Write the lines; a missing figure is an empty cell beside the word that it is missing."""
    out = io.BytesIO()
    headings = [heading for heading, _ in HEADINGS]
    widths = tuple(width for _, width in HEADINGS)
    WRITERS[format_](out, Sheet(TITLE, headings, map(_cells, lines), widths))
    out.seek(0)
    return out


def _cells(line: TableLine) -> Cells:
    value, report = line.value, line.report
    answer = "ندارد" if value and value.absent else "عدد" if value else "ثبت نشده"
    sent = report.sent_at if report else None
    return [
        line.terms.indicator.code,
        line.terms.name,
        line.terms.measure,
        line.office.name,
        str(line.period),
        value.value if value else None,
        answer,
        line.standing_word,
        line.before.value if line.before else None,
        line.change.words,
        line.year_before.value if line.year_before else None,
        value.reason if value else "",
        to_persian_digits(short_day(tehran_day(sent))) if sent else "",
        line.terms.definition,
    ]
