"""P9: whatever was typed, a file opened in a spreadsheet program computes nothing.

Each payload is filed and made final by the portal's own services, stands in every text that a
file shows, and leaves as CSV and as XLSX; both are read back by readers of their own. What is
published for everybody is written with it as every name.
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
from lxml import etree
from python_calamine import CalamineWorkbook
from time_machine import TimeMachineFixture

from accounts.models import Organization, User
from catalog.models import County, IsicNode, Measure, Product, Province
from config.inert_cells import plain
from config.jalali import JalaliMonth, from_parts
from config.one_line import one_line
from config.uploads import storage
from promises.hostile_cells import PAYLOADS
from promises.pytest_plugin import Tally
from review import workflow
from review.checklist.answers import AFFIRMED
from review.owner.workbook.exports import write_refused, write_workbook
from review.owner.workbook.queries import carried
from statistics.enums import ExportFormat, ExportKind
from statistics.files.queries import ExportChoice
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, ExportFigures, PostedLines
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import Submission
from statistics.organizational.exports import file_of
from statistics.organizational.queries import IndicatorBook
from statistics.organizational.services import PostedFigure, confirm, keep
from statistics.organizational.table_queries import StatisticsTable
from statistics.publication.downloads.columns import TABLES
from statistics.publication.downloads.services import scope_of
from statistics.publication.downloads.writing import write_files
from tests.libreoffice import PROGRAM, rows_in_libreoffice
from tests.review.owner.workbook import brought, filled, laid_out
from tests.statistics.files import statistician, taken
from tests.statistics.organizational.cases import head_of, indicator
from tests.statistics.publication.downloads import fill, send
from tests.statistics.publication.worlds import MONTH, PublishingWorld
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
    for harmless in ("کیسه", "'=1+1", "20.125", "a-b"):
        tally.add(not computes(harmless), f"wrongly seen: {harmless!r}")
    if PROGRAM:
        tally.add(rows_in_libreoffice(b"=1+1\r\n", "csv") == [["live:of:=1+1"]], "not seen: =1+1")
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


NAMED = {
    "production": ("محصول", "واحد سنجش", "محل"),
    "employment": ("رشته", "محل"),
    "exports": ("رشته", "محل"),
}


def test_no_name_becomes_a_formula_in_what_is_published(world: World, tally: Tally) -> None:
    publishing = PublishingWorld(world)
    fill(publishing, [MONTH])
    send(publishing)
    edition = publishing.published()
    for payload in PAYLOADS:
        _name_everything(payload)
        IsicNode.objects.update(title_fa=payload)
        files = {
            file.name: storage.path_of(key).read_bytes()
            for file, key in write_files(scope_of(edition), [])
        }
        for table in TABLES:
            _judge_public(tally, table.name, payload, files)
        for name in (name for name in files if name.endswith(".csv")):
            # Also what only codes and our own words stand in.
            for row in csv.reader(io.StringIO(files[name].decode("utf-8-sig"), newline="")):
                for cell in row:
                    tally.add(not computes(cell), f"{name}: {cell!r} of {payload!r}")
        told = {code.text for code in etree.fromstring(files["structure.xml"]).iter("{*}Name")}
        name = plain(payload).strip().replace("\r\n", "\n").replace("\r", "\n")
        tally.add(not name or name in told, f"structure.xml lost {payload!r}")


def test_no_text_of_offices_becomes_a_formula(world: World, tally: Tally) -> None:
    """What offices report of themselves: every payload an indicator, its measure and a reason."""
    month = IndicatorPeriod(MEHR)
    for number, payload in enumerate(PAYLOADS):
        code, measure = f"m-{number:02}", payload[:40]
        indicator(world, code, name=payload, measure=measure, definition=payload)
    asked = IndicatorBook.load().asked(world.province, month)
    figures = [
        PostedFigure(one.pk, Decimal("12"), False, payload)
        for one, payload in zip(asked, PAYLOADS, strict=True)
    ]
    writer, head = world.province_officer, head_of(world)
    report = keep(writer, world.province, month, figures, 0, FILED_AT, send=True)
    confirm(head, world.province, month, report.version, FILED_AT)
    lines = StatisticsTable(IndicatorBook.load(), [world.province], [month]).lines
    content = file_of(lines, ExportFormat.CSV).getvalue()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    book = file_of(lines, ExportFormat.XLSX).getvalue()
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        raw = parts.read("xl/worksheets/sheet1.xml")
    tally.add(b"<f>" not in raw and b"<f " not in raw, "XLSX of offices: a formula")
    _judge_in_libreoffice(tally, {"csv": content, "xlsx": book})
    heading, *sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0].iter_rows()
    titles = [title.value for title in heading]
    for payload, row, cells in zip(PAYLOADS, rows, sheet, strict=True):
        for cell in row.values():
            tally.add(not computes(cell), f"CSV of offices: {payload!r} became {cell!r}")
        tally.add(row["مقدار"] == "12", f"CSV of offices: {row['مقدار']!r}")
        for title in ("شاخص", "علت تغییر"):
            kept = row[title].replace("'", "") == plain(payload).replace("'", "")
            tally.add(kept, f"CSV of offices {title}: {payload!r} became {row[title]!r}")
            cell = cells[titles.index(title)]
            inert = cell.data_type == "s" and cell.quotePrefix
            tally.add(inert, f"XLSX of offices {title}: {payload!r} became {cell.value!r}")


def _judge_in_libreoffice(tally: Tally, files: dict[str, bytes]) -> None:
    """Open files in the program itself, on a machine that has it."""
    for ending, content in files.items() if PROGRAM else ():
        cells = [cell for row in rows_in_libreoffice(content, ending) for cell in row]
        assert len(cells) > len(PAYLOADS)
        for cell in cells:
            tally.add(not cell.startswith("live:"), f"LibreOffice, {ending}: {cell!r}")


def test_nothing_becomes_a_formula_in_a_workbook_to_fill_in(
    world: World, tally: Tally, time_machine: TimeMachineFixture
) -> None:
    """The owner opens it in a program; so they do what was refused of it."""
    time_machine.move_to(FILED_AT, tick=False)
    for payload in PAYLOADS:
        _name_everything(payload)
        licence = Licence.objects.select_related("unit").get(pk=world.licence.pk)
        (row,) = filled(laid_out([licence]))
        out = io.BytesIO()
        write_workbook(out, carried([licence], MEHR), MEHR)
        tally.add(_inert(out.getvalue()), f"the workbook computes {payload!r}")
        expected = plain(one_line(payload)) or None
        tally.add(row["unit_name"] == expected, f"lost: {payload!r} became {row['unit_name']!r}")
        brought_back = io.BytesIO()
        # As somebody pastes it: a text among the remarks, and no answer about exports.
        row |= {"has_exports": None, "remarks": f"x{payload}"[:900]}
        book = brought(world, [row], "book.xlsx")
        write_refused(brought_back, book)
        tally.add(_inert(brought_back.getvalue()), f"the refused rows compute {payload!r}")


def _inert(content: bytes) -> bool:
    """Tell that no cell of a file is a formula, and that every text is marked as one."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        raw = parts.read("xl/worksheets/sheet1.xml")
    cells = [
        cell
        for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()
        for cell in row
        if cell.value is not None
    ]
    marked = all(cell.data_type == "n" or cell.quotePrefix for cell in cells)
    return marked and b"<f>" not in raw and b"<f " not in raw


def _judge_public(tally: Tally, table: str, payload: str, files: dict[str, bytes]) -> None:
    """Hold the country's row of a table against the name that everything bears."""
    text = files[f"{table}.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    content = files[f"{table}.xlsx"]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        raw = parts.read("xl/worksheets/sheet1.xml")
    tally.add(b"<f>" not in raw and b"<f " not in raw, f"{table}: a formula for {payload!r}")
    heading, *lines = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()
    # Neither all trades together nor the country has a name that anybody types.
    place = next(
        n for n, row in enumerate(rows) if row["کد محل"] != "IR" and "_T" not in row.values()
    )
    cells = {title.value: cell for title, cell in zip(heading, lines[place], strict=True)}
    for column in NAMED[table]:
        expected = one_line(payload) if column == "محل" else payload
        how = f"{table} {column}: {payload!r} became"
        kept = rows[place][column].replace("'", "")
        tally.add(kept == plain(expected).replace("'", ""), f"{how} {kept!r}")
        cell = cells[column]
        tally.add(cell.data_type == "s" and cell.quotePrefix, f"{how} {cell.data_type}")
        same = str(cell.value).replace("\r", "\n") == plain(expected).replace("\r", "\n")
        tally.add(same, f"{how} {cell.value!r}")


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
