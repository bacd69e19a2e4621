"""The pages of the four steps, the picker of products, and the ✕ of a draft."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.models import IsicNode
from catalog.policy.book import MissingPolicyError, PolicyBook
from catalog.search import search_products, tree_children
from config import form_recovery
from config.http import current_user, seen_version
from config.identifiers import is_product_code
from config.jalali import JalaliMonth, current_month
from config.persian import to_ascii_digits, to_persian_digits
from config.time_left import TimeLeft
from statistics.enums import ActivityState, State, Step
from statistics.errors import StaleVersionError, StateConflictError
from statistics.figures import activity_label
from statistics.filing import services
from statistics.filing.forms import EmploymentForm, PeriodForm, duplicate_words
from statistics.filing.month_service import like_last
from statistics.filing.outdated_products import waiting_steps
from statistics.filing.previous_months import KINDS, people
from statistics.filing.queries import latest_unopened
from statistics.filing.row_inputs import PREFIXES, lines_of
from statistics.filing.stepview import SAVED, SUCCESS, Faults, StepView, form_errors, not_now
from statistics.filing.submitted_values import people_cells
from statistics.filing.web.context import (
    form_state,
    months_beside,
    own_submission,
    step_url,
    tabs,
)
from statistics.models import Submission
from statistics.models.lines import with_measures
from statistics.timeliness import filing_time_left
from units.queries import own_licences


class PeriodView(StepView):
    """Step 1 of an opened month."""

    step = Step.PERIOD
    template_name = "statistics/filing/period.html"

    def stored(self) -> dict[str, Any]:
        """Return the chosen licence, month and activity."""
        initial = {
            "licence": self.submission.licence.number,
            "year": self.submission.year,
            "month": self.submission.month,
            "activity": self.submission.activity,
        }
        licences = self._licences()
        form = PeriodForm(initial=initial, licences=licences, at=self.at)
        return {"form": form, "licences": licences}

    def typed(self, confirming: bool) -> dict[str, Any]:
        """Return the posted answers."""
        licences = self._licences()
        form = PeriodForm(
            self.request.POST,
            licences=licences,
            at=self.at,
            submission=self.submission,
            confirming=confirming,
        )
        return {"form": form, "licences": licences}

    def valid(self, context: dict[str, Any]) -> bool:
        """Check licence, month and activity."""
        ok: bool = context["form"].is_valid()
        return ok

    def save(self, context: dict[str, Any], version: int, confirming: bool) -> Submission:
        """Save step 1."""
        number, period = self.submission.tracking_number, context["form"].period
        services.save_period(self.user, number, version, period, confirming, self.at)
        return self.submission

    def typed_cells(self, context: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Return the typed activity and licence."""
        period = context["form"].period
        activity = activity_label(period.activity)
        return [
            ("period:activity", "وضعیت فعالیت واحد", activity),
            ("period:licence", "پروانه", to_persian_digits(period.licence.number)),
        ]

    def _licences(self) -> list[Any]:
        return list(own_licences(self.user).filter(unit=self.submission.unit_id))


class EmploymentView(StepView):
    """Step 4: people."""

    step = Step.EMPLOYMENT
    template_name = "statistics/filing/employment.html"

    def stored(self) -> dict[str, Any]:
        """Return the stored numbers."""
        names = ("official", "contract", "contractor", "remarks")
        people = self.submission.employment
        return {"form": EmploymentForm(initial={n: getattr(people, n) for n in names})}

    def typed(self, confirming: bool) -> dict[str, Any]:
        """Return the posted numbers."""
        return {"form": EmploymentForm(self.request.POST, confirming=confirming)}

    def valid(self, context: dict[str, Any]) -> bool:
        """Check the numbers."""
        ok: bool = context["form"].is_valid()
        return ok

    def save(self, context: dict[str, Any], version: int, confirming: bool) -> Submission:
        """Save step 4."""
        return services.save_employment(
            self.user,
            self.submission.tracking_number,
            version,
            context["form"].people,
            confirming,
            self.at,
            self.answers,
        )

    def typed_cells(self, context: dict[str, Any]) -> list[tuple[str, str, str]]:
        """Return the typed numbers."""
        return people_cells(context["form"].people)

    def page(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Render the numbers beside last month's and the year before's."""
        before = people(months_beside(self.submission))
        beside = {
            "people": [(context["form"][name], before[name]) for name in KINDS],
            "stored_total": self.submission.employment.total,
        }
        return super().page(context | beside, status)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a new month: step 1 before there is a submission (guide, step 1)."""
    at = timezone.now()
    user = current_user(request)
    if request.method == "GET":
        typed = form_recovery.taken(request)
        if typed is None:
            return _new_page(request, _new_form(request, at), at)
        form = PeriodForm(typed, licences=list(own_licences(user)), at=at)
        return _new_page(request, form, at, found=True)
    action = request.POST.get("action", "save")
    if action == "discard":
        return redirect("statistics:new")
    form = PeriodForm(
        request.POST, licences=list(own_licences(user)), at=at, confirming=action == "confirm"
    )
    if not form.is_valid():
        return _new_page(request, form, at, status=422)
    try:
        submission = services.open_month(user, form.period, action == "confirm", at)
    except services.DuplicateMonthError as refusal:
        form.add_error("month", duplicate_words(refusal.submission))
        return _new_page(request, form, at, status=422)
    messages.success(request, SUCCESS if action == "confirm" else SAVED)
    if action != "confirm":
        return redirect(step_url(submission, Step.PERIOD))
    waiting = waiting_steps(submission).first()
    step = Step(waiting.step) if waiting else Step.PERIOD
    return redirect(step_url(submission, step))


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """«همان ماه پیش»: open a month as the last one was, and lead to its one screen.

    A month that is open already leads there too: a second click does no harm.
    """
    at, user = timezone.now(), current_user(request)
    licences = {licence.number: licence for licence in own_licences(user)}
    licence = licences.get(request.POST.get("licence", ""))
    month = JalaliMonth.parse(to_ascii_digits(request.POST.get("month", "")))
    if licence is None or month is None:
        form = PeriodForm(request.POST, licences=list(licences.values()), at=at)
        return _new_page(request, form, at, status=422)
    submission = Submission.objects.of_month(licence.unit_id, month).first()
    if submission is None:
        period = like_last(licence, month, licences.values(), at)
        data = {
            "licence": period.licence.number,
            "year": month.year,
            "month": month.month,
            "activity": period.activity,
        }
        form = PeriodForm(data, licences=list(licences.values()), at=at, confirming=True)
        if not form.is_valid():
            return _new_page(request, form, at, status=422)
        try:
            submission = services.open_month(user, form.period, True, at)
        except services.DuplicateMonthError as other:
            submission = other.submission
    return redirect("statistics:month", submission.tracking_number)


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


@require_GET
def picker(request: HttpRequest, tracking: str, step: Step) -> HttpResponse:
    """Find a product by name or code, or in the tree, and add it to step 2 or 3."""
    submission = own_submission(current_user(request), tracking)
    if not submission.editable:
        return redirect("owner:case", tracking)
    q, node = request.GET.get("q", "").strip(), request.GET.get("node", "").strip()
    # A line with a dash whose place is to be taken.
    wanted = to_ascii_digits(request.GET.get("replace", "").strip())
    wanted = wanted if is_product_code(wanted) else ""
    listed = with_measures(lines_of(submission, step).order_by("position"), submission.period)
    try:
        level = tree_children(node or None, submission.period)
    except IsicNode.DoesNotExist as unknown:
        raise Http404 from unknown
    context = {
        "submission": submission,
        "state": submission.steps.get(step=step),
        "step_url": step_url(submission, step),
        "has_exports": step == Step.EXPORTS,
        "prefix": PREFIXES[step],
        "listed": {line.product.code for line in listed},
        "lines": listed,
        "replace": next((x.product for x in listed if x.product.code == wanted), None),
        "q": q,
        "node": node,
        "products": search_products(q, month=submission.period) if q else [],
        "level": level,
        "tree_url": request.path,
        "tree_query": f"&replace={wanted}" if wanted else "",
        "add_form": "statistics/filing/_add_product.html",
    }
    return render(request, _picker_template(request), context)


def _picker_template(request: HttpRequest) -> str:
    """Return the page, or for htmx its changing part: the results or a level of the tree."""
    whole = "HX-History-Restore-Request" in request.headers
    if whole or not request.headers.get("HX-Request"):
        return "statistics/filing/picker.html"
    if "q" in request.GET:
        return "statistics/filing/_picker_results.html"
    return "catalog/_tree.html"


def _new_form(request: HttpRequest, at: Any) -> PeriodForm:
    """Return step 1 prefilled: one licence is chosen, and the latest ended month not opened yet."""
    licences = list(
        own_licences(
            current_user(request), request.GET.get("holder_id", ""), request.GET.get("guild_id", "")
        )
    )
    wanted = request.GET.get("licence", "")
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
    request: HttpRequest, form: PeriodForm, at: Any, status: int = 200, found: bool = False
) -> HttpResponse:
    errors: Faults = form_errors(form)
    context = form_state(False) | {
        "form": form,
        "errors": errors,
        "licences": list(form.licences.values()),
        "tabs": tabs(None, {}, Step.PERIOD),
        "deadline": _new_deadline(form, at),
        "searched": "holder_id" in request.GET or "guild_id" in request.GET,
        "state": {"version": 0},
        "kept": found,
    }
    return render(request, "statistics/filing/period.html", context, status=status)


def _new_deadline(form: PeriodForm, at: Any) -> TimeLeft | None:
    """Return how long the month that the form shows may still be filed.

    None where it shows no month that is filed here, or licences of provinces with other days and
    none of them is chosen.
    """
    year, month = (to_ascii_digits(str(form[name].value() or "")) for name in ("year", "month"))
    when = JalaliMonth.parse(f"{year}{month:0>2}")
    if when is None or when >= current_month(at):
        return None
    chosen = form.licences.get(str(form["licence"].value() or ""))
    book = PolicyBook.load()
    try:
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
