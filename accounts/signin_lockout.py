"""Too many wrong passwords: for one name at one address, one account, one line, one network.

Who has signed in from a network before is not shut out of it by what strangers guess elsewhere, nor
by what their neighbours mistype. Every answer is the same for names that exist and names that do
not: it is made of the tries alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts import trail
from accounts.enums import AccessKind
from accounts.models import AccessEvent, User
from config.http import client_address
from config.persian import fold_user_name

# So long a network counts as the person's own after a sign-in from there.
KNOWN_DAYS = 90


@dataclass(frozen=True)
class Limit:
    """So many tries in so many minutes of who shares a key."""

    field: str
    most: int
    minutes: int

    def until(self, kind: AccessKind, key: str, now: datetime) -> datetime | None:
        """Tell when the next try is taken; None when it is now."""
        if not key:
            return None
        since = now - timedelta(minutes=self.minutes)
        tries = AccessEvent.objects.filter(**{self.field: key}, kind=kind, at__gt=since)
        # The oldest of the newest ones that fill the limit: when it has aged, one more is taken.
        oldest = tries.order_by("-at").values_list("at", flat=True)[self.most - 1 : self.most]
        return next((at + timedelta(minutes=self.minutes) for at in oldest), None)


def closed(request: HttpRequest, name: str) -> HttpResponse | None:
    """Answer a sign-in that is shut (429) before the password is looked at; None when it is not."""
    address, now = client_address(request), timezone.now()
    if _known(name, address, now):
        return None
    until = closed_until(settings.SIGN_IN_LIMITS, AccessKind.FAILED, name, address, now)
    if until is None:
        return None
    trail.record(AccessKind.LOCKED, request, name)
    return page(request, until, now, whole=True)


def closed_until(
    told: Iterable[tuple[str, int, int]],
    kind: AccessKind,
    name: str,
    address: str | None,
    now: datetime,
) -> datetime | None:
    """Tell when all limits take a try of this kind again; None when they do now."""
    keys = keys_of(name, address)
    limits = [Limit(field, most, minutes) for field, most, minutes in told]
    waits = [limit.until(kind, keys[limit.field], now) for limit in limits]
    return max(filter(None, waits), default=None)


def reset_closed(request: HttpRequest) -> HttpResponse | None:
    """Answer who asks for one link after another (429), whatever addresses are named."""
    now, limits = timezone.now(), settings.RESET_LIMITS
    until = closed_until(limits, AccessKind.RESET_ASKED, "", client_address(request), now)
    return page(request, until, now, whole=True) if until else None


def invitation_closed(request: HttpRequest) -> HttpResponse | None:
    """Answer who tries one code of an invitation after the other (429), right or wrong."""
    now, limits = timezone.now(), settings.INVITATION_LIMITS
    until = closed_until(limits, AccessKind.CODE_WRONG, "", client_address(request), now)
    return page(request, until, now, whole=True) if until else None


def letters_spent(email: str) -> bool:
    """Tell whether so many links went to this address that another one waits."""
    limit = Limit("name_key", *settings.RESET_LETTERS)
    return bool(limit.until(AccessKind.RESET_ASKED, trail.key_of(email), timezone.now()))


def typed_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """Name the account that is tried as accounts are named: capitals are no way round the limit."""
    typed = (credentials or {}).get("username")
    if typed is None and request is not None:
        typed = request.POST.get("username")
    return fold_user_name(typed or "")


def locked(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Answer a locked pair of name and address (429), alike for every name."""
    name = get_client_username(request, credentials)
    tried = AccessAttempt.objects.filter(
        username=name, ip_address=getattr(request, "axes_ip_address", None)
    ).aggregate(last=Max("attempt_time"))["last"]
    now = timezone.now()
    # From the tries alone, so that a name that does not exist answers alike.
    return page(request, (tried or now) + settings.AXES_COOLOFF_TIME, now)


def page(request: HttpRequest, until: datetime, now: datetime, whole: bool = False) -> HttpResponse:
    """Say until when the door is shut; `whole`: not for one name at one address alone."""
    context = {"until": until, "whole": whole}
    answer = render(request, "accounts/locked.html", context, status=429)
    answer.headers["Retry-After"] = str(max(1, int((until - now).total_seconds())))
    return answer


def unlock(user: User) -> None:
    """Forget the wrong passwords of a person, as after choosing a new one."""
    AccessAttempt.objects.filter(username=user.username).delete()


def keys_of(name: str, address: str | None) -> dict[str, str]:
    """Digest who tries: the name, the line and the network, by the fields of the trail."""
    return {"name_key": trail.key_of(name), **trail.keys_of_address(address)}


def _known(name: str, address: str | None, now: datetime) -> bool:
    """Tell whether the account was signed in to from this network, or line, of late."""
    keys = keys_of(name, address)
    here = Q(network_key=keys["network_key"]) & ~Q(network_key="")
    came = AccessEvent.objects.filter(here, name_key=keys["name_key"], kind=AccessKind.SIGNED_IN)
    return came.filter(at__gt=now - timedelta(days=KNOWN_DAYS)).exists()
