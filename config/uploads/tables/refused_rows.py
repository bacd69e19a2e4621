"""The refused rows of a table as a book: corrected in place, it is sent again as it is."""

from collections.abc import Iterable, Sequence
from typing import IO, Final

from config.inert_cells import plain
from config.persian import to_persian_digits
from config.uploads.tables.cells import CellFault
from config.uploads.tables.columns import FAULT, OUR_OWN, REMEDY, heading_key
from config.uploads.tables.template_files import add_sheet, new_book, text_cell

TITLE: Final = "ردشده‌ها"
_WIDTH, _WIDE = 18, 50
_LONGEST_WORDS: Final = 2_000


def write_refused_rows(
    out: IO[bytes],
    headings: Sequence[str],
    rows: Iterable[tuple[Sequence[str], Sequence[CellFault]]],
) -> None:
    """Write each row as it was written, and behind it what is wrong and what to do."""
    book = new_book()
    # What an earlier file of refused rows said is of no use any more.
    kept = [at for at, heading in enumerate(headings) if heading_key(heading) not in OUR_OWN]
    head = [*(plain(headings[at]) for at in kept), FAULT, REMEDY]
    sheet = add_sheet(book, TITLE, head, [*[_WIDTH] * len(kept), _WIDE, _WIDE])
    for cells, faults in rows:
        texts = [plain(cells[at]) if at < len(cells) else "" for at in kept]
        sheet.append([text_cell(sheet, text) for text in [*texts, *_words(faults)]])
    book.save(out)


def _words(faults: Sequence[CellFault]) -> tuple[str, str]:
    """Say all faults of a row, each on its line."""
    found = [f"{one.column}: {one.fault}" if one.column else one.fault for one in faults]
    where = f"سطر {to_persian_digits(faults[0].line)} فایل" if faults else ""
    remedies = "\n".join(one.remedy for one in faults)
    return "\n".join([where, *found]).strip()[:_LONGEST_WORDS], remedies[:_LONGEST_WORDS]
