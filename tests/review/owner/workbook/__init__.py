"""Workbooks of many units, made and filled in as a person would."""

import io
from collections.abc import Callable, Iterable
from typing import Any

from openpyxl import Workbook as Sheets
from openpyxl import load_workbook

from config.jalali import JalaliMonth
from review.models import Workbook
from review.owner.workbook import services
from review.owner.workbook.column_rules import COLUMNS, Part
from review.owner.workbook.exports import write_workbook
from review.owner.workbook.queries import carried
from tests.world import BAG, FILED_AT, MEHR, World
from units.models import Licence

HEADINGS = {column.key: column.heading for column in COLUMNS}
Row = dict[str, Any]
Change = Callable[[list[Row]], Iterable[Row] | None]


def laid_out(licences: list[Licence], month: JalaliMonth = MEHR) -> list[Row]:
    """Read the workbook back as an independent program does: its rows by key of column."""
    out = io.BytesIO()
    write_workbook(out, carried(licences, month), month)
    sheet = load_workbook(io.BytesIO(out.getvalue())).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    keys = {heading: key for key, heading in HEADINGS.items()}
    names = [keys[str(heading).removesuffix(" *")] for heading in head]
    return [dict(zip(names, row, strict=True)) for row in rows]


def saved(rows: Iterable[Row]) -> bytes:
    """Save rows as a program would that knows nothing of ours."""
    book = Sheets()
    sheet = book.active
    sheet.append(list(HEADINGS.values()))
    for row in rows:
        sheet.append([row.get(key) for key in HEADINGS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(rows: list[Row], quantity: int = 20) -> list[Row]:
    """Fill the workbook in: a quantity for each product, no exports, three people."""
    for row in rows:
        if row["part"] == Part.UNIT:
            row |= {"has_exports": "خیر", "official": 2, "contract": 1, "contractor": 0}
        if row["part"] == Part.MADE:
            row["quantity"] = quantity
    return rows


def product_row(rows: list[Row], code: str = BAG, quantity: Any = 20) -> Row:
    """Copy the head of a unit's row for a product."""
    head = {key: rows[0][key] for key in ("guild_id", "unit_name", "mark", "month")}
    return head | {"part": Part.MADE, "product": code, "quantity": quantity}


def first_month(world: World) -> list[Row]:
    """Fill in a month of a unit that has filed nothing before."""
    rows = filled(laid_out([world.licence]))
    return [*rows, product_row(rows)]


def brought(world: World, rows: Iterable[Row], name: str = "book.xlsx") -> Workbook:
    return services.upload(world.owner, name, saved(rows), FILED_AT)
