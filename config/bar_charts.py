"""The geometry of bars over months, the newest at the left, with a line for the year before."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from config.charts import Number, short_name
from config.jalali import JalaliMonth
from config.persian import format_number

# In percent of the box: the roof of the highest bar and the line they stand on.
_ROOF, _FOOT = Decimal(17), Decimal(82)
# How much of its place a bar takes, and the line of the year before.
_BAR, _TICK = Decimal("0.66"), Decimal("0.86")


@dataclass(frozen=True)
class MonthBar:
    """One month of a chart, in percent of its box; without `height` there is no figure.

    `tick` is how high the same month of the year before stands; `words` stand over both on the
    newest, at `words_at`.
    """

    name: str
    left: str
    middle: str
    width: str
    top: str = ""
    height: str = ""
    tick: str = ""
    tick_left: str = ""
    tick_right: str = ""
    minor: bool = False
    now: bool = False
    words: str = ""
    words_at: str = ""


def month_bars(
    values: Mapping[JalaliMonth, Number], past: Mapping[JalaliMonth, Number]
) -> list[MonthBar]:
    """Draw months in their order; `past` names by month what stood there a year before."""
    known = [Decimal(v) for v in [*values.values(), *past.values()] if v is not None]
    # All zero: bars without height instead of dividing by nothing.
    most = max(known, default=Decimal(0)) or Decimal(1)
    months = sorted(values)
    place = Decimal(100) / len(months) if months else Decimal(0)
    return [
        _bar(month, place * (months[-1] - month), place, most, values[month], past.get(month))
        for month in months
    ]


def _bar(
    month: JalaliMonth, left: Decimal, place: Decimal, most: Decimal, value: Number, past: Number
) -> MonthBar:
    newest = left == 0
    middle = left + place / 2
    high = None if value is None else (_FOOT - _ROOF) * Decimal(value) / most
    tick = None if past is None else _FOOT - (_FOOT - _ROOF) * Decimal(past) / most
    return MonthBar(
        name=short_name(month),
        left=_percent(middle - place * _BAR / 2),
        middle=_percent(middle),
        width=_percent(place * _BAR),
        top="" if high is None else _percent(_FOOT - high),
        height="" if high is None else _percent(high),
        tick="" if tick is None else _percent(tick),
        tick_left=_percent(middle - place * _TICK / 2),
        tick_right=_percent(middle + place * _TICK / 2),
        # Every third name from the newest has room on a phone.
        minor=int(left / place + Decimal("0.5")) % 3 != 0,
        now=newest,
        words=format_number(value) if newest and value is not None else "",
        words_at="" if high is None else _percent(min(_FOOT - high, tick or _FOOT)),
    )


def _percent(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.01'))}%"
