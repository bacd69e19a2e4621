"""The report of one visit: what was seen beside what the unit wrote, the second look, the rest."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.forms import faults
from accounts.trail import record_download
from config import form_recovery
from config.form_recovery import posted_from
from config.http import current_user, row_id, seen_version
from config.uploads import storage
from config.uploads.enums import MEDIA_TYPES, FileKind
from review.models import Visit, VisitPhoto, VisitProposal
from review.visit_enums import VisitState
from review.visits import second_look_services
from review.visits.errors import RefusedVisitError, VisitConflictError
from review.visits.forms import ReasonForm
from review.visits.guards import keepers_only, readers_only, visit_in_reach
from review.visits.queries import (
    ProposalLine,
    case_of,
    known_of,
    may_confirm,
    photos_of,
    proposals_of,
    report_of,
)
from review.visits.rules import answer
from statistics.models import Submission
from units.registry.rules import named

NOT_CONFIRMED = "گزارش تأیید نشد: نشست شما پایان یافته بود."


@require_GET
@readers_only
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show a visit: its plan until it is written, then its report."""
    visit = visit_in_reach(request, pk)
    # What was typed at one of its forms before the session ended.
    returned = form_recovery.taken(request, "visits:return")
    declined = form_recovery.taken(request, "visits:decline")
    declines = {}
    if declined is not None:
        number = row_id(str(resolve(declined.to).kwargs["proposal"])) or 0
        declines = {number: ReasonForm(declined, auto_id=f"decline_{number}_%s")}
    returns = ReasonForm(returned, auto_id="return_%s") if returned is not None else None
    return _page(request, visit, returns=returns, declines=declines)


@require_GET
@readers_only
def photo(request: HttpRequest, pk: str, number: str) -> HttpResponseBase:
    """Stream a photograph to who may read the report; each look is kept in the trail."""
    visit, user = visit_in_reach(request, pk), current_user(request)
    rows = VisitPhoto.objects.filter(visit=visit, number=int(number) if len(number) < 5 else 0)
    found = rows.first()
    if found is None:
        raise Http404
    try:
        file = storage.path_of(found.stored).open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    try:
        record_download(request, user, found.sha256)
    except BaseException:
        file.close()
        raise
    kind = FileKind(found.kind)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"visit-{visit.pk}-{found.number}.{kind.value}",
        content_type=MEDIA_TYPES[kind],
        # A browser that opens it all the same runs nothing of it and gives it no origin.
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )


@posted_from("visits:one", "pk", unsent=NOT_CONFIRMED)
@keepers_only
def confirm_one(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a report its second look."""
    visit, at = visit_in_reach(request, pk), timezone.now()
    try:
        second_look_services.confirm(current_user(request), visit.pk, seen_version(request), at)
    except VisitConflictError as stale:
        return _page(request, stale.visit, 409)
    messages.success(request, "گزارش تأیید شد و در پروندهٔ ماه آمده است.")
    return redirect("visits:one", visit.pk)


@posted_from("visits:one", "pk")
@keepers_only
def return_one(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a report back to its visitor with what to put right."""
    visit, at = visit_in_reach(request, pk), timezone.now()
    form = ReasonForm(request.POST, auto_id="return_%s")
    if not form.is_valid():
        return _page(request, visit, 422, returns=form)
    try:
        second_look_services.send_back(
            current_user(request), visit.pk, form.cleaned_data["note"], seen_version(request), at
        )
    except VisitConflictError as stale:
        return _page(request, stale.visit, 409, returns=form)
    messages.success(request, "گزارش به بازدیدکننده برگشت.")
    return redirect("visits:one", visit.pk)


@posted_from("visits:one", "pk")
@keepers_only
def decline_one(request: HttpRequest, pk: str, proposal: str) -> HttpResponse:
    """Decline what the report proposed for the registry."""
    visit, at = visit_in_reach(request, pk), timezone.now()
    number = row_id(proposal) or 0
    form = ReasonForm(request.POST, auto_id=f"decline_{number}_%s")
    if not VisitProposal.objects.filter(visit=visit, pk=number).exists():
        raise Http404
    if not form.is_valid():
        return _page(request, visit, 422, declines={number: form})
    try:
        second_look_services.decline(
            current_user(request), visit.pk, number, form.cleaned_data["note"], at
        )
    except VisitConflictError as stale:
        return _page(request, stale.visit, 409, declines={number: form})
    except RefusedVisitError as refusal:
        refusal.add_to(form)
        return _page(request, visit, 422, declines={number: form})
    messages.success(request, "پیشنهاد با دلیل رد شد.")
    return redirect("visits:one", visit.pk)


def _page(
    request: HttpRequest,
    visit: Visit,
    status: int = 200,
    returns: ReasonForm | None = None,
    declines: dict[int, ReasonForm] | None = None,
) -> HttpResponse:
    user = current_user(request)
    case = case_of(visit, Submission.objects.in_reach_of(user))
    written = visit.state in (VisitState.WRITTEN, VisitState.CONFIRMED)
    sections = report_of(visit, known_of(visit, case)) if written else []
    lines = proposals_of(visit, user) if visit.state == VisitState.CONFIRMED else []
    form = returns or ReasonForm(auto_id="return_%s")
    bound = [one for one in [form, *(declines or {}).values()] if one.is_bound]
    context: dict[str, Any] = {
        "visit": visit,
        "case": case,
        "written": written,
        "sections": sections,
        "answer": answer(visit, sections) if written else [],
        "photos": photos_of(visit),
        "proposals": [_proposal(line, (declines or {}).get(line.proposal.pk)) for line in lines],
        "confirms": may_confirm(user, visit),
        "returns": form,
        "writes": visit.visitor_id == user.pk and visit.state == VisitState.PLANNED,
        "errors": [fault for one in bound for fault in faults(one)] if status == 422 else [],
        "stale": status == 409,
        "kept": request.method == "GET" and bool(bound),
    }
    return render(request, "review/visits/one.html", context, status=status)


def _proposal(line: ProposalLine, form: ReasonForm | None) -> dict[str, Any]:
    """Lay out a proposal: its page where this person does it, who does it where not."""
    empty = ReasonForm(auto_id=f"decline_{line.proposal.pk}_%s")
    return {
        "line": line,
        "row": line.proposal,
        "url": reverse(line.url_name, args=line.url_args) if line.mine and line.open else "",
        "offices": named(line.offices),
        "form": form or empty,
    }
