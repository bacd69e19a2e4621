"""The reports tab: a unit's own months, for ever; the files are those of «سال من»."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config.http import current_user
from statistics.filing.web.context import facts, own_submission, step_states, tabs
from statistics.queries import history


@require_GET
def report(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show the unit's own months with their states (guide, reports tab)."""
    submission = own_submission(current_user(request), tracking)
    # As every other page shows them: a green step with a dash is a draft.
    states = step_states(submission)
    context = {
        "submission": submission,
        "facts": facts(submission),
        # Once filed the steps lead nowhere: there is nothing to edit.
        "tabs": tabs(submission if submission.editable else None, states, None),
        "months": history(submission.unit),
    }
    return render(request, "statistics/files/own_months.html", context)
