"""The files: headings in Persian, typed numbers, codes as text, from right to left."""

import csv
import io
from decimal import Decimal

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from config.inert_cells import inert_csv
from promises.hostile_cells import PAYLOADS
from statistics.enums import ExportFormat, ExportKind
from statistics.files.columns import Column
from statistics.files.tables import TABLES
from statistics.files.writers import CopiedSheet, Sheet, write_csv, write_xlsx
from statistics.files.writers import sheet_of as copied_sheet
from tests.statistics.files import FIGURES, choice, lines_of, records, sheet_of, written
from tests.world import BAG, World
from units.models import Unit

COMMON = {
    "سال": "1398",
    "ماه": "7",
    "نام ماه": "مهر",
    "استان": "آذربایجان شرقی",
    "شهرستان": "ملکان",
    "اتحادیه": "اتحادیه پلاستیک ملکان",
    "نام واحد": "کارگاه پلاستیک نمونه",
    "شناسه صنفی": "0499999913",
    "کد ملی / شناسه ملی دارنده": "9990000018",
    "کد رشته (ISIC)": "2520",
    "شماره پروانه": "0499999913",
    "دور ثبت": "1",
    "تاریخ ثبت نهایی": "1398/08/03",
    "مراحل با پیشروی خودکار": "",
    "بدون مرحلهٔ اتحادیه": "خیر",
}
PRODUCT = {
    "کد محصول": BAG,
    "نام محصول": "کیسه پلی اتیلن",
    "شناسه کالا": "",
    "واحد سنجش": "تن",
}
OWN = {
    ExportKind.PRODUCTION: PRODUCT | {"مقدار تولید": "20"},
    ExportKind.EXPORTS: PRODUCT
    | {
        "مقدار صادرات": "5",
        "وزن به تن": "5",
        "ارزش به دلار": "322",
        "ارزش به ریال": "6300",
        "علت تفاوت وزن": "",
    },
    ExportKind.EMPLOYMENT: {
        "کارکنان رسمی": "2",
        "کارکنان قراردادی": "1",
        "کارکنان پیمانکاری": "0",
        "جمع کارکنان": "3",
        "توضیحات": "",
    },
}


TEXT, NUMBER = Column("متن", "", ""), Column("عدد", "", "", number=True)


def in_copy(text: str) -> bytes:
    """Escape a text as COPY does in its text format."""
    escapes = {
        "\\": r"\\",
        "\b": r"\b",
        "\f": r"\f",
        "\n": r"\n",
        "\r": r"\r",
        "\t": r"\t",
        "\v": r"\v",
    }
    return "".join(escapes.get(letter, letter) for letter in text).encode()


def both(texts: list[str], number: bytes = b"12.5") -> tuple[Sheet, Sheet]:
    """Make a sheet of values, and one of the same as COPY would give them."""
    value = None if number == b"\\N" else Decimal(number.decode())
    rows = [[text, value] for text in texts]
    lines = [in_copy(text) + b"\t" + number + b"\n" for text in texts]
    columns = [TEXT, NUMBER]
    return Sheet("برگ", ["متن", "عدد"], rows), copied_sheet("برگ", columns, lines)


@pytest.mark.parametrize("kind", FIGURES)
def test_a_row_says_when_where_who_and_how_much(world: World, kind: ExportKind) -> None:
    case = world.final()
    expected = COMMON | {"شماره رهگیری": case.tracking_number} | OWN[kind]
    assert records(kind=kind) == [expected]


@pytest.mark.parametrize("kind", FIGURES)
def test_numbers_are_numbers_and_codes_are_quoted_text(world: World, kind: ExportKind) -> None:
    world.final()
    sheet = sheet_of(written(choice(kind=kind)))
    heading, row = sheet.iter_rows()
    numbers = {"سال", "ماه", "دور ثبت"} | {
        name for name, text in OWN[kind].items() if text.isdigit() and name != "کد محصول"
    }
    assert numbers == {column.heading for column in TABLES[kind].columns if column.number}
    for name, cell in zip((c.value for c in heading), row, strict=True):
        if name in numbers:
            assert (cell.data_type, type(cell.value)) == ("n", int)
        elif cell.value is not None:
            assert cell.data_type == "s"
            assert cell.quotePrefix


@pytest.mark.parametrize("number", [b"12500.25", b"1000000", b"0", b"\\N"])
def test_what_is_copied_is_written_as_values_are(number: bytes) -> None:
    """Whether a line is handed on as it is or looked at, the file is the same."""
    texts = [
        "کیسه",
        "ساده‌ و روان",
        "",
        " کنار ",
        "a&b<c>",
        'گفت "بله"',
        "یک،دو,سه",
        "خط\nدو",
        *PAYLOADS,
    ]
    values, copied = both(texts, number)
    for write in (write_csv, write_xlsx):
        outs = io.BytesIO(), io.BytesIO()
        for out, sheet in zip(outs, (values, copied), strict=True):
            write(out, sheet)
        if write is write_csv:
            assert outs[0].getvalue() == outs[1].getvalue()
            assert [line[0] for line in lines_of(outs[1].getvalue())[1:]] == list(
                map(inert_csv, texts)
            )
        else:
            first, second = (
                [[c.value for c in row] for row in sheet_of(o.getvalue())] for o in outs
            )
            assert first == second


def test_a_plain_line_is_never_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CopiedSheet, "_cells", None)
    for write in (write_csv, write_xlsx):
        write(io.BytesIO(), both(["کیسه پلی‌اتیلن", "ساده"])[1])


def test_the_sheet_runs_from_right_to_left_below_a_fixed_heading(world: World) -> None:
    world.final()
    book = openpyxl.load_workbook(io.BytesIO(written(choice())))
    for sheet in book:
        assert sheet.sheet_view.rightToLeft
        assert sheet.freeze_panes == "A2"
        assert sheet["A1"].font.bold
    assert book.sheetnames == ["تولید", "راهنمای ستون‌ها"]


def test_every_column_of_a_file_stands_in_its_dictionary(world: World) -> None:
    world.final()
    for kind in ExportKind:
        sheet, dictionary = openpyxl.load_workbook(io.BytesIO(written(choice(kind=kind))))
        headings = [cell.value for cell in next(sheet.iter_rows())]
        told = list(dictionary.iter_rows(min_row=2, values_only=True))
        assert [line[0] for line in told] == headings
        assert all(kind_ in ("عدد", "متن") and meaning for _, kind_, meaning in told)


def test_another_reader_finds_the_same(world: World) -> None:
    world.final()
    content = written(choice(kind=ExportKind.EXPORTS))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found = book.get_sheet_by_index(0).to_python()
    ours = [["" if v is None else v for v in row] for row in sheet_of(content).values]
    assert found == ours


def test_a_csv_carries_the_mark_of_utf8_and_lines_of_its_own(world: World) -> None:
    world.final()
    content = written(choice(format=ExportFormat.CSV))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 2


def test_officers_and_holders_names_are_in_no_file(world: World) -> None:
    world.final()
    people = [world.owner, world.union_officer, world.province_officer, world.ministry_officer]
    for kind in ExportKind:
        text = written(choice(kind=kind, format=ExportFormat.CSV)).decode()
        for person in people:
            assert person.full_name not in text
            assert person.username not in text


def test_the_naive_way_would_have_been_live(world: World) -> None:
    """What django-import-export and csv themselves make of a name such as `==1+1`."""
    world.final()
    Unit.objects.update(name="==1+1")
    naive = io.StringIO()
    csv.writer(naive).writerow([Unit.objects.get().name])
    assert naive.getvalue().startswith("=")
    assert records()[0]["نام واحد"] == "'==1+1"
    assert records()[0]["مقدار تولید"] == "20"
