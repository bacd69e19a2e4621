"""Signing in and out, passwords."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import reset_links, trail
from accounts.enums import AccessKind, Role
from accounts.forms import ChangePasswordForm, NewPasswordForm, ResetForm, SignInForm, faults
from accounts.identity_provider.services import provider_name
from accounts.passwords import LinksNotSentError, ask_for_reset
from accounts.second_factor.pending import enter
from accounts.sessions import end_all, remember
from accounts.signin_lockout import closed, letters_spent, reset_closed, typed_name, unlock
from config import form_recovery
from config.environment import Profile
from config.http import current_user, open_to_all

NO_LETTER = "اکنون نامه‌ای ارسال نمی‌شود؛ کمی بعد دوباره «ارسال پیوند» را بزنید."
DEAD_LINK = "accounts/password_new.html"
DEMO_ACCOUNTS = [
    ("unit", "دارندهٔ پروانهٔ دو واحد"),
    ("delegate", "نمایندهٔ متقاضی"),
    ("union", Role.UNION_OFFICER.label),
    ("clerk", Role.UNION_CLERK.label),
    ("county", Role.COUNTY_OFFICER.label),
    ("province", Role.PROVINCE_EXPERT.label),
    ("head", Role.PROVINCE_HEAD.label),
    ("ministry", Role.MINISTRY_EXPERT.label),
    ("stats", Role.STATISTICS_OFFICER.label),
    ("stats-2", "همکار دوم دفتر آمار"),
    ("import", Role.IMPORT_REVIEWER.label),
    ("admin", Role.TECHNICAL_ADMIN.label),
    ("auditor", Role.ACCESS_AUDITOR.label),
    ("affiliate", Role.AFFILIATE_EXPERT.label),
    ("affiliate-head", Role.AFFILIATE_HEAD.label),
    ("ministry-head", Role.MINISTRY_HEAD.label),
    ("union-sweets", "کارشناس اتحادیه که خود دارندهٔ پروانه است"),
    ("unit-late", "دارندهٔ پروانهٔ واحدهایی با ماه ثبت‌نشده"),
    ("union-new", "اتحادیه‌ای که در راه دسترسی است"),
    ("unit-registry", "دارندهٔ پروانه‌های منقضی، معلق و تمدیدشده"),
]


@method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")
class SignIn(LoginView):
    """Two fields; in the demonstration the accounts stand below them."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Before the password is looked at: a shut door costs no hash and tells nothing of it.
        shut = closed(request, typed_name(request, None))
        return shut or super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        # Whoever has a second factor, or must have one, is not signed in yet.
        return enter(self.request, form.get_user(), self.get_redirect_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        demo = DEMO_ACCOUNTS if settings.PROFILE is Profile.DEMO else []
        # The page says that what was typed is kept and comes back after the sign-in.
        kept = form_recovery.told_before(self.get_redirect_url())
        provider = provider_name()
        more = {"demo_accounts": demo, "kept": kept, "provider": provider}
        return super().get_context_data(**kwargs) | more

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        # An address that takes posts alone would answer 405.
        return form_recovery.openable(super().get_redirect_url())

    def get_default_redirect_url(self) -> str:
        # Who comes by the front door finds what waits all the same.
        return form_recovery.newest(self.request.user) or super().get_default_redirect_url()


@open_to_all
@require_http_methods(["GET", "POST"])
def reset_ask(request: HttpRequest) -> HttpResponse:
    """Ask for the address; the answer is the same whether an account has it or not."""
    form = ResetForm(_posted(request))
    if form.is_valid():
        shut = reset_closed(request)
        if shut:
            return shut
        email = form.cleaned_data["email"]
        try:
            # A spent address is answered as any other: the page says how many letters go.
            if not letters_spent(email):
                ask_for_reset(email, request.get_host(), request.is_secure())
                trail.record(AccessKind.RESET_ASKED, request, email)
        except LinksNotSentError:
            form.add_error("email", NO_LETTER)
            return _form_page(request, "accounts/password_reset.html", form, 503)
        return redirect("accounts:reset_sent")
    return _form_page(request, "accounts/password_reset.html", form)


@open_to_all
@require_http_methods(["GET"])
def reset_sent(request: HttpRequest) -> HttpResponse:
    """Say what to do next; in the demonstration, where the letter lies."""
    demo = settings.PROFILE is Profile.DEMO
    return render(request, "accounts/password_sent.html", {"demo": demo})


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def reset_confirm(request: HttpRequest) -> HttpResponse:
    """Open the link of a letter: a post spends it and leads to the new password.

    Reading writes nothing, so that a mail programme that looks ahead spends no link; and the link
    stands behind the question mark, where no log of requests looks.
    """
    link = (request.POST if request.method == "POST" else request.GET).get("link", "")
    user = reset_links.holder(link)
    if user is None or (request.method == "POST" and not reset_links.spend(request, user, link)):
        return render(request, DEAD_LINK, {"validlink": False}, status=410)
    if request.method == "POST":
        return redirect("accounts:reset_set")
    return render(request, "accounts/password_open.html", {"link": link})


@open_to_all
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def reset_set(request: HttpRequest) -> HttpResponse:
    """Take the new password of who opened a link in this browser; a repeat is told of success."""
    if reset_links.done(request):
        return redirect("accounts:reset_done")
    user = reset_links.opened_by(request)
    if user is None:
        return render(request, DEAD_LINK, {"validlink": False}, status=410)
    form = NewPasswordForm(user, _posted(request))
    if not form.is_valid():
        errors = faults(form)
        context = {"validlink": True, "form": form, "errors": errors}
        return render(request, DEAD_LINK, context, status=422 if errors else 200)
    with transaction.atomic():
        form.save()
        # A stranger with the old password is signed out, and their wrong tries lock nobody out.
        end_all(user)
        unlock(user)
    trail.record(AccessKind.PASSWORD, request, user.username, user)
    reset_links.finish(request)
    return redirect("accounts:reset_done")


@open_to_all
@require_http_methods(["GET"])
def reset_done(request: HttpRequest) -> HttpResponse:
    # Every session has ended: the person signs in with the new password.
    return render(request, "accounts/password_done.html")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the own password; everywhere else the person is signed out."""
    user = current_user(request)
    form = ChangePasswordForm(user, _posted(request), request=request)
    if form.is_valid():
        with transaction.atomic():
            form.save()
            update_session_auth_hash(request, user)
            # The session has a new key now, so its row is written anew before the others end.
            remember(request, user)
            end_all(user, but=request.session.session_key)
        trail.record(AccessKind.PASSWORD, request, user.username, user)
        messages.success(request, "رمز جدید ذخیره شد. جاهای دیگر از حساب شما خارج شدند.")
        return redirect("accounts:profile")
    return _form_page(request, "accounts/password_change.html", form)


def _posted(request: HttpRequest) -> QueryDict | None:
    """Read what was sent, even when it is empty; None when nothing was."""
    return request.POST if request.method == "POST" else None


def _form_page(request: HttpRequest, template: str, form: Any, refused: int = 422) -> HttpResponse:
    errors = faults(form)
    return render(
        request, template, {"form": form, "errors": errors}, status=refused if errors else 200
    )
