"""The geometry of shares that grow day by day, over those of the same days of other months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from config.charts import PlotMark, length
from config.persian import format_number, format_percent

_LEFT, _RIGHT, _ROOF, _FOOT = Decimal(6), Decimal(87), Decimal(14), Decimal(80)
_TICKS = (0, 25, 50, 75, 100)
# Up to here each day has its number below the axis, then every fifth.
_EACH_DAY = 12
# How far a word stands above or below its point, and how far two of one row keep from another.
_ABOVE, _BELOW, _APART = Decimal(5), Decimal(9), Decimal(30)
# The rows of the names of borders.
_ROWS = ("5", "11")


@dataclass(frozen=True)
class DayPlot:
    """Lines over days in percent of their box, the last day at the left; `end` is today.

    `year_past` may be empty, as may `past`. `borders` are days that end something, named in
    `border_words`.
    """

    ticks: tuple[PlotMark, ...]
    days: tuple[PlotMark, ...]
    line: str
    past: str
    year_past: str
    end: PlotMark
    end_words: PlotMark
    past_words: PlotMark | None
    borders: tuple[PlotMark, ...]
    border_words: tuple[PlotMark, ...]
    words: str


def day_plot(
    now: Sequence[Decimal],
    past: Sequence[Decimal],
    year_past: Sequence[Decimal],
    last: int,
    borders: Mapping[int, str],
) -> DayPlot:
    """Draw shares in percent, each sequence from the day 0; the axis goes up to the day `last`."""
    today = len(now) - 1
    width = (_RIGHT - _LEFT) / max(last, 1)

    def place(day: int, share: Decimal) -> tuple[str, str]:
        return length(_RIGHT - width * day), length(_FOOT - (_FOOT - _ROOF) * share / 100)

    def line(shares: Sequence[Decimal]) -> str:
        return " ".join(",".join(place(day, share)) for day, share in enumerate(shares))

    end = PlotMark(*place(today, now[-1]), format_percent(now[-1]))
    beside = None
    if today < len(past):
        beside = PlotMark(*place(today, past[today]), format_percent(past[today]))
    over = beside is None or now[-1] >= past[today]
    return DayPlot(
        tuple(PlotMark("100", place(0, Decimal(tick))[1], format_percent(tick)) for tick in _TICKS),
        tuple(
            PlotMark(
                place(day, Decimal(0))[0],
                "90",
                format_number(day),
                last <= _EACH_DAY and (today - day) % 2 == 1,
            )
            for day in range(last + 1)
            if last <= _EACH_DAY or day % 5 == 0
        ),
        line(now),
        line(past),
        line(year_past),
        end,
        # Whichever of the two stands higher is named above, the other below.
        _word(end, over),
        _word(beside, not over) if beside else None,
        tuple(PlotMark(place(day, Decimal(0))[0], "80") for day in sorted(borders)),
        _named({day: place(day, Decimal(0))[0] for day in sorted(borders)}, borders),
        "؛ ".join(
            f"روز {format_number(day)}: {format_percent(share)}" for day, share in enumerate(now)
        ),
    )


def _word(point: PlotMark, above: bool) -> PlotMark:
    """Place the number of a point, inside the box also where the point lies at its edge."""
    y = Decimal(point.y)
    below = y + _BELOW
    at = y - _ABOVE if (above and y - _ABOVE > _ROOF) or below > _FOOT else below
    return PlotMark(point.x, length(at), point.words)


def _named(across: Mapping[int, str], borders: Mapping[int, str]) -> tuple[PlotMark, ...]:
    """Name borders above the lines; of two that stand near each other the later one lower."""
    found: list[PlotMark] = []
    for day, x in across.items():
        near = bool(found) and Decimal(found[-1].x) - Decimal(x) < _APART
        inside = max(Decimal(x), Decimal(9))
        found.append(PlotMark(length(inside), _ROWS[near], borders[day]))
    return tuple(found)
