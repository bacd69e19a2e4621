"""The pages of a forgotten password by SMS; the last one is that of the letter's link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import trail
from accounts.codes import services as codes
from accounts.codes.forms import OpenCodeForm
from accounts.codes.services import CodeRefusedError
from accounts.enums import AccessKind
from accounts.forms import faults
from accounts.signin_lockout import reset_closed
from accounts.sms_reset import services
from accounts.sms_reset.forms import NameForm
from config.http import open_to_all


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the user name; the answer is the same whether it is anybody's or not."""
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if shut := reset_closed(request):
            return shut
        try:
            services.ask(request, form.cleaned_data["username"], timezone.now())
            return redirect("accounts:sms_reset_code")
        except CodeRefusedError as refused:
            form.add_error(None, refused.words)
    errors = faults(form) if form.is_bound else []
    context = {"form": form, "errors": errors, "available": codes.available()}
    return render(request, "accounts/sms_reset/ask.html", context, status=422 if errors else 200)


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the code, or have another one sent; then the password is written."""
    at, refusal, sends = timezone.now(), "", "send" in request.POST
    wanted = services.asked(request, at)
    if wanted is None:
        return render(request, "accounts/sms_reset/over.html", status=410)
    form = OpenCodeForm(request.POST if request.method == "POST" and not sends else None)
    try:
        if request.method == "POST" and sends:
            if shut := reset_closed(request):
                return shut
            services.ask(request, wanted.name, at)
            return redirect("accounts:sms_reset_code")
        if form.is_valid():
            services.prove(request, wanted, form.cleaned_data["code"], at)
            return redirect("accounts:reset_set")
    except CodeRefusedError as refused:
        refusal = refused.words
        if not sends:
            trail.record(AccessKind.CODE_WRONG, request, wanted.name)
            form.add_error("code", refusal)
    errors = faults(form) if form.is_bound else []
    context = {"form": form, "errors": errors, "refusal": refusal if sends else "", "asked": wanted}
    status = 422 if refusal or errors else 200
    return render(request, "accounts/sms_reset/code.html", context, status=status)
