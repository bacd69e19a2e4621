"""What frames each page: the menu with the current page marked, the bell, what is announced."""

from functools import cache, partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from accounts.notices.queries import COUNT_CAP
from config.http import current_user
from outreach.circulars.queries import unread_of
from portal import announcements
from portal.navigation.menus import entries_of
from portal.navigation.places import place_of
from portal.navigation.standing import posts_waiting, standing_of

# So many circulars that nobody has read stand on an owner's first page.
TO_READ = 5
# What waits behind an entry, as a screen reader says it after the number.
_WAITING = {
    "review:inbox": "پرونده در انتظار بررسی",
    "owner:home": "ماه بازگردانی‌شده",
    "access:index": "درخواست در انتظار شما",
    "appointments:index": "پست در انتظار تأیید یا بازبینی شما",
    "meetings:tasks": "مصوبهٔ جلسه در انتظار پاسخ شما",
    "watch:dashboard": "مصوبهٔ جلسه در انتظار پاسخ شما",
    "circulars:index": "بخشنامه در انتظار رسید شما",
    "help_desk:index": "مشکل در انتظار پاسخ شما",
    "visits:index": "گزارش بازدید ثبت‌نشدهٔ شما",
}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give a page the menu of the signed-in person, the current page marked, and the bell.

    A context processor; one query, and a few more for who appoints while a post waits for somebody.
    Besides, what an app above has announced to those who have units to look for.
    """
    # Read where a page shows them: a refusal without a frame asks for nothing.
    read = cache(partial(_frame, request))
    return {
        "menu": SimpleLazyObject(lambda: read()["menu"]),
        "bell": SimpleLazyObject(lambda: read()["bell"]),
        "searches": SimpleLazyObject(lambda: _searches(request)),
        "announced": SimpleLazyObject(lambda: announcements.lines() if _searches(request) else []),
        "to_read": SimpleLazyObject(lambda: list(unread_of(current_user(request))[:TO_READ])),
    }


def _searches(request: HttpRequest) -> bool:
    """Tell whether the person has units to look for; what they may do is read once a request."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and bool(
        authority_of(user).organizations(Permission.VIEW_REGISTRY)
    )


def _frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if not getattr(user, "is_authenticated", False):
        return {"menu": [], "bell": None}
    user = current_user(request)
    standing = standing_of(user)
    entries = entries_of(user, standing)
    path = place_of(request, {name for name, *_ in entries})
    counts = {
        "review:inbox": standing.waiting,
        "owner:home": standing.returned,
        "access:index": standing.access,
        "appointments:index": posts_waiting(user) if standing.posts else 0,
        # Who evaluates has the meetings behind the overview.
        "watch:dashboard": standing.tasks,
        "meetings:tasks": standing.tasks,
        "circulars:index": standing.circulars,
        "help_desk:index": standing.problems,
        "visits:index": standing.visits,
    }
    rows: list[dict[str, Any]] = [
        {
            "label": label,
            "icon": icon,
            "url": (url := reverse(name)),
            "current": path == url,
            "count": counts.get(name, 0),
            "cap": COUNT_CAP,
            "counted": _WAITING.get(name, ""),
        }
        for name, icon, label in entries
    ]
    within = [row for row in rows if path.startswith(str(row["url"]))]
    if within and not any(row["current"] for row in rows):
        # A page below two entries belongs to the nearer one.
        max(within, key=lambda row: len(str(row["url"])))["current"] = True
    bell = {"url": reverse("notices:inbox"), "count": standing.unread, "cap": COUNT_CAP}
    return {"menu": rows, "bell": bell}
