"""The files: columns with their Persian headings, numbers as numbers, text as inert text.

Made for sets that fit in memory (`settings.EXPORT_MAX_ROWS`).
"""

import csv
import io
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from tablib import Dataset

from statistics.enums import ExportFormat, ExportKind
from statistics.files.columns import RESOURCES, WIDTH, WIDTHS, CellValue
from statistics.files.corrected import FigureLine
from statistics.files.inert_cells import inert_csv, plain

CellValue = str | int | Decimal | None
_WIDTHS: Final = {
    "نام واحد": 30,
    "اتحادیه": 34,
    "نام محصول": 34,
    "توضیحات": 40,
    "علت تفاوت وزن": 40,
}
_WIDTH: Final = 16


class _AsItIs(Widget):  # type: ignore[misc]
    """Hands a value on in its own type."""

    def render(self, value: CellValue, obj: object = None, **options: Any) -> CellValue:
        return value


def _column(heading: str, attribute: str | None = None) -> Field:
    return Field(attribute=attribute, column_name=heading, widget=_AsItIs())


class _Rows(Resource):  # type: ignore[misc]
    """The columns that every file begins with: when, where and who. No officer is named."""

    year = _column("سال", "submission__year")
    month = _column("ماه", "submission__month")
    month_name = _column("نام ماه")
    province = _column("استان", "submission__licence__county__province__name")
    county = _column("شهرستان", "submission__licence__county__name")
    union = _column("اتحادیه", "submission__licence__union__name")
    unit = _column("نام واحد", "submission__unit__name")
    guild_id = _column("شناسه صنفی", "submission__unit__guild_id")
    holder_id = _column("کد ملی / شناسه ملی دارنده", "submission__unit__holder_id")
    tracking = _column("شماره رهگیری", "submission__tracking_number")
    final_day = _column("تاریخ ثبت نهایی")

    def dehydrate_month_name(self, row: FigureLine) -> str:
        return JalaliMonth(row.submission.year, row.submission.month).name

    def dehydrate_final_day(self, row: FigureLine) -> str:
        """Write the Tehran day on which the month became final."""
        moment = row.submission.final_at
        return short_day(tehran_day(moment)) if moment else ""


class _ProductRows(_Rows):
    product_code = _column("کد محصول", "product__code")
    product = _column("نام محصول", "product__name")
    measure = _column("واحد سنجش", "product__measure__name_fa")


class ProductionRows(_ProductRows):
    """Quantity produced, one row a product."""

    quantity = _column("مقدار تولید", "quantity")


class ExportRows(_ProductRows):
    """What was sent abroad, one row a product."""

    quantity = _column("مقدار صادرات", "quantity")
    tonnes = _column("وزن به تن", "tonnes")
    value_usd = _column("ارزش به دلار", "value_usd")
    value_irr = _column("ارزش به ریال", "value_irr")
    tonnes_reason = _column("علت تفاوت وزن", "tonnes_reason")


class EmploymentRows(_Rows):
    """People at work, one row a month of a unit."""

    official = _column("کارکنان رسمی", "official")
    contract = _column("کارکنان قراردادی", "contract")
    contractor = _column("کارکنان پیمانکاری", "contractor")
    total = _column("جمع کارکنان", "total")
    remarks = _column("توضیحات", "remarks")


def inert_csv_file(dataset: Dataset) -> bytes:
    """Write a CSV file: UTF-8 with its mark, so that Excel reads Persian; formulas stay text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(dataset.headers or [])
    for row in dataset:
        writer.writerow([_csv_cell(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def inert_xlsx_file(*datasets: Dataset) -> bytes:
    """Write sheets that run from right to left: figures are numbers, all else quoted text."""
    # Rows go out as they come: the whole sheet as cells would need many times the memory.
    book = Workbook(write_only=True)
    for dataset in datasets:
        _sheet(book, dataset)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, dataset: Dataset) -> None:
    sheet = book.create_sheet(dataset.title)
    sheet.sheet_view.rightToLeft = True
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(dataset.headers or [], start=1):
        width = WIDTHS.get(heading, WIDTH)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_heading(sheet, text) for text in dataset.headers or []])
    # A row is written as it is appended, so one quoted cell a column serves all rows.
    quoted = [_quoted(sheet) for _ in dataset.headers or []]
    for row in dataset:
        sheet.append([_xlsx_cell(*pair) for pair in zip(quoted, row, strict=True)])


WRITERS: Final = {ExportFormat.XLSX: inert_xlsx_file, ExportFormat.CSV: inert_csv_file}
MEDIA_TYPES: Final = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
}


def written(kind: ExportKind, format_: ExportFormat, rows: list[FigureLine]) -> bytes:
    """Write the rows as a file of that kind and format."""
    dataset = RESOURCES[kind]().export(rows)
    dataset.title = kind.label
    return WRITERS[format_](dataset)


def _csv_cell(value: CellValue) -> str | int:
    if isinstance(value, Decimal):
        return format(_short(value), "f")
    if isinstance(value, str):
        return inert_csv(value)
    return "" if value is None else value


def _xlsx_cell(quoted: Any, value: CellValue) -> Any:
    if isinstance(value, Decimal):
        return _short(value)
    if not isinstance(value, str):
        return value
    quoted.value = plain(value)
    # openpyxl takes a leading "=" for a formula.
    quoted.data_type = "s"
    return quoted


def _quoted(sheet: WriteOnlyWorksheet) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.quotePrefix = True
    return cell


def _heading(sheet: WriteOnlyWorksheet, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _short(value: Decimal) -> Decimal:
    """Take off trailing zeros and the exponent, in which a program would show large numbers."""
    return Decimal(format(value.normalize(), "f"))
