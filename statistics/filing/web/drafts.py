"""A draft begins and ends: a new month, one like the last, and the ✕."""

from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog.policy.book import MissingPolicyError, PolicyBook
from config import form_recovery
from config.form_recovery import posted_from, says_unsent
from config.http import current_user, seen_version
from config.jalali import JalaliMonth, current_month
from config.numbered_pages import ROWS
from config.persian import machine_code
from config.time_left import TimeLeft
from statistics.enums import ActivityState, State, Step
from statistics.errors import StaleVersionError, StateConflictError
from statistics.filing import services
from statistics.filing.forms import PeriodForm, duplicate_words
from statistics.filing.month_service import like_last
from statistics.filing.queries import latest_unopened, steps_to_do
from statistics.filing.web.context import own_submission, step_url, tabs
from statistics.filing.web.frame import FormVersion, Frame
from statistics.filing.web.handler import not_now, render_page
from statistics.filing.web.period import PeriodPage
from statistics.filing.web.step_form import SAVED, confirmed_words, form_errors
from statistics.models import Submission
from statistics.timeliness import filing_time_left
from units.queries import own_licences

# The act of the search form in step 1.
SEARCH = "search"
NOT_OPENED = "ماه باز نشد: نشست شما پایان یافته بود. «ثبت سریع» را دوباره بزنید."
NOT_DELETED = "پیش‌نویس حذف نشد: نشست شما پایان یافته بود. اگر هنوز می‌خواهید، دوباره «حذف» را بزنید."


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a new month: step 1 before there is a submission (guide, step 1)."""
    at = timezone.now()
    user = current_user(request)
    if request.method == "GET":
        # Posted after the session ended: shown once, stored when posted again (decision 0011).
        typed = form_recovery.taken(request)
        if typed is None:
            return _new_page(request, _new_form(request, at), at)
        form = PeriodForm(typed, licences=list(own_licences(user)), at=at)
        return _new_page(request, form, at, found=True)
    action = request.POST.get("action", "save")
    if action == "discard":
        return redirect("statistics:new")
    if action == SEARCH:
        # Posted, so that no log, history or reference of an address holds a national id.
        return _new_page(request, _new_form(request, at), at)
    form = PeriodForm(
        request.POST, licences=list(own_licences(user)), at=at, confirming=action == "confirm"
    )
    if not form.is_valid():
        return _new_page(request, form, at, status=422)
    try:
        submission = services.open_month(user, form.period, action == "confirm", at)
    except services.DuplicateMonthError as refusal:
        # The form has asked already; two posts at once come as far as here.
        form.add_error("month", duplicate_words(refusal.submission))
        return _new_page(request, form, at, status=422)
    if action != "confirm":
        messages.success(request, SAVED)
        return redirect(step_url(submission, Step.PERIOD))
    waiting = steps_to_do(submission)
    messages.success(request, confirmed_words("گام ۱", waiting))
    # People at least are asked, so that some step always waits.
    return redirect(step_url(submission, waiting[0]))


@posted_from("owner:home", unsent=NOT_OPENED)
def again(request: HttpRequest) -> HttpResponse:
    """«ثبت سریع»: open a month as the last one was, and lead to its one screen.

    A month that is open already leads there too: a second click does no harm.
    """
    at, user = timezone.now(), current_user(request)
    licences = {licence.number: licence for licence in own_licences(user)}
    licence = licences.get(request.POST.get("licence", ""))
    month = JalaliMonth.parse(machine_code(request.POST.get("month", "")))
    if licence is None or month is None:
        form = PeriodForm(request.POST, licences=list(licences.values()), at=at)
        return _new_page(request, form, at, status=422)
    # Open already, or sent: its own page knows what may be done with it.
    submission = Submission.objects.of_month(licence.unit_id, month).first()
    if submission is None:
        period = like_last(licence, month, licences.values(), at)
        data = {
            "licence": period.licence.number,
            "year": month.year,
            "month": month.month,
            "activity": period.activity,
        }
        # Through the form of step 1, so that every hard rule of it is asked here too.
        form = PeriodForm(data, licences=list(licences.values()), at=at, confirming=True)
        if not form.is_valid():
            return _new_page(request, form, at, status=422)
        try:
            submission = services.open_month(user, form.period, True, at)
        except services.DuplicateMonthError as other:
            submission = other.submission
    return redirect("statistics:month", submission.tracking_number)


@says_unsent(NOT_DELETED)
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, tracking: str) -> HttpResponse:
    """Ask once, then delete a draft that was never filed."""
    submission = own_submission(current_user(request), tracking)
    if submission.state != State.DRAFT and request.method == "GET":
        return redirect("owner:case", tracking)
    if submission.state != State.DRAFT:
        return not_now(request, submission)
    if request.method == "GET":
        return render(request, "statistics/filing/delete.html", {"submission": submission})
    try:
        services.delete_draft(current_user(request), tracking, seen_version(request))
    except (StaleVersionError, StateConflictError) as conflict:
        return not_now(request, conflict.submission)
    messages.success(request, "پیش‌نویس حذف شد.")
    return redirect("owner:home")


def _new_form(request: HttpRequest, at: datetime) -> PeriodForm:
    """Fill in step 1: the one unit's licence, and its latest ended month not opened yet."""
    licences = list(
        own_licences(
            current_user(request),
            request.POST.get("holder_id", ""),
            request.POST.get("guild_id", ""),
        )
    )
    wanted = request.GET.get("licence", "")
    # Of several units none is guessed.
    one_unit = len({x.unit_id for x in licences}) == 1
    chosen = next((x for x in licences if x.number == wanted), licences[0] if one_unit else None)
    month = JalaliMonth.parse(request.GET.get("month", "")) or current_month(at) - 1
    if chosen and "month" not in request.GET:
        month = latest_unopened(chosen.unit_id, month)
    initial = {
        "licence": chosen.number if chosen else "",
        "year": month.year,
        "month": month.month,
        "activity": ActivityState.ACTIVE,
    }
    return PeriodForm(initial=initial, licences=licences, at=at)


def _new_page(
    request: HttpRequest, form: PeriodForm, at: datetime, status: int = 200, found: bool = False
) -> HttpResponse:
    frame = Frame(
        tabs=tabs(None, {}, Step.PERIOD),
        state=FormVersion("0", None),
        deadline=_new_deadline(form, at),
        errors=form_errors(form),
        kept=found,
    )
    searched = request.POST.get("action") == SEARCH
    chosen = str(form["licence"].value() or "")
    # The chosen one stands first; whoever acts for two hundred units searches for the others.
    licences = sorted(form.licences.values(), key=lambda licence: licence.number != chosen)
    page = PeriodPage(frame, form, licences[:ROWS], searched, max(0, len(licences) - ROWS))
    return render_page(request, page, status)


def _new_deadline(form: PeriodForm, at: datetime) -> TimeLeft | None:
    """Tell how long the month that the form shows may still be filed.

    None where it shows no month that is filed here, or licences of provinces with other days and
    none of them is chosen.
    """
    year, month = (machine_code(str(form[name].value() or "")) for name in ("year", "month"))
    when = JalaliMonth.parse(f"{year}{month:0>2}")
    if when is None or when >= current_month(at):
        return None
    chosen = form.licences.get(str(form["licence"].value() or ""))
    book = PolicyBook.load()
    try:
        # Provinces may have days of their own: told only where all licences agree.
        found = {
            filing_time_left(book, when, licence.county.province_id, at)
            for licence in ([chosen] if chosen else form.licences.values())
        }
    except MissingPolicyError:
        # A month from before the register.
        return None
    if len(found) != 1:
        return None
    (only,) = found
    return replace(only, text=f"{when}: {only.text}")
