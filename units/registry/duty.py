"""What the app above knows of a unit's duty: told before an act is confirmed, judged anew after it.

Duty is made of filings, which stand above the registry; `statistics` registers who knows it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from config.jalali import JalaliMonth
from units.models import Unit


@dataclass(frozen=True)
class Duty:
    """A unit's duty as it is judged now.

    `first_due` is by dates alone (D12), also for a unit that cannot file yet; `owed` the due months
    without a filing whose final day has passed, `in_review` its cases with reviewers; `drafts` and
    `returned` are the months that lie with the unit itself, the oldest first.
    """

    first_due: JalaliMonth | None = None
    words: str = ""
    owed: int = 0
    in_review: int = 0
    drafts: tuple[JalaliMonth, ...] = ()
    returned: tuple[JalaliMonth, ...] = ()


class Judge(Protocol):
    """Reads a unit's duty, and stores it anew."""

    def read(self, unit: Unit, at: datetime) -> Duty: ...
    def store(self, unit: Unit, at: datetime) -> None: ...


class _Nobody:
    """Knows of no duty: the registry without an app above it."""

    def read(self, unit: Unit, at: datetime) -> Duty:
        return Duty()

    def store(self, unit: Unit, at: datetime) -> None:
        return None


_registered: list[Judge] = [_Nobody()]


def register(judge: Judge) -> None:
    """Let this one answer from now on; called once, when the apps are ready."""
    _registered[:] = [judge]


def judge() -> Judge:
    return _registered[0]
