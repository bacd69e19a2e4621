"""Reads a CSV file as people's programs save one; what can be read without a guess is read.

Excel writes a byte-order mark, UTF-16 with tabs, the old Arabic page of Windows, or semicolons.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from itertools import islice
from typing import IO, Any, Final

from config.uploads.tables.child.rows import (
    LOST,
    MOST_BYTES,
    MOST_COLUMNS,
    RefusedError,
    SheetWriter,
    plain_text,
)

# How each program parts the cells.
SEPARATORS: Final = (",", ";", "\t")
# It has no Persian yeh and no Persian digits: they are lost, a question mark stands for them.
OLD_PAGE: Final = "windows-1256"
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_PERSIAN: Final = re.compile("[\u0620-\u06ff]")
# Hardly any text has them, and any other file is full of them.
_UNSEEN: Final = bytes({*range(32)} - {*b"\t\n\r"})
_SAMPLE_BYTES, _SAMPLE_ROWS = 4_000, 20


def page_of(data: bytes) -> str:
    """Tell in which page a text is: by its mark, else UTF-8, else the Arabic page of Windows.

    Raises UnicodeDecodeError of the last page that was tried.
    """
    marked = next((page for mark, page in _MARKS if data.startswith(mark)), None)
    for page in [marked] if marked else [*_without_mark(data), "utf-8"]:
        try:
            data.decode(page)
        except UnicodeDecodeError as fault:
            last = fault
        else:
            return page
    # Bytes of the old page hardly ever make Persian letters of UTF-8 by chance.
    if marked or len(_PERSIAN.findall(data[:_SAMPLE_BYTES].decode(errors="ignore"))) > 20:
        raise last
    data.decode(OLD_PAGE)
    return OLD_PAGE


def _without_mark(data: bytes) -> Iterator[str]:
    """Know UTF-16 by the zeros beside its Latin signs."""
    for page, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        half = data[start:_SAMPLE_BYTES:2]
        if len(data) % 2 == 0 and half.count(0) > max(2, len(half) // 10):
            yield page


def read(data: bytes, out: IO[bytes]) -> dict[str, Any]:
    """Write the rows; tell of the one sheet."""
    try:
        page = page_of(data)
    except UnicodeDecodeError as fault:
        raise RefusedError("BROKEN_TEXT", data.count(b"\n", 0, fault.start) + 1) from fault
    unseen = len(data) - len(data.translate(None, _UNSEEN))
    if unseen > len(data) // 100 and not page.startswith("utf-16"):
        raise RefusedError("OTHER_KIND")
    csv.field_size_limit(MOST_BYTES)
    sheet = SheetWriter(out, "")
    number = 0
    try:
        for number, record in enumerate(_records(data, page, _separator(data, page)), start=1):
            cells = [plain_text(cell) for cell in record]
            if not any(cells) or (number == 1 and re.fullmatch("sep=.?", "".join(record))):
                continue
            if page == OLD_PAGE:
                cells = [LOST + cell if "?" in cell else cell for cell in cells]
            if any(cells[MOST_COLUMNS:]):
                raise RefusedError("TOO_MANY_COLUMNS", number)
            # The empty ones at its end stay: a row of another width than the head has slipped.
            sheet.write(number, cells[:MOST_COLUMNS])
    except csv.Error as fault:
        raise RefusedError("BROKEN_QUOTES", number + 1) from fault
    return {**sheet.told, "is_csv": True}


def _records(data: bytes, page: str, separator: str) -> Iterator[list[str]]:
    text = TextIOWrapper(BytesIO(data), page, newline="")
    return csv.reader(text, delimiter=separator, strict=True)


def _separator(data: bytes, page: str) -> str:
    """Find how the cells are parted: as the file says, else as most of its first rows agree."""
    with TextIOWrapper(BytesIO(data), page) as text:
        said = re.fullmatch("sep=(.)\n?", text.readline(_SAMPLE_ROWS))
    if said and said[1] in SEPARATORS:
        return said[1]
    return max(SEPARATORS, key=lambda one: _agreement(data, page, one))


def _agreement(data: bytes, page: str, separator: str) -> tuple[int, int]:
    """Count the first rows that have one width, and that width."""
    widths = Counter[int]()
    try:
        for record in islice(_records(data, page, separator), _SAMPLE_ROWS):
            widths[len(record)] += 1
    except csv.Error:
        # Told when the whole file is read.
        pass
    return max(((many, width) for width, many in widths.items() if width > 1), default=(0, 0))
