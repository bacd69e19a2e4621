"""The person's own account: how to be reached, and where they are signed in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts import contact_change, trail
from accounts.enums import AccessKind
from accounts.forms import ProfileForm, faults
from accounts.identity_provider.services import provider_name
from accounts.models import User
from accounts.passwords import LinksNotSentError
from accounts.sessions import end_all, end_one, places
from accounts.substitution.queries import leaves_of
from config.form_recovery import posted_from, taken
from config.http import current_user

ADDRESS_WAITS = (
    "نامه‌ای به نشانی جدید ارسال شد. تا پیوند آن را باز نکنید، نشانی قبلی حساب شما تغییر نمی‌کند."
)
NO_LETTER = "اکنون نامه‌ای ارسال نمی‌شود؛ کمی بعد دوباره تلاش کنید."


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show the account and change how the person is reached."""
    posted = request.method == "POST"
    # Shown as it was typed, and not judged before it is posted again.
    waiting = None if posted else taken(request)
    # A copy: a refused form leaves its texts in it, and the page shows the signed-in person.
    user = User.objects.get(pk=current_user(request).pk)
    form = ProfileForm(request.POST if posted else None, instance=user, request=request)
    if waiting:
        form.initial.update({name: waiting.get(name, "") for name in form.fields})
    if posted and form.is_valid():
        try:
            _store(request, form)
        except LinksNotSentError:
            form.add_error("email", NO_LETTER)
        else:
            return redirect("accounts:profile")
    errors = faults(form)
    context = {"form": form, "errors": errors, "kept": waiting is not None}
    context["provider"] = provider_name()
    context["mobile_page"] = contact_change.number_page(user)
    context |= leaves_of(current_user(request), timezone.now())
    return render(request, "accounts/profile.html", context, status=422 if errors else 200)


def _store(request: HttpRequest, form: ProfileForm) -> None:
    """Store what was typed; a new address waits for its link. Raises LinksNotSentError."""
    user = current_user(request)
    if form.asks_for_address:
        contact_change.ask(user, form.cleaned_data["email"])
    form.save()
    if form.changes_now:
        contact_change.change(user, form.address_now, form.cleaned_data["mobile"], timezone.now())
        trail.record(AccessKind.ADDRESS, request, user.username, user)
    messages.success(request, ADDRESS_WAITS if form.asks_for_address else "ذخیره شد.")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def address_confirm(request: HttpRequest) -> HttpResponse:
    """Show the new address of a link; a post lets it count."""
    user = current_user(request)
    link = (request.POST if request.method == "POST" else request.GET).get("link", "")
    try:
        address = contact_change.read_link(user, link)
        if request.method == "POST":
            contact_change.confirm(user, link, timezone.now())
    except contact_change.DeadLinkError:
        return render(request, "accounts/address_confirm.html", {"address": None}, status=410)
    if request.method == "GET":
        context = {"address": address, "link": link}
        return render(request, "accounts/address_confirm.html", context)
    trail.record(AccessKind.ADDRESS, request, user.username, user)
    messages.success(request, "نشانی جدید تأیید شد.")
    return redirect("accounts:profile")


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    rows = places(current_user(request), request.session.session_key)
    events = trail.latest(current_user(request))
    return render(request, "accounts/sessions.html", {"places": rows, "events": events})


@posted_from("accounts:sessions")
def end_others(request: HttpRequest) -> HttpResponse:
    """End the session that was named, or all but this one."""
    user, place = current_user(request), request.POST.get("place")
    detail = "نشست‌های دیگر" if place is None else "یک نشست"
    if place is None:
        end_all(user, but=request.session.session_key)
        messages.success(request, "از همه‌جا جز این مرورگر خارج شدید.")
    elif end_one(user, place):
        messages.success(request, "آن نشست پایان یافت.")
    else:
        messages.info(request, "آن نشست پیش از این پایان یافته است.")
    trail.record(AccessKind.ENDED, request, user.username, user, detail=detail)
    return redirect("accounts:sessions")
