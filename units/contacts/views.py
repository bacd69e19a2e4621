"""The pages of a unit's numbers, for its own people and for the offices where it lies."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.codes import services as codes
from accounts.codes.forms import SmsCodeForm
from accounts.forms import faults
from config import form_recovery
from config.errors import NotFoundError
from config.http import current_user, row_id
from config.refusals import sent_and_done
from units.contacts import code_services
from units.contacts.forms import OfficeNumberForm, OwnNumberForm, WrongNumberForm
from units.contacts.mobile_queries import has_owner
from units.contacts.queries import contacts_of
from units.contacts.services import (
    OWN_GROUND,
    add_number,
    end_number,
    mark_wrong,
    refuse_registered,
)
from units.enums import RegistryAct
from units.models import ContactNumber
from units.registry.errors import NotYourActError
from units.registry.forms import GroundForm
from units.registry.keepers import Keeper, keeper_of
from units.registry.services import Ground


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, pk: str) -> HttpResponse:
    """Show the numbers in use, and take a new one."""
    keeper, at = _keeper(request, pk), timezone.now()
    sent = form_recovery.sent(request)
    form = OwnNumberForm(sent) if keeper.owns else OfficeNumberForm(sent, unit=keeper.unit)

    def add() -> object:
        return add_number(keeper.user, keeper.unit.pk, form.terms, _ground(form), at)

    if sent_and_done(request, form, add):
        messages.success(request, "شماره ثبت شد.")
        return redirect("units:contacts", keeper.unit.pk)
    contacts = contacts_of(keeper.unit.pk)
    context = {
        "contacts": contacts,
        "codes": codes.available(),
        "registered": any(row.registered for row in contacts),
        "account": has_owner(keeper.unit.pk),
    }
    return _page(request, "index", keeper, form, context)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: str, contact: str) -> HttpResponse:
    """Take a number out of use; an office says on what ground."""
    keeper, at = _keeper(request, pk), timezone.now()
    row = _contact(keeper, contact)
    refuse_registered(row)
    # Where nothing is typed nothing waits: the page says by itself that it was not done.
    form: Any = None
    if not keeper.owns:
        form = GroundForm(form_recovery.sent(request), unit=keeper.unit)
    if request.method == "POST" and (form is None or form.is_valid()):
        end_number(keeper.user, keeper.unit.pk, row.pk, _ground(form), at)
        messages.success(request, "شماره برداشته شد؛ در تاریخچه می‌ماند.")
        return redirect("units:contacts", keeper.unit.pk)
    return _page(request, "end", keeper, form, {"contact": row, "wrong": False})


@require_http_methods(["GET", "POST"])
def wrong(request: HttpRequest, pk: str, contact: str) -> HttpResponse:
    """Write down that a number does not reach the unit."""
    keeper, at = _keeper(request, pk), timezone.now()
    if keeper.owns:
        raise NotYourActError("شمارهٔ نادرست خود را بردارید و شمارهٔ درست را ثبت کنید.")
    row = _contact(keeper, contact)
    refuse_registered(row)
    form = WrongNumberForm(form_recovery.sent(request), unit=keeper.unit)
    if request.method == "POST" and form.is_valid():
        mark_wrong(keeper.user, keeper.unit.pk, row.pk, form.ground, at)
        messages.success(request, "شماره نادرست ثبت شد و به دارندهٔ واحد خبر داده شد.")
        return redirect("units:contacts", keeper.unit.pk)
    return _page(request, "end", keeper, form, {"contact": row, "wrong": True})


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, pk: str, contact: str) -> HttpResponse:
    """Have a code sent to one's own number, and take it."""
    keeper, at = _keeper(request, pk), timezone.now()
    if not keeper.owns:
        raise NotYourActError("شماره را خود دارندهٔ واحد با کد پیامک تأیید می‌کند.")
    row = _contact(keeper, contact)
    sends = request.method == "POST" and "send" in request.POST
    form = SmsCodeForm(None if sends else form_recovery.sent(request))
    refusal = ""
    try:
        if sends:
            code_services.ask_code(keeper.user, keeper.unit.pk, row.pk, at)
            messages.success(request, "کد با پیامک ارسال شد؛ آن را در همین صفحه بنویسید.")
            return redirect("units:contact_code", keeper.unit.pk, row.pk)
        if request.method == "POST" and form.is_valid():
            typed = form.cleaned_data["code"]
            code_services.prove(keeper.user, keeper.unit.pk, row.pk, typed, at)
            messages.success(request, "شماره تأیید شد.")
            return redirect("units:contacts", keeper.unit.pk)
    except codes.CodeRefusedError as refused:
        refusal = refused.words
    context = {"contact": row, "refusal": refusal, "available": codes.available()}
    return _page(request, "code", keeper, form, context, 422 if refusal else 200)


def _page(
    request: HttpRequest,
    name: str,
    keeper: Keeper,
    form: Any,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted and form is not None and form.is_bound else []
    shown = {
        "unit": keeper.unit,
        "owns": keeper.owns,
        "form": form,
        "errors": errors,
        "kept": form is not None and form.is_bound and not posted,
        **context,
    }
    template = f"units/contacts/{name}.html"
    return render(request, template, shown, status=422 if errors else status)


def _keeper(request: HttpRequest, pk: str) -> Keeper:
    return keeper_of(current_user(request), row_id(pk) or 0, RegistryAct.CONTACTS)


def _contact(keeper: Keeper, pk: str) -> ContactNumber:
    rows = ContactNumber.objects.filter(unit=keeper.unit, ended_at=None)
    found = rows.filter(pk=row_id(pk) or 0).first()
    if found is None:
        raise NotFoundError
    return found


def _ground(form: Any) -> Ground:
    ground: Ground = form.ground if isinstance(form, GroundForm) else OWN_GROUND
    return ground
