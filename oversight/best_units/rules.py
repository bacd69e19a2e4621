"""What a candidate is ranked by, and until when a list is sent (circular 60/133338 §6)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from catalog.fields import alphabet_key
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, current_month, end_of_day_instant, from_parts
from statistics.rates import percent, ratio


@dataclass(frozen=True)
class BestTerms:
    """What the ministry set for a year: the weight of each indicator, and the bounds."""

    on_time: int
    unreturned: int
    growth: int
    exports: int
    least_months: int
    most: int
    last_day: int
    year: int

    @property
    def closes(self) -> datetime:
        """Find the midnight that ends the last day on which a list is sent: the first of Khordad.

        Its number is counted from the beginning of the year after.
        """
        return end_of_day_instant(from_parts(self.year + 1, 1, 1) + timedelta(self.last_day - 1))


def terms_of(book: PolicyBook, year: int) -> BestTerms:
    """Read what holds for a year, by its last month."""
    month = JalaliMonth(year, 12)

    def number(key: PolicyKey) -> int:
        return book.number(key, month.first_day, month=month)

    return BestTerms(
        on_time=number(PolicyKey.BEST_ON_TIME),
        unreturned=number(PolicyKey.BEST_UNRETURNED),
        growth=number(PolicyKey.BEST_GROWTH),
        exports=number(PolicyKey.BEST_EXPORTS),
        least_months=number(PolicyKey.BEST_LEAST_MONTHS),
        most=number(PolicyKey.BEST_MOST),
        last_day=number(PolicyKey.BEST_LAST_DAY),
        year=year,
    )


def year_to_name(at: datetime) -> int:
    """Find the year whose best units are named now: the last one that ended."""
    return current_month(at).year - 1


@dataclass(frozen=True)
class BestCounts:
    """What is counted of a unit over a year.

    Of `due` months, all of them final, `on_time` were filed on time first, `unreturned` stand as
    they were filed first, and `exporting` have exports. Of the `goods` that were made in the same
    months of the year before as well, `risen` were made more.
    """

    due: int
    on_time: int
    unreturned: int
    exporting: int
    goods: int
    risen: int

    def score(self, terms: BestTerms) -> Fraction:
        """Weigh the indicators that the unit has; growth it has none without the year before."""
        parts = (
            (terms.on_time, ratio(self.on_time, self.due)),
            (terms.unreturned, ratio(self.unreturned, self.due)),
            (terms.growth, ratio(self.risen, self.goods)),
            (terms.exports, ratio(self.exporting, self.due)),
        )
        known = [(weight, value) for weight, value in parts if value is not None]
        whole = sum(weight for weight, _ in known)
        weighed = sum((weight * value for weight, value in known), Fraction())
        return weighed / whole if whole else Fraction()


@dataclass(frozen=True)
class Candidate:
    """A unit that may be named, with its counts and its place among the others; equals share it."""

    unit: int
    name: str
    guild_id: str
    union: str
    county: str
    counts: BestCounts
    score: Fraction
    rank: int = 0

    @property
    def score_percent(self) -> Decimal | None:
        return percent(self.score)

    def as_json(self) -> dict[str, Any]:
        """Write what a sent list keeps of it."""
        return asdict(self.counts) | {"rank": self.rank, "score": str(self.score_percent)}


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Put the highest score first, then the alphabet."""
    return sorted(candidates, key=lambda one: (-one.score, alphabet_key(one.name), one.unit))
