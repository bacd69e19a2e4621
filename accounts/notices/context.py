"""The bell of the top bar."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from accounts.notices.queries import COUNT_CAP, unread_count


@dataclass(frozen=True)
class Bell:
    """Where the notices are and how many are unread; `count` is one above `cap` at most."""

    url: str
    count: int
    cap: int = COUNT_CAP


def bell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the bell of a signed-in person, counted only where it is shown."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"bell": None}
    return {"bell": SimpleLazyObject(lambda: _bell(user))}


def _bell(user: User) -> Bell:
    return Bell(reverse("notices:inbox"), unread_count(user))
