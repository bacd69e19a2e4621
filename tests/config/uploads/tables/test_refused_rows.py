"""The file of refused rows: corrected in place, it is sent again as it is."""

import datetime as dt
import io

import openpyxl

from config.uploads.tables.refused_rows import write_refused_rows
from tests.config.uploads.tables import HEAD, ROW, book, read_notes, read_rows, saved

WRONG = ("047118O263", "=HYPERLINK(1)", "1405/13/02", "@cmd", "خیابان\nآزادی")


def refused_rows(data: bytes, head: tuple[str, ...] = HEAD) -> bytes:
    out = io.BytesIO()
    wrong = [(row.written, row.faults) for row in read_rows(data) if row.faults]
    write_refused_rows(out, head, wrong)
    return out.getvalue()


def first() -> bytes:
    made = book([HEAD, ROW])
    made.active.append(WRONG)
    # As a text: what a person typed behind an apostrophe.
    made.active["B3"].data_type = "s"
    return refused_rows(saved(made))


def test_each_row_says_what_is_wrong_and_what_to_do() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(first())).active
    head, *rows = [[cell.value for cell in row] for row in sheet]
    assert head == [*HEAD, "خطا", "چه کنید"]
    ((*cells, fault, remedy),) = rows
    assert tuple(cells) == WRONG
    assert fault.splitlines() == [
        "سطر ۳ فایل",
        "شناسه صنفی: شناسه صنفی ۱۰ رقم است؛ حرف O به جای صفر آمده است.",
        "تاریخ صدور: ماه ۱۳ نیست.",
        "تعداد کارکنان: «@» جزو عدد نیست.",
    ]
    assert remedy.splitlines()[:2] == ["۰۴۷۱۱۸۰۲۶۳ را بنویسید.", "ماه را از ۱ تا ۱۲ بنویسید."]


def test_nothing_in_it_is_a_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(first())).active
    assert sheet["B2"].value == "=HYPERLINK(1)"
    assert {cell.data_type for row in sheet for cell in row} == {"s"}
    assert sheet["B2"].quotePrefix


def test_corrected_it_is_read_as_it_is() -> None:
    made = openpyxl.load_workbook(io.BytesIO(first()))
    made.active["A2"] = "۰۴۷۱۱۸۰۲۶۳"
    made.active["C2"] = "1405/12/02"
    made.active["D2"] = 12
    (row,) = read_rows(saved(made))
    assert row.faults == ()
    assert row.values["guild_id"] == ROW[0]
    assert read_notes(saved(made)) == ()


def test_sent_uncorrected_it_says_the_same_once() -> None:
    again = refused_rows(first(), (*HEAD, "خطا", "چه کنید"))
    sheet = openpyxl.load_workbook(io.BytesIO(again)).active
    assert [cell.value for cell in sheet[1]] == [*HEAD, "خطا", "چه کنید"]
    assert sheet["F2"].value.startswith("سطر ۲ فایل\nشناسه صنفی:")


def test_what_would_pass_as_a_text_is_refused_again_until_it_is_corrected() -> None:
    made = book([HEAD, *[ROW] * 8])
    sheet = made.active
    # Day, hour, dressed and broken numbers, truth, failed and uncounted formulas, two merged cells.
    sheet["B2"], sheet["B3"], sheet["B4"], sheet["B5"] = dt.date(2026, 5, 12), dt.time(1), 118, 1.5
    sheet["B4"].number_format = '"الف-"0'
    sheet["E5"], sheet["E6"], sheet["E7"] = True, "#N/A", "=1+1"
    sheet.merge_cells("E8:E9")
    rows = read_rows(saved(made))
    assert all(row.faults for row in rows)
    again = read_rows(refused_rows(saved(made)))
    assert [[fault.column for fault in row.faults] for row in again] == [
        [*dict.fromkeys(fault.column for fault in row.faults)] for row in rows
    ]
    assert again[0].faults[0].written == "درست کنید: 2026-05-12"
    assert again[0].faults[0].fault == "هنوز درست نشده است."


def test_lost_letters_and_cut_texts_are_refused_again() -> None:
    old = "شناسه صنفي,نام واحد,نشاني\r\n0471180263,گ?وه,خ\r\n0471180263,آهن," + "خ" * 5000
    again = read_rows(refused_rows(old.encode("windows-1256"), ("شناسه صنفی", "نام واحد", "نشانی")))
    assert [[fault.column for fault in row.faults] for row in again] == [["نام واحد"], ["نشانی"]]


def test_a_row_that_slipped_is_refused_again_with_all_that_it_held() -> None:
    slipped = (
        ",".join(HEAD) + "\r\n0471180263,کارگاه کفش پرنیان,1405/02/11,12,خیابان آزادی, پلاک ۷\r\n"
    )
    data = refused_rows(slipped.encode())
    (row,) = read_rows(data)
    assert [fault.column for fault in row.faults] == ["شناسه صنفی"]
    assert row.written[:5] == [
        "درست کنید: 0471180263",
        *ROW[1:3],
        "12",
        "خیابان آزادی، پلاک ۷",
    ]
