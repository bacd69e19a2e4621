"""What every page shares: private answers, input without NUL, refusals in the portal's look."""

import re
import sys
from collections.abc import Callable
from contextlib import suppress
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
from django.template.loader import render_to_string
from psycopg.errors import ReadOnlySqlTransaction

GetResponse = Callable[[HttpRequest], HttpResponse]
# After how many seconds a browser or a machine should come again when the database is away.
RETRY_SECONDS = 60

# The few pages that anonymous people may see are marked with this; all others ask for sign-in.
open_to_all = login_not_required


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
