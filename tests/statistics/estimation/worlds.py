"""Small random worlds of units that filed some months and not others."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from config.jalali import JalaliMonth
from statistics.estimation.month_rules import DueUnit, Facts, StandingMonth

MONTH = JalaliMonth(1404, 8)
# The month itself, three it may be carried over, and two behind that border.
BACK = 6
MEASURES = ("ton", "kg")
TRADES = ("2520", "1920")
# Of which class each of three products is.
CLASSES = ("2520", "2520", "1920")
QUANTITIES = ("0", "1", "7", "10", "12.5", "33", "100", "1000")


@dataclass(frozen=True)
class DrawnMonth:
    """Organization, people, and by product (numbers all) measure and quantity."""

    place: int
    workers: int
    made: dict[int, tuple[int, str]]


@dataclass(frozen=True)
class DrawnUnit:
    holder: int
    place: int
    trade: int
    owes: bool
    months: dict[int, DrawnMonth]


@dataclass(frozen=True)
class DrawnWorld:
    units: list[DrawnUnit]
    holders: int
    percent: int


_quantity = st.sampled_from(QUANTITIES)
# Another measure than usual is rare.
_line = st.tuples(st.sampled_from([0, 0, 0, 0, 1]), _quantity)
_place = st.sampled_from([0, 0, 0, 1])
_month = st.builds(
    DrawnMonth,
    _place,
    st.integers(0, 7),
    st.dictionaries(st.integers(0, 2), _line, max_size=3),
)
_unit = st.builds(
    DrawnUnit,
    st.integers(0, 6),
    _place,
    st.integers(0, 1),
    st.sampled_from([True, True, True, False]),
    st.dictionaries(st.integers(0, BACK - 1), _month, max_size=BACK),
)
drawn_worlds = st.builds(
    DrawnWorld,
    st.lists(_unit, min_size=1, max_size=9),
    st.sampled_from([3, 4]),
    st.sampled_from([1, 50, 90]),
)


def holder_id(number: int) -> str:
    return f"99900{number:05d}"


def facts_of(
    drawn: DrawnWorld,
    units: list[int],
    places: tuple[int, int],
    products: tuple[int, int, int],
) -> Facts:
    """Say a drawn world by the ids that its units, organizations and products have."""
    standing: dict[JalaliMonth, dict[int, StandingMonth]] = {}
    for key, unit in zip(units, drawn.units, strict=True):
        for back, month in unit.months.items():
            standing.setdefault(MONTH - back, {})[key] = StandingMonth(
                places[month.place],
                holder_id(unit.holder),
                month.workers,
                {
                    (products[product], MEASURES[measure]): Decimal(quantity)
                    for product, (measure, quantity) in month.made.items()
                },
            )
    due = {
        key: DueUnit(places[unit.place], TRADES[unit.trade])
        for key, unit in zip(units, drawn.units, strict=True)
        if unit.owes
    }
    return Facts(standing, due, dict(zip(products, CLASSES, strict=True)))
