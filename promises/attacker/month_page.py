"""The page of a published month as a stranger reads it: sentences, key figures, charts, tables.

Each figure becomes a cell or a span of cells. What stands on the page and nobody here understands
is a fault: it might tell something.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor
from typing import Final

from promises.attacker.figures import ALL, COUNTRY, Read, Spot, Vintage
from promises.attacker.page_chart import Chart, YearMonth, months_before
from promises.attacker.page_names import PageNames
from promises.attacker.page_reading import PageReading
from promises.attacker.page_tree import Element, tree_of
from promises.attacker.page_words import (
    COLOURS,
    UnreadWordsError,
    figure_of,
    month_of,
    plain,
    ratio_of,
    said_of,
    scale_of,
)
from promises.attacker.unread_numbers import unread_numbers

PEOPLE: Final = Spot("employment", ALL, "", COUNTRY)
DOLLARS: Final = Spot("export_usd", ALL, "", COUNTRY)
TONNES: Final = Spot("export_tonnes", ALL, "", COUNTRY)
_YEAR: Final = 12
# A place with its change, in the sentence above the map.
_NAMED: Final = re.compile(r"([^:،.]+) \(([^)]+)\)")
KEY_FIGURES: Final = {"کارکنان": (PEOPLE, "نفر"), "صادرات": (DOLLARS, "دلار")}


class MonthPage:
    """One page of the edition `vintage`; `read` understands it whole."""

    def __init__(
        self, html: str, vintage: Vintage, last: Mapping[YearMonth, Vintage], names: PageNames
    ) -> None:
        self.root, self.vintage, self.names = tree_of(html), vintage, names
        self.month: YearMonth = (vintage.year, vintage.month)
        self.found = PageReading(names, last)
        self.good: Spot | None = None
        self.good_name = self.measure = ""

    def read(self) -> PageReading:
        parts: tuple[Callable[[], None], ...] = (
            *(self.read_good, self.read_answer, self.read_key_figures, self.read_series),
            *(self.read_map, self.read_places, self.read_products, self.read_trades),
            self.read_revisions,
        )
        for part in parts:
            try:
                part()
            except (UnreadWordsError, LookupError, AttributeError) as fault:
                # A page that is built otherwise than it was is read by nobody.
                self.found.faults.append(f"{part.__name__}: {type(fault).__name__} {fault}")
        self.found.faults += unread_numbers(self.root, self.names)
        return self.found

    # ── Where it stands ──

    def edition(self, month: YearMonth) -> Vintage | None:
        """The edition that the page means: of its own month itself, of others the last."""
        return self.vintage if month == self.month else self.found.last.get(month)

    @property
    def before(self) -> Vintage | None:
        return self.edition(months_before(self.month, 1))

    def section(self, name: str) -> Element:
        found = self.root.labelled(name)
        if found is None:
            raise UnreadWordsError(f"no section {name}")
        return found

    def rows(self, section: Element, caption: str) -> list[list[Element]]:
        """Read the table whose caption begins so, row by row, the heads left out."""
        table = next(
            each for each in section.all("table") if each.all("caption")[0].text.startswith(caption)
        )
        body = table.all("tbody")[0]
        return [
            [each for each in row.children if isinstance(each, Element)] for row in body.all("tr")
        ]

    # ── The chosen product ──

    def read_good(self) -> None:
        choices = next(e for e in self.root.all("select") if e.attributes["id"] == "product")
        chosen = [each for each in choices.all("option") if "selected" in each.attributes]
        if not chosen:
            return
        code, _, measure = chosen[0].attributes["value"].partition(".")
        text = chosen[0].text
        self.measure = max(
            (name for name in self.names.measures if text.endswith(f" ({name})")), key=len
        )
        self.good_name = text.removesuffix(f" ({self.measure})")
        self.good = self.made(code, measure or self.names.measures[self.measure])

    @staticmethod
    def made(code: str, measure: str) -> Spot:
        return Spot("production", code, measure, COUNTRY)

    # ── Sentences and key figures ──

    def read_answer(self) -> None:
        for words in self.root.all("p", "answer"):
            for each in words.all("b"):
                self.read_said(each)
            for each in words.all("span"):
                if self.good is not None:
                    span = ratio_of(each.take())
                    self.found.ratio(self.vintage, self.before, self.good, span)

    def read_said(self, element: Element) -> None:
        text = element.text
        if self.good is not None and text.startswith(f"{self.good_name} "):
            rest = text.removeprefix(f"{self.good_name} ")
            self.found.span(self.vintage, self.good, said_of(rest, self.measure))
        elif text.endswith(" نفر"):
            self.found.span(self.vintage, PEOPLE, said_of(text, "نفر"))
        elif text.endswith(" دلار"):
            self.found.span(self.vintage, DOLLARS, said_of(text, "دلار"))
        elif text != self.good_name:
            raise UnreadWordsError(text)
        element.take()

    def read_key_figures(self) -> None:
        for tile in self.section("key-figures").all("li"):
            if (title := tile.all("h3")[0].text) in KEY_FIGURES:
                spot, unit = KEY_FIGURES[title]
                read_tile(self.found, tile.all("p", "value")[0], self.vintage, spot, unit)
                for pair in tile.all("div"):
                    self.read_change(pair, spot)
            else:
                read_response(tile)

    def read_change(self, pair: Element, spot: Spot) -> None:
        other, change = pair.all("dt")[0].text, pair.all("dd")[0]
        month = months_before(self.month, 1)
        if other != "از ماه پیش":
            month = month_of(other.removeprefix("از "))
        span = ratio_of(change.take())
        self.found.ratio(self.vintage, self.edition(month), spot, span)

    # ── The line over months ──

    def read_series(self) -> None:
        if self.good is None:
            return
        section, drawn = self.section("months"), []
        for cells in self.rows(section, "تولید"):
            head, now, past, change = cells
            month = month_of(head.text)
            new, old = self.edition(month), self.edition(months_before(month, _YEAR))
            for where, cell in ((new, now), (old, past)):
                figure = figure_of(cell.take())
                self.found.cell(where, self.good, figure)
                if figure is not None and figure.value is not None:
                    drawn.append(figure.value)
            self.found.ratio(new, old, self.good, ratio_of(change.take()))
        if (svg := section.first("svg")) is not None:
            self.read_chart(section, svg, drawn)

    def read_chart(self, section: Element, svg: Element, drawn: list[Fraction]) -> None:
        note = section.all("p", "chart-note")[0]
        chart = Chart(svg, self.month, scale_of(note.text, self.measure), self.good_name)
        begins = re.search(r"محور از ([\d.]+) آغاز می‌شود", plain(note.text))
        if Fraction(begins[1] if begins else 0) != chart.least:
            raise UnreadWordsError(note.text)
        if begins:
            note.children = [plain(note.text).replace(begins[0], "")]
        for figure in chart.figures():
            if self.good is not None:
                self.found.span(self.edition(figure.month), self.good, figure.span)
        if fault := chart.axis_fault(drawn):
            self.found.faults.append(fault)
        for each in (svg, *svg.below()):
            each.read = True
            # Its words were read, and nothing else may stand there.
            each.attributes.pop("aria-label", None)

    # ── Organizations ──

    def read_map(self) -> None:
        section = self.section("map")
        heading = section.all("h2")[0].text
        compared = None
        if heading.startswith("کارکنان، تغییر از "):
            compared = self.edition(month_of(heading.removeprefix("کارکنان، تغییر از ")))
        for tile in section.all("li"):
            if words := tile.first("span", "tile"):
                self.read_map_tile(tile, words, compared)
        for words in section.all("p", "chart-say"):
            for name, change in _NAMED.findall(words.text):
                spot = self.people_of(name.strip())
                self.found.ratio(self.vintage, compared, spot, ratio_of(change))
            words.children = [_NAMED.sub("", words.text)]

    def read_map_tile(self, tile: Element, words: Element, compared: Vintage | None) -> None:
        [value] = words.all("b")
        spot = self.people_of(words.text.removesuffix(value.text).strip())
        colour = tile.classes[-1]
        text = value.take()
        if colour == "fx" or colour.startswith("v"):
            self.found.cell(self.vintage, spot, figure_of(text))
        else:
            self.found.ratio(self.vintage, compared, spot, ratio_of(text))
        if colour.startswith("f") and colour != "fx":
            self.found.ratio(self.vintage, compared, spot, COLOURS[colour])
        elif colour != "fx":
            self.found.span(self.vintage, spot, COLOURS[colour])

    def people_of(self, name: str) -> Spot:
        return Spot("employment", ALL, "", self.names.places[name])

    def read_places(self) -> None:
        section, order = self.section("map"), []
        heads = [
            plain(each.text) for each in section.all("th") if each.attributes["scope"] == "col"
        ]
        compared = month_of(heads[2]) if len(heads) == 4 else None
        for name, *cells in self.rows(section, "کارکنان هر سازمان"):
            spot = self.people_of(name.text)
            order.append((spot.place, self.read_now(cells[0], spot)))
            if compared is not None:
                _, before, change = cells
                where = self.edition(compared)
                self.found.cell(where, spot, figure_of(before.take()))
                self.found.ratio(self.vintage, where, spot, ratio_of(change.take()))
            elif len(cells) != 1:
                raise UnreadWordsError(name.text)
        self.found.in_order("the table of organizations", order)

    def read_now(self, cell: Element, spot: Spot) -> Fraction | None:
        figure = figure_of(cell.take())
        self.found.cell(self.vintage, spot, figure)
        return figure.value if figure else None

    # ── Products, trades, editions ──

    def read_products(self) -> None:
        changes, by_change = [], self.chosen("order") == "change"
        for cells in self.rows(self.section("products"), "تولید محصول‌ها"):
            if len(cells) == 1:
                continue
            name, measure, now, before, change = cells
            query = name.all("a")[0].attributes["href"]
            [code] = re.findall(r"[?&]product=(\d+)", query)
            spot = self.made(code, self.names.measures[measure.text])
            value = self.read_now(now, spot)
            then = figure_of(before.take())
            self.found.cell(self.before, spot, then)
            self.found.ratio(self.vintage, self.before, spot, ratio_of(change.take()))
            changes.append((code, _growth(value, then)))
        if by_change:
            self.found.in_order("the table of products", changes)

    def chosen(self, name: str) -> str:
        choices = next(e for e in self.root.all("select") if e.attributes["id"] == name)
        chosen = [each for each in choices.all("option") if "selected" in each.attributes]
        return chosen[0].attributes["value"] if chosen else ""

    def read_trades(self) -> None:
        section = self.root.labelled("trades")
        if section is None:
            return
        order, flows = [], (PEOPLE, DOLLARS, TONNES)
        for name, *cells in self.rows(section, "کارکنان و صادرات رشته‌ها"):
            code = self.names.divisions.get(name.text, name.text)
            if len(cells) not in (1, len(flows)):
                raise UnreadWordsError(name.text)
            values = [
                self.read_now(cell, spot._replace(what=code))
                for cell, spot in zip(cells, flows, strict=False)
            ]
            order.append((code, values[0]))
        self.found.in_order("the table of trades", order)

    def read_revisions(self) -> None:
        for name, *cells in self.rows(self.section("revisions"), "ویرایش‌های"):
            [address] = [each.attributes["href"] for each in name.all("a")]
            vintage = Vintage(*map(int, re.findall(r"\d+", address)))
            if len(cells) == 4 and self.good is not None:
                self.found.cell(vintage, self.good, figure_of(cells[0].take()))
            for cell, spot in zip(cells[-3:-1], (PEOPLE, DOLLARS), strict=True):
                self.found.cell(vintage, spot, figure_of(cell.take()))
            read_share(cells[-1])


def read_tile(found: PageReading, value: Element, where: Vintage, spot: Spot, unit: str) -> None:
    """Take a key figure: a mark, or a number as it is said."""
    text = value.take()
    if text.endswith(unit):
        found.span(where, spot, said_of(text, unit))
    else:
        found.cell(where, spot, figure_of(text))


def read_share(cell: Element) -> None:
    """Take a response rate: it is of all units of the country."""
    _take_words(cell, r"—|\d+(\.\d)?٪")


def read_response(tile: Element) -> None:
    """Take the response rate with how it stands to others; of how many units is told by fives."""
    [value] = tile.all("p", "value")
    if count := re.search(r" از نزدیک به \d*[05] واحد$", plain(value.text)):
        value.children = [plain(value.text).removesuffix(count[0])]
    _take_words(value, r"—|\d+(\.\d)?٪")
    for change in tile.all("dd"):
        _take_words(change, r"—|بدون تغییر|\d+(\.\d)? واحد درصد (بیشتر|کمتر)")
    for when in tile.all("dt"):
        if when.text != "از ماه پیش":
            month_of(when.text.removeprefix("از "))


def _take_words(element: Element, pattern: str) -> None:
    if not re.fullmatch(pattern, plain(element.text)):
        raise UnreadWordsError(element.text)
    element.take()


def _growth(now: Fraction | None, before: Read | None) -> Fraction | None:
    """In tenths of a percent, as the order has it; None where it cannot be computed."""
    if now is None or before is None or not before.value:
        return None
    tenths = (now / before.value - 1) * 1000
    whole = floor(abs(tenths) + Fraction(1, 2))
    return Fraction(whole if tenths > 0 else -whole)
