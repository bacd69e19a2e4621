"""The file of refused rows: corrected in place, it is sent again as it is."""

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
