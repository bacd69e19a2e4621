"""The production notebook of a unit's month, and the list of one's own notebooks."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from catalog.fields import alphabetical
from config import form_recovery
from config.http import current_user, row_id
from config.jalali import JalaliMonth, current_month
from config.numbered_pages import numbered
from statistics.errors import StateConflictError
from statistics.filing.notebook.forms import NoteForm
from statistics.filing.notebook.queries import entries_of, known_products, totals
from statistics.filing.notebook.services import RemovedNote, add_note, bring_back, remove_note
from statistics.filing.web.handler import not_now
from statistics.filing.web.step_form import form_errors
from statistics.models import DailyEntry, Submission
from units.models import Unit

# Notes that were taken off wait in the session, the newest of them, to be brought back.
_OFF, _OFF_AT_MOST = "notes_taken_off", 20


@require_GET
def notebooks(request: HttpRequest) -> HttpResponse:
    """Show the person's units, a page of them, with the running month and the one before."""
    running = current_month(timezone.now())
    units = Unit.objects.of(current_user(request)).order_by(alphabetical("name"), "pk")
    page = numbered(list(units), request.GET.get("page", ""), "واحد")
    context = {"page": page, "months": [running, running - 1]}
    return render(request, "statistics/filing/notebook/index.html", context)


@require_http_methods(["GET", "POST"])
def notebook(request: HttpRequest, unit: str, year: str, month: str) -> HttpResponse:
    """Show the notes of a month with their sums; add one, or take one off."""
    user, at = current_user(request), timezone.now()
    own, when = _own(user, unit), _month(year, month)
    # A month that has not begun has no page, not an empty one.
    if when > current_month(at):
        raise Http404
    # A note typed before the session ended stands in the form again, not stored.
    sent = form_recovery.sent(request)
    form = _form(own, when, at, sent)
    if request.method == "GET":
        return _page(request, own, when, form, waited=sent is not None)
    off, back = (row_id(request.POST.get(name, "")) for name in ("remove", "back"))
    taken_off = _taken_off(request, own, when)
    try:
        if off is not None:
            # Its own row says so: a bar above would move the rows under the pointer.
            if note := remove_note(own, when, off, at):
                _keep(request, own, when, [*taken_off, note])
        elif back is not None:
            for note in (one for one in taken_off if one.pk == back):
                bring_back(user, own, when, note, at)
                messages.success(request, "به دفتر برگشت.")
            _keep(request, own, when, [one for one in taken_off if one.pk != back])
        elif form.is_valid():
            add_note(user, own, when, form.note, at)
            # Going on settles what was taken off before.
            _keep(request, own, when, [])
            messages.success(request, "در دفتر ثبت شد.")
        else:
            return _page(request, own, when, form, status=422)
    except StateConflictError as conflict:
        return not_now(request, conflict.submission)
    return redirect(request.path)


def _place(unit: Unit, month: JalaliMonth) -> str:
    return f"{unit.pk}/{month.to_int()}"


def _taken_off(request: HttpRequest, unit: Unit, month: JalaliMonth) -> list[RemovedNote]:
    """List what was taken off of this month, of one month at a time."""
    kept = request.session.get(_OFF, {})
    return [RemovedNote(**note) for note in kept.get(_place(unit, month), [])]


def _keep(request: HttpRequest, unit: Unit, month: JalaliMonth, notes: list[RemovedNote]) -> None:
    if notes:
        kept = [asdict(note) for note in notes[-_OFF_AT_MOST:]]
        request.session[_OFF] = {_place(unit, month): kept}
    else:
        request.session.pop(_OFF, None)


def _own(user: User, unit: str) -> Unit:
    pk = row_id(unit)
    found = None if pk is None else Unit.objects.of(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _month(year: str, month: str) -> JalaliMonth:
    try:
        return JalaliMonth(int(year), int(month))
    except ValueError:
        raise Http404 from None


def _form(unit: Unit, month: JalaliMonth, at: Any, data: Any = None) -> NoteForm:
    return NoteForm(data, month=month, known=known_products(unit, month), at=at)


def _page(
    request: HttpRequest,
    unit: Unit,
    month: JalaliMonth,
    form: NoteForm,
    status: int = 200,
    waited: bool = False,
) -> HttpResponse:
    entries = list(entries_of(unit, month))
    rows: list[DailyEntry | RemovedNote] = list(entries)
    submission = Submission.objects.of_month(unit.pk, month).first()
    is_open = submission is None or submission.editable
    gone = _taken_off(request, unit, month) if is_open else []
    rows += gone
    context = {
        "unit": unit,
        "month": month,
        "form": form,
        "errors": form_errors(form) if form.is_bound else [],
        # In the order of the query: what was taken off stands in its place.
        "rows": sorted(rows, key=lambda row: (row.day, row.pk), reverse=True),
        "settle": bool(gone),
        "totals": totals(entries),
        "submission": submission,
        "open": is_open,
        "running": form.running,
        "kept": waited,
    }
    return render(request, "statistics/filing/notebook/month.html", context, status=status)
