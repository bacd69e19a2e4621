"""CSV files as people's programs save them."""

import csv
import io
from collections.abc import Sequence

import pytest

from config.uploads.tables.child.rows import LONGEST_CELL
from config.uploads.tables.enums import TableCause
from tests.config.uploads.tables import HEAD, ROW, read_notes, read_rows, refused

PAGES = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
LATIN = [HEAD, ("0471180263", "Parnian", "1405/02/11", "12", "Azadi")]


def written(rows: Sequence[Sequence[str]], page: str = "utf-8", parted: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=parted).writerows(rows)
    return out.getvalue().encode(page)


@pytest.mark.parametrize("parted", [",", ";", "\t"])
@pytest.mark.parametrize("page", PAGES)
def test_any_unicode_page_and_separator_is_read(page: str, parted: str) -> None:
    (row,) = read_rows(written([HEAD, ROW], page, parted))
    assert row.values["name"] == ROW[1]
    assert row.values["guild_id"] == ROW[0]
    assert row.faults == ()


def test_the_old_arabic_page_is_read_as_far_as_it_has_the_letters() -> None:
    old = [("شناسه صنفي", "نام واحد", "نشاني"), ("0471180263", "کارگاه آهن", "خ آزادي")]
    (row,) = read_rows(written(old, "windows-1256"))
    assert row.values == {"guild_id": "0471180263", "name": "کارگاه آهن", "address": "خ آزادی"}


def test_lost_letters_of_the_old_page_are_refused_by_cell() -> None:
    old = [("شناسه صنفي", "نام واحد", "شرح"), ("0471180263", "گ?وه سهند", "هرچه?")]
    (row,) = read_rows(written(old, "windows-1256"))
    (fault,) = row.faults
    assert (fault.column, fault.written) == ("نام واحد", "گ?وه سهند")
    assert fault.remedy == "فایل را با نوع «CSV UTF-8» یا XLSX ذخیره کنید."


def test_a_question_mark_in_unicode_is_one() -> None:
    (row,) = read_rows(written([HEAD, (*ROW[:4], "کوچه؟ یا خیابان?")]))
    assert row.values["address"] == "کوچه؟ یا خیابان?"


def test_line_breaks_within_a_cell_become_blanks_and_rows_keep_their_numbers() -> None:
    rows = [HEAD, (*ROW[:4], "خیابان آزادی\r\nپلاک ۱۸"), ROW]
    first, second = read_rows(written(rows))
    assert first.values["address"] == "خیابان آزادی پلاک ۱۸"
    # As a sheet counts them, not as an editor does.
    assert (first.line, second.line) == (2, 3)


def test_empty_lines_count_as_rows() -> None:
    data = written([HEAD]) + b"\r\n,,,,\r\n" + written([ROW])
    assert [row.line for row in read_rows(data)] == [4]


def test_a_line_that_names_the_separator_is_believed() -> None:
    data = b"sep=;\r\n" + written([HEAD, (*ROW[:4], "الف, ب, ج, د, ه")], parted=";")
    (row,) = read_rows(data)
    assert (row.line, row.values["address"]) == (3, "الف, ب, ج, د, ه")


def test_commas_in_addresses_do_not_hide_the_separator() -> None:
    rows = [HEAD[:2] + HEAD[4:]]
    rows += [(ROW[0], "نام", "الف, ب, ج, د" + ", ه" * at) for at in range(30)]
    assert len(read_rows(written(rows, parted=";"))) == 30


@pytest.mark.parametrize("line", ["0471180263,نام,1405/02/11,12,خیابان, پلاک ۷", "0471180263,نام"])
def test_a_row_that_has_slipped_is_refused_whole(line: str) -> None:
    (row,) = read_rows(written([HEAD]) + line.encode() + b"\r\n")
    (fault,) = row.faults
    assert (fault.line, fault.column) == (2, "")
    assert "سطر عنوان ۵ ستون" in fault.fault
    assert row.values == {}


def test_a_quote_that_is_never_closed_is_refused_with_its_row() -> None:
    data = written([HEAD, ROW, ROW]) + '0471180263,"نام,1405/02/11,12,آزادی\r\n'.encode() * 3
    assert refused(data) == TableCause.BROKEN_QUOTES.value.replace("{row}", "۴")


def test_a_broken_sign_of_utf_8_is_refused_with_its_line() -> None:
    data = written([HEAD, *[ROW] * 5]) + b"\xd9\xd9,1\r\n"
    assert refused(data) == TableCause.BROKEN_TEXT.value.replace("{row}", "۷")


def test_a_cell_of_a_megabyte_and_one_with_unseen_signs_are_refused_alone() -> None:
    rows = [HEAD, (*ROW[:4], "آ" * 500_000), (*ROW[:4], "خیابان\0 آزادی"), (*ROW[:4], "آ" * 600)]
    faults = [row.faults[0] for row in read_rows(written(rows))]
    assert [fault.fault for fault in faults] == [
        "این سلول بیش از ۴٬۰۰۰ نویسه دارد.",
        "نویسه‌ای ناپیدا دارد که جزو نوشته نیست.",
        "حداکثر ۵۰۰ نویسه جا دارد و ۶۰۰ نویسه نوشته شده است.",
    ]
    assert len(faults[0].written) < LONGEST_CELL
    assert faults[1].written == "خیابان آزادی"


def test_numbers_and_faults_as_sheets_write_them_into_csv_are_refused() -> None:
    rows = [HEAD, ("4.71E+08", *ROW[1:]), (ROW[0], "#N/A", *ROW[2:]), (*ROW[:2], "#####", *ROW[3:])]
    faults = [row.faults[0].fault for row in read_rows(written(rows))]
    assert faults == [
        "اکسل این عدد را کوتاه کرده و رقم‌هایش از دست رفته است.",
        "فرمول این سلول خطا داده است (#N/A).",
        "ستون باریک بوده و به جای مقدار # ذخیره شده است.",
    ]


@pytest.mark.parametrize("wrapped", ["'0471180263", '="0471180263"', " 0471180263 ", "۰۴۷۱۱۸۰۲۶۳"])
def test_a_code_that_a_program_has_wrapped_to_keep_its_zero_is_read(wrapped: str) -> None:
    (row,) = read_rows(written([HEAD, (wrapped, *ROW[1:])]))
    assert row.values["guild_id"] == "0471180263"


def test_more_columns_than_any_list_has_are_refused() -> None:
    wide = [tuple(f"ستون {at}" for at in range(61))]
    assert refused(written(wide)) == TableCause.TOO_MANY_COLUMNS.value.replace("{row}", "۱")
    (row,) = read_rows(written([HEAD + ("",) * 90, ROW + ("",) * 90]))
    assert row.faults == ()


def test_a_head_in_latin_and_rows_in_latin_are_one_table() -> None:
    assert read_notes(written(LATIN)) == ()
    assert refused(b"a,b\r\n1,2\r\n").startswith("سطر عنوان پیدا نشد")
