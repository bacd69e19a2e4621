"""The registered mobile of a unit's holder, as offices write it down and agree to its change."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import faults
from config import form_recovery
from config.errors import ConflictError
from config.http import current_user, row_id
from config.keyset import behind_moment, moment_cursor, page_of
from config.refusals import sent_and_done
from units.contacts.forms import OwnSettleForm, RegisteredMobileForm, SettleForm
from units.contacts.mobile_queries import (
    changes_kept_by,
    has_owner,
    registered_of,
    waiting_change_of,
    waiting_changes,
)
from units.contacts.mobile_services import settle as settle_change
from units.contacts.mobile_services import told_of, write_down
from units.enums import RegistryAct
from units.models import MobileChange, Unit
from units.registry.keepers import keeper_of
from units.verification.views import keepers_only


@require_safe
@keepers_only
def index(request: HttpRequest) -> HttpResponse:
    """List what waits for a second officer, the oldest first."""
    rows = waiting_changes(current_user(request))
    found = behind_moment(rows, request.GET.get("after", ""), "asked_at")
    page = page_of(found, lambda row: moment_cursor(row.asked_at, row.pk))
    return render(request, "units/contacts/mobiles.html", {"page": page})


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: str) -> HttpResponse:
    """Write down the holder's mobile, or ask for its change."""
    user, at = current_user(request), timezone.now()
    keeper = keeper_of(user, row_id(pk) or 0, RegistryAct.CONTACTS)
    unit = keeper.unit
    if keeper.owns:
        return redirect("units:own_mobile")
    form = RegisteredMobileForm(form_recovery.sent(request), unit=unit)
    kept: list[Any] = []

    def act() -> None:
        kept.append(write_down(user, unit.pk, form.cleaned_data["number"], form.ground, at))

    try:
        if sent_and_done(request, form, act):
            waits = isinstance(kept[0], MobileChange)
            words = "تغییر در انتظار تأیید همکار دیگری است." if waits else "شمارهٔ همراه ثبت شد."
            messages.success(request, words)
            return redirect("units:contacts", unit.pk)
    except ConflictError as refusal:
        return _write_page(request, unit, form, refusal.words, 409)
    return _write_page(request, unit, form)


@require_http_methods(["GET", "POST"])
@keepers_only
def settle(request: HttpRequest, pk: str) -> HttpResponse:
    """Agree to a change or refuse it; who asked for it may take it back."""
    user, at, number = current_user(request), timezone.now(), row_id(pk) or 0
    change = changes_kept_by(user).filter(pk=number).first()
    if change is None:
        raise Http404
    mine = change.asked_by_id == user.pk
    form: Any = (OwnSettleForm if mine else SettleForm)(form_recovery.sent(request))

    def act() -> None:
        data = form.cleaned_data
        settle_change(user, number, data.get("granted") == "yes", data["reason"], at)

    try:
        if sent_and_done(request, form, act):
            done = form.cleaned_data.get("granted") == "yes"
            messages.success(request, "شمارهٔ جدید ثبت شد." if done else "درخواست بسته شد.")
            return redirect("units:mobiles")
    except ConflictError as refusal:
        change = changes_kept_by(user).get(pk=number)
        return _settle_page(request, change, form, mine, refusal.words, 409)
    return _settle_page(request, change, form, mine)


def _write_page(
    request: HttpRequest, unit: Any, form: Any, refusal: str = "", status: int = 200
) -> HttpResponse:
    held = registered_of(unit.pk)
    context = {
        "unit": unit,
        "held": held,
        "waiting": waiting_change_of(unit.pk),
        "two": bool(held) or has_owner(unit.pk),
        "earlier": _earlier_words(unit, ""),
        "account": has_owner(unit.pk),
    }
    return _page(request, "mobile", form, context, refusal, status)


def _settle_page(
    request: HttpRequest,
    change: MobileChange,
    form: Any,
    mine: bool,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    held = registered_of(change.unit_id)
    context = {
        "change": change,
        "unit": change.unit,
        "held": held,
        "earlier": _earlier_words(change.unit, change.number),
        "mine": mine,
    }
    return _page(request, "mobile_settle", form, context, refusal, status)


def _earlier_words(unit: Unit, number: str) -> str:
    """Name which numbers are told of a change; '' where the holder has none."""
    rows = told_of(unit, number)
    if any(row.registered for row in rows):
        return "شمارهٔ قبلی"
    return "شماره‌های دیگر دارنده" if rows else ""


def _page(
    request: HttpRequest, name: str, form: Any, context: dict[str, Any], refusal: str, status: int
) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    shown = {
        "form": form,
        "errors": errors,
        "refusal": refusal,
        "kept": form.is_bound and not posted,
        **context,
    }
    template = f"units/contacts/{name}.html"
    return render(request, template, shown, status=422 if errors else status)
