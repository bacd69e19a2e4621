"""The page of lost phones: who asks, who settles."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import trail
from accounts.enums import AccessKind, ResetKind
from accounts.forms import faults
from accounts.models import User
from accounts.second_factor.forms import ResetForm
from accounts.second_factor.queries import may_reset, open_resets
from accounts.second_factor.reset_services import ask, settle
from accounts.second_factor.telling_services import tell
from config import form_recovery
from config.errors import ConflictError
from config.form_recovery import posted_from
from config.http import current_user, row_id
from config.refusals import sent_and_done

UNSENT = "به درخواست رسیدگی نشد: نشست شما پایان یافته بود."


@require_http_methods(["GET", "POST"])
def resets(request: HttpRequest) -> HttpResponse:
    """Show what waits for a second person, and take a new asking."""
    user, posted = _appointer(request), request.method == "POST"
    sent = form_recovery.sent(request)
    form = ResetForm(sent)

    def write() -> None:
        said = form.cleaned_data
        kind = ResetKind(said["kind"])
        row = ask(user, said["person"], said["reason"], timezone.now(), kind)
        _note(request, row.user, f"درخواست برداشتن {kind.label}")

    if sent_and_done(request, form, write):
        messages.success(request, "درخواست ثبت شد؛ تأیید آن با همکار دیگری است.")
        return redirect("second_factor:resets")
    errors = faults(form) if posted else []
    kept = sent is not None and not posted
    return _page(request, 422 if errors else 200, form=form, errors=errors, kept=kept)


@posted_from("second_factor:resets", unsent=UNSENT)
def settle_reset(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a factor off, or refuse to."""
    by, granted = _appointer(request), request.POST.get("decision") == "grant"
    try:
        row = settle(by, row_id(pk) or 0, granted, timezone.now())
    except ConflictError as lost:
        # Somebody else was quicker: what waits now is shown.
        return _page(request, lost.status, form=ResetForm(), conflict=lost.words)
    if granted and row.kind == ResetKind.MOBILE:
        _note(request, row.user, "شمارهٔ همراه برداشته شد")
        words = "شمارهٔ همراه برداشته شد؛ همکار شما شمارهٔ جدید را در «حساب من» تأیید می‌کند."
        messages.success(request, words)
    elif granted:
        tell(request, row.user, "reset", by)
        words = "رمز دوم برداشته شد؛ همکار شما در ورود بعدی آن را دوباره راه می‌اندازد."
        messages.success(request, words)
    else:
        _note(request, row.user, f"رد درخواست برداشتن {row.get_kind_display()}")
        messages.success(request, f"درخواست کنار گذاشته شد؛ {row.get_kind_display()} برجاست.")
    return redirect("second_factor:resets")


def _page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    context |= {"rows": open_resets(current_user(request), timezone.now())}
    return render(request, "accounts/second_factor/resets.html", context, status=status)


def _note(request: HttpRequest, about: User, detail: str) -> None:
    by = current_user(request)
    path = request.path
    trail.record(AccessKind.FACTOR, request, by.username, by, path, about=about, detail=detail)


def _appointer(request: HttpRequest) -> User:
    """Find who asks; 403 for who appoints nobody."""
    user: User = current_user(request)
    if not may_reset(user):
        raise PermissionDenied
    return user
