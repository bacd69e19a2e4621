"""The dated policy, resolved: which value holds on a day, for a province, for a month."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Self

from catalog.models import Policy
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, end_of_day_instant, from_parts


class MissingPolicyError(LookupError):
    """No value is in force: the first policy rows were never loaded."""


class FilingWindow(NamedTuple):
    """When a month is filed: from `opens`, on time before one instant, allowed before another.

    After `allowed_until` filing stays possible and is marked late.
    """

    opens: dt.date
    on_time_until: dt.datetime
    allowed_until: dt.datetime


@dataclass(frozen=True)
class PolicyBook:
    """All policy rows, those of a day as they were added; each question is answered from memory."""

    rows: tuple[Policy, ...]

    @classmethod
    def load(cls) -> Self:
        """Read every row with one query; the book answers from memory then."""
        return cls(tuple(Policy.objects.order_by("effective_from", "pk")))

    def value(
        self,
        key: PolicyKey,
        on: dt.date,
        province: str | None = None,
        month: JalaliMonth | None = None,
    ) -> int | None:
        """Find the value in force: a month's exception, else the province's, else the national.

        `on` is the arrival day, or the first day of the reference month, as `key.fact.governed_by`
        says. None means no deadline. MissingPolicyError when nothing was in force.
        """
        rows = [row for row in self.rows if row.key == key]
        dated = [row for row in rows if row.effective_from <= on and row.year is None]
        scopes: tuple[Iterable[Policy], ...] = (
            # An exception names its month itself, so it holds whatever its effective day: a window
            # may be widened while it runs.
            (row for row in rows if month is not None and row.reference_month == month),
            (row for row in dated if province is not None and row.province_id == province),
            (row for row in dated if row.province_id is None),
        )
        for scope in scopes:
            # A stable sort: of several rows of one day the one added last stays last and holds.
            in_order = sorted(scope, key=lambda row: row.effective_from)
            if in_order:
                return in_order[-1].value
        raise MissingPolicyError(f"{key} on {on}")

    def number(
        self,
        key: PolicyKey,
        on: dt.date,
        province: str | None = None,
        month: JalaliMonth | None = None,
    ) -> int:
        """Find the value of a key that is never empty, as `value` does."""
        found = self.value(key, on, province, month)
        if found is None:
            raise MissingPolicyError(f"{key} on {on} is empty")
        return found


def filing_windows(
    book: PolicyBook, month: JalaliMonth, province: str | None = None
) -> FilingWindow:
    """Compute when a reference month is filed (directive 5013 §2, service sheet)."""
    following = month + 1

    def until(key: PolicyKey) -> dt.datetime:
        day = book.number(key, month.first_day, province, month)
        return end_of_day_instant(from_parts(following.year, following.month, day))

    return FilingWindow(
        following.first_day,
        until(PolicyKey.FILING_ON_TIME_DAY),
        until(PolicyKey.FILING_ALLOWED_DAY),
    )
