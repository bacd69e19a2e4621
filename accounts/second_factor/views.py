"""The pages of the second factor: setting it up, its code at the sign-in, its recovery codes."""

import segno
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import trail
from accounts.enums import AccessKind
from accounts.forms import OwnPasswordForm, faults
from accounts.models import User
from accounts.second_factor import pending, services, telling_services
from accounts.second_factor.forms import CodeForm, SetupForm
from accounts.second_factor.queries import may_reset
from accounts.second_factor.services import Proof, Verdict
from config.form_recovery import says_unsent
from config.http import current_user, open_to_all
from config.persian import format_number

WORDS = {
    Verdict.WRONG: "این کد درست نیست. کدی را بنویسید که برنامه همین حالا نشان می‌دهد.",
    Verdict.SPENT: "این کد یک بار استفاده شده است؛ صبر کنید تا برنامه کد بعدی را نشان دهد.",
    Verdict.CLOCK: (
        "ساعت گوشی شما درست نیست و کد آن پذیرفته نمی‌شود. در تنظیمات گوشی، تاریخ و ساعت را "
        "خودکار کنید و کد جدید را بنویسید."
    ),
}
LATE = "وقت این صفحه گذشته است. تصویر جدید را دوباره با برنامه بخوانید."
RECOVERED = "با کد بازیابی وارد شدید. {left} کد بازیابی مانده است."
NONE_LEFT = "با آخرین کد بازیابی وارد شدید. همین امروز کدهای جدید بسازید."


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show whether it is on, and what may be done about it."""
    user = current_user(request)
    context = {
        "device": services.device_of(user),
        "left": services.codes_left(user),
        "most": services.CODES,
        "required": services.required_of(user),
        "resets": may_reset(user),
    }
    return render(request, "accounts/second_factor/page.html", context)


@says_unsent(None)
@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Show a secret as a picture and as letters, and keep it once a code of it is typed."""
    user = _whose(request)
    if user is None:
        return pending.from_the_start(request)
    # Who has only said the password puts no other device in the place of the one there is.
    if not request.user.is_authenticated and services.device_of(user):
        return redirect("second_factor:enter")
    if pending.held_seed(request):
        # Set up just now: first the codes are kept.
        return redirect("second_factor:codes")
    posted = request.method == "POST"
    form = SetupForm(request.POST if posted else None, request=request)
    device = services.offered(user, request.POST.get("offer", "")) if posted else None
    if posted and form.is_valid():
        if device is None:
            form.add_error("code", LATE)
        elif (said := _kept(request, user, device, form.cleaned_data["code"])) is not Verdict.RIGHT:
            form.add_error("code", WORDS[said])
        else:
            return redirect("second_factor:codes")
    offer = request.POST["offer"] if device else services.new_offer(user)
    device = device or services.offered(user, offer)
    assert device is not None
    return _setup_page(request, form, device, offer)


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Take the code after the password."""
    if request.user.is_authenticated:
        return redirect(pending.front_door(current_user(request)))
    user = pending.waiting(request)
    if user is None:
        return pending.from_the_start(request)
    if services.device_of(user) is None:
        return redirect("second_factor:setup")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        # Together: a reset that comes between ends the session that begins here.
        with transaction.atomic():
            code = form.cleaned_data["code"]
            proof = services.prove(user, code, lambda: telling_services.wrong_code(request, user))
            if proof.device is not None:
                place = pending.finish(request, user, proof.device)
        if proof.until is not None:
            return _shut(request, user, proof)
        if proof.device is not None:
            if proof.verdict is Verdict.RECOVERED:
                _recovered(request, user)
            return redirect(place)
        form.add_error("code", WORDS[proof.verdict])
    errors = faults(form)
    context = {"form": form, "errors": errors, "person": user}
    return render(
        request, "accounts/second_factor/enter.html", context, status=422 if errors else 200
    )


@says_unsent(None)
@never_cache
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """Show the recovery codes until the person says that they are kept."""
    if request.method == "POST":
        return redirect(pending.drop_seed(request) or "second_factor:page")
    seed = pending.held_seed(request)
    if not seed:
        return redirect("second_factor:page")
    rows = [f"{code[:5]}-{code[5:]}" for code in services.codes_from(seed)]
    context = {"codes": rows, "at": timezone.now()}
    return render(request, "accounts/second_factor/codes.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    """Make ten new recovery codes, once the own password is said."""
    user = current_user(request)
    if services.device_of(user) is None:
        return redirect("second_factor:page")
    form = OwnPasswordForm(_posted(request), request=request)
    if form.is_valid():
        _new_codes(request, user, "")
        telling_services.tell(request, user, "codes")
        return redirect("second_factor:codes")
    return _password_page(request, "accounts/second_factor/renew.html", form)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest) -> HttpResponse:
    """Turn it off, where nobody has to have it, once the own password is said."""
    user = current_user(request)
    if services.device_of(user) is None or services.required_of(user):
        return redirect("second_factor:page")
    form = OwnPasswordForm(_posted(request), request=request)
    if form.is_valid():
        services.turn_off(user, request.session.session_key)
        pending.forget_here(request)
        telling_services.tell(request, user, "off")
        messages.success(request, "رمز دوم خاموش شد. جاهای دیگر از حساب شما خارج شدند.")
        return redirect("second_factor:page")
    return _password_page(request, "accounts/second_factor/remove.html", form)


def _whose(request: HttpRequest) -> User | None:
    """Find for whom a device is set up: who is signed in, or has just said the password."""
    return current_user(request) if request.user.is_authenticated else pending.waiting(request)


def _kept(request: HttpRequest, user: User, device: TOTPDevice, code: str) -> Verdict:
    """Keep the device if it is a code of it; the session has shown it then."""
    inside = request.user.is_authenticated
    with transaction.atomic():
        said = services.turn_on(device, code, request.session.session_key if inside else None)
        if said is not Verdict.RIGHT:
            return said
        place = "" if inside else pending.finish(request, user, device)
        if inside:
            pending.shown_here(request, device)
        _new_codes(request, user, place)
    telling_services.tell(request, user, "on")
    return said


def _new_codes(request: HttpRequest, user: User, place: str) -> None:
    seed = services.new_seed()
    services.keep_codes(user, services.codes_from(seed))
    pending.hold_seed(request, seed, place)


def _recovered(request: HttpRequest, user: User) -> None:
    telling_services.tell(request, user, "recovered")
    left = services.codes_left(user)
    messages.warning(request, RECOVERED.format(left=format_number(left)) if left else NONE_LEFT)


def _shut(request: HttpRequest, user: User, proof: Proof) -> HttpResponse:
    """Say until when no code is looked at (429)."""
    assert proof.until is not None
    trail.record(AccessKind.LOCKED, request, user.username, user)
    context = {"until": proof.until}
    answer = render(request, "accounts/second_factor/locked.html", context, status=429)
    seconds = (proof.until - timezone.now()).total_seconds()
    answer.headers["Retry-After"] = str(max(1, int(seconds)))
    return answer


def _setup_page(
    request: HttpRequest, form: SetupForm, device: TOTPDevice, offer: str
) -> HttpResponse:
    errors = faults(form)
    inside = request.user.is_authenticated
    secret = services.secret_of(device)
    context = {
        "form": form,
        "errors": errors,
        "offer": offer,
        "picture": segno.make(device.config_url, error="m").svg_data_uri(scale=5, light="#fff"),
        "secret": [secret[at : at + 4] for at in range(0, len(secret), 4)],
        "replaces": inside and services.device_of(device.user) is not None,
        "person": device.user,
    }
    where = "setup" if inside else "setup_first"
    status = 422 if errors else 200
    return render(request, f"accounts/second_factor/{where}.html", context, status=status)


def _password_page(request: HttpRequest, template: str, form: OwnPasswordForm) -> HttpResponse:
    errors = faults(form)
    context = {"form": form, "errors": errors}
    return render(request, template, context, status=422 if errors else 200)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
