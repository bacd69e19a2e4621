"""A holder's own pages for changing the registered mobile: the new number, then two codes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import trail
from accounts.codes import services as code_services
from accounts.enums import AccessKind
from accounts.forms import faults
from accounts.own_mobile.forms import NewMobileForm, TwoCodesForm
from accounts.own_mobile.pair_services import awaited
from config import form_recovery
from config.errors import ConflictError
from config.http import current_user
from config.refusals import sent_and_done
from config.repeated_posts import compares_state
from units.contacts.mobile_queries import own_mobile
from units.contacts.own_mobile_services import ask_codes, change_own, proved


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Take the new number and have both codes sent."""
    user, at = current_user(request), timezone.now()
    form = NewMobileForm(form_recovery.sent(request))
    act = lambda: ask_codes(user, form.cleaned_data["number"], at)  # noqa: E731
    try:
        if sent_and_done(request, form, act):
            messages.success(request, "دو کد ارسال شد: یکی به شمارهٔ فعلی و یکی به شمارهٔ جدید.")
            return redirect("units:own_mobile_codes")
    except code_services.CodeRefusedError as refusal:
        # One of the two may have left: it can be typed all the same.
        return _page(request, "own_mobile", form, {"asked": awaited(user, at)}, refusal.words, 422)
    return _page(request, "own_mobile", form, {"asked": awaited(user, at)})


# A second click finds the change done, and is told so below.
@compares_state
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """Take both codes; a right one need not be typed again beside a wrong one."""
    user, at = current_user(request), timezone.now()
    number, held = awaited(user, at), own_mobile(user)
    if not number or held is None:
        return redirect("units:own_mobile")
    if held.number == number:
        return _done(request)
    form = TwoCodesForm(form_recovery.sent(request), proved=proved(user, number, at))

    def act() -> None:
        data = form.cleaned_data
        change_own(user, number, data.get("old", ""), data.get("new", ""), at)

    try:
        if sent_and_done(request, form, act):
            trail.record(AccessKind.ADDRESS, request, user.username, user)
            messages.success(request, "شمارهٔ همراه شما تغییر کرد.")
            return _done(request)
    except ConflictError as refusal:
        # What was typed wrong stays, what was right is not asked again.
        form = TwoCodesForm(request.POST, proved=proved(user, number, at))
        return _page(request, "own_mobile_codes", form, {"new": number}, refusal.words, 422)
    return _page(request, "own_mobile_codes", form, {"new": number})


def _done(request: HttpRequest) -> HttpResponse:
    return redirect("accounts:profile")


def _page(
    request: HttpRequest,
    name: str,
    form: Any,
    context: dict[str, Any],
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted and form.is_bound else []
    shown = {
        "form": form,
        "errors": errors,
        "refusal": refusal,
        "held": own_mobile(current_user(request)),
        "available": code_services.available(),
        "kept": form.is_bound and not posted,
        **context,
    }
    template = f"units/contacts/{name}.html"
    return render(request, template, shown, status=422 if errors else status)
