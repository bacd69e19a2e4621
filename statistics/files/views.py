"""Reports and exports of the statistics office."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Organization
from config.form_recovery import posted_from, taken
from config.http import current_user, row_id
from statistics.files.forms import ExportForm
from statistics.files.queries import exporting_office, past_exports
from statistics.files.services import NothingToExportError, export
from statistics.files.writers import SHEET_ROWS
from statistics.filing.web.step_form import form_errors

NOTHING = "در این دوره و با این فیلترها ماه نهایی‌شده‌ای نیست. دوره یا فیلترها را بازتر کنید."


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the form, and below it what has left so far."""
    # What was chosen before the session ended; no file was made of it.
    waiting = taken(request, "reports:export")
    form = ExportForm(waiting, at=timezone.now())
    return _page(request, _office(request), form, kept=waiting is not None)


@posted_from("reports:index")
def export_file(request: HttpRequest) -> HttpResponse | FileResponse:
    """Answer with the file, or with the form and what is to put right (422)."""
    office = _office(request)
    now = timezone.now()
    form = ExportForm(request.POST, at=now)
    if not form.is_valid():
        return _page(request, office, form)
    try:
        file = export(current_user(request), form.choice, now)
    except NothingToExportError:
        # On the form, with what was chosen: the person changes one thing and tries again.
        form.add_error(None, NOTHING)
        return _page(request, office, form)
    return FileResponse(
        file.content, as_attachment=True, filename=file.name, content_type=file.media_type
    )


def _office(request: HttpRequest) -> Organization:
    office = exporting_office(current_user(request))
    if office is None:
        raise PermissionDenied
    return office


def _page(
    request: HttpRequest, office: Organization, form: ExportForm, kept: bool = False
) -> HttpResponse:
    before = request.GET.get("before", "")
    log = past_exports(current_user(request), before)
    errors = [] if kept else form_errors(form)
    context = {
        "office": office,
        "form": form,
        "errors": errors,
        "kept": kept,
        "log": log.rows,
        "next": f"?before={log.cursor}" if log.cursor else None,
        "first": "?" if row_id(before) is not None else None,
        "sheet": SHEET_ROWS,
    }
    status = 422 if errors else 200
    return render(request, "statistics/files/index.html", context, status=status)
