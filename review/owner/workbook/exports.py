"""Writing a workbook: a row for each unit, and one for each product that is carried over."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import IO, Any

from catalog.models import Product
from config.inert_cells import plain
from config.jalali import JalaliMonth
from config.uploads.tables.cells import CellFault
from config.uploads.tables.columns import GUIDE_HEAD, GUIDE_SHEET
from config.uploads.tables.refused_rows import write_refused_rows
from config.uploads.tables.template_files import (
    NUMBER_FORMAT,
    TEXT_FORMAT,
    add_sheet,
    marked_heading,
    new_book,
    text_cell,
)
from review.enums import BookState
from review.models import Workbook
from review.owner.workbook.column_rules import COLUMNS, NO, YES, Part
from review.owner.workbook.queries import Carried, mark_of, valid_products
from statistics.enums import ActivityState

TITLE = "آمار ماه"
_GUIDE_WIDTHS = (28, 12, 60, 28)
Row = dict[str, Any]


def write_workbook(out: IO[bytes], units: Sequence[Carried], month: JalaliMonth) -> None:
    """Write the rows to be filled in, and a sheet that explains each column."""
    book = new_book()
    sheet = add_sheet(
        book,
        TITLE,
        [marked_heading(column) for column in COLUMNS],
        [column.width for column in COLUMNS],
        [NUMBER_FORMAT if column.is_number else TEXT_FORMAT for column in COLUMNS],
    )
    codes = {code for one in units for code in _codes(one)}
    products = valid_products(month, codes)
    for one in units:
        for row in rows_of(one, month, products):
            sheet.append([_cell(sheet, row.get(column.key)) for column in COLUMNS])
    guide = add_sheet(book, GUIDE_SHEET, GUIDE_HEAD, _GUIDE_WIDTHS)
    for column in COLUMNS:
        needed = "الزامی" if column.required else "اختیاری"
        texts = (column.heading, needed, column.help, column.example)
        guide.append([text_cell(guide, text) for text in texts])
    book.save(out)


def _codes(one: Carried) -> Iterator[str]:
    if one.source:
        yield from (line.product.code for line in one.source.production.all())
        yield from (line.product.code for line in one.source.export_lines.all())


def rows_of(one: Carried, month: JalaliMonth, products: Mapping[str, Product]) -> Iterator[Row]:
    """Lay out a unit: its own row, then what it makes and exports; a draft with its numbers.

    Of the month before nothing but products and people is carried over (guide, steps 2 and 4).
    """
    head = {
        "guild_id": one.unit.guild_id,
        "unit_name": one.unit.name,
        "mark": mark_of(one, month),
        "month": f"{month.year}/{month.month:02d}",
    }
    source = one.source
    staff = getattr(source, "employment", None)
    answered = one.standing.exports.has_exports if one.standing else None
    activity = source.activity if source and source.activity else ActivityState.ACTIVE
    yield head | {
        "part": Part.UNIT,
        "activity": ActivityState(activity).label,
        "has_exports": {True: YES, False: NO, None: None}[answered],
        "official": staff.official if staff else None,
        "contract": staff.contract if staff else None,
        "contractor": staff.contractor if staff else None,
        "remarks": staff.remarks if staff and one.standing else None,
    }
    if source is None:
        return
    own = one.standing is not None
    for line in source.production.all():
        if found := products.get(line.product.code):
            yield head | _named(Part.MADE, found) | {"quantity": line.quantity if own else None}
    for sent in source.export_lines.all():
        if found := products.get(sent.product.code):
            numbers = ("quantity", "tonnes", "value_usd", "value_irr", "tonnes_reason")
            typed = {name: getattr(sent, name) for name in numbers} if own else {}
            yield head | _named(Part.SENT, found) | typed


def _named(part: Part, product: Product) -> Row:
    return {
        "part": part,
        "product": product.code,
        "product_name": product.name,
        "measure": product.measure.name_fa,
    }


def _cell(sheet: Any, value: Any) -> Any:
    """Write a number as one, all else as a text that no program reckons with."""
    if value is None or value == "":
        return None
    return value if isinstance(value, int | Decimal) else text_cell(sheet, plain(str(value)))


def write_refused(out: IO[bytes], book: Workbook) -> None:
    """Write what was refused as it came, and behind each row what is wrong and what to do."""
    write_refused_rows(out, book.headings, refused_rows(book))


def refused_rows(book: Workbook) -> Iterator[tuple[Sequence[str], Sequence[CellFault]]]:
    """Give all rows of a refused unit: they are put right and sent again together."""
    refused = book.units.filter(state__in=(BookState.REFUSED, BookState.ASKS)).order_by("pk")
    for unit in refused:
        for number, row in enumerate(unit.rows):
            faults = [CellFault(**fault) for fault in row["faults"]]
            if number == 0:
                words = (CellFault(row["line"], "", "", text, "") for text in unit.words)
                faults = [*words, *faults]
            yield row["cells"], faults
    for row in book.strays:
        yield row["cells"], [CellFault(**fault) for fault in row["faults"]]
