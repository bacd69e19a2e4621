"""What an owner finds after signing up: the units of the account, and the first month to file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from catalog.policy.book import PolicyBook
from config.http import current_user
from config.jalali import JalaliMonth
from config.time_left import by_end_of
from review.owner.unit_rows import new_url
from statistics.obligation.outlook import Outlook, outlooks
from units.enrolment.journey import first_unit
from units.enums import ObstacleKind


@require_GET
def signed_up(request: HttpRequest) -> HttpResponse:
    """Lead to the month that helps most of the unit somebody chose to begin with."""
    now = timezone.now()
    found = outlooks(current_user(request), now, PolicyBook.load())
    chosen = first_unit(request)
    # Sorting keeps the order of names behind the chosen one.
    found.sort(key=lambda outlook: outlook.unit.pk != chosen)
    first = found[0] if found else None
    month = _month(first) if first else None
    context = {
        "outlooks": found,
        "first": first,
        "month": month,
        "url": new_url(first, month) if first and month else "",
        "condition": _condition(first) if first else "",
        "until": _until(first, month) if first and month else "",
    }
    return render(request, "portal/arrival/signed_up.html", context)


def _month(found: Outlook) -> JalaliMonth | None:
    """Choose the month to begin with: what ends a run, else the latest that is owed and open."""
    return found.way or next((m for m in found.unopened if found.serving(m)), None)


def _condition(found: Outlook) -> str:
    return ObstacleKind(found.obstacle.kind).label if found.obstacle else ""


def _until(found: Outlook, month: JalaliMonth) -> str:
    """Say until when it is on time; '' where that has passed."""
    open_now = found.final_day is not None and month > found.rule.latest_due
    return by_end_of(found.final_day) if open_now and found.final_day else ""
