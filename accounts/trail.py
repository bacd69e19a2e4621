"""The trail of access: comings and goings, refusals, files that left; starred, and never changed.

Nothing here decides: `accounts.signin_lockout` counts what stands in it. Lines leave by age alone.
"""

import json
import logging
import re
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.enums import AccessKind
from accounts.models import AccessEvent, User
from config.http import GetResponse, client_address
from config.one_line import one_line
from config.persian import fold_user_name

# A line that is younger is not let go; its trigger says the same (accounts/migrations/).
KEPT_DAYS = 400
logger = logging.getLogger(__name__)
# By this name lines are handed to a log server (LOGGING).
told = logging.getLogger("portal.trail")


def key_of(text: str) -> str:
    """Digest a name or an address, so that tries are counted and nobody reads which they were."""
    folded = fold_user_name(text)
    return salted_hmac("accounts.trail", folded).hexdigest()[:32] if folded else ""


def starred(name: str) -> str:
    """Keep the ends of a name or mail address: «le***a», «l***a@example.ir»."""
    local, at, domain = name.partition("@")
    shown = f"{local[:2]}***{local[-1:]}" if len(local) > 3 else f"{local[:1]}***"
    return f"{shown}{at}{domain}"[:60]


def line_of(address: str | None) -> str:
    """Name the line of an address: itself, of IPv6 the /64 that one line has whole."""
    return _network(address, 32, 64)


def network_of(address: str | None) -> str:
    """Name the network around an address: /24, of IPv6 /48."""
    return _network(address, 24, 48)


def keys_of_address(address: str | None) -> dict[str, str]:
    """Digest the line and the network of an address, by the names under which they are counted."""
    line, network = line_of(address), network_of(address)
    return {"address_key": key_of(line), "network_key": key_of(network)}


def record(
    kind: AccessKind,
    request: HttpRequest | None,
    name: str = "",
    user: User | None = None,
    path: str = "",
    key: str = "",
    about: User | None = None,
    detail: str = "",
) -> None:
    """Write one line; a database that takes none holds nobody up.

    With a `key`, as of a link, the line is found by it instead of by the address. Of an act on
    somebody else's account, `about` is that person and `detail` what was done in a few words.
    """
    line = _line(kind, request, name, user, path)
    line.about, line.detail = about, _without_numbers(one_line(detail))[:200]
    if key:
        line.address_key = key_of(key)
    try:
        with transaction.atomic():
            _keep(line)
    except DatabaseError:
        logger.exception("The trail of access takes no line (%s).", kind)


def record_download(request: HttpRequest, user: User, digest: str) -> None:
    """Write down that a file leaves, before it does: no file without its line.

    Raises DatabaseError.
    """
    line = _line(AccessKind.DOWNLOAD, request, user.username, user, request.path)
    line.sha256 = digest
    _keep(line)


def _line(
    kind: AccessKind, request: HttpRequest | None, name: str, user: User | None, path: str
) -> AccessEvent:
    address = client_address(request) if request else None
    return AccessEvent(
        at=timezone.now(),
        kind=kind,
        user=user,
        name=starred(name) if name else "",
        name_key=key_of(name),
        address=network_of(address),
        address_key=key_of(line_of(address)),
        network_key=key_of(network_of(address)),
        path=path[:120],
    )


def _keep(line: AccessEvent) -> None:
    line.save(force_insert=True)
    # What a transaction takes back was no event: told once it stands.
    transaction.on_commit(lambda: told.info(as_text(line)), robust=True)


def as_text(line: AccessEvent) -> str:
    """Write a line as a log server reads it: `name="value"`, empty ones left out."""
    facts = {
        "id": line.pk,
        "at": line.at.isoformat(timespec="seconds"),
        "kind": line.kind,
        "user": line.user_id,
        "name": line.name,
        "about": line.about_id,
        "network": line.address,
        "path": line.path,
        "sha256": line.sha256,
        "detail": line.detail,
    }
    # JSON writes breaks of lines and quotes as signs: no value begins a line of its own.
    return " ".join(f"{name}={json.dumps(str(value))}" for name, value in facts.items() if value)


def _without_numbers(words: str) -> str:
    """Star what may be an id, a phone or a code, in whichever digits it is written."""
    return re.sub(r"\d{5,}", "***", words)


def failures_since_sign_in(user: User, address: str | None) -> tuple[int, int]:
    """Count the wrong passwords since the person's last sign-in: all, and those from elsewhere."""
    mine = AccessEvent.objects.filter(name_key=key_of(user.username))
    last = mine.filter(kind=AccessKind.SIGNED_IN).order_by("-at").values_list("at", flat=True)
    wrong = mine.filter(kind=AccessKind.FAILED)
    if (since := last.first()) is not None:
        wrong = wrong.filter(at__gt=since)
    places = list(wrong.order_by("-at").values_list("address_key", flat=True)[:1000])
    here = key_of(line_of(address))
    return len(places), sum(place != here for place in places)


def latest(user: User, most: int = 20) -> list[AccessEvent]:
    """List the newest lines about the person's account."""
    mine = AccessEvent.objects.filter(name_key=key_of(user.username))
    others = (AccessKind.FORBIDDEN, AccessKind.DOWNLOAD)
    return list(mine.exclude(kind__in=others).order_by("-at", "-pk")[:most])


def prune(now: datetime) -> int:
    """Let go what is older than the trigger keeps; return how many lines went."""
    return AccessEvent.objects.filter(at__lt=now - timedelta(days=KEPT_DAYS)).delete()[0]


class NoteRefusals:
    """Keeps who was refused which page (403)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 403:
            user = request.user if request.user.is_authenticated else None
            name = user.username if user else ""
            record(AccessKind.FORBIDDEN, request, name, user, request.path)
        return response


def came(request: HttpRequest, user: User, **_: Any) -> None:
    """Note a sign-in (receiver of `user_logged_in`)."""
    record(AccessKind.SIGNED_IN, request, user.username, user)


def went(request: HttpRequest, user: User | None, **_: Any) -> None:
    """Note a sign-out (receiver of `user_logged_out`)."""
    if user is not None:
        record(AccessKind.SIGNED_OUT, request, user.username, user)


def _network(address: str | None, four: int, six: int) -> str:
    if not address:
        return ""
    found = ip_address(address)
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    length = four if found.version == 4 else six
    return str(ip_network(f"{found}/{length}", strict=False))
