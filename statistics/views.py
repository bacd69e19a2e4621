"""The reports tab: a unit's own months, for ever."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config.http import actor
from statistics.filing.pages import facts, own_submission, tabs
from statistics.queries import history


@require_GET
def report(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show the unit's own months with their states (guide, reports tab)."""
    submission = own_submission(actor(request), tracking)
    states = {s.step: s for s in submission.steps.order_by("step")}
    context = {
        "submission": submission,
        "facts": facts(submission),
        "tabs": tabs(submission if submission.editable else None, states, None),
        "months": history(submission.unit),
    }
    return render(request, "statistics/report.html", context)
