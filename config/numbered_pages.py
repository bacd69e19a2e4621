"""Pages of a short list that is in hand, such as the units of one person: 20 at a time, or more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from config.http import row_id
from config.persian import format_number

ROWS = 20
Row = TypeVar("Row")


@dataclass(frozen=True)
class NumberedPage(Generic[Row]):
    """Some rows of a list; `label` says which of how many, an address is None where none is."""

    rows: Sequence[Row]
    label: str
    prev_url: str | None
    next_url: str | None


def numbered(
    rows: Sequence[Row],
    asked: str,
    noun: str,
    query: Mapping[str, str] | None = None,
    size: int = ROWS,
) -> NumberedPage[Row]:
    """Cut the page that an address asks for; one beyond the end is the last.

    `query` is what the address holds besides.
    """
    last = max(1, -(-len(rows) // size))
    at = min(row_id(asked) or 1, last)
    begin = (at - 1) * size
    shown = rows[begin : begin + size]
    first, end = format_number(begin + 1), format_number(begin + len(shown))
    label = f"{first} تا {end} از {format_number(len(rows))} {noun}" if shown else ""

    def url(page: int) -> str:
        return f"?{urlencode({**(query or {}), 'page': page})}"

    return NumberedPage(
        shown, label, url(at - 1) if at > 1 else None, url(at + 1) if at < last else None
    )
