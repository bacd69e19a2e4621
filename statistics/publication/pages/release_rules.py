"""The calendar of releases: from when which edition may come out, known long before it does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from catalog.policy.book import MissingPolicyError, PolicyBook
from config.jalali import JalaliMonth, current_month
from statistics.enums import EditionKind
from statistics.models import Edition
from statistics.publication.rules import may_follow, opens

# An annual edition may come a year and a half after its month, a first one soon after it.
_BACK, _AHEAD = 20, 3
# What is not out so long after its day is no release to wait for.
_LATE: Final = timedelta(days=31)


@dataclass(frozen=True)
class ComingRelease:
    """An edition that is not out, and the moment from which it may come; `due`: it has passed."""

    month: JalaliMonth
    kind: EditionKind
    opens: datetime
    due: bool


def coming(editions: Iterable[Edition], book: PolicyBook, now: datetime) -> list[ComingRelease]:
    """List what may come out next, the nearest first."""
    out: dict[JalaliMonth, list[str]] = {}
    for each in editions:
        out.setdefault(each.period, []).append(each.kind)
    this = current_month(now)
    found = []
    for back in range(_BACK, -_AHEAD, -1):
        month = this - back
        for kind in EditionKind:
            try:
                day = opens(month, kind, book)
            except MissingPolicyError:
                # An installation that has no policy yet has no calendar.
                continue
            if may_follow(kind, out.get(month, ())) and day > now - _LATE:
                found.append(ComingRelease(month, kind, day, day <= now))
    return sorted(found, key=lambda each: (each.opens, each.month))


def next_of(releases: Sequence[ComingRelease]) -> ComingRelease | None:
    """Choose the one that a page names: the first that is still ahead, else one that is due."""
    ahead = (each for each in releases if not each.due)
    return next(ahead, releases[0] if releases else None)
