"""Where a person is signed in: remembered at sign-in, listed, and ended from afar."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.authority import read_authority
from accounts.models import User, UserSession
from config.http import GetResponse, client_address
from config.jalali import tehran_day

_SEEN, _OFFICER = "seen_on", "officer_since"
_SIGNER = signing.Signer(salt="accounts.sessions.idle")
# The first that fits counts: Edge also calls itself Chrome, and Chrome calls itself Safari.
_BROWSERS = (
    ("Edg|Edge", "اج"),
    ("OPR|Opera", "اپرا"),
    ("SamsungBrowser", "مرورگر سامسونگ"),
    ("Firefox|FxiOS", "فایرفاکس"),
    ("Chrome|Chromium|CriOS", "کروم"),
    ("Safari", "سافاری"),
)
_SYSTEMS = (
    ("Android", "اندروید"),
    ("iPhone", "آیفون"),
    ("iPad", "آیپد"),
    ("Windows", "ویندوز"),
    ("Macintosh|Mac OS", "مک"),
    ("Linux|X11", "لینوکس"),
)


@dataclass(frozen=True)
class SignedInBrowser:
    """One signed-in browser as its owner sees it; `current` is the one that asks."""

    browser: str
    started_at: datetime
    seen_on: date
    address: str
    current: bool
    handle: str


class LastSeen:
    """Keeps the last day on which something was sent from a session; reading writes nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.user.is_authenticated:
            today = tehran_day(timezone.now())
            # Once a day: the session remembers, so that most posts write nothing.
            if request.session.get(_SEEN, "") < today.isoformat():
                UserSession.objects.filter(pk=request.session.session_key).update(seen_on=today)
                request.session[_SEEN] = today.isoformat()
        return self.get_response(request)


class OfficersIdle:
    """Takes who holds a post for signed out when nothing was asked for a while.

    When somebody was seen last stands in a signed cookie, bound to the session: reading a page
    writes nothing. What was being typed waits as when a session ends (`config.form_recovery`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        most = settings.OFFICER_IDLE_MINUTES * 60
        began = request.session.get(_OFFICER) if most else None
        if began is None:
            return self.get_response(request)
        key, now = _handle(str(request.session.session_key)), int(timezone.now().timestamp())
        seen, _, whose = _signed(request.COOKIES.get(settings.IDLE_COOKIE, "")).partition(":")
        last = max(int(began), int(seen) if whose == key else 0)
        if now - last > most:
            request.user = AnonymousUser()
            return self.get_response(request)
        response = self.get_response(request)
        # At most once a minute, so that most answers carry no cookie.
        if now - last >= 60 or not seen:
            response.set_cookie(
                settings.IDLE_COOKIE,
                _SIGNER.sign(f"{now}:{key}"),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def remember(request: HttpRequest, user: User, **_: Any) -> None:
    """Write down the session that has just begun (receiver of `user_logged_in`)."""
    now = timezone.now()
    today = tehran_day(now)
    request.session[_SEEN] = today.isoformat()
    if read_authority(user).roles:
        request.session[_OFFICER] = int(now.timestamp())
    # A key is given only when the session is saved, and the row hangs on it.
    if request.session.session_key is None:
        request.session.save()
    UserSession.objects.update_or_create(
        pk=request.session.session_key,
        defaults={
            "user": user,
            "started_at": now,
            "seen_on": today,
            "agent": request.META.get("HTTP_USER_AGENT", "")[:255],
            "address": client_address(request),
        },
    )


def places(user: User, current_key: str | None) -> list[SignedInBrowser]:
    """List where the person is signed in now, this browser first, then the newest."""
    rows = UserSession.objects.filter(user=user, session__expire_date__gt=timezone.now())
    found = [
        SignedInBrowser(
            browser_words(row.agent),
            row.started_at,
            row.seen_on,
            row.address or "",
            row.session_id == current_key,
            _handle(row.session_id),
        )
        for row in rows.order_by("-started_at", "pk")
    ]
    # A stable sort: behind this browser the order of the query remains.
    return sorted(found, key=lambda place: not place.current)


def end_all(user: User, but: str | None = None) -> None:
    """Sign the person out everywhere, except from the session with the key `but`."""
    # The rows in the database are the sessions: without its row a cookie opens nothing.
    Session.objects.filter(usersession__user=user).exclude(pk=but or "").delete()


def end_one(user: User, handle: str) -> bool:
    """End the one of the person's sessions that the list names so; False when it is none."""
    for key in UserSession.objects.filter(user=user).values_list("pk", flat=True).order_by("pk"):
        if constant_time_compare(_handle(key), handle):
            Session.objects.filter(pk=key).delete()
            return True
    return False


def browser_words(agent: str) -> str:
    """Name the browser in plain words: «کروم روی ویندوز»."""
    browser = _first(_BROWSERS, agent)
    system = _first(_SYSTEMS, agent)
    return f"{browser or 'مرورگر ناشناس'} روی {system}" if system else browser or "مرورگر ناشناس"


def _signed(cookie: str) -> str:
    try:
        return _SIGNER.unsign(cookie)
    except signing.BadSignature:
        return ""


def _handle(key: str) -> str:
    """Name a session on a page without its key, which would open it."""
    return salted_hmac("accounts.sessions", key).hexdigest()[:32]


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((word for pattern, word in names if re.search(pattern, agent)), "")
