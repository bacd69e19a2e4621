"""The pages of one's own mobile: the new number, then the codes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import contact_change, trail
from accounts.codes import services as code_services
from accounts.enums import AccessKind
from accounts.forms import faults
from accounts.models import User
from accounts.own_mobile import pair_services as pairs
from accounts.own_mobile.forms import FirstMobileForm, NewMobileForm, TwoCodesForm
from accounts.own_mobile.services import ask_codes, change_own, pair_of
from config import form_recovery
from config.errors import ConflictError
from config.http import current_user
from config.persian import to_persian_digits
from config.refusals import sent_and_done
from config.repeated_posts import compares_state


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Take the number and have the codes sent."""
    user, at = current_user(request), timezone.now()
    # A holder's number is that of their units, and changed with them.
    if elsewhere := contact_change.mobile_page(user):
        return redirect(elsewhere)
    form = _form(request, user)
    act = lambda: ask_codes(user, form.cleaned_data["number"], at)  # noqa: E731
    refusal = ""
    try:
        if sent_and_done(request, form, act):
            messages.success(request, "کد ارسال شد؛ آن را در همین صفحه بنویسید.")
            return redirect("accounts:mobile_codes")
    except code_services.CodeRefusedError as refused:
        # One of the two may have left: it can be typed all the same.
        refusal = refused.words
    context = {"asked": pairs.awaited(user, at)}
    return _page(request, "number", form, context, refusal, 422 if refusal else 200)


# A second click finds the change done, and is told so below.
@compares_state
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """Take the codes; a right one need not be typed again beside a wrong one."""
    user, at = current_user(request), timezone.now()
    number = pairs.awaited(user, at)
    if not number or contact_change.mobile_page(user):
        return redirect("accounts:mobile")
    if user.mobile_proved and user.mobile == number:
        return redirect("accounts:profile")
    pair = pair_of(user, number)
    form = TwoCodesForm(form_recovery.sent(request), proved=pairs.proved(pair, at))

    def act() -> None:
        said = form.cleaned_data
        change_own(user, number, said.get("old", ""), said.get("new", ""), at)

    try:
        if sent_and_done(request, form, act):
            trail.record(AccessKind.ADDRESS, request, user.username, user)
            messages.success(request, "شمارهٔ همراه شما تأیید شد.")
            return redirect("accounts:profile")
    except ConflictError as refusal:
        # What was typed wrong stays, what was right is not asked again.
        form = TwoCodesForm(request.POST, proved=pairs.proved(pair, at))
        return _page(request, "codes", form, {"pair": pair}, refusal.words, 422)
    return _page(request, "codes", form, {"pair": pair})


def _form(request: HttpRequest, user: User) -> Any:
    sent = form_recovery.sent(request)
    if user.mobile_proved:
        return NewMobileForm(sent)
    # A number that was typed into the account is most often the one to prove.
    initial = {"number": to_persian_digits(user.mobile)}
    return FirstMobileForm(sent, request=request, initial=initial)


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
    user = current_user(request)
    shown = {
        "form": form,
        "errors": errors,
        "refusal": refusal,
        "held": user.mobile if user.mobile_proved else "",
        "available": code_services.available(),
        "kept": form.is_bound and not posted,
        **context,
    }
    template = f"accounts/own_mobile/{name}.html"
    return render(request, template, shown, status=422 if errors else status)
