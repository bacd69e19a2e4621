"""Where each person begins, and the menu of their role."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from config.http import actor

_OWNER = [
    ("owner:home", "home", "خانه"),
    ("units:mine", "unit", "واحدهای من"),
    ("catalog:tree", "doc", "درخت محصولات"),
    ("help", "help", "راهنما"),
]
_REVIEWER = [
    ("review:inbox", "home", "کارتابل"),
    ("catalog:tree", "doc", "درخت محصولات"),
    ("help", "help", "راهنما"),
]
_STATISTICS = [
    ("reports:index", "chart", "گزارش‌ها و خروجی"),
    ("catalogue:home", "pen", "ویرایش فهرست محصولات"),
    ("catalog:tree", "doc", "درخت محصولات"),
    ("catalog:search", "eye", "جست‌وجوی محصول"),
    ("help", "help", "راهنما"),
]
_TECHNICAL = [
    ("technical:index", "menu", "راهبری فنی"),
    ("help", "help", "راهنما"),
]
_PLAIN = [("help", "help", "راهنما")]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send each role to its first page."""
    return redirect(_entries(actor(request))[0][0])


def menu(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the menu of the signed-in person, the current page marked."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) and not getattr(user, "is_authenticated", False):
        return {}
    rows = [
        {"label": label, "icon": icon, "url": (url := reverse(name)), "count": None}
        | {"current": request.path == url}
        for name, icon, label in _entries(actor(request))
    ]
    within = [row for row in rows if request.path.startswith(str(row["url"]))]
    if within and not any(row["current"] for row in rows):
        within[0]["current"] = True
    return {"menu": rows}


def _entries(user: User) -> list[tuple[str, str, str]]:
    authority = authority_of(user)
    reviewer = authority.organizations(Permission.VIEW_CASES)
    owner = user.memberships.filter(ended_at=None).exists()
    if reviewer and owner:
        return [_REVIEWER[0], *_OWNER]
    if reviewer:
        return _REVIEWER
    if owner:
        return _OWNER
    if authority.organizations(Permission.MANAGE_CATALOGUE):
        return _STATISTICS
    if authority.organizations(Permission.RUN_PORTAL):
        return _TECHNICAL
    return _PLAIN
