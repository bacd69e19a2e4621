"""Files that are no table, or meant to do harm: each is refused with one sentence."""

import io
import json
import logging
import random
import re
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from config.uploads import bounded_process
from config.uploads.tables.child import rows as child_rows
from config.uploads.tables.child import start, xlsx_file, xlsx_marks
from config.uploads.tables.enums import TableCause
from config.uploads.tables.uploaded import open_table
from tests.config.uploads.tables import (
    COLUMNS,
    HEAD,
    ROW,
    book,
    changed,
    hand_row,
    part,
    refused,
    saved,
    sheet_xml,
)
from tests.sample_files import pdf, png

SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMB = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def good() -> bytes:
    return saved(book([HEAD, ROW]))


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", TableCause.EMPTY),
        (b"\xef\xbb\xbf\r\n", TableCause.EMPTY),
        (pdf(), TableCause.OTHER_KIND),
        (png(), TableCause.OTHER_KIND),
        (b"MZ\x90\0" + b"\0" * 99, TableCause.OTHER_KIND),
        (random.Random(1).randbytes(9999), TableCause.OTHER_KIND),
        (OLE + b"\0" * 999, TableCause.OLD_EXCEL),
        (OLE + "EncryptedPackage".encode("utf-16-le"), TableCause.LOCKED),
        (b"Rar!\x1a\x07", TableCause.PACKED),
        (b"\x1f\x8b\x08" + b"\0" * 99, TableCause.PACKED),
        (zipped(**{"table.csv": b"a,b"}), TableCause.PACKED),
        (
            zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
            TableCause.OPEN_DOCUMENT,
        ),
        (b"<html><table><tr><td>1", TableCause.WEB_PAGE),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', TableCause.WEB_PAGE),
        (good()[:-40], TableCause.DAMAGED_BOOK),
        (good()[: len(good()) // 2], TableCause.DAMAGED_BOOK),
        (b"PK\x03\x04" + b"\0" * 99, TableCause.DAMAGED_BOOK),
    ],
)
def test_another_kind_is_refused_by_its_content(data: bytes, cause: TableCause) -> None:
    assert refused(data) == cause.value


@pytest.mark.parametrize(
    ("parts", "cause"),
    [
        ({"xl/vbaProject.bin": b"macro"}, TableCause.MACROS),
        ({"xl/workbook.bin": b"book"}, TableCause.BINARY_BOOK),
        ({"[Content_Types].xml": None}, TableCause.PACKED),
        ({"xl/workbook.xml": None}, TableCause.OTHER_KIND),
        ({"xl/_rels/workbook.xml.rels": None}, TableCause.DAMAGED_BOOK),
        ({SHEET: None}, TableCause.DAMAGED_BOOK),
        ({SHEET: b"\0\1\2"}, TableCause.DAMAGED_BOOK),
        ({SHEET: b"<worksheet><sheetData><row>"}, TableCause.DAMAGED_BOOK),
        ({"xl/styles.xml": b"<styleSheet"}, TableCause.DAMAGED_BOOK),
        ({SHEET: f"{BOMB}<worksheet>&b;</worksheet>".encode()}, TableCause.DAMAGED_BOOK),
        (
            {SHEET: b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'},
            TableCause.DAMAGED_BOOK,
        ),
        ({f"xl/media/{at}.png": b"" for at in range(xlsx_file.MOST_PARTS)}, TableCause.TOO_LARGE),
    ],
)
def test_a_broken_or_dangerous_part_is_refused(
    parts: dict[str, bytes | None], cause: TableCause
) -> None:
    assert refused(changed(good(), parts)) == cause.value


def test_a_book_with_macros_is_known_by_its_kind_too() -> None:
    kinds = part(good(), "[Content_Types].xml")
    assert b"sheet.main+xml" in kinds
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    data = changed(good(), {"[Content_Types].xml": kinds.replace(plain, macro)})
    assert refused(data) == TableCause.MACROS.value


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFE2"><v>1</v></c>',
        '<c r="BI2"><v>1</v></c>',
        '<c r="A1048577"><v>1</v></c><c r="ZZZZ2"><v>1</v></c>',
        '<c r="A2" t="s"><v>99</v></c>',
        '<c r="A2" t="s"><v>-x</v></c>',
        '<c r="A2" s="x"><v>1</v></c>',
        '<c r="A2" s="99"><v>1</v></c>',
        '<c r="A2" t="x"><v>1</v></c>',
        '<c r="A2" t="e"><v>#UNHEARD!</v></c>',
        '<c r="A3"><v>1</v></c>',
        '<c r="A2"><v>1</v></c><c r="A2"><v>2</v></c>',
        '<c r="B2"><v>1</v></c><c r="A2"><v>2</v></c>',
        '<c r="A2"><is><t>1</t></is></c>',
        '<c r="۱۲"><v>1</v></c>',
    ],
)
def test_a_cell_outside_any_list_or_of_no_text_is_refused(cell: str) -> None:
    said = refused(sheet_xml(hand_row(1, HEAD) + f'<row r="2">{cell}</row>'))
    many = TableCause.TOO_MANY_COLUMNS.value.replace("{row}", "۲")
    assert said in (TableCause.DAMAGED_BOOK.value, many)


@pytest.mark.parametrize("line", ["0", "-1", "1048577", "99999999999999999999", "1e3"])
def test_a_row_outside_any_sheet_is_refused(line: str) -> None:
    data = sheet_xml(hand_row(1, HEAD) + f'<row r="{line}"><c><v>1</v></c></row>')
    assert refused(data) == TableCause.DAMAGED_BOOK.value


@pytest.mark.parametrize("cell", ["<v>1</v>", "<v></v>", "<is><t/></is>"])
def test_a_cell_so_far_away_that_all_between_would_be_laid_out_is_refused(cell: str) -> None:
    kind = "inlineStr" if "is" in cell else "str"
    far = f'<row r="1048576"><c r="AZ1048576" t="{kind}">{cell}</c></row>'
    assert refused(sheet_xml(hand_row(1, HEAD) + far)) == TableCause.TOO_LARGE.value


def test_rows_that_go_back_are_refused() -> None:
    for line in (1, 2):
        rows = hand_row(1, HEAD) + hand_row(2, ROW) + hand_row(line, ROW)
        assert refused(sheet_xml(rows)) == TableCause.DAMAGED_BOOK.value


def with_size_of_sheet(data: bytes, size: int) -> bytes:
    """Let a book say another size of its unpacked sheet."""
    changed = bytearray(data)
    # The sheet's own entry in the list at the end of the archive.
    entry = changed.rindex(b"PK\x01\x02", 0, changed.rindex(SHEET.encode()))
    changed[entry + 24 : entry + 28] = size.to_bytes(4, "little")
    return bytes(changed)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    data = with_size_of_sheet(good(), xlsx_file.MOST_UNPACKED + 1)
    assert refused(data) == TableCause.TOO_LARGE.value


def test_a_bomb_that_says_a_small_size_is_unpacked_no_further() -> None:
    data = sheet_xml(hand_row(1, HEAD) * 50 + " " * 10**8)
    assert len(data) < 10**6
    assert refused(with_size_of_sheet(data, 4000)) == TableCause.DAMAGED_BOOK.value


def test_more_rows_than_a_list_has_are_refused() -> None:
    some = "\r\n".join([",".join(HEAD), *[",".join(ROW)] * (child_rows.MOST_ROWS + 1)])
    assert refused(some.encode()) == TableCause.TOO_MANY_ROWS.value


def test_more_bytes_than_a_file_may_have_are_refused() -> None:
    assert refused(b"a" * (child_rows.MOST_BYTES + 1)) == TableCause.TOO_BIG.value


def test_more_merged_cells_than_people_make_are_refused() -> None:
    one = '<mergeCell ref="A3:E3"/>'
    many = f"<mergeCells>{one * (xlsx_marks.MOST_MERGED + 1)}</mergeCells>"
    rows = hand_row(1, HEAD) + hand_row(2, ROW)
    assert refused(sheet_xml(rows, behind=many)) == TableCause.TOO_MANY_MERGED.value
    deep = '<mergeCells><mergeCell ref="A3:E1048576"/></mergeCells>'
    assert refused(sheet_xml(rows, behind=deep)) == TableCause.TOO_MANY_MERGED.value


PLANTED = {
    "[bytearray(2**20) for _ in range(9999)]": TableCause.TOO_LARGE,
    "next(x for x in iter(int, 1) if x)": TableCause.TOO_SLOW,
    "__import__('time').sleep(99)": TableCause.TOO_SLOW,
    "[out.write(bytes(2**20)) for _ in range(9999)]": TableCause.TOO_LARGE,
    "1 / 0": TableCause.UNREADABLE,
    "os._exit(0)": TableCause.UNREADABLE,
    "os.kill(os.getpid(), 9)": TableCause.TOO_LARGE,
    "os.abort()": TableCause.TOO_LARGE,
    "[os.dup(0) for _ in range(99)]": TableCause.UNREADABLE,
    # Answers that no reader of ours gives.
    "7": TableCause.UNREADABLE,
    "[7]": TableCause.UNREADABLE,
    "[{}]": TableCause.UNREADABLE,
    "[dict(name='', start=-1, rows=2)]": TableCause.UNREADABLE,
    "[dict(name='', start=0, rows=2, merged=[[1]])]": TableCause.UNREADABLE,
    "[dict(name='', start=0, rows=2)]": TableCause.UNREADABLE,
    "out.write(b'[1,' * 9**5 + bytes([10])) and [dict(name='', start=0, rows=2)]": (
        TableCause.UNREADABLE
    ),
    "out.write(b'[1,2]' + bytes([10])) and [dict(name='', start=0, rows=2)]": (
        TableCause.UNREADABLE
    ),
}


def play(act: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the reader's process do something else than read."""
    script = folder / "planted.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(Path(start.__file__).parent)!r}); import start\n"
        "import os\n"
        "def act(data, out):\n"
        f"    return {act}\n"
        f"{_with_small_limits()}"
    )
    monkeypatch.setattr(start, "__file__", str(script))


def _with_small_limits() -> str:
    return (
        "start.name_packages()\n"
        "from config.uploads.tables.child import whole_file\n"
        "whole_file.MOST_SECONDS, whole_file.MOST_CPU_SECONDS = 2, 1\n"
        "whole_file.MOST_MEMORY = 128 * 2**20\n"
        "whole_file.MOST_OUTPUT = 8 * 2**20\n"
        "whole_file.read = act\nwhole_file.main()\n"
    )


@pytest.mark.parametrize("act", PLANTED)
def test_a_reader_that_is_taken_over_is_ended(
    act: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    play(act, tmp_path, monkeypatch)
    with caplog.at_level(logging.WARNING):
        assert refused(b"a,b") == PLANTED[act].value


def test_on_a_busy_machine_the_processor_ends_a_reader_and_not_the_clock() -> None:
    """Linux weighs a step of niceness 1.25; two processes that wait for nothing are beside it."""
    unit = Path(settings.BASE_DIR, "deploy", "portal-imports.service").read_text()
    nice = re.search("^Nice=([0-9]+)$", unit, re.MULTILINE)
    assert nice is not None
    weight = 1.25 ** -int(nice[1])
    assert child_rows.MOST_SECONDS * weight / (weight + 2) >= child_rows.MOST_CPU_SECONDS


def test_the_reader_holds_no_secret_and_nothing_of_the_portal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "the key of the portal")
    out = tmp_path / "told"
    seen = "dict(os.environ), sorted(sys.modules), os.listdir('/proc/self/fd')"
    write = f"open({str(out)!r}, 'w').write(__import__('json').dumps([{seen}]))"
    play(write, tmp_path, monkeypatch)
    refused(b"a,b")
    environment, modules, descriptors = json.loads(out.read_text())
    assert {*environment} <= {"LC_CTYPE"}
    ours = {name for name in modules if name.split(".")[0] in ("config", "catalog", "django")}
    room = "config.uploads.tables"
    assert ours <= {
        *("config", "config.uploads", room, f"{room}.child"),
        *(f"{room}.child.{name}" for name in ("rows", "whole_file", "csv_file")),
        *(f"{room}.child.{name}" for name in ("xlsx_file", "xlsx_marks", "xlsx_numbers")),
    }
    assert len(descriptors) <= 6


# The most memory that a process has held, as it says itself at its end.
PEAK = "print([line for line in open('/proc/self/status') if 'VmHWM' in line], file=sys.stderr)"


def test_a_large_book_takes_little_memory_here_and_there(tmp_path: Path) -> None:
    rows = "".join(hand_row(at, [f"{at:010}", *ROW[1:]]) for at in range(2, 12_000))
    file = tmp_path / "large.xlsx"
    file.write_bytes(sheet_xml(hand_row(1, HEAD) + rows))
    started = f"import runpy, sys; runpy.run_path({start.__file__!r}, run_name='__main__'); {PEAK}"
    with file.open("rb") as source, (tmp_path / "out").open("wb") as answer:
        ended = subprocess.run(
            [sys.executable, "-I", "-c", started],
            stdin=source,
            stdout=answer,
            stderr=subprocess.PIPE,
            check=True,
        )
    told = re.search("([0-9]+) kB", ended.stderr.decode())
    assert told is not None
    assert 8 * 1024 < int(told[1]) < 32 * 1024
    tracemalloc.start()
    with file.open("rb") as source, open_table(source, COLUMNS) as table:
        assert sum(not row.faults for row in table.rows()) == 11_998
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    tracemalloc.stop()


def test_each_cause_that_a_process_may_end_with_has_a_sentence() -> None:
    assert bounded_process.cause_of(1) in TableCause.__members__
    ended = [bounded_process.cause_of(-number) for number in range(1, 32)]
    assert {*ended} == {"TOO_SLOW", "TOO_LARGE", "UNREADABLE"}
    assert {*ended} <= {*TableCause.__members__}
