"""Where each person begins, and what frames each page: the menu of their role, and the bell."""

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_GET

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from accounts.notices.queries import COUNT_CAP, unread
from config.http import current_user
from units.models import UnitMember

_OWNER = [
    ("owner:home", "home", "خانه"),
    ("units:mine", "unit", "واحدهای من"),
    ("catalog:tree", "doc", "درخت محصولات"),
    ("help", "help", "راهنما"),
]
_REVIEWER = [
    ("review:inbox", "home", "کارتابل"),
    ("review:followup", "bell", "پیگیری"),
    ("catalog:tree", "doc", "درخت محصولات"),
    ("help", "help", "راهنما"),
]
# Who evaluates, besides the inbox.
_WATCH = [
    ("watch:dashboard", "chart", "نمای کلی"),
    ("evaluation:index", "check", "ارزیابی"),
]
_STATISTICS = [
    ("reports:index", "chart", "گزارش‌ها و خروجی"),
    ("evaluation:index", "check", "ارزیابی"),
    ("selected:index", "check", "واحد و محصول منتخب"),
    ("catalogue:home", "pen", "ویرایش فهرست محصولات"),
    ("policy:index", "clock", "مهلت‌ها و آستانه‌ها"),
    ("catalog:tree", "doc", "درخت محصولات"),
    ("help", "help", "راهنما"),
]
_TECHNICAL = [
    ("technical:index", "menu", "راهبری فنی"),
    ("sweeps:index", "clock", "جاروب مهلت‌ها"),
    ("help", "help", "راهنما"),
]
_PLAIN = [("help", "help", "راهنما")]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    user = current_user(request)
    return redirect(_entries(user, _standing(user))[0][0])


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give a page the menu of the signed-in person, the current page marked, and the bell.

    A context processor; one query.
    """
    # Read where a page shows them: a refusal without a frame asks for nothing.
    read = cache(partial(_frame, request))
    return {
        "menu": SimpleLazyObject(lambda: read()["menu"]),
        "bell": SimpleLazyObject(lambda: read()["bell"]),
    }


def _frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if not getattr(user, "is_authenticated", False):
        return {"menu": [], "bell": None}
    user = current_user(request)
    standing = _standing(user)
    # Complaints are answered from the follow-up, though their address is the inbox's neighbour.
    followed = request.path.startswith(reverse("review:complaints"))
    path = reverse("review:followup") if followed else request.path
    rows = [
        {"label": label, "icon": icon, "url": (url := reverse(name))} | {"current": path == url}
        for name, icon, label in _entries(user, standing)
    ]
    within = [row for row in rows if path.startswith(str(row["url"]))]
    if within and not any(row["current"] for row in rows):
        # A page below two entries belongs to the nearer one.
        max(within, key=lambda row: len(str(row["url"])))["current"] = True
    bell = {"url": reverse("notices:inbox"), "count": standing.unread, "cap": COUNT_CAP}
    return {"menu": rows, "bell": bell}


@dataclass(frozen=True)
class _Standing:
    """Whether a person files for a unit, and how many of their notices are new."""

    files: bool
    unread: int


def _standing(user: User) -> _Standing:
    # One query for the menu and for the bell.
    files = Exists(UnitMember.objects.filter(user=OuterRef("pk"), ended_at=None))
    people = User.objects.filter(pk=user.pk)
    return _Standing(*people.values_list(files, unread()).get())


def _entries(user: User, standing: _Standing) -> list[tuple[str, str, str]]:
    authority = authority_of(user)
    reviewer = authority.organizations(Permission.VIEW_CASES)
    if reviewer and standing.files:
        # An officer who also files for a unit works on both sides.
        return [*_REVIEWER[:2], *_OWNER]
    if reviewer and authority.organizations(Permission.EVALUATE):
        return [_REVIEWER[0], *_WATCH, *_REVIEWER[1:]]
    if reviewer:
        return _REVIEWER
    if standing.files:
        return _OWNER
    if authority.organizations(Permission.MANAGE_CATALOGUE):
        return _STATISTICS
    if authority.organizations(Permission.RUN_PORTAL):
        return _TECHNICAL
    return _PLAIN
