"""What is evaluated at once: a reference month, or the three of a season."""

from dataclasses import dataclass
from datetime import datetime

from catalog.models import Province
from catalog.policy.book import PolicyBook, filing_windows
from catalog.policy_definitions import FIRST_DUE_YEAR
from config.jalali import SEASONS, JalaliMonth, current_month
from config.persian import to_persian_digits
from oversight.enums import Span

# A season, in months.
_LONG = 3


@dataclass(frozen=True)
class EvaluationPeriod:
    """A month (circular 60/133338 §8) or a quarter (directive 5013 §7) of a Jalali year.

    `number` is 1-12 or 1-4; ValueError for anything else, and for a year no calendar has.
    """

    span: Span
    year: int
    number: int

    def __post_init__(self) -> None:
        most = 12 if self.span == Span.MONTH else len(SEASONS)
        if not 1 <= self.number <= most:
            raise ValueError(f"no {self.span} {self.number}")
        # Raises for a year that no calendar has.
        JalaliMonth(self.year, 1)

    @classmethod
    def of_month(cls, month: JalaliMonth) -> "EvaluationPeriod":
        return cls(Span.MONTH, month.year, month.month)

    @property
    def months(self) -> list[JalaliMonth]:
        if self.span == Span.MONTH:
            return [JalaliMonth(self.year, self.number)]
        first = JalaliMonth(self.year, (self.number - 1) * _LONG + 1)
        return [first + n for n in range(_LONG)]

    @property
    def before(self) -> "EvaluationPeriod":
        length = len(self.months)
        return self._at(self.months[0] - length)

    @property
    def after(self) -> "EvaluationPeriod":
        return self._at(self.months[-1] + 1)

    @property
    def quarter(self) -> "EvaluationPeriod":
        month = self.months[0].month
        return EvaluationPeriod(Span.QUARTER, self.year, (month - 1) // _LONG + 1)

    @property
    def view(self) -> str:
        return f"evaluation:{self.span.value}"

    def ended(self, at: datetime) -> bool:
        """Tell whether its months may all be filed by now, and could ever be due."""
        return self.year >= FIRST_DUE_YEAR and self.months[-1] < current_month(at)

    def closes(self, book: PolicyBook) -> datetime:
        """Compute when the allowed delay of its last month has passed in every province."""
        provinces = Province.objects.order_by("code").values_list("code", flat=True)
        last = self.months[-1]
        # Provinces may differ; offices are compared only once the last of them is through.
        return max(filing_windows(book, last, code).allowed_until for code in provinces)

    def _at(self, month: JalaliMonth) -> "EvaluationPeriod":
        one = EvaluationPeriod.of_month(month)
        return one if self.span == Span.MONTH else one.quarter

    def __str__(self) -> str:
        if self.span == Span.MONTH:
            return str(self.months[0])
        return f"{SEASONS[self.number - 1]} {to_persian_digits(self.year)}"
