"""The way of who was invited: open the link, prove the mobile, accept with an account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import trail
from accounts.codes.forms import SmsCodeForm
from accounts.codes.rules import masked_mobile
from accounts.codes.services import CodeRefusedError
from accounts.enums import AccessKind
from accounts.forms import faults
from accounts.models import User
from config.http import open_to_all
from config.repeated_posts import signs_in
from units.members import accept_services as invitations
from units.members.accept_services import InvitationError
from units.members.forms import DelegateAccountForm

BACKEND = "django.contrib.auth.backends.ModelBackend"


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest) -> HttpResponse:
    """Open the link of an invitation: a post spends it.

    Reading writes nothing, so that a programme that looks ahead spends no link.
    """
    posted, at = request.method == "POST", timezone.now()
    link = (request.POST if posted else request.GET).get("link", "")
    if invitations.done(request, link) or invitations.holds(request, link):
        return redirect("units:invitation_prove")
    try:
        invitations.look(link, at)
        if invitations.opened_before(link):
            raise InvitationError(invitations.OPENED)
        if posted:
            invitations.spend(request, link, at)
    except InvitationError as refusal:
        return _closed(request, refusal)
    if posted:
        return redirect("units:invitation_prove")
    return render(request, "units/members/open.html", {"link": link})


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Have a code sent to the invited mobile, and take it."""
    at = timezone.now()
    if invitations.done(request):
        return redirect("home")
    sends = request.method == "POST" and "send" in request.POST
    form = SmsCodeForm(request.POST if request.method == "POST" and not sends else None)
    refusal = ""
    try:
        opened = invitations.opened_by(request, at)
        if opened.proved:
            return redirect("units:invitation_account")
        if sends:
            invitations.ask_code(request, opened.invitation, at)
            return redirect("units:invitation_prove")
        if form.is_valid():
            invitations.prove(request, opened.invitation, form.cleaned_data["code"], at)
            return redirect("units:invitation_account")
    except InvitationError as fault:
        return _closed(request, fault)
    except CodeRefusedError as fault:
        refusal = fault.words if sends else ""
        if not sends:
            trail.record(AccessKind.CODE_WRONG, request)
            form.add_error("code", ValidationError(fault.words))
    errors = faults(form)
    context = {
        "form": form,
        "errors": errors,
        "refusal": refusal,
        "mobile": masked_mobile(opened.invitation.mobile),
        "sent": invitations.code_sent(opened.invitation),
    }
    status = 422 if errors or refusal else 200
    return render(request, "units/members/prove.html", context, status=status)


@signs_in(lambda request: reverse("home") if invitations.done(request) else "")
@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Accept with the account that is signed in, or with a new one."""
    at = timezone.now()
    if invitations.done(request):
        return redirect("home")
    try:
        opened = invitations.opened_by(request, at)
        if not opened.proved:
            return redirect("units:invitation_prove")
        return _account(request, opened.invitation, at)
    except InvitationError as refusal:
        return _closed(request, refusal)


def _account(request: HttpRequest, invitation: Any, at: Any) -> HttpResponse:
    posted = request.method == "POST"
    user = request.user if isinstance(request.user, User) else None
    form: Any = None
    if user is None:
        new = User(username=invitation.mobile, full_name=invitation.name)
        form = DelegateAccountForm(new, request.POST if posted else None)
    if posted and user:
        units = invitations.accept(user, invitation.pk, at)
        trail.record(AccessKind.INVITED, request, user.username, user, detail="پذیرش نمایندگی")
        return _accepted(request, invitation, units)
    if posted and form.is_valid():
        data = form.cleaned_data
        made, units = invitations.accept_with_new_account(
            invitation.pk, data["name"], data["new_password1"], at
        )
        trail.record(AccessKind.SIGNED_UP, request, made.username, made, detail="حساب نماینده")
        login(request, made, backend=BACKEND)
        return _accepted(request, invitation, units)
    errors = faults(form) if form else []
    context = {
        "form": form,
        "errors": errors,
        "signed_in": user,
        "owner": invitation.invited_by,
        "units": invitations.units_of(invitation),
        "known": User.objects.filter(username=invitation.mobile).exists(),
        "username": invitation.mobile,
    }
    status = 422 if errors else 200
    return render(request, "units/members/account.html", context, status=status)


def _accepted(request: HttpRequest, invitation: Any, units: list[Any]) -> HttpResponse:
    invitations.finish(request, invitation)
    names = "، ".join(unit.name for unit in units)
    messages.success(request, f"از این پس برای {names} آمار ثبت می‌کنید.")
    return redirect("home")


def _closed(request: HttpRequest, refusal: InvitationError) -> HttpResponse:
    return render(request, "units/members/closed.html", {"words": refusal.words}, status=410)
