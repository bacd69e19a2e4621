"""The plan of an office's visits: the month, what is proposed, one visit planned or moved."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import faults
from accounts.models import Organization, User
from config import form_recovery
from config.form_recovery import posted_from
from config.http import current_user, row_id, seen_version, version_in
from config.jalali import JalaliMonth, tehran_day
from config.refusals import sent_and_done
from review.models import Visit
from review.visit_enums import VisitReason, VisitState
from review.visits import plan_services
from review.visits.errors import NotYourVisitError, VisitConflictError
from review.visits.forms import PlanForm, ReasonForm
from review.visits.guards import keepers_only, visit_in_reach
from review.visits.plan_queries import proposed, risk_of
from review.visits.plan_services import PlanTerms
from review.visits.queries import (
    limits,
    may_confirm,
    plan_counters,
    plan_month,
    plan_of,
    units_of,
    visiting_offices,
    visitors_of,
)
from review.visits.unit_queries import last_visits
from units.models import Unit

NOT_CANCELLED = "بازدید لغو نشد: نشست شما پایان یافته بود."
# A morning's beginning, which most visits have.
FIRST_HOUR = "10:00"


@require_GET
@keepers_only
def index(request: HttpRequest) -> HttpResponse:
    """Show the visits of a month, those that wait for this person first, and what is proposed."""
    user, at = current_user(request), timezone.now()
    today = tehran_day(at)
    offices = visiting_offices(user)
    office = _chosen(offices, request.GET.get("office", ""))
    month = plan_month(request.GET.get("month", ""), at)
    visits = plan_of(office, month)
    mine = [one for one in visits if one.visitor_id == user.pk]
    context = {
        "office": office,
        "offices": offices,
        "month": month,
        "before": month - 1,
        "after": month + 1,
        "running": JalaliMonth.containing(today),
        "today": today,
        "mine": mine,
        "others": [one for one in visits if one.visitor_id != user.pk],
        "next": next((one for one in mine if one.state == VisitState.PLANNED), None),
        "looks": [one for one in visits if may_confirm(user, one)],
        "counters": plan_counters(office, month, today, today + timedelta(days=7)),
        "proposed": proposed(office, at) if month >= JalaliMonth.containing(today) else [],
        "limits": limits(today, office.province_id),
    }
    return render(request, "review/visits/index.html", context)


@require_http_methods(["GET", "POST"])
@keepers_only
def plan_one(request: HttpRequest, unit: str) -> HttpResponse:
    """Plan a visit of one unit; what speaks for it stands beside the form."""
    user, at = current_user(request), timezone.now()
    office, found = _lies_with(user, unit)
    risk = risk_of(office, found, at)
    listed = bool(risk.words)
    reason = risk.reason if listed else VisitReason.OFFICE
    today = tehran_day(at)
    month = risk.flagged_month or JalaliMonth.containing(today) - 1
    sent = form_recovery.sent(request)
    form = PlanForm(
        sent,
        visitors=visitors_of(office),
        today=today,
        month=month,
        reason=reason,
        initial={
            "visitor": user.pk,
            "planned_on": today + timedelta(days=1),
            "planned_time": FIRST_HOUR,
            "month": str(month.to_int()),
            "why": risk.words if listed else "",
        },
    )
    awaited = ""

    def act() -> Visit:
        return plan_services.plan(user, office, found.pk, form.terms, at)

    try:
        if sent_and_done(request, form, act):
            messages.success(request, "بازدید در برنامه است.")
            planned = JalaliMonth.containing(form.terms.planned_on)
            return redirect(f"{reverse('visits:index')}?month={planned.to_int()}")
    except VisitConflictError as conflict:
        awaited = conflict.words
    except Unit.DoesNotExist:
        raise Http404 from None
    context = {
        "unit": found,
        "office": office,
        "risk": risk,
        "last": last_visits([found.pk]).get(found.pk),
        "awaited": awaited,
        "action": "ثبت در برنامه",
    }
    return _form(request, form, sent, context, 409 if awaited else 200)


@require_http_methods(["GET", "POST"])
@keepers_only
def move_one(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a planned visit another day or visitor, or cancel it."""
    visit = visit_in_reach(request, pk)
    user, at = current_user(request), timezone.now()
    plan_services.check_plans(user, visit.office)
    if visit.state != VisitState.PLANNED and request.method == "GET":
        return redirect("visits:one", visit.pk)
    sent = form_recovery.sent(request)
    form = _of_visit(sent, visit, at)
    conflict = False
    try:
        if sent_and_done(
            request,
            form,
            lambda: plan_services.move(user, visit.pk, form.terms, seen_version(request), at),
        ):
            messages.success(request, "برنامهٔ بازدید تغییر کرد.")
            return redirect(_of_month(form.terms))
    except VisitConflictError as stale:
        conflict, visit = True, stale.visit
    # What was typed to cancel it before the session ended.
    waits = form_recovery.taken(request, "visits:cancel") if request.method == "GET" else None
    cancels = ReasonForm(waits, auto_id="cancel_%s") if waits is not None else None
    return _move_page(request, visit, form, sent, conflict=conflict, cancels=cancels)


@posted_from("visits:move", "pk", unsent=NOT_CANCELLED)
@keepers_only
def cancel_one(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a planned visit up, with the reason."""
    visit = visit_in_reach(request, pk)
    user, at = current_user(request), timezone.now()
    form = ReasonForm(request.POST, auto_id="cancel_%s")
    try:
        if sent_and_done(
            request,
            form,
            lambda: plan_services.cancel(
                user, visit.pk, form.cleaned_data["note"], seen_version(request), at
            ),
        ):
            messages.success(request, "بازدید لغو شد.")
            return redirect("visits:index")
    except VisitConflictError as stale:
        plan = _of_visit(None, stale.visit, at)
        return _move_page(request, stale.visit, plan, None, conflict=True, cancels=form)
    return _move_page(request, visit, _of_visit(None, visit, at), None, cancels=form)


def _of_visit(sent: Any, visit: Visit, at: datetime) -> PlanForm:
    hour = visit.planned_time.strftime("%H:%M") if visit.planned_time else ""
    return PlanForm(
        sent,
        visitors=visitors_of(visit.office),
        today=tehran_day(at),
        month=visit.period,
        reason=VisitReason(visit.reason),
        initial={
            "visitor": visit.visitor_id,
            "planned_on": visit.planned_on,
            "planned_time": hour,
            "month": str(visit.period.to_int()),
            "why": visit.why,
        },
    )


def _move_page(
    request: HttpRequest,
    visit: Visit,
    form: PlanForm,
    sent: Any,
    *,
    conflict: bool = False,
    cancels: ReasonForm | None = None,
) -> HttpResponse:
    reason = cancels or ReasonForm(auto_id="cancel_%s")
    posted = request.method == "POST"
    version = version_in(sent) if sent is not None and not posted else visit.version
    context = {
        "visit": visit,
        "unit": visit.unit,
        "office": visit.office,
        "conflict": conflict,
        "cancels": reason,
        "version": version,
        "action": "ثبت تغییر",
    }
    found = faults(reason) if posted and reason.is_bound else []
    return _form(request, form, sent, context, 409 if conflict else 200, found)


def _form(
    request: HttpRequest,
    form: PlanForm,
    sent: Any,
    context: dict[str, Any],
    status: int,
    more: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    posted = request.method == "POST"
    errors = [*(faults(form) if posted and form.is_bound else []), *(more or [])]
    waited = sent is not None or context.get("cancels", form).is_bound
    context |= {"form": form, "errors": errors, "kept": waited and not posted}
    if errors and status == 200:
        status = 422
    return render(request, "review/visits/plan.html", context, status=status)


def _of_month(terms: PlanTerms) -> str:
    return f"{reverse('visits:index')}?month={JalaliMonth.containing(terms.planned_on).to_int()}"


def _chosen(offices: list[Organization], asked: str) -> Organization:
    if not offices:
        raise NotYourVisitError("بازدید را اتحادیه، ادارهٔ شهرستان و سازمان استان انجام می‌دهند.")
    return next((office for office in offices if office.code == asked), offices[0])


def _lies_with(user: User, unit: str) -> tuple[Organization, Unit]:
    """Find a unit with the office of the person's that visits it; 404 for any other."""
    for office in visiting_offices(user):
        rows = units_of(office).filter(pk=row_id(unit) or 0)
        if found := rows.select_related("county", "union").first():
            return office, found
    raise Http404
