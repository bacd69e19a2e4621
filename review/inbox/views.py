"""The inbox: cases at one's desks, most urgent first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config import form_recovery
from config.http import current_user
from config.keyset import COUNT_CAP
from config.time_left import time_left
from review.checklist.answers import QUESTIONS
from review.inbox.choices import choice_of
from review.inbox.figures import CaseFigures, figures_of
from review.inbox.labels import (
    INFLUENTIAL,
    SEVERAL_IDLE,
    UNSEEN,
    flag_words,
    influence_words,
    talk_words,
    why_alone,
)
from review.inbox.narrowing import CaseNarrowing, choices_for, narrowing_of
from review.inbox.queries import counters, levels_below, read_page
from statistics.enums import IN_REVIEW, Selected, State
from statistics.models import Submission

FILTERS = [
    ("", "همه"),
    ("tomorrow", "فردا خودکار می‌شوند"),
    ("flagged", "دارای هشدار"),
    ("plain", "بی‌هشدار"),
    ("unseen", UNSEEN),
    ("again", "دور دوم به بعد"),
    ("selected", "منتخب"),
    ("returned", "بازگردانی‌شده برای اصلاح، نزد واحد"),
    ("requests", "درخواست اصلاح"),
]
# Read and not decided, so that it is offered only to who has levels under their own.
BELOW = ("below", "نزد سطح‌های پایین‌تر")


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
    opened = request.method == "GET"
    # Ticked, and then sent by Enter or after the session ended: ticked still.
    waiting = form_recovery.taken(request, "review:bulk") if opened else None
    chosen = narrowing_of(request.POST or request.GET, at)
    page = read_page(user, at, only, request.GET.get("after", ""), chosen.condition)
    decides = bool(authority_of(user).organizations(Permission.DECIDE)) and only != BELOW[0]
    # In the list of what nobody has seen each one's figures stand beside its box.
    figures = figures_of(page.rows) if only == "unseen" else {}
    rows = [_row(submission, at, figures, only) for submission in page.rows]
    offices = authority_of(user).organizations(Permission.VIEW_CASES)
    own = {office.pk for office in offices}
    context = {
        "offices": offices,
        "today": at,
        "cases": rows,
        "only": only,
        "filters": [*FILTERS, BELOW] if levels_below(user) else FILTERS,
        **_narrowed(request, chosen, at),
        "counters": counters(user, at),
        "cap": COUNT_CAP,
        "cursor": page.cursor,
        "decides": decides,
        "ticking": decides and any(row["alone"] or row["choice"] for row in rows),
        "choices": any(row["choice"] for row in rows),
        # Explained where there is one: most pages have none.
        "influential": INFLUENTIAL if any(row["influence"] for row in rows) else "",
        "elsewhere": any(
            case.state not in IN_REVIEW or case.desk_id not in own for case in page.rows
        ),
        # What a union says with the button of all that it ticks (circular 60/227210 §2).
        "statements": list(QUESTIONS.values()) if _at_a_union(page.rows) else [],
        "faults": faults,
        "here": form_recovery.address(request) if opened else list_url(only, chosen),
        "kept": waiting is not None,
        "ticked": (waiting or request.POST).getlist("case"),
    }
    return render(request, "review/inbox/inbox.html", context, status=status)


def _narrowed(request: HttpRequest, chosen: CaseNarrowing, at: datetime) -> dict[str, Any]:
    # What there is to choose from is read where it is asked for: most pages cost no more.
    asked = bool(chosen.query) or "narrow" in request.GET
    return {
        "chosen": chosen,
        "narrowed": f"&{chosen.query}" if chosen.query else "",
        "choosing": choices_for(current_user(request), chosen, at) if asked else None,
    }


def list_url(only: str, chosen: CaseNarrowing) -> str:
    """Name the list on which somebody acted, narrowed as it was."""
    parts = [urlencode({"only": only}) if only else "", chosen.query]
    query = "&".join(part for part in parts if part)
    return reverse("review:inbox") + (f"?{query}" if query else "")


def _at_a_union(cases: Sequence[Submission]) -> bool:
    return any(case.state == State.AT_UNION for case in cases)


def _row(
    submission: Submission, at: datetime, figures: Mapping[int, CaseFigures], only: str
) -> dict[str, Any]:
    """Make one row of the queue: the time it has left, its flags and talk in words."""
    until = submission.due_at or submission.correction_due
    # What belongs to the row's person, before what the case itself says.
    bars = ((submission.own, "واحد خود شماست"), (submission.typed, "خودتان در اتحادیه نوشته‌اید"))  # type: ignore[attr-defined]
    alone = next((words for holds, words in bars if holds), why_alone(submission))
    # Never ticked together with others (decision 0037).
    if not alone and submission.unseen and only != "unseen":
        alone = UNSEEN
    waits = submission.state in IN_REVIEW
    return {
        "submission": submission,
        "influence": influence_words(submission),
        "flags": flag_words(submission),
        "selected": Selected(submission.selected).words,
        "said": talk_words(submission),
        "figures": figures.get(submission.pk),
        "hint": SEVERAL_IDLE if submission.together else "",  # type: ignore[attr-defined]
        "left": time_left(until, at, near=1) if until else None,
        "alone": alone if waits else "",
        "choice": choice_of(submission) if waits and not alone else "",
    }
