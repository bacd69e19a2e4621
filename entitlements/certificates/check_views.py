"""The check of a certificate: open to everybody who holds its code, and nothing beyond it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import faults
from config.http import open_to_all
from entitlements.certificates import services
from entitlements.certificates.forms import CheckForm
from entitlements.certificates.rules import typed_code


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Take a code that somebody copies from paper, and lead to its answer."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect("check:one", typed_code(form.cleaned_data["code"]) or "-")
    errors = faults(form) if request.method == "POST" else []
    context = {"form": form, "errors": errors}
    status = 422 if request.method == "POST" else 200
    return render(request, "entitlements/certificates/check.html", context, status=status)


@open_to_all
@never_cache
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Answer for a code: valid or not, the unit's duty and activity now; 404 for no certificate."""
    at = timezone.now()
    context = {"at": at, "form": CheckForm(), "code": typed_code(code)}
    try:
        told = services.check(request, code, at)
    except services.TooManyChecksError as many:
        context["until"] = many.until
        answer = render(request, "entitlements/certificates/check.html", context, status=429)
        answer.headers["Retry-After"] = str(max(1, int((many.until - at).total_seconds())))
        return answer
    context |= {"told": told, "asked": True}
    status = 200 if told else 404
    return render(request, "entitlements/certificates/check.html", context, status=status)
