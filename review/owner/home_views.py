"""The owner's home: the units, the worst first, a page of them at a time."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from catalog.policy.book import PolicyBook
from config.http import current_user
from config.jalali import tehran_day
from config.numbered_pages import ROWS, numbered
from config.persian import machine_code, search_form
from review.correspondence.queries import unanswered
from review.models import Question
from review.owner.task_list import Task, next_url, task_rows
from review.owner.unit_rows import Rank, UnitRow, answer, ranked, unit_row
from statistics.enums import State
from statistics.filing.queries import next_step
from statistics.models import Submission
from statistics.obligation.outlook import Outlook, outlooks
from statistics.obligation.queries import inactive_since
from statistics.obligation.year_calendar import year_calendars
from statistics.queries import (
    MISSING_SHOWN,
    OwnersDesk,
    UnopenedMonth,
    open_months,
    recently_filed,
)

# So many years are drawn month by month; more are a table of small ones.
YEARS_DRAWN = 2
# The guide's table: a unit may have years of open months.
OPEN_SHOWN = 60


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what each unit needs, until when, and the one act that helps."""
    user, at, book = current_user(request), timezone.now(), PolicyBook.load()
    questions = list(unanswered(user))
    found = outlooks(user, at, book)
    pairs = ranked(found, {question.submission.unit_id for question in questions})
    asked = " ".join(request.GET.get("q", "").split())[:200]
    found_pairs = [pair for pair in pairs if _is_asked(pair[1], asked)] if asked else pairs
    query = {"q": asked} if asked else {}
    page = numbered(found_pairs, request.GET.get("page", ""), "واحد", query)
    shown = [outlook for _, outlook in page.rows]
    desk, rows = read_rows(user, page.rows, questions, at, book)
    context = {
        "today": tehran_day(at),
        "answer": answer(pairs, at) if pairs else [],
        "rows": rows,
        "page": page,
        "asked": asked,
        "searches": len(pairs) > ROWS,
        "several": len(pairs) > 1,
        "open": [_open_row(s) for s in [*desk.returned, *desk.drafts][:OPEN_SHOWN]],
        "filed": recently_filed(user),
        "years": year_calendars(shown),
        "drawn": len(shown) <= YEARS_DRAWN,
        "several_missing": any(len(outlook.unopened) > 1 for outlook in found),
        "blocked": bool(rows) and all(row.rank is Rank.BLOCKED for row in rows),
    }
    return render(request, "review/owner/home.html", context)


def read_rows(
    user: User,
    pairs: Sequence[tuple[Rank, Outlook]],
    questions: Sequence[Question],
    at: datetime,
    book: PolicyBook,
) -> tuple[OwnersDesk, list[UnitRow]]:
    """Read what is open of some units, and say of each what it needs, in the order of the pairs."""
    shown = [outlook for _, outlook in pairs]
    units = {outlook.unit.pk for outlook in shown}
    desk = open_months(Submission.objects.of(user).filter(unit__in=units))
    desk.missing = _unopened(shown)
    mine = [question for question in questions if question.submission.unit_id in units]
    return desk, _rows(pairs, task_rows(desk, at, mine, book), at)


def _is_asked(found: Outlook, asked: str) -> bool:
    """Tell whether a unit is meant: by its name, holder, county, guild id, or a licence.

    Not by the holder's national id: what is asked here stands in the address.
    """
    unit, words = found.unit, search_form(asked).split()
    text = search_form(f"{unit.name} {unit.holder_name} {found.licence.county.name}")
    codes = {unit.guild_id, *(licence.number for licence in found.licences)} - {""}
    return all(word in text for word in words) or machine_code(asked) in codes


def _unopened(shown: Sequence[Outlook]) -> list[UnopenedMonth]:
    """List the latest months that are due and not begun."""
    return [
        UnopenedMonth(outlook.unit, licence, month, like_last=outlook.filed_before(month))
        for outlook in shown
        for month in outlook.unopened[:MISSING_SHOWN]
        if (licence := outlook.serving(month))
    ]


def _rows(
    pairs: Sequence[tuple[Rank, Outlook]], tasks: Sequence[Task], at: datetime
) -> list[UnitRow]:
    by_unit: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        by_unit[task.unit_id].append(task)
    since = inactive_since([found.unit.pk for rank, found in pairs if rank is Rank.INACTIVE])
    rows = [unit_row(rank, found, by_unit[found.unit.pk], since, at) for rank, found in pairs]
    first = next((row for row in rows if row.act), None)
    if first:
        first.primary = True
    return rows


def _open_row(submission: Submission) -> dict[str, Any]:
    if submission.state == State.RETURNED:
        url = reverse("owner:correct", args=[submission.tracking_number])
        return {"submission": submission, "url": url, "step": "اصلاح"}
    step = next_step(submission)
    return {"submission": submission, "url": next_url(submission), "step": step and step.label}
