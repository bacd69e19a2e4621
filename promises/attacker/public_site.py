"""A stranger who reads everything published: every page and every file to which links lead.

He begins at the front door. An address that he does not know by its kind is a fault: what stands
there nobody would have read.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.test import Client

from promises.attacker.agreement import against, everything, missing
from promises.attacker.figures import Published, Vintage
from promises.attacker.file_sources import read_file
from promises.attacker.month_page import KEY_FIGURES, MonthPage, read_tile
from promises.attacker.page_chart import YearMonth, months_before
from promises.attacker.page_names import PageNames
from promises.attacker.page_reading import PageReading
from promises.attacker.page_tree import tree_of
from promises.attacker.page_words import plain, ratio_of
from promises.attacker.truth import Truth
from promises.attacker.unread_numbers import unread_numbers

FRONT: Final = "/"
_MONTH: Final = re.compile(r"/public/(?:(\d{4})/(\d\d)/(?:(\d+)/)?)?")
_EDITION_FILE: Final = re.compile(r"/public/data/(\d{4})-(\d\d)/(\d+)/([\w.]+)")
_SERIES_FILE: Final = re.compile(r"/public/data/([\w.]+)")
_EDITION_FILES: Final = re.compile(r"/public/data/\d{4}-\d\d/\d+/")
_ARCHIVE: Final = "/public/months/"
# They say how figures are made, and hold none of an edition; of a hidden one they are looked for.
_WORDS: Final = frozenset({"/public/data/", "/public/method/", "/public/rules/", "/public/policy/"})
# Fewer digits of a number are anywhere.
_DIGITS: Final = 4
_FORMS: Final = ("csv", "xlsx", "sdmx.csv")


@dataclass
class PublicSite:
    """What was read; `products` says how many pages of chosen products are opened for a month."""

    client: Client
    draw: random.Random
    products: int
    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    # Figures read in all sources together.
    count: int = 0
    sources: list[Published] = field(default_factory=list)

    def visit(self) -> None:
        """Follow the links from the front door on."""
        waiting = [FRONT]
        while waiting:
            address = waiting.pop()
            if address in self.pages or address in self.files:
                continue
            waiting += self.open(address)
        for address in [each for each in self.pages if _edition_of(each)]:
            for choice in self.choices(address):
                self.open(address + choice)

    def open(self, address: str) -> list[str]:
        """Take what stands at an address; return where its links lead."""
        answer = self.client.get(address)
        if answer.status_code != 200:
            self.faults.append(f"{address} answers {answer.status_code}")
            return []
        if not answer["Content-Type"].startswith("text/html"):
            self.files[address] = answer.getvalue()
            return []
        self.pages[address] = answer.content.decode()
        links = (each.attributes.get("href", "") for each in tree_of(self.pages[address]).all("a"))
        paths = (urlsplit(urljoin(address, link)) for link in links)
        return [each.path for each in paths if not each.netloc and each.path.startswith("/public/")]

    def choices(self, address: str) -> Iterator[str]:
        """Choose what a visitor may ask of the page of an edition."""
        yield from ("?division=all", "?division=all&order=change")
        found = re.findall(r'<option value="(\d{10}(?:\.\w+)?)"', self.pages[address])
        for code in self.draw.sample(found, min(self.products, len(found))):
            yield f"?product={code}"

    # ── What it says ──

    def read(self, rows: Published, truths: Mapping[Vintage, Truth]) -> Published:
        """Read all of it, held against the rows; return everything together."""
        names, last = PageNames.read(), _last_of(rows)
        for address, html in self.pages.items():
            path = address.partition("?")[0]
            if path == FRONT:
                self.take(rows, address, read_front(html, last, names))
            elif month := _MONTH.fullmatch(path):
                vintage = _named(month, last)
                self.take(rows, address, MonthPage(html, vintage, last, names).read())
            elif path == _ARCHIVE or _EDITION_FILES.fullmatch(path):
                unread = unread_numbers(tree_of(html), names)
                self.faults += [f"{address}: {fault}" for fault in unread]
            elif path not in _WORDS:
                self.faults.append(f"{address} is read by nobody")
        self.read_files(rows)
        for address, html in self.pages.items():
            if address in _WORDS:
                self.faults += [f"{address}: {fault}" for fault in told_hidden(html, rows, truths)]
        return everything(self.sources, rows)

    def take(self, rows: Published, address: str, reading: PageReading) -> None:
        self.count += reading.count
        self.sources.append(reading.published)
        self.faults += [f"{address}: {fault}" for fault in reading.faults]
        self.faults += against(rows, address, reading.published)

    def read_files(self, rows: Published) -> None:
        """Read every file; those of the editions say all that the rows say, in each form."""
        by_form: dict[str, dict[str, Published]] = {form: {} for form in _FORMS}
        for address, content in self.files.items():
            named = _EDITION_FILE.fullmatch(address)
            series = _SERIES_FILE.fullmatch(address)
            if named is None and series is None:
                self.faults.append(f"{address} is read by nobody")
                continue
            name = named[4] if named else series[1] if series else ""
            found = read_file(name, content)
            if found is None:
                continue
            self.count += len(found.cells) + len(found.told)
            self.sources.append(found)
            self.faults += against(rows, address, found)
            if named:
                by_form[name.partition(".")[2]][address] = found
        for form, of_editions in by_form.items():
            whole = {cell: r for found in of_editions.values() for cell, r in found.cells.items()}
            self.faults += missing(rows, form, Published(whole))


def read_front(html: str, last: Mapping[YearMonth, Vintage], names: PageNames) -> PageReading:
    """Read the front door, which tells the key figures of the latest month."""
    found, root, month = PageReading(names, last), tree_of(html), max(last)
    for tile in root.all("li"):
        title = tile.first("h3")
        if title is None:
            continue
        [value] = tile.all("p", "value")
        if title.text in KEY_FIGURES:
            spot, unit = KEY_FIGURES[title.text]
            read_tile(found, value, last[month], spot, unit)
            for change in tile.all("span", "delta"):
                before = last.get(months_before(month, 12))
                found.ratio(last[month], before, spot, ratio_of(change.take()))
        elif re.fullmatch(r"—|\d+(\.\d)?٪", plain(value.text)):
            value.take()
    found.faults += unread_numbers(root, names)
    return found


def told_hidden(html: str, rows: Published, truths: Mapping[Vintage, Truth]) -> Iterator[str]:
    """Look in a page of words for numbers that are the values of hidden cells."""
    shown = {read.value for read in rows.cells.values()}
    hidden = set()
    for cell, read in rows.cells.items():
        value = sum(truths[cell.vintage].get(cell.spot, {}).values(), Fraction(0))
        if read.value is None and value not in shown and _digits_of(value) >= _DIGITS:
            hidden.add(value)
    for number in set(re.findall(r"\d+(?:\.\d+)?", plain(html))):
        if Fraction(number) in hidden:
            yield f"{number} is the value of a hidden cell"


def _digits_of(value: Fraction) -> int:
    return len(f"{float(value):f}".replace(".", "").strip("0"))


def _edition_of(address: str) -> bool:
    found = _MONTH.fullmatch(address)
    return bool(found and found[3])


def _last_of(rows: Published) -> dict[YearMonth, Vintage]:
    found: dict[YearMonth, Vintage] = {}
    for vintage in rows.vintages():
        found[vintage.year, vintage.month] = vintage
    return found


def _named(found: re.Match[str], last: Mapping[YearMonth, Vintage]) -> Vintage:
    """Say which edition an address shows."""
    if found[1] is None:
        return last[max(last)]
    month = int(found[1]), int(found[2])
    return Vintage(*month, int(found[3])) if found[3] else last[month]
