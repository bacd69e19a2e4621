"""Where a person is signed in: remembered at sign-in, listed, and ended from afar."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User, UserSession
from config.http import GetResponse, client_address
from config.jalali import tehran_day

_SEEN = "seen_on"
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


def remember(request: HttpRequest, user: User, **_: Any) -> None:
    """Write down the session that has just begun (receiver of `user_logged_in`)."""
    now = timezone.now()
    today = tehran_day(now)
    request.session[_SEEN] = today.isoformat()
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
        )
        for row in rows.order_by("-started_at", "pk")
    ]
    # A stable sort: behind this browser the order of the query remains.
    return sorted(found, key=lambda place: not place.current)


def end_all(user: User, but: str | None = None) -> None:
    """Sign the person out everywhere, except from the session with the key `but`."""
    # The rows in the database are the sessions: without its row a cookie opens nothing.
    Session.objects.filter(usersession__user=user).exclude(pk=but or "").delete()


def browser_words(agent: str) -> str:
    """Name the browser in plain words: «کروم روی ویندوز»."""
    browser = _first(_BROWSERS, agent)
    system = _first(_SYSTEMS, agent)
    return f"{browser or 'مرورگر ناشناس'} روی {system}" if system else browser or "مرورگر ناشناس"


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((word for pattern, word in names if re.search(pattern, agent)), "")
