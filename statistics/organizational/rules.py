"""Which terms hold in a period, which figures ask for a reason, and how a change is said.

Nothing here reads the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from accounts.enums import OrganizationKind
from accounts.models import Organization
from config.persian import format_number
from statistics.indicators.periods import IndicatorPeriod
from statistics.indicators.rules import NOTHING, Change, compare
from statistics.models import IndicatorTerms

# Who reports of itself: ministry units, provinces and affiliates (directive 5013, definitions).
REPORTING: Final = (
    OrganizationKind.MINISTRY,
    OrganizationKind.PROVINCE,
    OrganizationKind.AFFILIATE,
)
ABSENT: Final = "ندارد"
TO_ABSENT: Final = Change("دیگر ندارد")
FROM_ABSENT: Final = Change("پیش‌تر نداشت")


@dataclass(frozen=True)
class ReportedValue:
    """What was reported under some terms: a number, or that there is none."""

    terms: IndicatorTerms
    value: Decimal | None
    absent: bool = False
    reason: str = ""

    @property
    def open(self) -> bool:
        """Whether nothing was written yet: neither a number, zero among them, nor «ندارد»."""
        return self.value is None and not self.absent

    def __str__(self) -> str:
        if self.absent:
            return ABSENT
        return NOTHING if self.value is None else format_number(self.value)


def holding(rows: Iterable[IndicatorTerms], period: IndicatorPeriod) -> IndicatorTerms | None:
    """Find the terms of one indicator that hold in a period: those in force as it begins.

    Of several from one month on the last written hold. None before the first and after the end.
    """
    begun = [row for row in rows if row.since <= period.first]
    last = max(begun, key=lambda row: (row.since, row.serial), default=None)
    return None if last is None or last.ended else last


def asks(terms: IndicatorTerms, office: Organization) -> bool:
    """Tell whether an office answers under these terms."""
    if office.kind not in REPORTING or office.kind not in terms.kinds:
        return False
    return not terms.offices or office.code in terms.offices


def change_of(now: ReportedValue | None, before: ReportedValue | None) -> Change:
    """Say how a figure stands to an earlier one; another measure is never compared."""
    if now is None or before is None or now.open or before.open:
        return Change()
    if now.terms.measure != before.terms.measure:
        return compare(None, None, remeasured=True)
    if now.absent or before.absent:
        return Change("بدون تغییر") if now.absent == before.absent else _turned(now)
    return compare(now.value, before.value)


def _turned(now: ReportedValue) -> Change:
    return TO_ABSENT if now.absent else FROM_ABSENT


def asks_reason(now: ReportedValue, before: ReportedValue | None, percent: int) -> bool:
    """Tell whether a figure changed so much that its reason is asked; the soft check.

    A number that is gone, or is there for the first time after «ندارد», asks as well.
    """
    if before is None or now.open or before.open or now.terms.measure != before.terms.measure:
        return False
    if now.absent or before.absent:
        return now.absent != before.absent
    change = compare(now.value, before.value)
    return bool(change.way) and (change.percent is None or abs(change.percent) > percent)


def by_indicator(values: Iterable[ReportedValue]) -> Mapping[int, ReportedValue]:
    """Key values by the indicator: its terms may be others from period to period."""
    return {one.terms.indicator_id: one for one in values}
