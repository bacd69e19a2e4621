"""All months and editions that are out, and the calendar of those to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth
from statistics.models import Edition
from statistics.publication.pages.addresses import edition_address, month_address
from statistics.publication.pages.release_rules import (
    ComingRelease,
    SkippedRelease,
    coming,
    next_of,
    skipped,
)


@dataclass(frozen=True)
class ArchivedMonth:
    """A month with the addresses of its editions, the last first."""

    month: JalaliMonth
    address: str
    editions: Sequence[tuple[str, Edition]]


@dataclass(frozen=True)
class Archive:
    """Months by year, the latest first, what comes next, and what did not come by its day."""

    years: Sequence[tuple[int, Sequence[ArchivedMonth]]]
    releases: Sequence[ComingRelease]
    skipped: Sequence[SkippedRelease]

    @classmethod
    def read(cls, editions: Sequence[Edition], now: datetime) -> "Archive":
        """Put together what is out, and read the policy for what is not (one query)."""
        months = [
            ArchivedMonth(
                month, month_address(month), [(edition_address(each), each) for each in found]
            )
            for month, found in groupby(editions, key=lambda each: each.period)
        ]
        years = [
            (year, list(found)) for year, found in groupby(months, key=lambda each: each.month.year)
        ]
        book = PolicyBook.load()
        return cls(years, coming(editions, book, now), skipped(editions, book, now))

    @property
    def next(self) -> ComingRelease | None:
        return next_of(self.releases)
