"""What the rules look at and what they answer: plain values, nothing of the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from catalog.policy_definitions import SWITCHED_RULES, switch_of
from config.jalali import JalaliMonth
from statistics.enums import ActivityState
from statistics.figures import ExportFigure, Figures
from statistics.peers.rules import Band


@dataclass(frozen=True)
class Bounds:
    """The thresholds in force for a month; percents as whole numbers.

    `dollar_rate` is the month's reference rate in rials, None where the office gave none. `off` has
    a bit for each rule that asks nothing (`SWITCHED_RULES`).
    """

    least_months: int
    most_months: int
    spreads: int
    change_percent: int
    shift_percent: int
    unit_value_percent: int
    people_percent: int
    people_least: int
    export_percent: int
    rate_percent: int
    capacity_percent: int
    lumped_months: int
    same_digits: int
    peers_least: int
    off: int = 0
    dollar_rate: int | None = None

    def asks(self, rule: str) -> bool:
        """Tell whether the office has left a rule on; one without a switch always is."""
        return not (rule in SWITCHED_RULES and self.off & switch_of(rule))


def measures_of(figures: Figures) -> dict[str, str]:
    """Name the measure of each product of a month, exported and made."""
    exported = {sent.code: sent.measure for sent in figures.exports}
    return exported | {made.code: made.measure for made in figures.production}


@dataclass(frozen=True)
class PastMonth:
    """A month of the same unit that lies with the reviewers or is final."""

    month: JalaliMonth
    filed_on: date
    produced: Mapping[str, Decimal | None]
    exported: Mapping[str, ExportFigure] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    people: int | None = None

    def beside(self, figures: Figures) -> "PastMonth":
        """Leave out products that had another measure then: their numbers say nothing."""
        now = measures_of(figures)
        other = {code for code, was in self.measures.items() if now.get(code, was) != was}
        if not other:
            return self
        produced = {code: made for code, made in self.produced.items() if code not in other}
        exported = {code: sent for code, sent in self.exported.items() if code not in other}
        return replace(self, produced=produced, exported=exported)


@dataclass(frozen=True)
class MonthlyCapacity:
    """So much of a product can be made in a month, in this measure."""

    quantity: Decimal
    measure: str

    def percent_of(self, quantity: Decimal) -> int:
        """Tell how much of it a quantity in the same measure is."""
        return round(quantity / self.quantity * 100)


@dataclass(frozen=True)
class Subject:
    """The figures of a month beside what the unit filed before.

    `past` holds earlier months, the latest first; `same_day` what was filed on the day of filing,
    this month left out, and `members` what other members of the union made this month with the
    same digits, by product (both empty while the month is being written). `peers` are the bands
    of the products without history, by code and measure, and empty as long. `capacities` are those
    that hold in the month, by product.
    """

    figures: Figures
    bounds: Bounds
    past: tuple[PastMonth, ...] = ()
    same_day: tuple[PastMonth, ...] = ()
    members: tuple[Mapping[str, Decimal], ...] = ()
    peers: Mapping[tuple[str, str], Band] = field(default_factory=dict)
    capacities: Mapping[str, MonthlyCapacity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        beside = tuple(past.beside(self.figures) for past in self.past)
        # A frozen dataclass can be completed only so.
        object.__setattr__(self, "past", beside)

    @property
    def month(self) -> JalaliMonth:
        return JalaliMonth(self.figures.year, self.figures.month)

    @property
    def active(self) -> bool:
        return self.figures.activity != ActivityState.INACTIVE

    @property
    def last(self) -> PastMonth | None:
        return self.past[0] if self.past else None

    def quantities(self, product: str) -> list[Decimal]:
        """List what was produced of a product in the remembered months, the latest first."""
        found = (past.produced.get(product) for past in self.past)
        return [quantity for quantity in found if quantity is not None]


@dataclass(frozen=True)
class Flag:
    """One outcome of a rule: what stands out at a field, in words.

    `key` names the field (as `statistics.figures.FigureText`), `value` is what an answer is given
    for: with another value it must be given again. `short` fits a chip, `basis` is what it was
    compared with, `direction` which way the figure went from it, `size` how far (`size_of`).
    """

    rule: str
    key: str
    value: str
    text: str
    basis: str
    short: str
    direction: str = ""
    size: Decimal | None = None
