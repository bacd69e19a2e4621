"""The pages of an invited person: the code, the mobile, the account."""

from datetime import datetime
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts import trail
from accounts.appointments.errors import AppointmentFieldError, DeadInvitationError
from accounts.appointments.forms import InvitationCodeForm, NewAccountForm
from accounts.appointments.invitation_services import (
    OPEN_FOR,
    UNKNOWN,
    accept,
    accept_anew,
    account_for,
    fits,
    open_code,
    opened,
)
from accounts.codes import services as codes
from accounts.codes.forms import SmsCodeForm
from accounts.codes.rules import masked_mobile
from accounts.enums import AccessKind, CodePurpose, InvitationWay
from accounts.forms import faults
from accounts.models import Appointment, User
from accounts.sessions import end_all
from accounts.signin_lockout import invitation_closed
from config.errors import InvalidError
from config.http import client_address, open_to_all

_OPENED = "invitation"


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code of an invitation; it opens once, and the browser that opened it goes on."""
    form = InvitationCodeForm(request.POST if request.method == "POST" else None)
    held = _held(request)
    if form.is_valid():
        if shut := invitation_closed(request):
            return shut
        typed, at = form.cleaned_data["invitation"], timezone.now()
        if held is not None and fits(held, typed):
            return redirect("appointments:account")
        try:
            row = open_code(request, typed, at)
        except DeadInvitationError as dead:
            if dead.words == UNKNOWN:
                trail.record(AccessKind.CODE_WRONG, request, detail="کد دعوت")
            form.add_error("invitation", dead.words)
        else:
            return _opened(request, row, at)
    return _form_page(request, "code", form, {"held": held})


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def mobile(request: HttpRequest) -> HttpResponse:
    """Have a code sent to the number the office wrote, and take it."""
    row, at = _held(request), timezone.now()
    if row is None:
        return _gone(request)
    if request.session[_OPENED]["proved"]:
        return redirect("appointments:account")
    sends = request.method == "POST" and "send" in request.POST
    form = SmsCodeForm(request.POST if request.method == "POST" and not sends else None)
    refusal = ""
    try:
        if sends:
            codes.ask(_request_for(request, row), at)
            return redirect("appointments:mobile")
        if form.is_valid():
            codes.prove(CodePurpose.SIGN_UP, _subject(row), form.cleaned_data["code"], at)
            request.session[_OPENED] = request.session[_OPENED] | {"proved": True}
            return redirect("appointments:account")
    except codes.CodeRefusedError as refused:
        refusal = refused.words
        if not sends:
            trail.record(AccessKind.CODE_WRONG, request, detail="کد پیامک دعوت")
    sent = codes.next_ask(CodePurpose.SIGN_UP, _subject(row)) is not None
    context = {"row": row, "number": masked_mobile(row.mobile), "refusal": refusal, "sent": sent}
    return _form_page(request, "mobile", form, context, 422 if refusal else 200)


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Accept with the account that is signed in, or make one."""
    row, at = _held(request), timezone.now()
    if row is None:
        return _gone(request)
    if not request.session[_OPENED]["proved"]:
        return redirect("appointments:mobile")
    person = request.user if isinstance(request.user, User) else None
    posted = request.method == "POST"
    if posted and person and "leave" in request.POST:
        return _left(request)
    form = None if person else NewAccountForm(account_for(row, ""), request.POST or None)
    refusal = ""
    try:
        if posted and person:
            return _accepted(request, accept(row.pk, row.version, person, at), person)
        if posted and form and form.is_valid():
            typed = (form.cleaned_data["username"], form.cleaned_data["new_password1"])
            made = accept_anew(row.pk, row.version, *typed, at)
            return _accepted(request, row, made)
    except AppointmentFieldError as refused:
        refused.add_to(form)
    except DeadInvitationError as dead:
        return _gone(request, dead.words)
    except InvalidError as refused:
        refusal = refused.words
    context = {"row": row, "person": person, "refusal": refusal}
    return _form_page(request, "account", form, context, 422 if refusal else 200)


@open_to_all
@require_GET
def accepted(request: HttpRequest) -> HttpResponse:
    """Say that the post has begun, and lead to the sign-in."""
    return render(request, "accounts/appointments/accepted.html")


def _opened(request: HttpRequest, row: Appointment, at: datetime) -> HttpResponse:
    request.session.cycle_key()
    # What was sent by mail alone has proved the address.
    proved = row.way == InvitationWay.EMAIL
    until = (at + OPEN_FOR).isoformat()
    request.session[_OPENED] = {
        "id": row.pk,
        "version": row.version,
        "until": until,
        "proved": proved,
    }
    return redirect("appointments:account" if proved else "appointments:mobile")


def _held(request: HttpRequest) -> Appointment | None:
    """Find the invitation that this browser has opened, as long as it may be accepted."""
    said = request.session.get(_OPENED)
    if not said or said["until"] < timezone.now().isoformat():
        return None
    return opened(said["id"], said["version"])


def _accepted(request: HttpRequest, row: Appointment, user: User) -> HttpResponse:
    """Sign the person out: with the post the sign-in is another one."""
    detail = f"{row.get_role_display()}، {row.organization.name}"
    trail.record(AccessKind.APPOINTED, request, user.username, user, about=user, detail=detail)
    logout(request)
    end_all(user)
    return redirect("appointments:accepted")


def _left(request: HttpRequest) -> HttpResponse:
    """Sign out whose account is not to accept; the code is spent, so what it opened stays open."""
    said = request.session[_OPENED]
    logout(request)
    request.session[_OPENED] = said
    return redirect("appointments:account")


def _gone(request: HttpRequest, words: str = "") -> HttpResponse:
    context = {"words": words}
    return render(request, "accounts/appointments/gone.html", context, status=410)


def _request_for(request: HttpRequest, row: Appointment) -> codes.CodeRequest:
    person = request.user if isinstance(request.user, User) else None
    keys = trail.keys_of_address(client_address(request))
    return codes.CodeRequest(CodePurpose.SIGN_UP, _subject(row), row.mobile, person, **keys)


def _subject(row: Appointment) -> str:
    return f"appointment:{row.pk}:{row.version}"


def _form_page(
    request: HttpRequest,
    name: str,
    form: Any,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    errors = faults(form) if form is not None and form.is_bound else []
    shown = {"form": form, "errors": errors, **(context or {})}
    template = f"accounts/appointments/accept_{name}.html"
    return render(request, template, shown, status=422 if errors else status)
