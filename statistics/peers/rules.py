"""How a quantity stands to what peers make for each of their people."""

from dataclasses import dataclass
from decimal import Decimal

from config.persian import format_number
from statistics.figures import amount

NO_BASIS = "بازه‌ای از واحدهای مشابه در دست نیست"


@dataclass(frozen=True)
class Band:
    """What lies in the middle of the peers: quantities for each worker, and how many units."""

    low: Decimal
    middle: Decimal
    high: Decimal
    units: int
    percent: int

    def words(self, measure: str) -> str:
        """Say the band as a reviewer compares with it."""
        until = format_number(100 - self.percent)
        span = f"{plain(self.low)} تا {plain(self.high)} {measure}"
        return (
            f"بازهٔ {format_number(self.percent)} تا {until} درصد واحدهای مشابه: {span} "
            f"برای هر نفر ({format_number(self.units)} واحد)"
        )


@dataclass(frozen=True)
class PeerComparison:
    """One product of a month beside its peers.

    `people` is the number of all people of the unit; `least` how many peers a judgement wants.
    """

    code: str
    name: str
    measure: str
    quantity: Decimal | None
    people: int | None
    band: Band | None
    least: int

    @property
    def per_worker(self) -> Decimal | None:
        """The quantity for each of the people; None where nothing or nobody can be divided."""
        if self.quantity is None or not self.people:
            return None
        return self.quantity / self.people

    @property
    def few(self) -> bool:
        """Whether there are fewer peers than a judgement wants."""
        return (self.band.units if self.band else 0) < self.least

    @property
    def outside(self) -> bool:
        """Whether it lies outside the peers' band, or cannot be put beside it."""
        if self.band is None:
            return False
        each = self.per_worker
        return each is None or not self.band.low <= each <= self.band.high

    @property
    def stands_alone(self) -> bool:
        """Whether peers do not bear the figure out: it is never approved among others."""
        return self.few or self.outside

    @property
    def figure_words(self) -> str:
        """Say the figure and what each of the people made."""
        made = amount(self.quantity, self.measure)
        if self.per_worker is None:
            return made
        return f"{made}؛ هر نفر {plain(self.per_worker)} {self.measure}"

    @property
    def band_words(self) -> str:
        return self.band.words(self.measure) if self.band else NO_BASIS

    @property
    def verdict_words(self) -> str:
        """Say why peers do not bear it out; empty when they do."""
        if self.few:
            count = format_number(self.band.units if self.band else 0)
            return f"واحد مشابه کافی نیست ({count} از {format_number(self.least)})"
        return "بیرون از بازهٔ واحدهای مشابه" if self.outside else ""


def plain(value: Decimal) -> str:
    """Write a quantity for each worker without digits that say nothing."""
    if value >= 100:
        return format_number(round(value))
    return format_number(round(value, 1 if value >= 10 else 3).normalize())
