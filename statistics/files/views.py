"""Files of figures in the browser: ask for one, see it grow, take it; the log below."""

import io
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts import trail
from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config.errors import InvalidError
from config.form_recovery import posted_from, taken
from config.http import current_user, row_id
from config.uploads import storage
from statistics.enums import ExportFormat, ExportKind
from statistics.files import services, worker
from statistics.files.forms import ExportForm
from statistics.files.queries import ahead_of, exporting_offices, own_files, past_exports
from statistics.files.tables import TABLES
from statistics.files.writers import MEDIA_TYPES, SHEET_ROWS, dictionary_of, write_csv
from statistics.filing.web.step_form import form_errors
from statistics.models import FigureFile

office_only = OfficeGuard(
    "دریافت فایل آمار واحدها کار سازمان‌های استان، وزارت و دفتر آمار است.",
    Permission.EXPORT_IDENTIFIED,
)


@require_GET
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Show the form, the person's files, and the log of the office."""
    # What was chosen before the session ended; no file was asked for.
    waiting = taken(request, "files:ask")
    form = _form(request, waiting)
    form.begin_with(request.GET)
    return _index(request, form, kept=waiting is not None)


@posted_from("files:index")
@office_only
def ask(request: HttpRequest) -> HttpResponse:
    """Lead to the file, or show the form and what is to put right (422)."""
    form = _form(request, request.POST)
    if not form.is_valid():
        return _index(request, form)
    try:
        file = services.ask(current_user(request), form.chosen_office, form.choice, timezone.now())
    except InvalidError as refused:
        # On the form, with what was chosen: the person changes one thing and tries again.
        form.add_error(None, refused.words)
        return _index(request, form)
    return redirect("files:one", file.pk)


@require_GET
@office_only
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show how far a file is, and where it is to be had."""
    file, now = _file(request, pk), timezone.now()
    context = {
        "file": file,
        "ahead": ahead_of(file),
        "percent": min(100, 100 * file.done // file.total) if file.total else 0,
        # Its worker says nothing: another one begins it anew.
        "silent": file.touched_at and file.at_work and file.touched_at < now - worker.SILENCE,
        "had": file.ready and _kept(file),
    }
    return render(request, "statistics/files/one.html", context)


@require_GET
@office_only
def download(request: HttpRequest, pk: str) -> FileResponse:
    """Give a file to who asked for it, once the log has that it leaves."""
    file = _file(request, pk)
    if not file.ready or not file.log or not _kept(file):
        raise Http404
    try:
        content = storage.path_of(file.stored).open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    try:
        trail.record_download(request, current_user(request), file.log.sha256)
    except BaseException:
        content.close()
        raise
    return _answer(content, file.name, ExportFormat(file.format))


@require_GET
@office_only
def dictionary(request: HttpRequest, pk: str) -> FileResponse:
    """Give the dictionary of a file's columns as CSV; a book has it as its last sheet."""
    file, out = _file(request, pk), io.BytesIO()
    write_csv(out, dictionary_of(TABLES[ExportKind(file.kind)].columns))
    out.seek(0)
    return _answer(out, f"{file.kind}-columns.csv", ExportFormat.CSV)


@require_GET
@office_only
def columns(request: HttpRequest) -> HttpResponse:
    """Tell what each column of each kind of file means."""
    return render(request, "statistics/files/columns.html", {"tables": list(TABLES.values())})


def _file(request: HttpRequest, pk: str) -> FigureFile:
    rows = FigureFile.objects.visible_to(current_user(request))
    rows = rows.select_related("log", "province", "county", "union", "isic", "product")
    number = row_id(pk)
    file = None if number is None else rows.filter(pk=number).first()
    if file is None:
        raise Http404
    return file


def _kept(file: FigureFile) -> bool:
    return file.kept_until is not None and file.kept_until > timezone.now()


def _answer(content: Any, name: str, format_: ExportFormat) -> FileResponse:
    return FileResponse(
        content,
        as_attachment=True,
        filename=name,
        content_type=MEDIA_TYPES[format_],
        # A browser that opens it all the same runs nothing of it and gives it no origin.
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )


def _form(request: HttpRequest, data: Any) -> ExportForm:
    offices = exporting_offices(current_user(request))
    return ExportForm(data, offices=offices, at=timezone.now())


def _index(request: HttpRequest, form: ExportForm, kept: bool = False) -> HttpResponse:
    before = request.GET.get("before", "")
    user = current_user(request)
    log = past_exports(user, before)
    errors = [] if kept else form_errors(form)
    context = {
        "offices": form.offices,
        "form": form,
        "errors": errors,
        "kept": kept,
        "files": own_files(user),
        "log": log.rows,
        "next": f"?before={log.cursor}" if log.cursor else None,
        "first": "?" if row_id(before) is not None else None,
        "sheet": SHEET_ROWS,
        "at_once": services.AT_ONCE,
    }
    status = 422 if errors else 200
    return render(request, "statistics/files/index.html", context, status=status)
