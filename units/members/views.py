"""An owner's pages of the people who file for their units."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import trail
from accounts.enums import AccessKind
from accounts.forms import faults
from config import form_recovery
from config.form_recovery import posted_from
from config.http import current_user, row_id
from config.refusals import sent_and_done
from units.members import services
from units.members.forms import InviteForm, KeptUnitsForm
from units.members.queries import delegate_of, delegates_of, invitations_of, owned_units
from units.registry.errors import RefusedActError


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List delegates and invitations."""
    user = current_user(request)
    services.require_owner(user)
    context = {
        "delegates": delegates_of(user),
        "invitations": invitations_of(user),
        "now": timezone.now(),
    }
    return render(request, "units/members/people.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a delegate for chosen units."""
    user, at = current_user(request), timezone.now()
    services.require_owner(user)
    units = list(owned_units(user).filter(closed_on=None).order_by("name_order", "pk"))
    form = InviteForm(form_recovery.sent(request), units=units)
    if sent_and_done(request, form, lambda: services.invite(user, form.terms, at)):
        trail.record(AccessKind.INVITED, request, user.username, user, detail="دعوت نماینده")
        messages.success(request, "دعوت با پیامک ارسال می‌شود.")
        return redirect("units:people")
    return _form(request, "invite", form, {})


@posted_from("units:people")
def resend(request: HttpRequest, pk: str) -> HttpResponse:
    """Send an invitation's link anew."""
    return _on_invitation(
        request, lambda user, at: services.resend(user, row_id(pk) or 0, at), "دوباره ارسال شد."
    )


@posted_from("units:people")
def revoke(request: HttpRequest, pk: str) -> HttpResponse:
    """Take an invitation back."""
    return _on_invitation(
        request, lambda user, at: services.revoke(user, row_id(pk) or 0, at), "دعوت پس گرفته شد."
    )


@require_http_methods(["GET", "POST"])
def delegate(request: HttpRequest, pk: str) -> HttpResponse:
    """Leave a delegate some units, or none."""
    user, at = current_user(request), timezone.now()
    services.require_owner(user)
    found = delegate_of(user, row_id(pk) or 0)
    if found is None:
        raise Http404
    form = KeptUnitsForm(form_recovery.sent(request), delegate=found)
    if request.method == "POST" and form.is_valid():
        kept = [] if "end" in request.POST else form.cleaned_data["units"]
        ended = services.keep_units(user, found.user.pk, kept, at)
        if ended:
            trail.record(
                AccessKind.POST_ENDED,
                request,
                user.username,
                user,
                about=found.user,
                detail="پایان نمایندگی",
            )
        messages.success(request, _ended_words(len(ended), len(found.memberships)))
        return redirect("units:people")
    return _form(request, "delegate", form, {"delegate": found})


def _ended_words(ended: int, had: int) -> str:
    if not ended:
        return "چیزی تغییر نکرد."
    if ended == had:
        return "نمایندگی پایان یافت. پیش‌نویس‌های او نزد واحد مانده است و شما ادامه می‌دهید."
    return "دسترسی به واحدهای برداشته‌شده پایان یافت؛ پیش‌نویس‌ها نزد واحد مانده است."


def _on_invitation(request: HttpRequest, act: Any, words: str) -> HttpResponse:
    user, at = current_user(request), timezone.now()
    services.require_owner(user)
    try:
        act(user, at)
    except RefusedActError as refusal:
        messages.error(request, str(refusal))
    else:
        trail.record(AccessKind.INVITED, request, user.username, user, detail=words)
        messages.success(request, words)
    return redirect("units:people")


def _form(request: HttpRequest, name: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    shown = {"form": form, "errors": errors, "kept": form.is_bound and not posted, **context}
    template = f"units/members/{name}.html"
    return render(request, template, shown, status=422 if errors else 200)
