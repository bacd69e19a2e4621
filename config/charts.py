"""The geometry of every chart: numbers of SVG, drawn from the right as Persian is read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import TypeAlias

from config.jalali import JalaliMonth
from config.persian import format_number, to_persian_digits

Number: TypeAlias = Decimal | int | None
# The box of a bar and of a line is as wide; a line keeps this far from the top and runs so deep.
WIDTH = 100
_TOP, _DEPTH = Decimal(4), Decimal(26)


@dataclass(frozen=True)
class Bar:
    """One bar of `components/bar.html`; a weak one lies below a shorter, strong one.

    `fall`: it tells of what became less. A `goal` is a mark where a bar of its width would end.
    """

    width: int
    weak: bool = False
    fall: bool = False
    goal: bool = False

    @property
    def begin(self) -> int:
        # Bars grow from the right, as Persian is read.
        return WIDTH - self.width


@dataclass(frozen=True)
class Spark:
    """A line over the filed months, the newest at the left: SVG numbers, and the same in words."""

    points: str
    dot: str
    words: str


def bar(percent: Decimal | None, weak: bool = False, fall: bool = False) -> Bar:
    """Draw a share in percent; of none a bar without length."""
    return Bar(int(percent or 0) * WIDTH // 100, weak, fall)


def goal(percent: Decimal) -> Bar:
    """Mark a share in percent across the bars; at the very end it still stands inside."""
    return Bar(min(int(percent), WIDTH) or 1, goal=True)


def spark(values: Mapping[JalaliMonth, Number]) -> Spark | None:
    """Draw the line of some months in order; None below two figures.

    From zero to the most; a month that was not filed, or without the product, leaves no point.
    """
    known = [(month, value) for month, value in values.items() if value is not None]
    if len(known) < 2:
        return None
    first, last = known[0][0], known[-1][0]
    # All zero: the line lies at the bottom instead of dividing by nothing.
    most = max(value for _, value in known) or 1
    places = [
        (
            length(Decimal(WIDTH) * (last - month) / (last - first)),
            length(_TOP + _DEPTH * (1 - Decimal(value) / most)),
        )
        for month, value in known
    ]
    words = "؛ ".join(f"{month}: {format_number(value)}" for month, value in known)
    dot = "M{} {}h.01".format(*places[-1])
    return Spark(" ".join(f"{x},{y}" for x, y in places), dot, words)


def length(number: Decimal) -> str:
    """Write a length of the drawing with one decimal, as SVG does."""
    return str(number.quantize(Decimal("0.1")))


@dataclass(frozen=True)
class PlotMark:
    """Words or a point at a place of a plot, in percent of its box; `minor` ones leave a phone."""

    x: str
    y: str
    words: str = ""
    minor: bool = False


@dataclass(frozen=True)
class Plot:
    """Lines over months, this year's and the last one's: numbers of SVG, words beside them.

    A month without a figure breaks its line. `begins` is the value at the foot of the axis. An
    `open` point is no figure but what is expected, led to by a line of its own.
    """

    ticks: tuple[PlotMark, ...]
    months: tuple[PlotMark, ...]
    points: tuple[PlotMark, ...]
    lines: tuple[str, ...]
    past_lines: tuple[str, ...]
    now: PlotMark | None
    past: PlotMark | None
    turn: PlotMark | None
    begins: Decimal
    words: str
    open: PlotMark | None = None
    open_line: str = ""


# The part of the box that the lines have; the rest is for the words of the axes.
_LEFT, _RIGHT, _ROOF, _FOOT = Decimal(14), Decimal(87), Decimal(9), Decimal(80)
_STEPS = 5
# How far apart two words keep in the lowest box there is.
_LINE = Decimal(9)
# Month names that stand side by side have room for three letters.
_SHORT_NAMES = {"فروردین": "فرو", "اردیبهشت": "ارد", "شهریور": "شهر"}


def short_name(month: JalaliMonth) -> str:
    """Name a month below a chart."""
    return _SHORT_NAMES.get(month.name, month.name)


def plot(
    values: Mapping[JalaliMonth, Number],
    past: Mapping[JalaliMonth, Number],
    expected: Number = None,
) -> Plot | None:
    """Draw months in order, the newest at the left, over the same months a year before.

    `expected` stands for the newest one where that has no figure. None below two figures: there is
    no line.
    """
    known = [value for value in values.values() if value is not None]
    if len(known) < 2:
        return None
    months = list(values)
    others = [value for value in (*past.values(), expected) if value is not None]
    axis = _Axis.around([*known, *others])
    width = (_RIGHT - _LEFT) / (len(months) - 1)
    across = {month: length(_LEFT + width * (months[-1] - month)) for month in months}
    places = [_marks(across, values, axis), _marks(across, past, axis, 12)]
    turn = next((month for month in months[1:] if month.month == 1), None)
    newest = across[months[-1]]
    opened = None
    if expected is not None:
        opened = PlotMark(newest, length(axis.place(expected)), format_number(expected))
    return Plot(
        tuple(
            PlotMark("100", length(axis.place(tick)), format_number(tick)) for tick in axis.ticks
        ),
        tuple(
            PlotMark(x, "90", short_name(month), (months[-1] - month) % 2 == 1)
            for month, x in across.items()
        ),
        tuple(mark for run in places[0] for mark in run),
        tuple(_line(run) for run in places[0] if len(run) > 1),
        tuple(_line(run) for run in places[1] if len(run) > 1),
        _end(places[0], newest),
        _apart(_end(places[1], newest), _end(places[0], newest)),
        _turn(turn, across, width) if turn else None,
        axis.least,
        "؛ ".join(f"{m}: {format_number(v)}" for m, v in values.items() if v is not None),
        opened,
        _line([places[0][-1][-1], opened]) if opened else "",
    )


@dataclass(frozen=True)
class _Axis:
    """From a round number below the values to one above them, in equal steps."""

    least: Decimal
    step: Decimal
    count: int

    @classmethod
    def around(cls, values: list[Decimal | int]) -> "_Axis":
        low, high = Decimal(min(values)), Decimal(max(values))
        # From zero unless that would press the whole line under the roof.
        low = Decimal(0) if low * 2 < high else low
        step = _round_step((high - low) / _STEPS or Decimal(high) / _STEPS or Decimal(1))
        least = (low // step) * step
        # Up to the next whole step: no value stands above the roof.
        count = max(1, int(((high - least) / step).to_integral_value(ROUND_CEILING)))
        return cls(least, step, count)

    @property
    def ticks(self) -> list[Decimal]:
        return [self.least + self.step * n for n in range(self.count + 1)]

    def place(self, value: Decimal | int) -> Decimal:
        share = (Decimal(value) - self.least) / (self.step * self.count)
        return _FOOT - (_FOOT - _ROOF) * share


def _round_step(least: Decimal) -> Decimal:
    """Find the next of 1, 2, 5, 10, 20 … that is not below a number."""
    ten = Decimal(10) ** least.adjusted()
    return next(ten * n for n in (1, 2, 5, 10) if ten * n >= least)


def _marks(
    across: Mapping[JalaliMonth, str],
    values: Mapping[JalaliMonth, Number],
    axis: _Axis,
    back: int = 0,
) -> list[list[PlotMark]]:
    """Place the values of months that lie `back` months before those of the axis, run by run."""
    runs: list[list[PlotMark]] = [[]]
    for month, x in across.items():
        value = values.get(month - back)
        if value is None:
            runs.append([])
        else:
            runs[-1].append(PlotMark(x, length(axis.place(value)), format_number(value)))
    return [run for run in runs if run]


def _line(run: list[PlotMark]) -> str:
    return " ".join(f"{mark.x},{mark.y}" for mark in run)


def _end(runs: list[list[PlotMark]], newest: str) -> PlotMark | None:
    """Find the point of the newest month, where it has one."""
    return runs[-1][-1] if runs and runs[-1][-1].x == newest else None


def _apart(words: PlotMark | None, end: PlotMark | None) -> PlotMark | None:
    """Move the words of the year before away from those of this one, where they would touch."""
    if words is None or end is None:
        return words
    y, other = Decimal(words.y), Decimal(end.y)
    if abs(y - other) >= _LINE:
        return words
    return replace(words, y=length(other + _LINE if y >= other else other - _LINE))


def _turn(month: JalaliMonth, across: Mapping[JalaliMonth, str], width: Decimal) -> PlotMark:
    """Place the line at which a year turns, and name both."""
    words = f"{to_persian_digits(month.year - 1)} | {to_persian_digits(month.year)}"
    return PlotMark(length(Decimal(across[month]) + width / 2), "99", words)
