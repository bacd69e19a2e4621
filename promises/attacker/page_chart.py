"""What a drawn line tells: its words, its points measured against the axis, and its axis alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from promises.attacker.figures import HALF
from promises.attacker.page_tree import Element
from promises.attacker.page_words import Span, UnreadWordsError, month_of, number_of, plain

YearMonth = tuple[int, int]
# Places are written with one decimal of a percent of the box.
_PLACE: Final = Fraction(1, 20)
_KNOWN: Final = frozenset({"line", "text", "svg", "polyline", "circle"})
_ATTRIBUTES: Final = re.compile(
    "class|role|aria-label|[xy][12]?|c[xy]|r|d[xy]|points|viewbox|preserveaspectratio|width|height"
)
_TEXTS: Final = frozenset({"y", "mid", "x", "t-past", "t-now"})


@dataclass(frozen=True)
class DrawnFigure:
    """A month of the drawing, this year's or that of the year before, and what is told of it."""

    month: YearMonth
    span: Span


def months_before(month: YearMonth, back: int) -> YearMonth:
    year, number = divmod(month[0] * 12 + month[1] - 1 - back, 12)
    return year, number + 1


class Chart:
    """The drawing of a page of `month`; figures are those of its axis times `scale`."""

    def __init__(self, svg: Element, month: YearMonth, scale: int, name: str) -> None:
        self.svg, self.month, self.scale, self.name = svg, month, scale, name
        self._refuse_unknown()
        labels = [_place(each, "x") for each in self._texts("x")]
        # The newest stands last and at the left.
        self.months = {x: months_before(month, len(labels) - 1 - at) for at, x in enumerate(labels)}
        ticks = self._texts("y")
        if len(ticks) < 2:
            raise UnreadWordsError("a drawing without an axis")
        values = [_number(each.text) for each in ticks]
        self.ticks = values
        places = [_place(each, "y") for each in ticks]
        self.least, self.foot = values[0], places[0]
        self.slope = (values[-1] - values[0]) / (places[0] - places[-1])

    def _refuse_unknown(self) -> None:
        for each in (self.svg, *self.svg.below()):
            more = [name for name in each.attributes if not _ATTRIBUTES.fullmatch(name)]
            if each.tag not in _KNOWN or more:
                raise UnreadWordsError(f"<{each.tag}> {more} in a drawing")
            if each.tag == "text" and not set(each.classes) & _TEXTS:
                raise UnreadWordsError(f"the words {each.text} in a drawing")

    def _texts(self, name: str) -> list[Element]:
        return self.svg.all("text", name)

    def figures(self) -> Iterator[DrawnFigure]:
        """Give what its words and its points tell, each as a span."""
        yield from self._said()
        for each in self.svg.all("circle"):
            yield self._measured(_place(each, "cx"), _place(each, "cy"), 0)
        for each in self.svg.all("polyline"):
            back = 12 if "line-past" in each.classes else 0
            for point in each.attributes["points"].split():
                x, y = (Fraction(part) for part in point.split(","))
                yield self._measured(x, y, back)
        for name, back in (("t-now", 0), ("t-past", 12)):
            for each in self._texts(name):
                yield self._exact(months_before(self.month, back), each.text)

    def _said(self) -> Iterator[DrawnFigure]:
        beginning = f"{self.name}: "
        words = plain(self.svg.attributes.get("aria-label", ""))
        if not words.startswith(plain(beginning)):
            raise UnreadWordsError(words)
        for part in words.removeprefix(plain(beginning)).split("؛ "):
            month, _, value = part.rpartition(": ")
            yield self._exact(month_of(month), value)

    def _exact(self, month: YearMonth, text: str) -> DrawnFigure:
        value, half = _number(text), Fraction(1, 2000)
        # In the unit of the axis it is written with three decimals, without one exactly.
        low, high = (value, value) if self.scale == 1 else (value - half, value + half)
        return DrawnFigure(month, (low * self.scale, high * self.scale))

    def _measured(self, x: Fraction, y: Fraction, back: int) -> DrawnFigure:
        if x not in self.months:
            raise UnreadWordsError(f"a point at {x} of a drawing")
        value = self.least + (self.foot - y) * self.slope
        # Both the point and the ticks that it is measured by are rounded.
        slack = self.slope * 3 * _PLACE
        span = (value - slack) * self.scale, (value + slack) * self.scale
        return DrawnFigure(months_before(self.months[x], back), span)

    def axis_fault(self, drawn: list[Fraction]) -> str:
        """Say where the axis goes farther than the figures that are drawn: it would tell of others.

        With these figures it ends at the next tick.
        """
        top, step = self.ticks[-1], self.ticks[1] - self.ticks[0]
        most, least = (Fraction(each) / self.scale for each in (max(drawn), min(drawn)))
        slack = HALF / 1000
        if not most - slack <= top <= most + step + slack:
            return f"an axis up to {float(top)} over figures up to {float(most)}"
        if self.least and not least - step - slack <= self.least <= least + slack:
            return f"an axis from {float(self.least)} below figures from {float(least)}"
        return ""


def _number(text: str) -> Fraction:
    value = number_of(text)
    if value is None:
        raise UnreadWordsError(text)
    return value


def _place(element: Element, name: str) -> Fraction:
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)%", element.attributes[name])
    if found is None:
        raise UnreadWordsError(f"{name}={element.attributes[name]} in a drawing")
    return Fraction(found[1])
