"""The liaison of a province, whom its unions and units ask."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import trail
from accounts.access.forms import LiaisonForm
from accounts.access.queries import handlers, headed_by
from accounts.access.services import name_liaison
from accounts.enums import AccessKind
from accounts.forms import faults
from accounts.models import Organization, User
from catalog.fields import alphabetical
from config import form_recovery
from config.http import current_user
from config.persian import to_persian_digits
from config.refusals import sent_and_done

HEADS = "رابط سامانه را رئیس سازمان استان تعیین می‌کند."


@require_http_methods(["GET", "POST"])
def liaison(request: HttpRequest) -> HttpResponse:
    """Let the head of a province name whom its unions ask."""
    user, province = current_user(request), _headed(request)
    people = User.objects.filter(pk__in=handlers(province))
    sent = form_recovery.sent(request)
    form = LiaisonForm(
        sent,
        people=list(people.order_by(alphabetical("full_name"), "pk")),
        initial={
            "liaison": province.liaison_id or "",
            "phone": to_persian_digits(province.liaison_phone),
        },
    )

    def write() -> object:
        return name_liaison(province, form.chosen, form.cleaned_data["phone"], user)

    if sent_and_done(request, form, write):
        trail.record(
            AccessKind.UNION_ACCESS, request, user.username, user, request.path,
            about=form.chosen, detail=f"رابط سامانه، {province.name}",
        )  # fmt: skip
        messages.success(request, "رابط سامانه ثبت شد؛ اتحادیه‌های استان او را می‌بینند.")
        return redirect("access:liaison")
    return _page(request, "liaison", form, {"province": province})


def _headed(request: HttpRequest) -> Organization:
    found = headed_by(current_user(request))
    if found is None:
        raise PermissionDenied(HEADS)
    return found


def _page(
    request: HttpRequest, name: str, form: Any, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted and status == 200 else []
    shown = {"form": form, "errors": errors, "kept": form.is_bound and not posted, **context}
    template = f"accounts/access/{name}.html"
    return render(request, template, shown, status=422 if errors else status)
