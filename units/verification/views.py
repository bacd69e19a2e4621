"""The pages of verification: one unit's, those not verified yet, and what is to be put right."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from config import form_recovery
from config.http import current_user, row_id
from config.keyset import COUNT_CAP, behind_moment, moment_cursor, page_of
from config.refusals import sent_and_done
from units.enums import RegistryAct
from units.registry.keepers import keeper_of
from units.registry.queries import file_of
from units.registry.services import OWN
from units.verification.forms import OutcomeForm, VerifyForm
from units.verification.queries import (
    open_issues,
    unverified_units,
    verifications_of,
    waiting_mobiles,
)
from units.verification.services import settle_issue, verify

keepers_only = OfficeGuard(
    "این صفحه برای دستگاه‌هایی است که مشخصات واحدها را نگه می‌دارند.", Permission.KEEP_REGISTRY
)


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, pk: str) -> HttpResponse:
    """Hold one unit against its licence."""
    user, at = current_user(request), timezone.now()
    keeper = keeper_of(user, row_id(pk) or 0, RegistryAct.VERIFY)
    if keeper.owns:
        raise PermissionDenied(OWN)
    form = VerifyForm(form_recovery.sent(request), unit=keeper.unit)
    act = lambda: verify(user, keeper.unit.pk, form.findings, form.ground, at)  # noqa: E731
    if sent_and_done(request, form, act):
        messages.success(request, "تطبیق با پروانه ثبت شد.")
        return redirect(file_of(keeper.unit.pk))
    context = {"unit": keeper.unit, "found": verifications_of(keeper.unit.pk)}
    return _form(request, "verify", form, context)


@require_safe
@keepers_only
def unverified(request: HttpRequest) -> HttpResponse:
    """List the units of one's union that nobody has verified yet."""
    rows = unverified_units(current_user(request)).select_related("county", "trade").order_by("pk")
    after = row_id(request.GET.get("after", ""))
    page = page_of(rows.filter(pk__gt=after) if after else rows, lambda row: str(row.pk))
    return render(request, "units/verification/unverified.html", {"page": page})


@require_safe
@keepers_only
def issues(request: HttpRequest) -> HttpResponse:
    """List what of the units' files does not hold, the oldest first."""
    rows = open_issues(current_user(request)).order_by("opened_at", "pk")
    found = behind_moment(rows, request.GET.get("after", ""), "opened_at")
    page = page_of(found, lambda row: moment_cursor(row.opened_at, row.pk))
    context = {"page": page, "mobiles": waiting_mobiles(current_user(request)), "cap": COUNT_CAP}
    return render(request, "units/verification/issues.html", context)


@require_http_methods(["GET", "POST"])
@keepers_only
def issue(request: HttpRequest, pk: str) -> HttpResponse:
    """Tell what became of one line."""
    user, at, number = current_user(request), timezone.now(), row_id(pk) or 0
    row = open_issues(user).filter(pk=number).first()
    if row is None:
        raise Http404
    form = OutcomeForm(form_recovery.sent(request))
    act = lambda: settle_issue(user, number, form.cleaned_data["outcome"], at)  # noqa: E731
    if sent_and_done(request, form, act):
        messages.success(request, "نتیجهٔ پیگیری ثبت شد.")
        return redirect("units:issues")
    return _form(request, "issue", form, {"issue": row, "unit": row.unit})


def _form(request: HttpRequest, name: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    shown = {"form": form, "errors": errors, "kept": form.is_bound and not posted, **context}
    template = f"units/verification/{name}.html"
    return render(request, template, shown, status=422 if errors else 200)
