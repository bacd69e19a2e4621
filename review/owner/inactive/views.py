"""Several inactive months on one page: choose, read the warning once, send, see what came of it."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from config import form_recovery
from config.http import current_user
from config.jalali import JalaliMonth
from review.owner.inactive.forms import InactiveMonthsForm
from review.owner.inactive.services import declare_months
from review.owner.views import WARNING
from statistics.filing.web.step_form import form_errors
from statistics.models import Submission
from statistics.queries import unopened_months
from units.models import Licence, Unit
from units.queries import own_licences

NOT_THIS_UNIT = "واحد این فرم شناخته نشد؛ واحدی را که بالا نوشته است ببینید و دوباره ارسال کنید."


@dataclass(frozen=True)
class InactiveChoice:
    """A unit of the person's own, its licences (the latest first) and its months not begun."""

    unit: Unit
    licences: list[Licence]
    months: list[JalaliMonth]


@require_http_methods(["GET", "POST"])
def inactive_months(request: HttpRequest) -> HttpResponse:
    """Ask for the months and the people; show them once more with the warning; send them."""
    user, at = current_user(request), timezone.now()
    choices = _choices(user, at)
    widest = max(choices, key=lambda c: len(c.months), default=None)
    sent = request.POST if request.method == "POST" else request.GET
    asked = next((c for c in choices if str(c.unit.pk) == sent.get("unit")), None)
    if request.method == "GET":
        waiting = form_recovery.taken(request)
        if waiting is not None:
            theirs = next((c for c in choices if str(c.unit.pk) == waiting.get("unit")), None)
            form = _form(theirs, at, waiting)
            return _page(request, "choose.html", choices, theirs, form, kept=True)
        chosen = asked or widest
        return _page(request, "choose.html", choices, chosen, _form(chosen, at))
    if asked is None:
        form = _form(widest, at, request.POST)
        if widest:
            form.add_error(None, NOT_THIS_UNIT)
        return _page(request, "choose.html", choices, widest, form, 422)
    form = _form(asked, at, request.POST)
    if not form.is_valid() or request.POST.get("action") == "edit":
        status = 200 if form.is_valid() else 422
        return _page(request, "choose.html", choices, asked, form, status)
    months = form.cleaned_data["months"]
    if request.POST.get("action") != "confirm":
        more: dict[str, Any] = {"months": _with_standing(asked.unit, months), "people": form.people}
        return _page(request, "check.html", choices, asked, form, **more)
    results = declare_months(user, months, form.people, at)
    return _page(request, "done.html", choices, asked, form, results=results)


def _choices(user: User, at: Any) -> list[InactiveChoice]:
    missing = unopened_months(user, at)
    return [
        InactiveChoice(unit, list(licences), [row.month for row in missing if row.unit == unit])
        # They come in order of unit, else one would be listed twice.
        for unit, licences in groupby(own_licences(user), key=lambda licence: licence.unit)
    ]


def _form(chosen: InactiveChoice | None, at: Any, data: Any = None) -> InactiveMonthsForm:
    licences = chosen.licences if chosen else []
    offered = chosen.months if chosen else []
    return InactiveMonthsForm(data, licences=licences, offered=offered, at=at)


def _with_standing(
    unit: Unit, months: list[tuple[Licence, JalaliMonth]]
) -> list[tuple[JalaliMonth, Submission | None]]:
    standing = {s.period: s for s in Submission.objects.filter(unit=unit).order_by("pk")}
    return [(month, standing.get(month)) for _, month in months]


def _page(
    request: HttpRequest,
    template: str,
    choices: list[InactiveChoice],
    chosen: InactiveChoice | None,
    form: InactiveMonthsForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    errors = form_errors(form) if form.is_bound and chosen else []
    context = {
        "choices": choices,
        "chosen": chosen,
        "form": form,
        "errors": errors,
        "warning": WARNING,
        **more,
    }
    return render(request, f"review/owner/inactive/{template}", context, status=status)
