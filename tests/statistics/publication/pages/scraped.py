"""What a page says, read as a reader does: its tables, and its text without the markup."""

import re
from html.parser import HTMLParser
from typing import Any

from config.persian import to_ascii_digits


class _Tables(HTMLParser):
    """Collects the cells of each row, by the caption of its table."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.text: list[str] = []
        self._caption = self._into = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "caption":
            self._caption, self._into = "", "caption"
        elif tag == "tr":
            self.tables.setdefault(self._caption, []).append([])
        elif tag in ("td", "th"):
            self.tables[self._caption][-1].append("")
            self._into = "cell"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("caption", "td", "th"):
            self._into = ""

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._into == "caption":
            self._caption += data.strip()
        elif self._into == "cell":
            cells = self.tables[self._caption][-1]
            cells[-1] = " ".join(f"{cells[-1]} {data}".split())


def tables_of(html: str) -> dict[str, list[list[str]]]:
    reader = _Tables()
    reader.feed(html)
    return reader.tables


def table(html: str, caption: str) -> dict[str, list[str]]:
    """Read the one table whose caption begins so, by the first cell of each row."""
    [rows] = [rows for name, rows in tables_of(html).items() if name.startswith(caption)]
    return {row[0]: row[1:] for row in rows if len(row) > 1}


def numbers_in(html: str) -> set[str]:
    """List every number that stands anywhere in a page, also in attributes and drawings."""
    plain = to_ascii_digits(html).replace("٬", "").replace("٫", ".")
    return set(re.findall(r"\d+(?:\.\d+)?", plain))
