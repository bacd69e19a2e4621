"""When each month of a load is filed, and how much of it by now."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Self

from catalog.policy.book import PolicyBook, filing_windows
from config.jalali import JalaliMonth, end_of_day_instant
from demo.rates import rial_of

# Room for sixteen subjects of chance, so that no two months draw alike.
SUBJECTS = 16
# Decided at all three desks by people, each within a day.
QUICK = timedelta(days=4)
# Longer than the clocks of all three desks together.
CLOCKS = timedelta(days=20)


@dataclass(frozen=True)
class ScaleMonth:
    """One row of `seed_month`; the names of the fields are those of its columns, and more of them.

    `part`: how many of the units have filed it by now. `quick`: its cases go from desk to desk
    within `QUICK`. `age`: months since the first.
    """

    years: int
    months: int
    salts: int
    ages: int
    rials: int
    opens: datetime
    last_days: datetime
    closes: datetime
    latest: bool = False
    quick: bool = False
    absent: float = 0.04
    drafts: float = 0.0
    part: float = 1.0

    @classmethod
    def of(
        cls, month: JalaliMonth, age: int, opens: datetime, closes: datetime, **more: Any
    ) -> Self:
        return cls(
            month.year,
            month.month,
            month.to_int() * SUBJECTS,
            age,
            rial_of(month),
            opens,
            max(opens, closes - timedelta(days=1)),
            closes,
            **more,
        )


def ended(
    month: JalaliMonth, age: int, now: datetime, book: PolicyBook, absent: float
) -> ScaleMonth | None:
    """Lay a month out of which every case is final by `now`; None where there is none yet.

    The month that is due last was filed by all, so that nobody owes it, and in time for its desks.
    Of a month whose window is still open only so many units have filed as of its days are over,
    but for the days that its desks take.
    """
    opens, closes = end_of_day_instant(month.last_day), filing_windows(book, month).allowed_until
    if closes + CLOCKS <= now:
        last_due = now < filing_windows(book, month + 1).allowed_until
        return ScaleMonth.of(month, age, opens, closes, absent=0.0 if last_due else absent)
    last = now - QUICK
    if last <= opens:
        return None
    part = 1.0 if closes <= now else (last - opens) / (closes - opens)
    return ScaleMonth.of(month, age, opens, min(closes, last), quick=True, absent=0.0, part=part)


def columns(months: Sequence[ScaleMonth]) -> dict[str, Any]:
    """Give the rows of `seed_month` by column."""
    names = [field.name for field in fields(ScaleMonth)]
    return dict(zip(names, map(list, zip(*map(astuple, months), strict=True)), strict=True))
