"""The files: headings in Persian, typed numbers, codes as text, from right to left."""

import csv
import io
from decimal import Decimal

import pytest

from statistics.enums import ExportFormat, ExportKind
from statistics.files.queries import rows_of
from statistics.filing.storage import EmploymentAnswers
from tests.statistics.files import (
    changed,
    choice,
    lines_of,
    number,
    records,
    sheet_of,
    values,
    written,
)
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


@pytest.mark.parametrize("kind", ExportKind)
def test_a_row_says_when_where_who_and_how_much(world: World, kind: ExportKind) -> None:
    case = world.final()
    expected = COMMON | {"شماره رهگیری": case.tracking_number} | OWN[kind]
    assert records(choice(kind=kind)) == [expected]


@pytest.mark.parametrize("kind", ExportKind)
def test_numbers_are_numbers_and_codes_are_quoted_text(world: World, kind: ExportKind) -> None:
    world.final()
    sheet = sheet_of(written(kind, ExportFormat.XLSX, rows_of(choice(kind=kind))))
    heading, row = sheet.iter_rows()
    numbers = {"سال", "ماه", "دور ثبت"} | {
        name for name, text in OWN[kind].items() if text.isdigit() and name != "کد محصول"
    }
    for name, cell in zip((c.value for c in heading), row, strict=True):
        if name in numbers:
            assert (cell.data_type, type(cell.value)) == ("n", int)
        elif cell.value is not None:
            assert cell.data_type == "s"
            assert cell.quotePrefix


def test_decimals_stay_exact(world: World) -> None:
    world.final()
    rows = changed(choice(), quantity=Decimal("12500.250"))
    sheet = sheet_of(written(ExportKind.PRODUCTION, ExportFormat.XLSX, rows))
    assert sheet.cell(2, sheet.max_column).value == 12500.25
    assert lines_of(written(ExportKind.PRODUCTION, ExportFormat.CSV, rows))[1][-1] == "12500.25"
    rows = changed(choice(), quantity=Decimal("1E+6"))
    assert lines_of(written(ExportKind.PRODUCTION, ExportFormat.CSV, rows))[1][-1] == "1000000"
    sheet = sheet_of(written(ExportKind.PRODUCTION, ExportFormat.XLSX, rows))
    assert sheet.cell(2, sheet.max_column).value == 1_000_000


def test_the_sheet_runs_from_right_to_left_below_a_fixed_heading(world: World) -> None:
    world.final()
    sheet = sheet_of(written(ExportKind.PRODUCTION, ExportFormat.XLSX, rows_of(choice())))
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "A2"
    assert sheet.title == "تولید"
    assert sheet["A1"].font.bold


def test_a_csv_carries_the_mark_of_utf8_and_lines_of_its_own(world: World) -> None:
    world.final()
    content = written(ExportKind.PRODUCTION, ExportFormat.CSV, rows_of(choice()))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 2


def test_what_was_not_answered_is_empty_and_not_zero(world: World) -> None:
    world.final()
    rows = changed(choice(kind=ExportKind.EXPORTS), tonnes=None)
    assert (
        dict(zip(*lines_of(written(ExportKind.EXPORTS, ExportFormat.CSV, rows)), strict=True))[
            "وزن به تن"
        ]
        == ""
    )
    sheet = sheet_of(written(ExportKind.EXPORTS, ExportFormat.XLSX, rows))
    named = dict(zip(*sheet.iter_rows(values_only=True), strict=True))
    assert named["وزن به تن"] is None


def test_officers_and_holders_names_are_in_no_file(world: World) -> None:
    world.final()
    people = [world.owner, world.union_officer, world.province_officer, world.ministry_officer]
    for kind in ExportKind:
        text = written(kind, ExportFormat.CSV, rows_of(choice(kind=kind))).decode()
        for person in people:
            assert person.full_name not in text
            assert person.username not in text


def test_remarks_with_breaks_and_quotes_come_back_whole(world: World) -> None:
    world.final()
    remarks = 'خط یک\nخط "دو"، سه,چهار'
    rows = changed(choice(kind=ExportKind.EMPLOYMENT), remarks=remarks)
    content = written(ExportKind.EMPLOYMENT, ExportFormat.CSV, rows)
    assert lines_of(content)[1][-1] == remarks
    sheet = sheet_of(written(ExportKind.EMPLOYMENT, ExportFormat.XLSX, rows))
    named = dict(zip(*sheet.iter_rows(values_only=True), strict=True))
    assert named["توضیحات"] == remarks


def test_the_naive_way_would_have_been_live(world: World) -> None:
    """What django-import-export and csv themselves make of a name such as `==1+1`."""
    world.final()
    Unit.objects.update(name="==1+1")
    naive = io.StringIO()
    csv.writer(naive).writerow([values(choice())[0]["submission__unit__name"]])
    assert naive.getvalue().startswith("=")
    assert records(choice())[0]["نام واحد"] == "'==1+1"
    assert number(records(choice())[0]["مقدار تولید"]) == 20
    assert EmploymentAnswers(1, 1, 1).remarks == ""
