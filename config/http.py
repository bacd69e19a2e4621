"""What every page shares: private answers, input without NUL, health."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

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
        for data in (request.GET, request.POST):
            for key, values in data.lists():
                if "\0" in key or any("\0" in value for value in values):
                    raise BadRequest("NUL in the input")
        return self.get_response(request)


def actor(request: HttpRequest) -> Any:
    """Return the signed-in person; every page but the few open ones has one."""
    return request.user


def seen_version(request: HttpRequest) -> int:
    """Return the version of what the person saw when they acted; -1 when none was sent."""
    text = request.POST.get("version", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1
