"""The calendar of releases: from when which edition may come out, known long before it does."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from catalog.policy.book import MissingPolicyError, PolicyBook
from config.jalali import JalaliMonth, current_month
from statistics.enums import EditionKind
from statistics.models import Edition
from statistics.publication.rules import ORDER, may_follow, opens

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
    found = [
        ComingRelease(month, kind, day, day <= now)
        for month, kind, day in _days(book, now)
        if may_follow(kind, out.get(month, ())) and day > now - _LATE
    ]
    return sorted(found, key=lambda each: (each.opens, each.month))


@dataclass(frozen=True)
class SkippedRelease:
    """An edition that did not come out by its day; `followed` is the one that came after it."""

    month: JalaliMonth
    kind: EditionKind
    opens: datetime
    followed: EditionKind | None


def skipped(editions: Iterable[Edition], book: PolicyBook, now: datetime) -> list[SkippedRelease]:
    """List what was to come out and did not, the latest first.

    The calendar is one from the first publication and the first published month on: nothing was
    announced before.
    """
    out: dict[JalaliMonth, list[EditionKind]] = {}
    begun = now
    for each in editions:
        out.setdefault(each.period, []).append(EditionKind(each.kind))
        begun = min(begun, each.ended_at or now)
    first, found = min(out, default=None), []
    for month, kind, day in _days(book, now):
        known = out.get(month, [])
        if first is None or month < first or not begun < day <= now or kind in known:
            continue
        followed = None if may_follow(kind, known) else max(known, key=ORDER.index)
        # While it may still come it is waited for some time.
        if followed or day <= now - _LATE:
            found.append(SkippedRelease(month, kind, day, followed))
    return sorted(found, key=lambda each: each.opens, reverse=True)


def _days(book: PolicyBook, now: datetime) -> Iterator[tuple[JalaliMonth, EditionKind, datetime]]:
    """Give the days of all editions of the months around now."""
    this = current_month(now)
    for back in range(_BACK, -_AHEAD, -1):
        month = this - back
        for kind in EditionKind:
            # An installation that has no policy yet has no calendar.
            with suppress(MissingPolicyError):
                yield month, kind, opens(month, kind, book)


def next_of(releases: Sequence[ComingRelease]) -> ComingRelease | None:
    """Choose the one that a page names: the first that is still ahead, else one that is due."""
    ahead = (each for each in releases if not each.due)
    return next(ahead, releases[0] if releases else None)
