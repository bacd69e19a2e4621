"""What every page shares: private answers, input without NUL, refusals in the portal's look."""

import re
import sys
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

GetResponse = Callable[[HttpRequest], HttpResponse]
# After how many seconds a browser or a machine should come again when the database is away.
RETRY_SECONDS = 60

# The few pages that anonymous people may see are marked with this; all others ask for sign-in.
open_to_all = login_not_required


class PrivatePages:
    """Figures never stay in a browser's or proxy's cache: drafts survive on the server."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class PlainInput:
    """PostgreSQL stores no NUL, and nobody types one: such a request is refused as bad (400)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any("\0" in value for value in request.COOKIES.values()):
            raise BadRequest("NUL in a cookie")
        for data in (request.GET, request.POST):
            for key, values in data.lists():
                if "\0" in key or any("\0" in value for value in values):
                    raise BadRequest("NUL in the input")
        return self.get_response(request)


class WrongMethod:
    """An address asked in the wrong way answers with a page (405), not with an empty one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        # The same answer keeps the headers that other middleware has given it.
        response.content = render_to_string("405.html", request=request)
        response.headers["Content-Type"] = "text/html; charset=utf-8"
        return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what broke: 503 with the time to come again when the database is away, else 500.

    Django calls this while the exception is handled; neither page asks anything of the database.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = HttpResponse(render_to_string("503.html"), status=503)
        page.headers["Retry-After"] = str(RETRY_SECONDS)
        return page
    return HttpResponseServerError(render_to_string("500.html"))


def client_address(request: HttpRequest) -> str | None:
    """Return the visitor's address: the connection's, or behind a proxy the one it wrote last."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2]
    with suppress(ValueError):
        return str(ip_address(address.strip()))
    return None


def actor(request: HttpRequest) -> Any:
    """Return the signed-in person; every page but the few open ones has one."""
    return request.user


def seen_version(request: HttpRequest) -> int:
    """Return the version of what the person saw when they acted; -1 when none was sent."""
    text = request.POST.get("version", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1
