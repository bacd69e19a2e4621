"""The values that are simulated, put over the policy in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from catalog.models import Policy
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import REHEARSED, PolicyKey
from catalog.services import FIRST_POLICY_DAY
from config.jalali import JalaliMonth, current_month, end_of_day_instant, tehran_day
from review.deadlines import Clocks
from review.enums import LEVELS
from statistics.enums import State

REVIEW_DAYS = tuple(level.days for level in LEVELS.values())
FILING = (
    PolicyKey.FILING_ON_TIME_DAY,
    PolicyKey.FILING_ALLOWED_DAY,
    PolicyKey.INACTIVE_AFTER_MONTHS,
)
KEYS = (*REVIEW_DAYS, *FILING)
# What may be simulated in all: clocks and days, and what the rules that ask read.
ALL_KEYS = (*KEYS, *REHEARSED)
MONTHS = 12
# A case may have arrived long before it was decided: cases without a clock wait.
LONGEST_STAY = timedelta(days=366)


@dataclass(frozen=True)
class Scenario:
    """The policy in force and the same under the simulated values, over twelve months.

    The simulated values hold for the whole country and every month, also where a province or a
    month has its own; a key that is not simulated keeps what it had.
    """

    real: PolicyBook
    values: Mapping[str, int | None]
    now: datetime

    @property
    def other(self) -> PolicyBook:
        """The policy with the simulated values over it."""
        # Without a province's or a month's own rows of the key, which would go before.
        kept = tuple(row for row in self.real.rows if row.key not in self.values)
        rows = tuple(
            # From the first day on: earlier months are replayed under the same value.
            Policy(key=key, value=value, effective_from=FIRST_POLICY_DAY)
            for key, value in self.values.items()
        )
        return PolicyBook(kept + rows)

    @property
    def months(self) -> list[JalaliMonth]:
        running = current_month(self.now)
        return [running - n for n in range(MONTHS, 0, -1)]

    @property
    def since(self) -> datetime:
        """From when decisions are replayed: the beginning of the first month."""
        return end_of_day_instant(self.months[0].first_day - timedelta(days=1))

    @property
    def midnights(self) -> list[datetime]:
        """The beginning of every Tehran day on which a case may have arrived."""
        return [end_of_day_instant(day - timedelta(days=1)) for day in self._days]

    def dues(self, state: State) -> list[datetime | None] | None:
        """Compute when a case would lapse that arrived on each day; None for a level as it was.

        Working days count as the national switch of that day says.
        """
        if LEVELS[state].days not in self.values:
            return None
        clocks = Clocks(self.other)
        # Noon lies in the day whatever the offset; no province has this code.
        noon = timedelta(hours=12)
        return [clocks.due(state, midnight + noon, "") for midnight in self.midnights]

    @property
    def _days(self) -> list[date]:
        first, last = tehran_day(self.since - LONGEST_STAY), tehran_day(self.now)
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]
