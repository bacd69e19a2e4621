"""What another policy would have made of what is stored: pure functions, no reading, no writing.

Each level is measured from the arrival that really happened and each filing keeps its instant:
what people would have done otherwise is not known, and is not guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from config.jalali import JalaliMonth
from oversight.enums import Fate
from review.enums import RETURNS, DecisionKind
from statistics.enums import State
from statistics.obligation.rules import DutyRule, UnitStatus, counts_as_filed, judge


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
        return self.moments[0].at

    def counts_at(self, instant: datetime) -> bool:
        """Tell whether the month counted as filed then, by what was decided until then."""
        past = [moment for moment in self.moments if moment.at <= instant]
        if not past:
            return False
        # Which desk it lay at makes no difference; who reopens a month leaves its version standing.
        state = State.RETURNED if past[-1].kind in RETURNS else State.AT_UNION
        reopened = any(moment.kind == DecisionKind.REOPENED for moment in past)
        return counts_as_filed(state, past[-1].counts_until, reopened, instant)


def fate(lapsed: bool, decided_at: datetime, due: datetime | None) -> Fate:
    """Tell what a decision would have been when the clock had ended at `due` (None: never).

    Directive 5013 §4-6. `lapsed` tells that nobody decided; `decided_at` is when it moved.
    """
    # At the due instant itself it lapses, as in the sweep.
    open_still = due is None or decided_at < due
    if lapsed:
        return Fate.MORE_TIME if open_still else Fate.STILL
    return Fate.IN_TIME if open_still else Fate.LAPSES


def status_at(
    due: Sequence[JalaliMonth], lives: Iterable[Life], rule: DutyRule, instant: datetime
) -> UnitStatus:
    """Judge a unit when the final day of the rule's latest due month ended at `instant`.

    `due` are its due months in order. Whether it declared itself closed is not replayed.
    """
    # What was due later had not come then.
    owed = [month for month in due if month <= rule.latest_due]
    filed = {life.period: False for life in lives if life.counts_at(instant)}
    return judge(owed, filed, rule)


class RaisedFigure(NamedTuple):
    """One figure of a month that a rule raises, whichever of its rounds held it."""

    rule: str
    key: str
    value: str


class Hits(NamedTuple):
    """So many figures were raised; of `known` it is known whether they were `changed` later."""

    raised: int = 0
    known: int = 0
    changed: int = 0

    def plus(self, other: "Hits") -> "Hits":
        return Hits(*(one + two for one, two in zip(self, other, strict=True)))
