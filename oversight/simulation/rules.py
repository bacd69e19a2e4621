"""What another policy would have made of what is stored: pure functions, no reading, no writing.

Each level is measured from the arrival that really happened and each filing keeps its instant:
what people would have done otherwise is not known, and is not guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.jalali import JalaliMonth
from oversight.enums import Fate
from review.enums import RETURNS, DecisionKind
from units.activity import Activity, assess


@dataclass(frozen=True)
class Moment:
    """One decision in the life of a month; `counts_until` ends what a return still counts."""

    kind: DecisionKind
    at: datetime
    counts_until: datetime | None = None


@dataclass(frozen=True)
class Life:
    """A filed month and everything that was decided about it, in order."""

    period: JalaliMonth
    moments: Sequence[Moment]

    @property
    def filed_at(self) -> datetime:
        """Return the first filing."""
        return self.moments[0].at

    def counts_at(self, instant: datetime) -> bool:
        """Return whether the month counted as filed then: a returned one until its correction."""
        last = None
        for moment in self.moments:
            if moment.at > instant:
                break
            last = moment
        if last is None:
            return False
        if last.kind in RETURNS:
            return last.counts_until is not None and last.counts_until > instant
        return True


def fate(lapsed: bool, decided_at: datetime, due: datetime | None) -> Fate:
    """Return what a decision would have been when the clock had ended at `due` (None: never).

    Directive 5013 §4-6. `lapsed` tells that nobody decided; `decided_at` is when it moved.
    """
    open_still = due is None or decided_at < due
    if lapsed:
        return Fate.MORE_TIME if open_still else Fate.STILL
    return Fate.IN_TIME if open_still else Fate.LAPSES


def activity_at(
    due: Sequence[JalaliMonth],
    lives: Iterable[Life],
    latest: JalaliMonth,
    instant: datetime,
    allowed: int,
) -> Activity:
    """Return a unit's activity when the final day of `latest` ended at `instant`.

    Circular 60/133338 §3, by the rule of `units.activity`. `due` are its due months in order.
    """
    owed = [month for month in due if month <= latest]
    filed = {life.period for life in lives if life.period <= latest and life.counts_at(instant)}
    return assess(owed, filed, allowed)
