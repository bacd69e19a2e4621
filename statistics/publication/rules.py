"""When which edition of a month may be published, in which order (decision 0087)."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from catalog.policy.book import PolicyBook, filing_windows
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, end_of_day_instant
from statistics.enums import EditionKind

ORDER: Final = tuple(EditionKind)
LAST_MONTH: Final = 12


def opens(month: JalaliMonth, kind: EditionKind, book: PolicyBook) -> datetime:
    """Say from when on an edition may be published; the calendar of releases is made of it."""
    if kind == EditionKind.PRELIMINARY:
        # Who files with allowed delay is in it as reported, all others as estimated.
        return filing_windows(book, month).allowed_until
    key, begin = PolicyKey.EDITION_FINAL_MONTHS, month
    if kind == EditionKind.ANNUAL:
        key, begin = PolicyKey.EDITION_ANNUAL_MONTHS, JalaliMonth(month.year, LAST_MONTH)
    later = begin + book.number(key, month.first_day, month=month)
    return end_of_day_instant(later.last_day)


def may_follow(kind: EditionKind, published: Collection[str]) -> bool:
    """Tell whether an edition comes after all that are out: no month becomes preliminary again."""
    return all(ORDER.index(kind) > ORDER.index(EditionKind(each)) for each in published)
