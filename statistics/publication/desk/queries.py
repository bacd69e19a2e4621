"""What the publishing desk reads: its board of months, and an edition with those before it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, current_month
from statistics.enums import EDITIONS_AT_WORK
from statistics.models import Edition, TradeTotal
from statistics.publication.desk.rules import BoardMonth, Slot, month_on_board, ripe_slot
from statistics.publication.pages.release_rules import SkippedRelease, skipped
from statistics.publication.queries import release_days


@dataclass(frozen=True)
class Board:
    """All months from the first of which anything is final to the end of the running year.

    `skipped` are the editions that did not come out by their day, as the public calendar has it.
    """

    months: Sequence[BoardMonth]
    skipped: Sequence[SkippedRelease] = ()

    @property
    def years(self) -> list[int]:
        return sorted({row.month.year for row in self.months}, reverse=True)

    def of_year(self, year: int) -> list[BoardMonth]:
        """List the months of a year, the latest first."""
        return [row for row in reversed(self.months) if row.month.year == year]

    @property
    def ripe(self) -> list[Slot]:
        """List what may be published now, one edition of each month, the latest month first."""
        found = (ripe_slot(row) for row in reversed(self.months))
        return [slot for slot in found if slot is not None]

    def slot(self, month: JalaliMonth, kind: str) -> Slot | None:
        rows = (row for row in self.months if row.month == month)
        return next((slot for row in rows for slot in row.slots if slot.kind == kind), None)


def first_month() -> JalaliMonth | None:
    """Find the first month of which anything stands (one query)."""
    found = TradeTotal.objects.order_by("year", "month").values_list("year", "month").first()
    return JalaliMonth(*found) if found else None


def board(at: datetime) -> Board:
    """Place every edition of every month; of no month before anything of it is final.

    Three queries, whatever the number of months.
    """
    first, book = first_month(), PolicyBook.load()
    if first is None:
        return Board([])
    last = JalaliMonth(current_month(at).year, 12)
    editions: dict[JalaliMonth, list[Edition]] = defaultdict(list)
    for each in Edition.objects.select_related("by").order_by("-pk"):
        editions[each.period].append(each)
    months = [first + age for age in range(last - first + 1)]
    out = [each for found in editions.values() for each in found if each.published]
    return Board(
        [month_on_board(m, release_days(m, book), editions.get(m, []), at) for m in months],
        skipped(out, book, at),
    )


def ahead_of(edition: Edition) -> int:
    """Count the editions that are made before this one."""
    if not edition.at_work:
        return 0
    return Edition.objects.filter(state__in=EDITIONS_AT_WORK, pk__lt=edition.pk).count()
