"""What a unit's own people see of visits: by whom, when, and what was found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config.http import current_user
from review.visits.unit_queries import own_report, own_visits

# A unit is visited a few times a year.
SHOWN = 20


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show the confirmed visits of one's own units; offices are named, no officer."""
    user = current_user(request)
    rows = list(own_visits(user)[:SHOWN])
    context = {
        "visits": [(one, own_report(one, user)) for one in rows],
        "most": SHOWN,
    }
    return render(request, "review/visits/mine.html", context)
