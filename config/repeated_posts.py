"""A form sent twice: who succeeded with it is answered with that success once more.

A double click, «back» and the button again, an answer that was lost on the way, the same page in
two windows: the act is done once, and its person is led to where it led the first time. What is
remembered is a digest of the form and the address its answer named, in the cache and for a while:
without it a repeat is answered as any other post, by the state it finds, and nothing is done twice
that a service would not do twice.
"""

import hashlib
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from config import autosave, form_recovery
from config.form_recovery import CSRF, FIELD, address
from config.http import GetResponse

ALREADY = "درخواست شما پیش از این ثبت شده است؛ این بار چیزی تغییر نکرد."
REMEMBERED_SECONDS = 2 * 60 * 60
# A second click waits for the answer to the first; whoever died at work holds nobody up for long.
RUNNING, RUNNING_SECONDS = "running", 60
TURNS, TURN_SECONDS = 400, 0.05
# The act is not there to be done any more: perhaps because this person did it.
REFUSED = (404, 409, 410)
_HELD, _COMPARES, _SIGNS_IN = "held_form", "compares_state", "signs_in"
View = TypeVar("View", bound=Callable[..., Any])


def compares_state(view: View) -> View:
    """Mark a view that tells a repeat by what is stored, so that it is always asked.

    The steps of a month are saved over and over: an old form may say again what has been changed
    since, and only a comparison tells. Signing in and out is new each time.
    """
    setattr(view, _COMPARES, True)
    return view


def signs_in(led_to: Callable[[HttpRequest], str]) -> Callable[[View], View]:
    """Mark a view whose success signs its person in; `led_to` says where the same form has led.

    The token of its page is another one since, so that a second click never comes to the view.
    """

    def marked(view: View) -> View:
        setattr(view, _SIGNS_IN, led_to)
        return view

    return marked


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer what has signed its person in with that; every other form as one cut off."""
    led_to = getattr(resolve(request.path).func, _SIGNS_IN, None)
    to = led_to(request) if led_to and request.user.is_authenticated else ""
    return redirect(to) if to else form_recovery.csrf_failed(request, reason)


class SentForm:
    """A posted form: what was done with it, should it have been sent before."""

    def __init__(self, request: HttpRequest) -> None:
        self.person = str(request.user.pk or "")
        self.key = f"sent:{_digest([self.person, address(request), _content(request)])}"
        # Django masks the token anew for every page, so it names the very page that was sent.
        token = request.POST.get(CSRF, "")
        self.page = _digest(token) if token else ""
        self.mine = False

    def answered(self) -> dict[str, str] | None:
        """Read what it led to, waiting while it is being carried out; None when it is new."""
        for _ in range(TURNS):
            if cache.add(self.key, RUNNING, RUNNING_SECONDS):
                self.mine = True
                return None
            found = cache.get(self.key)
            if isinstance(found, dict):
                return found
            time.sleep(TURN_SECONDS)
        return None

    def led_to(self) -> str:
        """Say where this page, sent before, has led; '' when it was not."""
        found = self.answered()
        return found["to"] if found and self.page and found["page"] == self.page else ""

    def led_another_page_to(self) -> str:
        """Say where the same words, sent from another page, have led their person."""
        found = cache.get(self.key)
        return found["to"] if self.person and isinstance(found, dict) else ""

    def remember(self, to: str) -> None:
        cache.set(self.key, {"to": to, "page": self.page}, REMEMBERED_SECONDS)

    def forget(self) -> None:
        """Let the next one try: this one came to nothing."""
        if self.mine:
            cache.delete(self.key)


class AnswerRepeats:
    """Answers a repeat of what succeeded with the success."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        held: SentForm | None = getattr(request, _HELD, None)
        if held is None:
            return response
        try:
            return _settled(request, held, response)
        except RedisError:
            return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method != "POST" or autosave.asked(request) or getattr(view, _COMPARES, False):
            return None
        held = SentForm(request)
        try:
            to = held.led_to()
        # Without the cache a repeat is judged by what is stored.
        except RedisError:
            return None
        if to:
            return _repeated(request, to)
        setattr(request, _HELD, held)
        return None


def _settled(request: HttpRequest, held: SentForm, response: HttpResponse) -> HttpResponse:
    """Remember a success; answer a refusal with the success that caused it."""
    if response.status_code == 302:
        held.remember(response.headers["Location"])
        return response
    to = held.led_another_page_to() if response.status_code in REFUSED else ""
    if to:
        return _repeated(request, to)
    held.forget()
    return response


def _repeated(request: HttpRequest, to: str) -> HttpResponse:
    # Who is not signed in finds the sentence nowhere but on some later page.
    if request.user.is_authenticated:
        messages.success(request, ALREADY)
    return redirect(to)


def _content(request: HttpRequest) -> list[Any]:
    """Gather what was written, without what is new on every page."""
    fields = sorted((k, v) for k, v in request.POST.lists() if k not in (CSRF, FIELD))
    return [fields, [(name, _file(file)) for name, file in sorted(request.FILES.items())]]


def _file(file: Any) -> str:
    content = hashlib.sha256(file.name.encode())
    for chunk in file.chunks():
        content.update(chunk)
    file.seek(0)
    return content.hexdigest()


def _digest(said: Any) -> str:
    # With the portal's key: a form may hold a password, which nobody may guess from what is kept.
    return salted_hmac("config.repeated_posts", repr(said), algorithm="sha256").hexdigest()
