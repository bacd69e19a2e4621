"""The inbox: cases at one's desks, most urgent first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config.http import current_user
from config.keyset import COUNT_CAP
from config.time_left import time_left
from review.inbox.choices import choice_of
from review.inbox.labels import flag_words, talk_words, why_alone
from review.inbox.queries import counters, read_page
from statistics.enums import IN_REVIEW, Selected
from statistics.models import Submission

FILTERS = [
    ("", "همه"),
    ("tomorrow", "فردا خودکار می‌شوند"),
    ("flagged", "دارای هشدار"),
    ("plain", "بی‌هشدار"),
    ("again", "دور دوم به بعد"),
    ("selected", "منتخب"),
    ("returned", "بازگشتی، نزد واحد"),
    ("requests", "درخواست اصلاح"),
]


officers_only = OfficeGuard("کارتابل برای کارشناسان بررسی است.", Permission.VIEW_CASES)


@require_GET
@officers_only
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the cases at the person's desks, most urgent first, by keyset pages."""
    return inbox_page(request)


def inbox_page(request: HttpRequest, status: int = 200, faults: Sequence[str] = ()) -> HttpResponse:
    """Render the inbox; `faults` say why cases that were ticked were not approved."""
    user, at = current_user(request), timezone.now()
    # A refused post keeps the list from which it came.
    only = (request.POST or request.GET).get("only", "")
    page = read_page(user, at, only, request.GET.get("after", ""))
    decides = bool(authority_of(user).organizations(Permission.DECIDE))
    rows = [_row(submission, at) for submission in page.rows]
    offices = authority_of(user).organizations(Permission.VIEW_CASES)
    own = {office.pk for office in offices}
    context = {
        "offices": offices,
        "today": at,
        "cases": rows,
        "only": only,
        "filters": FILTERS,
        "counters": counters(user, at),
        "cap": COUNT_CAP,
        "cursor": page.cursor,
        "decides": decides,
        "ticking": decides and any(row["alone"] or row["choice"] for row in rows),
        "choices": any(row["choice"] for row in rows),
        "elsewhere": any(
            case.state not in IN_REVIEW or case.desk_id not in own for case in page.rows
        ),
        "faults": faults,
    }
    return render(request, "review/inbox/inbox.html", context, status=status)


def _row(submission: Submission, at: datetime) -> dict[str, Any]:
    """Make one row of the queue: the time it has left, its flags and talk in words."""
    until = submission.due_at or submission.correction_due
    alone = "واحد خود شماست" if submission.own else why_alone(submission)  # type: ignore[attr-defined]
    waits = submission.state in IN_REVIEW
    return {
        "submission": submission,
        "flags": flag_words(submission),
        "selected": Selected(submission.selected).words,
        "said": talk_words(submission),
        "left": time_left(until, at, near=1) if until else None,
        "alone": alone if waits else "",
        "choice": choice_of(submission) if waits and not alone else "",
    }
