"""The desk of the union for owners without a device: unit, month, the owner's code, receipt."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts import trail
from accounts.codes import services as codes
from accounts.codes.rules import masked_mobile
from accounts.codes.services import CodeRefusedError
from accounts.enums import AccessKind, CodePurpose, Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from config import form_recovery
from config.http import client_address, current_user, row_id, seen_version
from config.jalali import JalaliMonth
from config.persian import machine_code
from config.repeated_posts import compares_state
from review.assisted import queries, services
from review.assisted.forms import OwnerForm, OwnersCodeForm
from review.assisted.services import Asker, WordNeededError
from review.owner.views import WARNING
from statistics.errors import StaleVersionError, StateConflictError
from statistics.figures import collect, filed_figures
from statistics.filing.checks import open_faults
from statistics.filing.forms import PeriodForm
from statistics.filing.month_service import like_last
from statistics.filing.previous_months import last_month
from statistics.filing.queries import next_step
from statistics.filing.services import DuplicateMonthError
from statistics.filing.web.check_answers import sections, summary_of
from statistics.filing.web.context import facts, step_url
from statistics.models import Submission
from units.enrolment.queries import mobile_keepers, mobile_serves_from, registered_mobile
from units.models import Unit

NOT_FOUND = "واحدی با این دو شناسه در اتحادیهٔ شما نیست؛ هر دو را از روی پروانهٔ کسب دوباره بنویسید."
NOT_SENT = "آمار ارسال نشده است: نشست شما پایان یافته بود. دوباره تأیید کنید."
clerks_only = OfficeGuard(
    "نوشتن آمار برای دارنده کار متصدی ثبت آمار اتحادیه است.", Permission.FILE_FOR_OWNERS
)


@require_http_methods(["GET", "POST"])
@clerks_only
def index(request: HttpRequest) -> HttpResponse:
    """Ask for the two ids of the owner across the desk; list what is being typed."""
    user, typed = current_user(request), form_recovery.sent(request)
    form, missed = OwnerForm(typed), False
    posted = request.method == "POST"
    if posted and form.is_valid():
        pair = form.cleaned_data
        found = queries.unit_for(user, pair["holder_id"], pair["guild_id"])
        if found is not None:
            return redirect("assisted:unit", found.pk)
        missed = True
        form.mark_both()
    errors = faults(form) if posted and form.is_bound else []
    context = {
        "form": form,
        "errors": errors,
        "missed": NOT_FOUND if missed else "",
        "kept": typed is not None and not posted,
        "running": queries.running(user),
        "confirmed": queries.confirmed(user),
    }
    status = 422 if errors or missed else 200
    return render(request, "review/assisted/index.html", context, status=status)


@compares_state
@require_http_methods(["GET", "POST"])
@clerks_only
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    """List the months of a unit that may be typed; a post begins one as the last one was."""
    user, at = current_user(request), timezone.now()
    pk = row_id(unit)
    found = queries.units_of(user).filter(pk=pk).first() if pk else None
    if found is None:
        raise Http404
    if request.method == "GET":
        return _unit_page(request, found, at)
    licences = queries.licences_at_union(user, found)
    licence = next((x for x in licences if x.number == request.POST.get("licence")), None)
    month = JalaliMonth.parse(machine_code(request.POST.get("month", "")))
    if licence is None or month is None:
        return _unit_page(request, found, at, "ماه را از فهرست همین صفحه انتخاب کنید.", 422)
    standing = Submission.objects.of_month(found.pk, month).first()
    if standing is not None:
        return _standing(request, found, standing, at)
    period = like_last(licence, month, licences, at)
    # Through the form of step 1, so that every hard rule of it is asked here too.
    data = {
        "licence": period.licence.number,
        "year": month.year,
        "month": month.month,
        "activity": period.activity,
    }
    form = PeriodForm(data, licences=licences, at=at, confirming=True)
    if not form.is_valid():
        words = " ".join(str(text) for texts in form.errors.values() for text in texts)
        return _unit_page(request, found, at, words, 422)
    try:
        begun = services.begin(user, form.period, at)
    except DuplicateMonthError as other:
        return _standing(request, found, other.submission, at)
    return redirect("statistics:month", begun.tracking_number)


def _standing(request: HttpRequest, found: Unit, case: Submission, at: datetime) -> HttpResponse:
    """Answer the beginning of a month that is there already: go on with it, or say so."""
    if case.editable:
        mine = _types(case, current_user(request).pk)
        return redirect("statistics:month" if mine else "assisted:word", case.tracking_number)
    words = f"آمار {case.period} این واحد پیش از این ارسال شده است و دوباره نوشته نمی‌شود."
    return _unit_page(request, found, at, words, 409)


def _unit_page(
    request: HttpRequest, found: Unit, at: datetime, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "unit": found,
        "months": queries.open_months(current_user(request), found, at),
        "refusal": refusal,
        **_mobile(found, at),
    }
    return render(request, "review/assisted/unit.html", context, status=status)


@compares_state
@require_http_methods(["GET", "POST"])
@clerks_only
def word(request: HttpRequest, tracking: str) -> HttpResponse:
    """Go on with a month that is begun: at once with a clerk's draft, else by the owner's word."""
    user, at = current_user(request), timezone.now()
    case = queries.case_at_union(user, tracking)
    if case is None:
        raise Http404
    if not case.editable:
        return _gone_on(request, case)
    form, refusal = OwnersCodeForm(form_recovery.sent(request)), ""
    wanted = queries.needs_word(case)
    try:
        if request.method == "POST" and "send" in request.POST:
            services.ask_word(_asker(request), tracking, at)
            return redirect("assisted:word", tracking)
        if request.method == "POST" and not wanted:
            services.go_on(user, tracking, at)
            return redirect("statistics:month", tracking)
        if request.method == "POST" and form.is_valid():
            services.go_on_by_word(user, tracking, form.cleaned_data["code"], at)
            return redirect("statistics:month", tracking)
    except CodeRefusedError as refused:
        refusal = _wrong(request, case, form, refused)
    except WordNeededError:
        # The unit's people saved meanwhile.
        return redirect("assisted:word", tracking)
    except StateConflictError as conflict:
        return _gone_on(request, conflict.submission)
    if request.method == "GET" and _types(case, user.pk):
        return redirect("statistics:month", tracking)
    subject = services.word_subject(case)
    more = {"needs_word": wanted}
    return _code_page(request, "word", case, form, refusal, subject, at, more)


def _types(case: Submission, user: int) -> bool:
    rows = case.assistances.filter(clerk=user, ended_at=None, round=case.round + 1)
    return bool(rows.exists())


@form_recovery.says_unsent(NOT_SENT)
@compares_state
@require_http_methods(["GET", "POST"])
@clerks_only
def confirm(request: HttpRequest, tracking: str) -> HttpResponse:
    """Read the month to the owner, send the code, and take it: then the month is filed."""
    user, at = current_user(request), timezone.now()
    mine = queries.assistance_of(user, tracking)
    if mine and mine.confirmed_at:
        return redirect("assisted:receipt", tracking)
    case = _typed(request, tracking, mine is not None)
    if isinstance(case, HttpResponse):
        return case
    form, refusal = OwnersCodeForm(form_recovery.sent(request)), ""
    try:
        if request.method == "POST" and "send" in request.POST:
            services.ask_confirmation(_asker(request), tracking, at)
            return redirect("assisted:confirm", tracking)
        if request.method == "POST" and form.is_valid():
            typed = form.cleaned_data["code"]
            services.confirm(user, tracking, seen_version(request), typed, at)
            return redirect("assisted:receipt", tracking)
    except CodeRefusedError as refused:
        refusal = _wrong(request, case, form, refused)
    except StaleVersionError:
        return _check_page(request, case, OwnersCodeForm(), "", at, changed=True)
    except StateConflictError as conflict:
        return _gone_on(request, conflict.submission, conflict.faults)
    return _check_page(request, case, form, refusal, at)


@require_GET
@clerks_only
def receipt(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show the paper that the owner takes home."""
    row = queries.assistance_of(current_user(request), tracking)
    if row is None or row.confirmed_at is None:
        raise Http404
    case = Submission.objects.with_header().get(pk=row.submission_id)
    context = {
        "row": row,
        "submission": case,
        "facts": facts(case),
        "figures": summary_of(filed_figures(case, row.round)),
        "printed": timezone.now(),
    }
    return render(request, "review/assisted/receipt.html", context)


def _typed(request: HttpRequest, tracking: str, known: bool) -> Submission | HttpResponse:
    """Find what the person types now; of what they typed before it is told that it went on."""
    try:
        return services.typed_case(current_user(request), tracking)
    except Http404:
        if not known:
            raise
    return _gone_on(request, Submission.objects.get(tracking_number=tracking))


def _gone_on(
    request: HttpRequest, case: Submission, found: list[str] | None = None
) -> HttpResponse:
    """Say that the unit's people went on themselves, or what keeps the month from being sent."""
    context = {"submission": case, "faults": found or []}
    return render(request, "review/assisted/gone_on.html", context, status=409)


def _wrong(
    request: HttpRequest, case: Submission, form: OwnersCodeForm, refused: CodeRefusedError
) -> str:
    """Say a refusal where it belongs: of a code at its field, of another one above the form."""
    if "send" in request.POST:
        return refused.words
    trail.record(AccessKind.CODE_WRONG, request, case.unit.holder_id)
    form.add_error("code", ValidationError(refused.words))
    return ""


def _check_page(
    request: HttpRequest,
    case: Submission,
    form: OwnersCodeForm,
    refusal: str,
    at: datetime,
    changed: bool = False,
) -> HttpResponse:
    month, last = last_month(case)
    missing = next_step(case)
    more = {
        "sections": sections(collect(case), last, month, case.tracking_number),
        "faults": open_faults(case, at),
        "next_url": step_url(case, missing) if missing else "",
        "warning": WARNING,
        "changed": changed,
    }
    subject = services.file_subject(case)
    return _code_page(request, "confirm", case, form, refusal, subject, at, more)


def _code_page(
    request: HttpRequest,
    name: str,
    case: Submission,
    form: OwnersCodeForm,
    refusal: str,
    subject: str,
    at: datetime,
    more: dict[str, Any],
) -> HttpResponse:
    """Show a page that waits for the owner's code, and what was sent for it so far."""
    sends = "send" in request.POST
    if sends or (request.method == "POST" and more.get("changed")):
        form = OwnersCodeForm()
    errors = faults(form) if form.is_bound and request.method == "POST" else []
    last = codes.last_asked(CodePurpose.AT_UNION, subject)
    live = last if last and last.until > at and not last.used_at else None
    wanted = services.request_for(_asker(request), case, subject, at)
    context = {
        "submission": case,
        "facts": facts(case),
        "form": form,
        "errors": errors,
        "kept": form.is_bound and request.method != "POST",
        "refusal": refusal,
        "sent": live,
        "sent_to": masked_mobile(live.mobile) if live else "",
        "next_ask": codes.next_ask(CodePurpose.AT_UNION, subject),
        "left": codes.asks_left(wanted, at) if wanted.mobile else 0,
        **_mobile(case.unit, at),
        **more,
    }
    status = 409 if more.get("changed") else 422 if errors or refusal else 200
    return render(request, f"review/assisted/{name}.html", context, status=status)


def _mobile(found: Unit, at: datetime) -> dict[str, Any]:
    """Say to which mobile codes go, and where there is none, who writes one down."""
    number = registered_mobile(found, at)
    return {
        "mobile": masked_mobile(number) if number else "",
        "serves_from": mobile_serves_from(found, at),
        "keepers": [] if number else mobile_keepers(found),
        "available": codes.available(),
    }


def _asker(request: HttpRequest) -> Asker:
    return Asker(current_user(request), client_address(request))
