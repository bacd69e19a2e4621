"""P9: whatever was typed, a file opened in a spreadsheet program computes nothing.

Each payload is filed and made final by the portal's own services, stands in every text that a
file shows, and leaves as CSV and as XLSX; both are read back by readers of their own.
"""

import csv
import io
import re
import unicodedata
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from time_machine import TimeMachineFixture

from accounts.models import Organization, User
from catalog.models import County, Measure, Product, Province
from config.jalali import JalaliMonth, from_parts
from config.one_line import one_line
from promises.hostile_cells import PAYLOADS
from promises.pytest_plugin import Tally
from review import workflow
from review.checklist.answers import AFFIRMED
from statistics.enums import ExportFormat, ExportKind
from statistics.files.queries import ExportChoice
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, ExportFigures, PostedLines
from statistics.models import Submission
from tests.statistics.files import statistician, taken
from tests.world import BAG, FILED_AT, MEHR, World, licence_for
from units.models import Licence, Unit

# What a program may pass over before it looks for a sign: blanks, quotes, unseen marks.
BEFORE = re.compile("[\\s'\"«»\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*")
NUMBERS = {
    ExportKind.PRODUCTION: {"مقدار تولید": Decimal("20.125")},
    ExportKind.EXPORTS: {
        "مقدار صادرات": Decimal("5.5"),
        "وزن به تن": Decimal("5.5"),
        "ارزش به دلار": Decimal("322.75"),
        "ارزش به ریال": Decimal(6300),
    },
    ExportKind.EMPLOYMENT: {
        "کارکنان رسمی": Decimal(2),
        "کارکنان قراردادی": Decimal(1),
        "کارکنان پیمانکاری": Decimal(0),
        "جمع کارکنان": Decimal(3),
    },
    ExportKind.CASES: {"دور ثبت": Decimal(1)},
}
WHERE = ("استان", "شهرستان", "اتحادیه", "نام واحد")
# Names that heads of letters hold.
ONE_LINE = ("اتحادیه", "نام واحد")
TYPED = {
    ExportKind.PRODUCTION: (*WHERE, "نام محصول", "واحد سنجش"),
    ExportKind.EXPORTS: (*WHERE, "نام محصول", "واحد سنجش", "علت تفاوت وزن"),
    ExportKind.EMPLOYMENT: (*WHERE, "توضیحات"),
    ExportKind.CASES: WHERE,
}


def computes(cell: str) -> bool:
    """Tell whether a program could compute a cell of a CSV file, also one set to `;` or a tab.

    A part that begins with `'` is text: the program shows it and computes nothing.
    """
    parts = [cell, *re.split("[;|\t\r\n]", cell)]
    return cell[:1] in ("\t", "\r", "\n") or any(
        unicodedata.normalize("NFKC", BEFORE.sub("", part, count=1))[:1] in tuple("=+-@")
        for part in parts
        if not part.startswith("'")
    )


def test_the_judge_knows_what_is_live(tally: Tally) -> None:
    for payload in PAYLOADS:
        # What django-import-export's own escaping leaves: one sign taken away.
        left = payload.removeprefix("=") if payload.startswith("==") else payload
        if not left.startswith(("'", '",')):
            tally.add(computes(left), f"not seen: {left!r}")
    for plain in ("کیسه", "'=1+1", "20.125", "a-b"):
        tally.add(not computes(plain), f"wrongly seen: {plain!r}")
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 40


@pytest.mark.parametrize("format_", ExportFormat)
def test_no_text_becomes_a_formula(
    world: World, tally: Tally, format_: ExportFormat, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(FILED_AT, tick=False)
    stats = statistician(world)
    for number, payload in enumerate(PAYLOADS):
        month = MEHR - number
        _name_everything("نمونه")
        world.licence = licence_for(f"04{number:08}", "9990000018", world.union, world.owner)
        Licence.objects.update(issued_on=from_parts(1390, 1, 1))
        # A file says what was filed, so what the catalogue calls things is set before.
        Product.objects.update(name=payload)
        Measure.objects.update(name_fa=payload)
        _file(world, month, payload)
        _name_everything(payload)
        for kind in ExportKind:
            choice = ExportChoice(kind, format_, month, month, "آزمون بی‌اثری")
            content = taken(stats, choice)
            judge = _judge_csv if format_ is ExportFormat.CSV else _judge_xlsx
            judge(tally, kind, payload, content)


def _file(world: World, month: JalaliMonth, payload: str) -> None:
    """File a month with the payload in all that an owner types, and make it final."""
    tracking = world.draft(month).tracking_number

    def version(step: int) -> int:
        return Submission.objects.get(tracking_number=tracking).steps.get(step=step).version

    owner: User = world.owner
    made = PostedLines({BAG: Decimal("20.125")})
    services.save_production(owner, tracking, version(2), made, True, FILED_AT)
    half = Decimal("5.5")
    figures = ExportFigures(half, half, Decimal("322.75"), Decimal(6300), payload)
    sent = PostedLines({BAG: figures})
    services.save_exports(owner, tracking, version(3), True, sent, True, FILED_AT)
    people = EmploymentAnswers(2, 1, 0, payload)
    case = services.save_employment(owner, tracking, version(4), people, True, FILED_AT)
    case = workflow.file(owner, tracking, case.version, FILED_AT)
    for officer in (world.union_officer, world.province_officer, world.ministry_officer):
        case = workflow.approve(officer, tracking, case.version, FILED_AT, AFFIRMED)


def _name_everything(payload: str) -> None:
    """Give the payload as name to all that a file names."""
    for model in (Unit, Organization, County, Province, Product):
        model._default_manager.update(name=payload)
    Measure.objects.update(name_fa=payload)


def _as_stored(column: str, payload: str) -> str:
    """Write a text as the database keeps it: names of units and offices are one line."""
    return one_line(payload) if column in ONE_LINE else payload


def _judge_csv(tally: Tally, kind: ExportKind, payload: str, content: bytes) -> None:
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    heading, line = list(reader)
    cells = dict(zip(heading, line, strict=True))
    for name in TYPED[kind]:
        how = f"CSV {name}: {payload!r} became {cells[name]!r}"
        tally.add(not computes(cells[name]), how)
        # The mark of text is all that may be added: no letter of what was stored is lost.
        kept = _as_stored(name, payload)
        tally.add(cells[name].replace("'", "") == kept.replace("'", ""), f"lost: {how}")
    for name, value in NUMBERS[kind].items():
        tally.add(Decimal(cells[name]) == value, f"CSV {name}: {cells[name]!r}")


def _judge_xlsx(tally: Tally, kind: ExportKind, payload: str, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        raw = parts.read("xl/worksheets/sheet1.xml")
    tally.add(b"<f>" not in raw and b"<f " not in raw, f"XLSX: a formula for {payload!r}")
    sheet: Any = openpyxl.load_workbook(io.BytesIO(content)).active
    heading, line = sheet.iter_rows()
    cells = {title.value: cell for title, cell in zip(heading, line, strict=True)}
    second = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    seen = dict(zip(*second, strict=True))
    # A sheet is XML, which keeps a lone carriage return as a line feed.
    for name in TYPED[kind]:
        expected = _as_stored(name, payload).replace("\r", "\n")
        cell = cells[name]
        how = f"XLSX {name}: {payload!r} became {cell.data_type} {cell.value!r}"
        tally.add(cell.data_type == "s" and cell.quotePrefix, how)
        tally.add(str(cell.value).replace("\r", "\n") == expected, f"lost: {how}")
        other = str(seen[name]).replace("\r", "\n")
        tally.add(other == expected, f"another reader: {name} {payload!r} became {other!r}")
    for name, value in NUMBERS[kind].items():
        cell = cells[name]
        typed = cell.data_type == "n" and Decimal(str(cell.value)) == value
        tally.add(typed, f"XLSX {name}: {cell.data_type} {cell.value!r}")
