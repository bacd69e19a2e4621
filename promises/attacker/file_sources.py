"""What is published, read from the text of the files that anybody may take: SDMX-CSV, CSV, XLSX."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

import openpyxl

from promises.attacker.figures import (
    ALL,
    COUNTRY,
    HIDDEN,
    NOT_YET,
    SHOWN,
    Cell,
    Published,
    Read,
    Spot,
    Telling,
    Vintage,
    mean_told,
    total_told,
)

_FLOWS: Final = {
    ("DF_PRODUCTION", ""): "production",
    ("DF_EMPLOYMENT", ""): "employment",
    ("DF_EXPORTS", "T"): "export_tonnes",
    ("DF_EXPORTS", "USD"): "export_usd",
    ("DF_EXPORTS", "IRR"): "export_irr",
}
# What nobody filed is no cell; everything that is neither hidden nor owed is a figure.
_MARKS: Final = {"Q": HIDDEN, "O": NOT_YET, "M": ""}
# The headings of the plain files: flow, column of the value.
_VALUES: Final = {
    "production": (("production", "مقدار"),),
    "employment": (("employment", "کارکنان"),),
    "exports": (
        ("export_tonnes", "وزن"),
        ("export_usd", "ارزش دلاری"),
        ("export_irr", "ارزش ریالی"),
    ),
}
_WORDS: Final = {"پوشیده": HIDDEN, "هنوز کافی نیست": NOT_YET, "ثبت نشده است": ""}
# Of a quarter or a year people are a mean of the months, with one decimal.
STOCK: Final = "employment"


class _Collected:
    def __init__(self) -> None:
        self.cells: dict[Cell, Read] = {}
        self.told: list[Telling] = []

    def add(self, spot: Spot, editions: str, status: str, value: str) -> None:
        """Take one row: a month as a cell, what is made of several months as a telling."""
        if not status:
            return
        cells = [Cell(vintage_of(each), spot) for each in editions.split()]
        number = Fraction(value) if status == SHOWN else None
        if len(cells) == 1:
            self.cells[cells[0]] = Read(status, number)
        elif number is not None and spot.flow == STOCK:
            mean = mean_told(cells[0], len(cells), number, 1)
            self.told.append(Telling(dict.fromkeys(cells, Fraction(1)), mean.low, mean.high))
        elif number is not None:
            self.told.append(total_told(cells, number))

    @property
    def published(self) -> Published:
        return Published(self.cells, tuple(self.told))


def vintage_of(edition: str) -> Vintage:
    """Read `1404-01:2`."""
    month, number = edition.split(":")
    year, of_year = month.split("-")
    return Vintage(int(year), int(of_year), int(number))


def place_of(area: str) -> str:
    return area if area == COUNTRY else area.removeprefix("P")


def read_sdmx(text: str) -> Published:
    found = _Collected()
    for row in csv.DictReader(io.StringIO(text)):
        dataflow = row["STRUCTURE_ID"].split(":")[1].split("(")[0]
        flow = _FLOWS[dataflow, row.get("INDICATOR", "")]
        what = row.get("PRODUCT") or row["ACTIVITY"].replace("_T", ALL)
        spot = Spot(flow, what, row.get("UNIT_MEASURE", ""), place_of(row["AREA"]))
        found.add(spot, row["EDITION"], _MARKS.get(row["OBS_STATUS"], SHOWN), row["OBS_VALUE"])
    return found.published


def read_csv(table: str, text: str) -> Published:
    return _read_rows(table, csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def read_xlsx(table: str, content: bytes) -> Published:
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    heads, *rows = sheet.iter_rows(values_only=True)
    texts = (["" if value is None else str(value) for value in row] for row in rows)
    return _read_rows(table, (dict(zip(map(str, heads), row, strict=True)) for row in texts))


def _read_rows(table: str, rows: Iterable[Mapping[str, str]]) -> Published:
    found = _Collected()
    for row in rows:
        what = row.get("کد محصول") or row["کد رشته"].replace("_T", ALL)
        for flow, column in _VALUES[table]:
            spot = Spot(flow, what, row.get("کد واحد سنجش", ""), place_of(row["کد محل"]))
            status = _WORDS.get(row[f"وضعیت {column}"], SHOWN)
            found.add(spot, row["شمارهٔ انتشار"], status, row[column])
    return found.published


def all_of(sources: Sequence[Published]) -> tuple[Published, list[str]]:
    """Put together what several sources say; tell where one says otherwise than another."""
    cells: dict[Cell, Read] = {}
    faults = []
    for source in sources:
        for cell, read in source.cells.items():
            if cells.setdefault(cell, read) != read:
                faults.append(f"{cell} is {read} here and {cells[cell]} there")
    told = {repr(telling): telling for source in sources for telling in source.told}
    return Published(cells, tuple(told.values())), faults


def read_file(name: str, content: bytes) -> Published | None:
    """Read one file by its name; None where it holds no figures."""
    table, _, kind = name.partition(".")
    if kind == "sdmx.csv":
        return read_sdmx(content.decode())
    if table in _VALUES and kind == "csv":
        return read_csv(table, content.decode())
    if table in _VALUES and kind == "xlsx":
        return read_xlsx(table, content)
    return None
