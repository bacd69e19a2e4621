"""The reports tab: a unit's own months, for ever, on the page and as files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config.http import current_user
from statistics.enums import ExportFormat, ExportKind
from statistics.files.own_months import own_book, own_file
from statistics.files.writers import MEDIA_TYPES
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


@require_GET
def report_book(request: HttpRequest, tracking: str) -> HttpResponse:
    """Answer with all months of the unit as a book of three sheets."""
    unit = own_submission(current_user(request), tracking).unit
    return _file(own_book(unit), f"{unit.guild_id or unit.pk}.xlsx", ExportFormat.XLSX)


@require_GET
def report_file(request: HttpRequest, tracking: str, kind: ExportKind) -> HttpResponse:
    """Answer with all months of the unit, of one kind, as CSV."""
    unit = own_submission(current_user(request), tracking).unit
    name = f"{unit.guild_id or unit.pk}-{kind}.csv"
    return _file(own_file(unit, kind), name, ExportFormat.CSV)


def _file(content: bytes, name: str, format_: ExportFormat) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    headers = {"Content-Disposition": disposition}
    return HttpResponse(content, MEDIA_TYPES[format_], headers=headers)
