"""What is counted of the burden, by month and part, as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from config.jalali import JalaliMonth
from config.time_left import took
from oversight.enums import TimedPart
from oversight.measures import FEW
from oversight.models import FillingTime
from statistics.publication.pages.burden import TypicalTime

PARTS = tuple(part for part in TimedPart if part != TimedPart.WHOLE)


@dataclass(frozen=True)
class PartTime:
    """How long a part took, in words; nothing where no filing tells it."""

    part: TimedPart
    time: FillingTime | None

    @property
    def filings(self) -> int:
        return self.time.filings if self.time else 0

    @property
    def median(self) -> str:
        return took(self.time.median) if self.time else ""

    @property
    def nine_of_ten(self) -> str:
        return took(self.time.nine_of_ten) if self.time else ""

    @property
    def few(self) -> bool:
        return 0 < self.filings < FEW


@dataclass(frozen=True)
class MonthTimes:
    """A month with the time of the whole and of its parts."""

    month: JalaliMonth
    times: dict[int, FillingTime] = field(default_factory=dict)

    @property
    def whole(self) -> PartTime:
        return PartTime(TimedPart.WHOLE, self.times.get(TimedPart.WHOLE))

    @property
    def parts(self) -> list[PartTime]:
        return [PartTime(part, self.times.get(part)) for part in PARTS]


def times_of(months: Sequence[JalaliMonth]) -> list[MonthTimes]:
    """Read the times of some months, in their order (one statement)."""
    found = {month: MonthTimes(month) for month in months}
    rows = FillingTime.objects.filter(year__in={month.year for month in months})
    for row in rows.order_by("year", "month", "part"):
        month = JalaliMonth(row.year, row.month)
        if month in found:
            found[month].times[row.part] = row
    return list(found.values())


def typical_time() -> TypicalTime | None:
    """Give the median of the latest month that enough filings tell of (one query)."""
    rows = FillingTime.objects.filter(part=TimedPart.WHOLE, filings__gte=FEW)
    latest = rows.order_by("-year", "-month").first()
    if latest is None:
        return None
    return TypicalTime(JalaliMonth(latest.year, latest.month), took(latest.median))
