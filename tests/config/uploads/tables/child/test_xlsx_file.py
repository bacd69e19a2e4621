"""Cells of a book as Excel, LibreOffice and other programs write them."""

import datetime as dt

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from config.uploads.tables import readers
from config.uploads.tables.columns import TableColumn
from tests.config.uploads.tables import (
    HEAD,
    ROW,
    book,
    changed,
    hand_row,
    part,
    read_notes,
    read_rows,
    saved,
    sheet_xml,
)

ANY = (
    TableColumn("text", "متن", readers.words(200)),
    TableColumn("day", "روز", readers.day()),
    TableColumn("number", "عدد", readers.decimal(3)),
    TableColumn("code", "کد", readers.code(10, "کد")),
)
ANY_HEAD = ("متن", "روز", "عدد", "کد")


def cell_of(xml: str, key: str) -> object:
    """Read one cell that is written by hand; a fault as its sentence."""
    row = f'<row r="2">{xml}</row>'
    rows = read_rows(sheet_xml(hand_row(1, ANY_HEAD) + row), ANY)
    if not rows:
        return None
    return rows[0].faults[0].fault if rows[0].faults else rows[0].values.get(key)


def test_shared_texts_are_read_without_their_pronunciation_and_styles() -> None:
    texts = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>متن</t></si>"
        "<si><r><rPr><b/></rPr><t xml:space='preserve'>کارگاه </t></r><r><t>پرنیان</t></r>"
        "<rPh><t>خطا</t></rPh></si></sst>"
    )
    sheet = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row>'
    data = changed(sheet_xml(sheet), {"xl/sharedStrings.xml": texts.encode()})
    (row,) = read_rows(data, ANY[:1])
    assert (row.line, row.values) == (2, {"text": "کارگاه پرنیان"})


def test_days_of_a_book_whose_styles_lie_elsewhere_are_refused_by_cell() -> None:
    made = book([ANY_HEAD, [None, 46143]])
    made.active["B2"].number_format = "yyyy-mm-dd"
    data = saved(made)
    links = part(data, "xl/_rels/workbook.xml.rels").replace(b"styles.xml", b"theme/looks.xml")
    moved: dict[str, bytes | None] = {
        "xl/styles.xml": None,
        "xl/theme/looks.xml": part(data, "xl/styles.xml"),
        "xl/_rels/workbook.xml.rels": links,
    }
    (row,) = read_rows(changed(data, moved), ANY)
    assert "day" not in row.values
    assert "عددی نوشته شده است که اکسل با آن روزها را می‌شمارد" in row.faults[0].fault


@pytest.mark.parametrize(
    ("xml", "key", "value"),
    [
        # A line break of Alt+Enter, as Excel writes it.
        ('<c r="A2" t="inlineStr"><is><t>الف_x000D_\nب</t></is></c>', "text", "الف ب"),
        ('<c r="A2" t="inlineStr"><is><t>الف_x0000_ب</t></is></c>', "text", "نویسه‌ای ناپیدا"),
        ('<c r="A2" t="inlineStr"><is><t>الف_xD800_ب</t></is></c>', "text", "نویسه‌ای ناپیدا"),
        ('<c r="A2" t="inlineStr"><is><t>_x005F_x000D_</t></is></c>', "text", "نویسه‌ای ناپیدا"),
        ('<c r="A2" t="str"><f>B1</f><v>پرنیان</v></c>', "text", "پرنیان"),
        ('<c r="A2" t="str"><f>B1</f><v></v></c>', "text", None),
        ('<c r="A2"><f>1+1</f></c>', "text", "این سلول فرمول است و حاصل آن"),
        ('<c r="A2"><f>1+1</f><v></v></c>', "text", "این سلول فرمول است و حاصل آن"),
        ('<c r="A2" t="e"><v>#REF!</v></c>', "text", "فرمول این سلول خطا داده است (#REF!)"),
        ('<c r="D2" t="e"><f>A1</f><v>#N/A</v></c>', "code", "فرمول این سلول خطا داده است (#N/A)"),
        ('<c r="A2" t="b"><v>1</v></c>', "text", "این سلول مقدار منطقی"),
        ('<c r="D2"><v>471190412</v></c>', "code", "کد ۱۰ رقم است و ۹ رقم نوشته شده است."),
        ('<c r="D2"><v>4711904120</v></c>', "code", "4711904120"),
        ('<c r="D2"><v>4.71190412E9</v></c>', "code", "4711904120"),
        ('<c r="D2"><v>4711904120.5</v></c>', "code", "اکسل این مقدار را عدد «4711904120.5» کرده"),
        ('<c r="D2"><v>12345678901234567</v></c>', "code", "اکسل بیش از ۱۵ رقم را نگه نمی‌دارد"),
        ('<c r="B2" t="d"><v>2026-05-01T00:00:00</v></c>', "day", dt.date(2026, 5, 1)),
        ('<c r="C2"><v>0.30000000000000004</v></c>', "number", "0.3"),
        ('<c r="C2"><v>nonsense</v></c>', "number", "خراب"),
    ],
)
def test_a_cell_is_read_rightly_or_refused(xml: str, key: str, value: object) -> None:
    if value == "خراب":
        with pytest.raises(Exception, match="این فایل XLSX خراب است"):
            cell_of(xml, key)
        return
    read = cell_of(xml, key)
    assert str(read).startswith(value) if isinstance(value, str) else read == value


def test_numbers_are_read_as_their_format_shows_them() -> None:
    made = book([ANY_HEAD, ["متن", 46143, 0.155, 471190412]])
    made.active["B2"].number_format = "[$-fa-IR,16]yyyy/mm/dd;@"
    made.active["D2"].number_format = "0000000000"
    (row,) = read_rows(saved(made), ANY)
    assert (row.values["day"], row.values["code"]) == (dt.date(2026, 5, 1), "0471190412")
    made.active["C2"].number_format = "0.0%"
    (row,) = read_rows(saved(made), ANY)
    assert row.faults[0].written == "15.5%"


@pytest.mark.parametrize(
    "shown_as", ["yyyy-mm-dd", "dd/mm/yyyy hh:mm", 'mmm" سال "yy', "[$-3000429]d mmmm yyyy"]
)
def test_a_real_day_is_a_day_in_any_format(shown_as: str) -> None:
    made = book([ANY_HEAD, [None, 46143.5625]])
    made.active["B2"].number_format = shown_as
    (row,) = read_rows(saved(made), ANY)
    assert row.values["day"] == dt.date(2026, 5, 1)


@pytest.mark.parametrize("shown_as", ['0 "day"', "General", "0.00", r"0\d", "[Red]0", "#,##0"])
def test_a_number_is_no_day_for_a_letter_in_its_format(shown_as: str) -> None:
    made = book([ANY_HEAD, [None, None, 12]])
    made.active["C2"].number_format = shown_as
    (row,) = read_rows(saved(made), ANY)
    assert row.values["number"] == 12


@pytest.mark.parametrize("shown_as", ['"الف-"0', r"0\-0", "[$ریال] #,##0", '0 "نفر"'])
def test_a_name_that_its_format_shows_otherwise_is_refused(shown_as: str) -> None:
    made = book([ANY_HEAD, [118, None, 118]])
    made.active["A2"].number_format = made.active["C2"].number_format = shown_as
    (row,) = read_rows(saved(made), ANY)
    (fault,) = row.faults
    assert (fault.column, row.values["number"]) == ("متن", 118)


@pytest.mark.parametrize(
    "shown_as", ["General", "0", "#,##0", "[Red]0", "_-* #,##0_-", "@", "0E+00"]
)
def test_a_name_of_digits_alone_is_read_in_any_plain_format(shown_as: str) -> None:
    made = book([ANY_HEAD, [118]])
    made.active["A2"].number_format = shown_as
    (row,) = read_rows(saved(made), ANY)
    assert row.values["text"] == "118"


def test_days_counted_from_1904_are_the_same_days() -> None:
    made = book([ANY_HEAD])
    made.epoch = CALENDAR_MAC_1904
    made.active.append([None, dt.date(2026, 5, 1)])
    (row,) = read_rows(saved(made), ANY)
    assert row.values["day"] == dt.date(2026, 5, 1)


def test_a_jalali_year_that_a_program_took_for_a_gregorian_one_is_refused() -> None:
    # As LibreOffice stores 1405-02-11: days before the first that Excel knows.
    made = book([ANY_HEAD, [None, -180_750]])
    made.active["B2"].number_format = "yyyy-mm-dd"
    (row,) = read_rows(saved(made), ANY)
    assert row.faults[0].fault == "برنامه سال شمسی را سال میلادی گرفته است."


def test_a_name_that_became_a_day_or_an_hour_is_refused() -> None:
    made = book([ANY_HEAD, [dt.date(2026, 5, 12)], [dt.time(12, 5)]])
    faults = [row.faults[0].fault for row in read_rows(saved(made), ANY)]
    assert faults == ["اکسل این مقدار را تاریخ کرده است.", "اکسل این مقدار را ساعت کرده است."]
    made = book([ANY_HEAD, [None, dt.timedelta(days=46_143)]])
    (row,) = read_rows(saved(made), ANY)
    assert row.faults[0].fault == "اکسل این مقدار را ساعت کرده است."


def test_a_formula_that_was_not_counted_is_refused_where_no_value_stands_around() -> None:
    heads = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("CDEF", ANY_HEAD, strict=True)
    )
    cells = "".join(f'<c r="{letter}2"><f>1+1</f></c>' for letter in "BCF")
    below = '<row r="3"><c r="C3"><f>1+1</f></c></row>'
    rows = read_rows(sheet_xml(f'<row r="1">{heads}</row><row r="2">{cells}</row>{below}'), ANY)
    assert [[fault.column for fault in row.faults] for row in rows] == [["متن", "کد"], ["متن"]]


def test_names_with_a_prefix_and_parts_elsewhere_are_the_same_book() -> None:
    data = saved(book([HEAD, ROW]))
    sheet = part(data, "xl/worksheets/sheet1.xml").decode()
    assert "<row" in sheet
    for name in ("worksheet", "sheetData", "row", "c", "is", "t", "v"):
        sheet = sheet.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
        sheet = sheet.replace(f"</{name}>", f"</x:{name}>")
    sheet = sheet.replace("xmlns=", "xmlns:x=")
    links = part(data, "xl/_rels/workbook.xml.rels").replace(
        b"/xl/worksheets/sheet1.xml", b"worksheets/Page.xml"
    )
    moved = {
        "xl/worksheets/sheet1.xml": None,
        "xl/worksheets/page.xml": sheet.encode(),
        "xl/_rels/workbook.xml.rels": links,
    }
    (row,) = read_rows(changed(data, moved))
    assert row.written == list(ROW)


def test_rows_and_cells_without_numbers_follow_one_another() -> None:
    plain = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in HEAD)
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ROW)
    (row,) = read_rows(sheet_xml(f"<row>{plain}</row><row>{cells}</row>"))
    assert (row.line, row.written) == (2, list(ROW))


def test_styled_rows_that_hold_nothing_are_no_rows() -> None:
    empty = "".join(f'<row r="{at}"><c r="A{at}" s="0"/></row>' for at in range(3, 20_000))
    data = sheet_xml(hand_row(1, HEAD) + hand_row(2, ROW) + empty)
    assert len(read_rows(data)) == 1


def test_a_declared_size_is_not_believed() -> None:
    data = sheet_xml(hand_row(1, HEAD) + hand_row(2, ROW), '<dimension ref="A1:XFD1048576"/>')
    assert len(read_rows(data)) == 1
    assert read_notes(data) == ()
