"""The columns of a table: how each is called, read and explained; which heading means which."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from config.persian import quoted, search_words

_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")

# The sheet of a template that explains it, and what a file of refused rows says besides.
GUIDE_SHEET: Final = "راهنما"
GUIDE_HEAD: Final = ("ستون", "پر کردن", "توضیح", "مثال (ساختگی)")
FAULT, REMEDY = "خطا", "چه کنید"


@dataclass(frozen=True, eq=False)
class TableColumn:
    """One column of a kind of table.

    `required`: each row fills it, so the file has it. `expected`: the file has it, rows may leave
    it empty. A file may lack any other; then its rows have no value of that key.
    """

    key: str
    # As the template and every message write it.
    heading: str
    # Takes a cell as it came; None for an empty one. See `readers`.
    reader: Callable[[str], Any]
    required: bool = False
    expected: bool = False
    # As other programs call it; their spelling does not matter.
    other_headings: Sequence[str] = ()
    # For the template: what is written here, and one example, invented.
    help: str = ""
    example: str = ""
    # A number is counted with; all else is text, so that no zero is lost.
    is_number: bool = False
    width: int = 18
    # Of a cell that is empty and must not be.
    if_empty: str = ""
    keys: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        names = (self.heading, *self.other_headings)
        object.__setattr__(self, "keys", frozenset(heading_key(name) for name in names))

    @property
    def must_stand(self) -> bool:
        return self.required or self.expected


def heading_key(text: str) -> str:
    """Fold a heading: letters and digits alone, one spelling, without what stands in brackets."""
    return "".join(search_words(_ASIDE.sub(" ", text)))


OUR_OWN: Final = frozenset({heading_key(FAULT), heading_key(REMEDY)})


def match_headings(cells: Sequence[str], columns: Sequence[TableColumn]) -> dict[int, TableColumn]:
    """Find which column each heading means; headings that mean none are left out."""
    by_key = dict[str, TableColumn]()
    for column in columns:
        if shared := by_key.keys() & column.keys:
            raise ValueError(f"two columns are called {shared}")
        by_key |= dict.fromkeys(column.keys, column)
    found = ((place, by_key.get(heading_key(cell))) for place, cell in enumerate(cells) if cell)
    return {place: column for place, column in found if column}


def letter(place: int) -> str:
    """Name a column as sheets do: A for 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def named(headings: Sequence[str], most: int = 8) -> str:
    """List headings in a sentence; of many only the first ones."""
    more = " و …" if len(headings) > most else ""
    return "، ".join(quoted(one) for one in headings[:most]) + more
