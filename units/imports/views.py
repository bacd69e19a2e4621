"""Imports in the browser: bring a file, see what it would do, have it stored, take it back."""

from hashlib import file_digest
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts import trail
from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config.form_recovery import posted_from, says_unsent
from config.http import current_user, row_id, seen_version
from config.keyset import older, page_of, pk_cursor
from config.uploads.errors import UnacceptableFileError
from units.imports import exports, services
from units.imports.board import board_of, chip_of, stage_marks
from units.imports.errors import DependedUponError, OtherStageError
from units.imports.exports import MadeFile
from units.imports.forms import ImportForm
from units.imports.kinds import ImportKind, kind_called, kind_of
from units.imports.queries import kinds_for, scopes_for, undo_count
from units.models import Import

REFUSAL = "ورود اطلاعات از فایل کار دفتر آمار و سازمان‌های استان است."
NOT_SENT = "فایل ارسال نشد: نشست شما پایان یافته بود. آن را دوباره انتخاب کنید."
NOT_DONE = "کاری انجام نشد: نشست شما پایان یافته بود."
ACTIONS = ("xlsx", "csv")
office_only = OfficeGuard(REFUSAL, Permission.IMPORT_REGISTRY, Permission.MANAGE_CATALOGUE)


@says_unsent(NOT_SENT)
@require_http_methods(["GET", "POST"])
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Show the form and the earlier imports; a post brings a file."""
    user = current_user(request)
    options: dict[str, Any] = {"kinds": kinds_for(user), "scopes": scopes_for(user)}
    if request.method == "GET":
        return _index(request, ImportForm(**options))
    form = ImportForm(request.POST, request.FILES, **options)
    if not form.is_valid():
        return _index(request, form, 422)
    file = form.cleaned_data["file"]
    now, data = timezone.now(), file.read()
    try:
        run = services.upload(user, form.chosen_kind, form.chosen_scope, file.name, data, now)
    except UnacceptableFileError as fault:
        form.add_error("file", str(fault))
        return _index(request, form, 422)
    return redirect("imports:one", run.pk)


def _index(request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    before = request.GET.get("before", "")
    rows = Import.objects.visible_to(current_user(request)).select_related("by", "scope")
    page = page_of(older(rows, before), pk_cursor)
    labels = {kind.key: kind.label for kind in form.kinds.values()}
    context = {
        "form": form,
        "kinds": list(form.kinds.values()),
        "errors": [(field.auto_id, text) for field in form for text in field.errors],
        "stages": stage_marks(1),
        "rows": [
            {"run": run, "kind": labels.get(run.kind, run.kind), "chip": chip_of(run)}
            for run in page.rows
        ],
        "next": f"?before={page.cursor}" if page.cursor else None,
        "first": "?" if row_id(before) is not None else None,
    }
    return render(request, "units/imports/index.html", context, status=status)


@require_GET
@office_only
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show one import as far as it is: dry run, progress, report."""
    return _one(request, _run(request, pk))


def _one(
    request: HttpRequest, run: Import, refused: OtherStageError | DependedUponError | None = None
) -> HttpResponse:
    show, behind = request.GET.get("show", ""), request.GET.get("behind", "")
    context = {
        "board": board_of(run, show, behind, timezone.now()),
        "run": run,
        "chip": chip_of(run),
        "refused": refused,
    }
    status = 409 if refused else 200
    return render(request, "units/imports/import.html", context, status=status)


@posted_from("imports:one", "pk", unsent=NOT_DONE)
@office_only
def store(request: HttpRequest, pk: str) -> HttpResponse:
    run = _run(request, pk)
    try:
        services.confirm(current_user(request), run, seen_version(request), timezone.now())
    except OtherStageError as refused:
        return _one(request, _run(request, pk), refused)
    return redirect("imports:one", pk)


@posted_from("imports:one", "pk", unsent=NOT_DONE)
@office_only
def cancel(request: HttpRequest, pk: str) -> HttpResponse:
    run = _run(request, pk)
    try:
        services.cancel(current_user(request), run, seen_version(request))
    except OtherStageError as refused:
        return _one(request, _run(request, pk), refused)
    return redirect("imports:index")


@posted_from("imports:one", "pk", unsent=NOT_DONE)
@office_only
def go_on(request: HttpRequest, pk: str) -> HttpResponse:
    run = _run(request, pk)
    try:
        services.go_on(current_user(request), run)
    except OtherStageError as refused:
        return _one(request, _run(request, pk), refused)
    return redirect("imports:one", pk)


@says_unsent(NOT_DONE)
@require_http_methods(["GET", "POST"])
@office_only
def take_back(request: HttpRequest, pk: str) -> HttpResponse:
    """Stop what is being stored, or undo what was; asked once, with what is taken back."""
    run = _run(request, pk)
    if request.method == "GET":
        if run.stage not in services.UNDOABLE or run.undone_at:
            return redirect("imports:one", pk)
        context = {"run": run, "kind": kind_of(run), "undo": undo_count(run)}
        return render(request, "units/imports/take_back.html", context)
    try:
        services.take_back(current_user(request), run, timezone.now())
    except (OtherStageError, DependedUponError) as refused:
        return _one(request, _run(request, pk), refused)
    return redirect("imports:one", pk)


@require_GET
@office_only
def refused_rows(request: HttpRequest, pk: str) -> HttpResponseBase:
    """Give the refused rows, to be put right and sent again."""
    return _leaves(request, exports.refused_file(_kept(request, pk)))


@require_GET
@office_only
def report(request: HttpRequest, pk: str) -> HttpResponseBase:
    """Give what became of each row."""
    return _leaves(request, exports.report_file(_kept(request, pk)))


@require_GET
@office_only
def original(request: HttpRequest, pk: str) -> HttpResponseBase:
    """Give the file as it came."""
    run = _run(request, pk)
    if not run.stored:
        raise Http404
    try:
        made = exports.original(run)
    except FileNotFoundError as lost:
        raise Http404 from lost
    return _leaves(request, made)


@require_GET
@office_only
def template(request: HttpRequest, key: str, ending: str) -> HttpResponseBase:
    """Give the empty table of a kind."""
    if ending not in ACTIONS:
        raise Http404
    return _answer(exports.template(_kind(request, key), ending))


@require_GET
@office_only
def columns(request: HttpRequest, key: str) -> HttpResponse:
    """Tell what each column of a kind means."""
    kind = _kind(request, key)
    context = {"kind": kind, "columns": kind.columns(Import(kind=kind.key))}
    return render(request, "units/imports/columns.html", context)


def _run(request: HttpRequest, pk: str) -> Import:
    rows = Import.objects.visible_to(current_user(request))
    rows = rows.select_related("by", "scope", "confirmed_by", "undone_by")
    number = row_id(pk)
    run = None if number is None else rows.filter(pk=number).first()
    if run is None:
        raise Http404
    return run


def _kept(request: HttpRequest, pk: str) -> Import:
    run = _run(request, pk)
    if run.put_away:
        raise Http404
    return run


def _kind(request: HttpRequest, key: str) -> ImportKind:
    kind = kind_called(key)
    if kind is None or kind not in kinds_for(current_user(request)):
        raise Http404
    return kind


def _leaves(request: HttpRequest, made: MadeFile) -> FileResponse:
    """Give a file with people's data, once the log has it."""
    content: Any = made.content
    try:
        digest = file_digest(content, "sha256").hexdigest()
        trail.record_download(request, current_user(request), digest)
    except BaseException:
        content.close()
        raise
    content.seek(0)
    return _answer(made)


def _answer(made: MadeFile) -> FileResponse:
    return FileResponse(
        made.content,
        as_attachment=True,
        filename=made.name,
        content_type=made.media_type,
        # A browser that opens it all the same runs nothing of it and gives it no origin.
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )
