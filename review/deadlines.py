"""When a case that arrives now moves by itself: the due instant, computed once and stored.

Directive 5013 §4-6: each clock starts on arrival and ends with the Tehran day
`arrival + n`. Calendar days, unless the policy switch counts working days.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from catalog.models import Holiday
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import end_of_day_instant, tehran_day, weekday
from review.enums import LEVELS
from statistics.enums import State
from statistics.models import Submission

# The places of a day before its first half hour is over are for what moves a published total much.
# A percent counts in thousands, as far as 9,999.999 within half an hour (`Submission.influence`),
# and hours of risk are whole: the two never meet.
_HEAD, _STEP = timedelta(minutes=30), timedelta(microseconds=180)


@dataclass(frozen=True)
class Weight:
    """What brings a case forward in the inbox: points of risk, and its influence in percent.

    An `influential` one stands first of its day, before all risk; of any others of one place the
    more influential stands first.
    """

    risk: int = 0
    influence: Decimal = Decimal(0)
    influential: bool = False

    @classmethod
    def of(cls, case: Submission) -> "Weight":
        return cls(case.risk, case.influence or Decimal(0), case.influential)


def place_sql(place: str, hours: str) -> str:
    """Write `Clocks.place` over a row `s` of submissions.

    `place` is that of a case without weight, `hours` what a point of risk brings it forward.
    """
    risky = f"({place}) - s.risk * make_interval(hours => {hours})"
    day = f"date_trunc('day', {risky} - interval '1 microsecond', 'Asia/Tehran')"
    return f"""CASE WHEN s.influential THEN {day} + interval '{_HEAD.seconds} seconds'
            ELSE {risky} END
            - coalesce(s.influence * 1000, 0)::int * interval '{_STEP.microseconds} microseconds'"""


@dataclass(frozen=True)
class Clocks:
    """The clocks in force on the day of `at`, for every level and province."""

    book: PolicyBook

    @classmethod
    def load(cls) -> "Clocks":
        """Read the policy, once for as many cases as wanted."""
        return cls(PolicyBook.load())

    @cached_property
    def holidays(self) -> frozenset[date]:
        """The official holidays, read only where working days count."""
        return frozenset(Holiday.objects.order_by("date").values_list("date", flat=True))

    def due(self, state: State, at: datetime, province: str) -> datetime | None:
        """Compute when a case arriving in `state` at `at` lapses; None when it has no clock."""
        arrival = tehran_day(at)
        days = self.book.value(LEVELS[state].days, arrival, province)
        return None if days is None else self._end(arrival, days, province)

    def risk_hours(self, at: datetime, province: str) -> int:
        """Read how many hours one point of risk brings a case forward in the inbox."""
        return self.book.number(PolicyKey.RISK_HOURS, tehran_day(at), province)

    def place(
        self, due_at: datetime | None, at: datetime, weight: "Weight", province: str
    ) -> datetime:
        """Compute the place in the inbox of a case that arrives at `at`; its clock is not moved.

        `place_sql` is the same for many rows.
        """
        # Without a clock a case stands where it arrived.
        place = (due_at or at) - timedelta(hours=weight.risk * self.risk_hours(at, province))
        if weight.influential:
            # What is due at a midnight is due on the day that it ends.
            day = tehran_day(place - timedelta(microseconds=1))
            place = end_of_day_instant(day - timedelta(days=1)) + _HEAD
        return place - int(weight.influence * 1000) * _STEP

    def correction_due(self, at: datetime, province: str) -> datetime:
        """Compute until when a case returned at `at` should be corrected (directive 5013 §4-5)."""
        arrival = tehran_day(at)
        days = self.book.value(PolicyKey.CORRECTION_DAYS, arrival, province)
        return self._end(arrival, days or 0, province)

    def complaint_due(self, at: datetime, province: str) -> datetime:
        """Compute until when a complaint made at `at` is to be answered (policy; no clause)."""
        arrival = tehran_day(at)
        days = self.book.number(PolicyKey.COMPLAINT_DAYS, arrival, province)
        return self._end(arrival, days, province)

    def _end(self, arrival: date, days: int, province: str) -> datetime:
        day = arrival + timedelta(days=days)
        # Judged by the day of arrival: a switch turned later moves no clock that runs.
        if self.book.value(PolicyKey.WORKING_DAYS, arrival, province):
            weekend = self.book.number(PolicyKey.WEEKEND, arrival, province)
            day = arrival
            for _ in range(days):
                day += timedelta(days=1)
                while weekend >> weekday(day) & 1 or day in self.holidays:
                    day += timedelta(days=1)
        return end_of_day_instant(day)
