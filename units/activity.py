"""Is a unit filing-active? The three-month rule, as a pure function.

Circular 60/133338 §3: count the consecutive due months without a valid filing, backwards
from the latest due one; a unit is inactive when the count is more than the policy's number.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from config.jalali import JalaliMonth


@dataclass(frozen=True)
class Activity:
    """The result: active or not, and how many due months in a row are missing."""

    active: bool
    missed: int

    @property
    def warning(self) -> int:
        """Return how many months are missing while the unit is still active; 0 when none."""
        return self.missed if self.active else 0


def assess(due: Sequence[JalaliMonth], filed: Collection[JalaliMonth], allowed: int) -> Activity:
    """Return the activity of a unit.

    `due` are its due months whose final day has passed, in order, without the months in which it
    was not registry-active; `filed` the months that count as filed, none later than the latest
    whose final day has passed; `allowed` how many may be missing in a row.
    """
    last_filed = max(filed, default=None)
    missed = sum(last_filed is None or month > last_filed for month in due)
    return Activity(missed <= allowed, missed)
