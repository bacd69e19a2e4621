"""Templates: what is filled into them is read back as it was written."""

import io
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from config.persian import to_persian_digits
from config.uploads.tables.columns import TableColumn
from config.uploads.tables.template_files import write_template_csv, write_template_xlsx
from tests.config.uploads.tables import COLUMNS, HEAD, ROW, read_notes, read_rows, saved

EXPLAINED = (
    TableColumn("a", "شناسه صنفی", COLUMNS[0].reader, True, help="ده رقم", example="0471180263"),
    *COLUMNS[1:],
)


def template() -> openpyxl.Workbook:
    out = io.BytesIO()
    write_template_xlsx(out, "واحدها و پروانه‌ها", EXPLAINED)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def test_a_template_is_a_persian_sheet_whose_codes_are_text() -> None:
    book = template()
    assert book.sheetnames == ["واحدها و پروانه‌ها", "راهنما"]
    sheet: Any = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["شناسه صنفی *", "نام واحد *", *HEAD[2:]]
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "A2"
    shapes = [sheet.column_dimensions[letter].number_format for letter in "ABCDE"]
    assert shapes == ["@", "@", "@", "General", "@"]


def test_the_guide_of_a_template_explains_each_column() -> None:
    rows = [[cell.value for cell in row] for row in template()["راهنما"]]
    assert rows[1] == ["شناسه صنفی", "الزامی", "ده رقم", "0471180263"]
    assert [row[0] for row in rows[1:]] == list(HEAD)
    assert rows[5][1] == "اختیاری"


def test_an_empty_template_has_no_rows() -> None:
    assert read_rows(saved(template()), EXPLAINED) == []


NAMES = st.text("آبپ ABC۱۲ ()،", min_size=1).map("نام{}".format)


@settings(max_examples=8)
@given(st.integers(0, 10**10 - 1), NAMES)
def test_what_is_filled_in_is_read_back(number: int, name: str) -> None:
    book = template()
    code = to_persian_digits(f"{number:010}")
    book.worksheets[0].append([code, name, None, 7, name])
    (row,) = read_rows(saved(book))
    assert row.faults == ()
    assert row.values["guild_id"] == f"{number:010}"
    assert row.values["name"] == row.values["address"] == " ".join(name.split())
    assert row.values["people"] == 7
    assert read_notes(saved(book)) == ()


def test_a_csv_template_opens_in_excel_and_is_read() -> None:
    out = io.BytesIO()
    write_template_csv(out, COLUMNS)
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    assert not out.closed
    (row,) = read_rows(out.getvalue() + ",".join(ROW).encode())
    assert row.faults == ()
