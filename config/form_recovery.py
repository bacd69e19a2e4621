"""A form whose session ended under it: what was typed waits a while for the same person.

The form names its person by a signed token, and the page it stands on where it is posted to an
address that shows none. A post that finds nobody signed in, or whose CSRF
token was replaced since, is not carried out. Its text lies in the cache under a random key, the
person is led back to the page (through sign-in where that is wanted), and the page shows the text
once more, to be posted again.
"""

import secrets
import zlib
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.crypto import constant_time_compare
from django.utils.http import escape_leading_slashes
from django.views.csrf import csrf_failure
from redis.exceptions import RedisError

from config import autosave

FIELD = "typed_by"
QUERY = "kept"
# Beside it: the form was not interrupted, somebody pressed Enter in it (config/inert_enter.py).
ENTERED = "entered"
KEPT_SECONDS = 30 * 60
# A page may lie open for days before somebody goes on typing.
TOKEN_SECONDS = 7 * 24 * 60 * 60
LONGEST = 200_000
# So many forms wait for one person at most.
SLOTS = 8
_APART = "|"
_SIGNER = signing.TimestampSigner(salt="config.form_recovery")


class KeptForm(QueryDict):
    """A form that was kept; `to` is the address it was posted to."""

    to = ""


def token_of(user: Any, page: str = "") -> str:
    """Sign the person a form is made for, and its page.

    A form that is posted to its own page names none.
    """
    return _SIGNER.sign(f"{user.pk}{_APART}{page}")


def address(request: HttpRequest) -> str:
    """Name the page without the key of a kept form."""
    query = request.GET.copy()
    query.pop(QUERY, None)
    query.pop(ENTERED, None)
    # «//host/path» would lead the person to another site.
    return escape_leading_slashes(request.path) + (f"?{query.urlencode()}" if query else "")


def keep(request: HttpRequest) -> str | None:
    """Keep the posted text for the person its form names; return where they find it again.

    None when the form names nobody or somebody else than who is signed in, or is too long.
    """
    # A stranger's form is never kept: it would come back under somebody else's name.
    person, page = _named(request)
    text = _text(request.POST)
    if not person or len(text) > LONGEST:
        return None
    key, place = secrets.token_urlsafe(24), page or address(request)
    try:
        kept = {"key": key, "place": place, "text": text, "to": request.path}
        cache.set(_slot(person, place), kept, KEPT_SECONDS)
    # Without the cache the text is lost, but the person still gets to sign in.
    except RedisError:
        return None
    return f"{place}{'&' if '?' in place else '?'}{QUERY}={key}"


def sent(request: HttpRequest) -> QueryDict | None:
    """Read what was posted, or what waited for this person; None for a page just opened."""
    return request.POST if request.method == "POST" else taken(request)


def taken(request: HttpRequest) -> KeptForm | None:
    """Take the form that was kept for this person under the key in the address, once."""
    key, place = request.GET.get(QUERY, ""), address(request)
    if not key or not request.user.is_authenticated:
        return None
    slot = _slot(str(request.user.pk), place)
    try:
        kept = cache.get(slot)
        mine = kept and kept["place"] == place and constant_time_compare(kept["key"], key)
        # Of two readers at one moment one deletes it.
        if not mine or not cache.delete(slot):
            return None
    except RedisError:
        return None
    typed = cast(KeptForm, KeptForm(kept["text"]))
    typed.to = kept["to"]
    return typed


class SignInKeepingForms(LoginRequiredMiddleware):
    """Leads who is not signed in to sign-in; a posted form waits for its person meanwhile."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> Any:
        if autosave.asked(request):
            return autosave.refused(401, autosave.SESSION_ENDED)
        place = keep(request) if request.method == "POST" else None
        if place is None:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(place, resolve_url(settings.LOGIN_URL))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose CSRF token is not right: its text comes back, nothing is done."""
    if autosave.asked(request):
        return autosave.refused(403, autosave.SESSION_ENDED)
    place = keep(request)
    if place is None:
        return csrf_failure(request, reason)
    if request.user.is_authenticated:
        return redirect(place)
    return redirect_to_login(place, resolve_url(settings.LOGIN_URL))


def _named(request: HttpRequest) -> tuple[str, str]:
    """Read person and page from the posted form; nobody where another is signed in."""
    try:
        named = _SIGNER.unsign(str(request.POST.get(FIELD, "")), max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return "", ""
    person, _, page = named.partition(_APART)
    stranger = request.user.is_authenticated and str(request.user.pk) != person
    return ("", "") if stranger else (person, page)


def _text(sent: QueryDict) -> str:
    data = sent.copy()
    # A password is never kept, nor shown again.
    secret = [name for name in data if "password" in name]
    for name in ("csrfmiddlewaretoken", FIELD, *secret):
        data.pop(name, None)
    return data.urlencode()


def _slot(person: str, place: str) -> str:
    # Several pages share a slot, so that one person never fills the cache.
    return f"kept:{person}:{zlib.crc32(place.encode()) % SLOTS}"
