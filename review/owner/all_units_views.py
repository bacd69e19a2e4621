"""All one's units on one page: the last twelve months of each, how it stands, what comes next."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from catalog.policy.book import PolicyBook
from config.http import current_user
from config.numbered_pages import numbered
from review.correspondence.queries import unanswered
from review.owner.home_views import read_rows
from review.owner.unit_rows import Rank, UnitRow, answer, ranked
from statistics.obligation.outlook import outlooks
from statistics.obligation.year_calendar import CalendarMonth, last_months, said

# So many rows are read at a glance, and leave the page light.
ROWS = 50
# In order: nothing need be done.
AT_REST = (Rank.GAPS, Rank.DONE)
OPEN = "open"


@dataclass(frozen=True)
class YearOfUnit:
    """One row: what the unit needs, and its months."""

    row: UnitRow
    cells: list[CalendarMonth]

    @property
    def words(self) -> str:
        return said(self.cells)


@require_GET
def all_units(request: HttpRequest) -> HttpResponse:
    """Show every unit of the person, the worst first; `only=open` leaves out what is in order."""
    user, at, book = current_user(request), timezone.now(), PolicyBook.load()
    questions = list(unanswered(user))
    pairs = ranked(outlooks(user, at, book), {one.submission.unit_id for one in questions})
    only = request.GET.get("only", "") == OPEN
    wanted = [pair for pair in pairs if pair[0] not in AT_REST] if only else pairs
    query = {"only": OPEN} if only else {}
    page = numbered(wanted, request.GET.get("page", ""), "واحد", query, ROWS)
    _, rows = read_rows(user, page.rows, questions, at, book)
    months = last_months(pairs[0][1]) if pairs else []
    context = {
        "answer": answer(pairs, at) if pairs else [],
        "page": page,
        "only": only,
        "open": sum(rank not in AT_REST for rank, _ in pairs),
        "all": len(pairs),
        "rows": [YearOfUnit(row, last_months(row.outlook)) for row in rows],
        "span": f"{months[0].month} تا {months[-1].month}" if months else "",
    }
    return render(request, "review/owner/all_units.html", context)
