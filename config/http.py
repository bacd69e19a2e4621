"""What every page shares: private answers, input without NUL, refusals in the portal's look."""

import re
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from hashlib import sha256
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseServerError,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET
from psycopg.errors import ReadOnlySqlTransaction

GetResponse = Callable[[HttpRequest], HttpResponse]
# After how many seconds a browser or a machine should come again when the database is away.
RETRY_SECONDS = 60

# For how long a page that is the same for everybody may be shown without being asked for anew.
EVERYBODY_SECONDS = 300

# The few pages that anonymous people may see are marked with this; all others ask for sign-in.
open_to_all = login_not_required


def for_everybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Mark a page that is open to all and the same whoever asks, so that every cache may keep it.

    It is asked for anew by its ETag. Nothing of it may depend on the person or hold a token of a
    form: `PrivatePages` lets it go without a cookie. What is no whole page stays out of caches.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page = view(request, *args, **kwargs)
        if page.status_code != 200:
            return page
        page.headers["Cache-Control"] = f"public, max-age={EVERYBODY_SECONDS}"
        tag = quote_etag(sha256(page.content).hexdigest()[:32])
        page.headers["ETag"] = tag
        # A 304 is made by this too, and carries the same headers.
        answered: HttpResponseBase = get_conditional_response(request, tag, response=page) or page
        return answered

    return open_to_all(require_GET(answer))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what broke: 503 with the time to come again when the database is away, else 500.

    Django calls this while the exception is handled; neither page asks anything of the database.
    """
    fault = sys.exc_info()[1]
    # A standby that was taken for the server refuses writing: the right one comes back, too.
    away = isinstance(fault, OperationalError | InterfaceError)
    if away or isinstance(fault and fault.__cause__, ReadOnlySqlTransaction):
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


def current_user(request: HttpRequest) -> Any:
    """Return the signed-in person; every page but the few open ones has one."""
    return request.user


def row_id(text: str) -> int | None:
    """Return the id that an address or a form names; None for what can be none of any row."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def seen_version(request: HttpRequest) -> int:
    """Return the version of what the person saw when they acted; -1 when none was sent."""
    return version_in(request.POST)


def version_in(posted: QueryDict) -> int:
    """Return the version that a posted form names; -1 when it names none."""
    text = posted.get("version", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1
