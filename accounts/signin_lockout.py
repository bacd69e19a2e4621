"""Too many wrong passwords for one name from one address: the page that says when to try again."""

from typing import Any

from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User


def locked(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Answer a locked sign-in (429), alike for names that exist and names that do not."""
    name = get_client_username(request, credentials)
    tried = AccessAttempt.objects.filter(
        username=name, ip_address=getattr(request, "axes_ip_address", None)
    ).aggregate(last=Max("attempt_time"))["last"]
    now = timezone.now()
    # From the tries alone, so that a name that does not exist answers alike.
    until = (tried or now) + settings.AXES_COOLOFF_TIME
    page = render(request, "accounts/locked.html", {"until": until}, status=429)
    page.headers["Retry-After"] = str(max(1, int((until - now).total_seconds())))
    return page


def unlock(user: User) -> None:
    """Forget the wrong passwords of a person, as after choosing a new one."""
    AccessAttempt.objects.filter(username=user.username).delete()
