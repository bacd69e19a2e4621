"""A period beside those it is compared with, and whether it may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from config.jalali import JalaliMonth
from statistics.indicators.periods import IndicatorPeriod
from statistics.indicators.rules import REMEASURED, UNKNOWN, Change, Figure, compare, is_full


@dataclass(frozen=True)
class Comparison:
    """A period beside the one before and the same one a year before, and which may be compared.

    A month that is nearly empty is beside none: its sum says how many have filed, not what was
    made. Nor are the sums of a period with an `unfinished` month: of one such month only the change
    of the units that stand for both months is told.
    """

    period: IndicatorPeriod
    filings: Mapping[JalaliMonth, int]
    unfinished: JalaliMonth | None = None

    @property
    def preliminary(self) -> bool:
        return self.unfinished is not None

    @property
    def matched(self) -> bool:
        """Whether changes are those of the units that stand for both months."""
        return self.preliminary and self.period.length == 1

    @property
    def before(self) -> IndicatorPeriod:
        return self.period.before

    @property
    def year_before(self) -> IndicatorPeriod:
        return self.period.year_before

    @cached_property
    def periods(self) -> tuple[IndicatorPeriod, ...]:
        """All that are compared, the earliest first; none of them shares a month with another."""
        found = {self.period, self.before, self.year_before}
        return tuple(sorted(found, key=lambda period: period.first))

    @property
    def months(self) -> set[JalaliMonth]:
        return {month for period in self.periods for month in period.months}

    @property
    def filed(self) -> list[JalaliMonth]:
        """The months of the period for which anything is final."""
        return [month for month in self.period.months if self.filings.get(month)]

    @cached_property
    def comparable(self) -> bool:
        return not self.preliminary and self.ready(self.period)

    def ready(self, period: IndicatorPeriod) -> bool:
        """Tell whether every month of it has enough final filings to be compared."""
        # Asked for every product of the page.
        if period not in self._ready:
            self._ready[period] = all(
                self.filings.get(month) and is_full(month, self.filings) for month in period.months
            )
        return self._ready[period]

    @cached_property
    def _ready(self) -> dict[IndicatorPeriod, bool]:
        return {}

    def change(
        self, now: Figure, then: Figure, other: IndicatorPeriod, remeasured: bool = False
    ) -> Change:
        if remeasured:
            return Change(REMEASURED)
        if not (self.comparable and self.ready(other)):
            return UNKNOWN
        return compare(now, then)
