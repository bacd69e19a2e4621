"""Which sheet and which row is the head, what is told of the file, what a row gives."""

import datetime as dt
import io
from pathlib import Path

import pytest

from config.persian import to_persian_digits
from config.uploads.tables import answers, readers
from config.uploads.tables.columns import TableColumn
from config.uploads.tables.enums import TableCause
from config.uploads.tables.heads import HEAD_WITHIN
from config.uploads.tables.uploaded import open_table
from tests.config.uploads.tables import (
    COLUMNS,
    HEAD,
    ROW,
    book,
    changed,
    hand_row,
    only_fault,
    part,
    read_notes,
    read_rows,
    refused,
    saved,
    sheet_xml,
)

VALUES = {
    "guild_id": "0471180263",
    "name": "کارگاه کفش پرنیان",
    "issued_on": dt.date(2026, 5, 1),
    "people": 12,
    "address": "خیابان آزادی",
}


def test_a_row_is_read_as_typed_values() -> None:
    (row,) = read_rows(saved(book([HEAD, ROW])))
    assert (row.line, row.values, row.faults) == (2, VALUES, ())
    assert row.written == list(ROW)


def test_the_head_is_found_below_titles_with_columns_in_any_order_and_spelling() -> None:
    head = [
        "آدرس:",
        "نام  واحد *",
        "تعداد كاركنان (نفر)",
        "یادداشت",
        "شناسه\nصنفي",
        "تاریخ صدور",
    ]
    row = ["خیابان آزادی", "کارگاه کفش پرنیان", "12", "7", "0471180263", "1405/02/11"]
    titles = [["فهرست واحدهای صنفی"], [], ["تاریخ تهیه: 1405/09/01"]]
    with open_table(saved(book([*titles, head, row])), COLUMNS) as table:
        (read,) = table.rows()
        assert (read.line, read.values) == (5, VALUES)
        assert table.notes == ("ستون ناشناخته خوانده نشد: «یادداشت».",)
        assert table.headings == tuple(head)


def test_a_head_that_stands_too_low_is_not_looked_for() -> None:
    rows = [["عنوان"]] * (HEAD_WITHIN - 1)
    assert len(read_rows(saved(book([*rows, HEAD, ROW])))) == 1
    said = refused(saved(book([*rows, ["عنوان"], HEAD, ROW])))
    assert said == (
        "سطر عنوان پیدا نشد؛ این ستون‌ها لازم است: «شناسه صنفی»، «نام واحد». "
        "از الگوی همین فایل استفاده کنید."
    )


def test_a_missing_column_is_named_with_the_row_that_was_taken_for_the_head() -> None:
    said = refused(saved(book([[], ["شناسه صنفی", "نشانی"], ROW[:2]])))
    assert said == (
        "این ستون‌ها در فایل نیست: «نام واحد». سطر عنوان سطر ۲ است و این‌ها شناخته شد: "
        "«شناسه صنفی»، «نشانی»."
    )


def test_a_doubled_column_is_refused_with_its_letters() -> None:
    said = refused(saved(book([[*HEAD, "آدرس"], [*ROW, "جای دیگر"]])))
    assert said == "ستون «نشانی» بیش از یک بار آمده است (ستون‌های E، F)؛ فقط یکی را نگه دارید."


def test_a_column_that_the_file_lacks_has_no_value_and_an_empty_cell_has_none() -> None:
    with open_table(saved(book([HEAD[:3], [*ROW[:2], None]])), COLUMNS) as table:
        (row,) = table.rows()
        assert row.values == {"guild_id": ROW[0], "name": ROW[1], "issued_on": None}
        assert table.present == {"guild_id", "name", "issued_on"}


def test_a_column_may_be_expected_whose_cells_may_be_empty() -> None:
    columns = [TableColumn("a", "الف", readers.words(9), expected=True), COLUMNS[0]]
    assert "«الف»" in refused(saved(book([HEAD[:1], ROW[:1]])), columns)
    (row,) = read_rows(saved(book([[*HEAD[:1], "الف"], ROW[:1]])), columns)
    assert row.values == {"guild_id": ROW[0], "a": None}


def test_an_empty_required_cell_is_a_fault_and_the_others_are_read() -> None:
    (row,) = read_rows(saved(book([HEAD, [None, *ROW[1:]]])))
    (fault,) = row.faults
    assert (fault.line, fault.column, fault.written) == (2, "شناسه صنفی", "")
    assert fault.fault == "خالی است و این ستون باید پر باشد."
    assert "guild_id" not in row.values
    assert row.values["people"] == 12


def test_empty_rows_and_repeated_heads_are_left_out_and_rows_keep_their_numbers() -> None:
    data = saved(book([HEAD, ROW, [], HEAD, [" "], ROW]))
    assert [row.line for row in read_rows(data)] == [2, 6]
    assert read_notes(data) == ("سطر عنوان ۱ بار تکرار شده بود و کنار گذاشته شد.",)


def test_rows_may_be_read_again() -> None:
    with open_table(saved(book([HEAD, ROW, ROW])), COLUMNS) as table:
        assert list(table.rows()) == list(table.rows())
        assert table.row_count == 2


def test_a_hidden_sheet_is_not_read_and_is_told() -> None:
    made = book([HEAD, ROW])
    made.create_sheet("بایگانی").append(HEAD)
    made["بایگانی"].sheet_state = "hidden"
    assert len(read_rows(saved(made))) == 1
    assert read_notes(saved(made)) == ("برگ پنهان خوانده نشد: «بایگانی».",)


def test_a_book_that_shows_no_sheet_is_refused() -> None:
    data = saved(book([HEAD, ROW]))
    hidden = part(data, "xl/workbook.xml").replace(b'state="visible"', b'state="veryHidden"')
    assert refused(changed(data, {"xl/workbook.xml": hidden})) == TableCause.NO_SHEET_SHOWN.value


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    made = book([HEAD, ROW, ROW, ROW])
    made.active.row_dimensions[3].hidden = True
    made.active.column_dimensions["B"].hidden = True
    assert [row.line for row in read_rows(saved(made))] == [2, 3, 4]
    assert read_notes(saved(made)) == (
        "۱ سطر پنهان یا فیلترشده هم خوانده شد (سطر ۳).",
        "ستون پنهان هم خوانده شد: «نام واحد».",
    )


def test_a_row_without_height_is_hidden_too() -> None:
    data = sheet_xml(hand_row(1, HEAD) + hand_row(2, ROW, 'ht="0"') + hand_row(3, ROW))
    assert len(read_rows(data)) == 2
    assert read_notes(data) == ("۱ سطر پنهان یا فیلترشده هم خوانده شد (سطر ۲).",)


def test_rows_of_a_sheet_that_hides_all_but_a_few_are_told() -> None:
    hides = '<sheetFormatPr zeroHeight="1"/>'
    rows = hand_row(1, HEAD, 'hidden="0"') + "".join(hand_row(at, ROW) for at in range(2, 15))
    assert read_notes(sheet_xml(rows, hides)) == (
        "۱۳ سطر پنهان یا فیلترشده هم خوانده شد (سطر ۲، ۳، ۴، ۵، ۶، ۷، ۸، ۹، ۱۰، ۱۱ و …).",
    )


def test_two_sheets_with_the_head_are_refused_by_name() -> None:
    made = book([HEAD, ROW], "تبریز")
    made.copy_worksheet(made.active).title = "مراغه"
    assert refused(saved(made)) == (
        "جدول در بیش از یک برگ است: «تبریز»، «مراغه»؛ همه را در یک برگ بیاورید یا هر برگ را "
        "در فایلی جدا ارسال کنید."
    )


def test_an_empty_form_beside_the_table_is_no_second_table() -> None:
    made = book([HEAD], "الگو")
    sheet = made.create_sheet("واحدها")
    sheet.append(HEAD)
    sheet.append(ROW)
    with open_table(saved(made), COLUMNS) as table:
        assert table.sheet == "واحدها"


def test_a_sheet_called_as_the_guide_is_read_when_it_is_a_table() -> None:
    columns = COLUMNS[:1]
    assert len(read_rows(saved(book([HEAD[:1], ROW[:1]], "راهنما")), columns)) == 1
    guide = book([("ستون", "پر کردن", "توضیح", "مثال (ساختگی)"), HEAD[:1]], "راهنما")
    assert refused(saved(guide), columns) == TableCause.EMPTY.value


def test_a_hidden_sheet_is_named_where_the_head_is_not_found() -> None:
    made = book([["خلاصه"]], "خلاصه")
    made.create_sheet("واحدها").append(HEAD)
    made["واحدها"].sheet_state = "hidden"
    assert refused(saved(made)).endswith(" برگ پنهان خوانده نشد: «واحدها».")


def test_other_sheets_without_the_head_are_passed_over() -> None:
    made = book([["نمودار"]], "خلاصه")
    sheet = made.create_sheet("واحدها")
    sheet.append(HEAD)
    sheet.append(ROW)
    with open_table(saved(made), COLUMNS) as table:
        assert table.sheet == "واحدها"
        assert len(list(table.rows())) == 1


def test_merged_cells_of_a_needed_column_are_refused_by_cell() -> None:
    made = book([HEAD, ROW, ROW, ROW])
    made.active.merge_cells("B3:B4")
    rows = read_rows(saved(made))
    assert [[fault.column for fault in row.faults] for row in rows] == [
        [],
        ["نام واحد"],
        ["نام واحد", "نام واحد"],
    ]
    assert rows[1].faults[0].fault == ("سلول‌های B3 تا B4 ادغام شده است و مقدار فقط در اولی هست.")


def test_merged_cells_above_the_head_and_in_other_columns_do_no_harm() -> None:
    made = book([["فهرست واحدها"], [*HEAD, "یادداشت"], [*ROW, "الف"], [*ROW, None]])
    made.active.merge_cells("A1:F1")
    made.active.merge_cells("F3:F4")
    assert [row.faults for row in read_rows(saved(made))] == [(), ()]


def test_a_head_that_is_merged_downwards_ends_with_its_last_row() -> None:
    made = book([[*HEAD, "پروانه"], [None] * 5 + ["شماره"], [*ROW, "۷"]])
    for letter in "ABCDE":
        made.active.merge_cells(f"{letter}1:{letter}2")
    assert [row.line for row in read_rows(saved(made))] == [3]


def test_a_heading_over_several_columns_is_refused_where_they_hold_something() -> None:
    made = book([HEAD, ROW, [*ROW, "پلاک ۱۸"]])
    made.active.merge_cells("E1:F1")
    rows = read_rows(saved(made))
    assert [[fault.fault for fault in row.faults] for row in rows] == [
        [],
        ["عنوان «نشانی» روی چند ستون ادغام شده است."],
    ]


def test_what_stands_under_no_heading_is_told() -> None:
    data = saved(book([HEAD, ROW, [*ROW, "حاشیه"], [*ROW, "حاشیه"]]))
    assert read_notes(data) == ("در ستون‌های بی‌عنوان ۲ سطر نوشته‌ای هست که خوانده نشد (نخست سطر ۳).",)


def test_a_file_without_rows_is_called_empty() -> None:
    assert refused(saved(book([]))) == TableCause.EMPTY.value
    with open_table(saved(book([HEAD])), COLUMNS) as table:
        assert list(table.rows()) == []
        assert table.row_count == 0


def test_a_remembered_text_is_the_same_in_each_row_and_its_fault_too() -> None:
    rows = read_rows(saved(book([HEAD, *[[*ROW[:2], "1405/13/02", *ROW[3:]]] * 3])))
    assert [row.faults[0].line for row in rows] == [2, 3, 4]
    assert {row.faults[0].fault for row in rows} == {"ماه ۱۳ نیست."}
    assert {row.faults[0].remedy for row in rows} == {"ماه را از ۱ تا ۱۲ بنویسید."}


def test_a_table_that_finds_no_turn_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "PATIENCE", 0.01)
    with answers._turn:
        assert refused(saved(book([HEAD]))) == TableCause.BUSY.value


def test_a_fault_names_what_stood_there() -> None:
    fault = only_fault(saved(book([HEAD, ["047118O263", *ROW[1:]]])))
    assert (fault.column, fault.written) == ("شناسه صنفی", "047118O263")
    assert fault.fault == "شناسه صنفی ۱۰ رقم است؛ حرف O به جای صفر آمده است."
    assert fault.remedy == f"{to_persian_digits('0471180263')} را بنویسید."


def test_rows_below_a_head_in_another_order_are_refused_until_the_first_order_comes_back() -> None:
    turned = [HEAD[1], HEAD[0], *HEAD[2:]]
    rows = read_rows(saved(book([HEAD, ROW, turned, ROW, HEAD, ROW])))
    assert [[fault.fault for fault in row.faults] for row in rows] == [
        [],
        ["در سطر ۳ عنوان‌ها دوباره و در جای دیگری آمده است."],
        [],
    ]


def test_a_long_cell_is_cited_by_its_beginning_and_kept_whole_in_its_row() -> None:
    (row,) = read_rows(saved(book([HEAD, ["۴۷" * 1500, *ROW[1:]]])))
    assert row.faults[0].fault == "این نوشته برای این ستون بیش از اندازه بلند است."
    assert row.faults[0].written == "۴۷" * 100 + "…"
    assert row.written[0] == "۴۷" * 1500


@pytest.mark.parametrize("buffering", [0, -1])
def test_an_open_file_is_read_from_its_beginning(tmp_path: Path, buffering: int) -> None:
    file = tmp_path / "table"
    file.write_bytes(saved(book([HEAD, ROW])))
    with file.open("rb", buffering) as source:
        assert source.read(2) == b"PK"
        with open_table(source, COLUMNS) as table:
            assert len(list(table.rows())) == 1


def test_a_file_in_memory_is_read_too() -> None:
    with open_table(io.BytesIO(saved(book([HEAD, ROW]))), COLUMNS) as table:
        assert table.row_count == 1
