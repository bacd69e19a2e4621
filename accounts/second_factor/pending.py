"""Between password and code: the session names who said the password, and nobody is signed in.

So whatever a page asks, it asks it of nobody: only the two pages of this room know the person.
"""

from datetime import timedelta
from typing import Any

import django_otp
from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.second_factor.services import device_of, needed_by
from accounts.sessions import remember
from config import form_recovery

OPEN_FOR = timedelta(minutes=10)
PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"
_PENDING, _DUE, _SEED = "factor_pending", "factor_due", "factor_codes"


def enter(request: HttpRequest, user: User, place: str = "") -> HttpResponse:
    """Sign somebody in whose password, or account elsewhere, is proved; lead to the code first.

    `place` is where they wanted to go.
    """
    if not needed_by(user):
        login(request, user, PASSWORD_BACKEND)
        return redirect(place or front_door(user))
    if SESSION_KEY in request.session:
        request.session.flush()
    else:
        request.session.cycle_key()
    request.session[_PENDING] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": (timezone.now() + OPEN_FOR).isoformat(),
        "place": place,
    }
    return redirect(page_for(user))


def page_for(user: User) -> str:
    """Name the page on which the person goes on: the code, or first the device."""
    return reverse("second_factor:enter" if device_of(user) else "second_factor:setup")


def front_door(user: User) -> str:
    """Name where somebody is led who wanted nothing: to what waits for them, else home."""
    return form_recovery.newest(user) or resolve_url(settings.LOGIN_REDIRECT_URL)


def waiting(request: HttpRequest) -> User | None:
    """Find who said the password in this browser of late and has not shown the code."""
    held = request.session.get(_PENDING)
    if not held or held["until"] < timezone.now().isoformat():
        return None
    user = User.objects.filter(pk=held["user"], is_active=True).first()
    # A password that was changed meanwhile was not said.
    same = user and constant_time_compare(held["hash"], user.get_session_auth_hash())
    return user if same else None


def wanted_place(request: HttpRequest) -> str:
    """Read where the person wanted to go before the code was asked."""
    return str((request.session.get(_PENDING) or {}).get("place", ""))


def from_the_start(request: HttpRequest) -> HttpResponse:
    """Ask for the password again: it was not said in this browser, or too long ago."""
    return redirect_to_login(wanted_place(request) or resolve_url(settings.LOGIN_REDIRECT_URL))


def finish(request: HttpRequest, user: User, device: Any) -> str:
    """Sign the person in, under a new key of the session; return where to lead them."""
    place = wanted_place(request)
    request.session.pop(_PENDING, None)
    user.otp_device = device  # type: ignore[attr-defined]
    login(request, user, PASSWORD_BACKEND)
    return place or front_door(user)


def shown_here(request: HttpRequest, device: Any) -> None:
    """Let this session, under a new key, count as one that has shown the device."""
    request.session.cycle_key()
    remember(request, request.user)  # type: ignore[arg-type]
    django_otp.login(request, device)
    request.session.pop(_DUE, None)


def forget_here(request: HttpRequest) -> None:
    """Let this session count as one that has shown nothing: the device is gone."""
    request.session.pop(django_otp.DEVICE_ID_SESSION_KEY, None)


def mark(request: HttpRequest, user: User, **_: Any) -> None:
    """Note at a sign-in whether a code is still due (receiver of `user_logged_in`).

    Whichever page signed the person in: without the code no other one opens.
    """
    if getattr(user, "otp_device", None) is None and needed_by(user):
        request.session[_DUE] = True
    else:
        request.session.pop(_DUE, None)


def is_due(request: HttpRequest) -> bool:
    return bool(request.session.get(_DUE))


def hold_seed(request: HttpRequest, seed: str, place: str) -> None:
    """Let this session show the recovery codes of a seed for a while."""
    until = (timezone.now() + OPEN_FOR).isoformat()
    request.session[_SEED] = {"seed": seed, "until": until, "place": place}


def held_seed(request: HttpRequest) -> str:
    """Read the seed whose codes this session shows; '' when there is none any more."""
    held = request.session.get(_SEED)
    if not held or held["until"] < timezone.now().isoformat():
        return ""
    return str(held["seed"])


def drop_seed(request: HttpRequest) -> str:
    """Show the codes no more; return where to lead the person."""
    return str((request.session.pop(_SEED, None) or {}).get("place", ""))
