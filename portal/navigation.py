"""Where each person begins, and what frames each page: the menu of their role, and the bell."""

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Func, IntegerField, OuterRef, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_GET

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import User
from accounts.notices.queries import COUNT_CAP, unread
from config.http import current_user
from review.inbox.queries import desk_ids
from statistics.enums import IN_REVIEW, State
from statistics.models import Submission
from units.models import UnitMember

_OWNER = [
    ("owner:home", "home", "خانه"),
    ("unit_list:index", "unit", "واحدهای من"),
    ("catalog:tree", "doc", "درخت محصولات"),
    ("help", "help", "راهنما"),
]
_REVIEWER = [
    ("review:inbox", "home", "کارتابل"),
    ("review:followup", "bell", "پیگیری"),
    ("unit_list:index", "unit", "واحدها"),
    ("catalog:tree", "doc", "درخت محصولات"),
    ("help", "help", "راهنما"),
]
# For who brings lists by file, in the place of the tree, which the steps of a month show besides.
_FILES = ("imports:index", "plus", "ورود اطلاعات")
# Who evaluates, besides the inbox.
_WATCH = [
    ("watch:dashboard", "chart", "نمای کلی"),
    ("evaluation:index", "check", "ارزیابی"),
]
_STATISTICS = [
    ("reports:index", "chart", "گزارش‌ها و خروجی"),
    ("evaluation:index", "check", "ارزیابی"),
    ("unit_list:index", "unit", "واحدها"),
    ("lists:index", "pen", "فهرست‌ها"),
    ("policy:index", "clock", "مهلت‌ها و آستانه‌ها"),
    ("catalog:tree", "doc", "درخت محصولات"),
    ("help", "help", "راهنما"),
]
# Lists whose addresses stand apart from the page that gathers them.
_LISTED = ("catalogue", "selected", "causes")
_TECHNICAL = [
    ("technical:index", "menu", "مدیریت فنی"),
    ("sweeps:index", "clock", "پیشروی خودکار پرونده‌ها"),
    ("help", "help", "راهنما"),
]
_IMPORT = [
    ("import_orders", "doc", "بررسی ثبت سفارش"),
    ("help", "help", "راهنما"),
]
_PLAIN = [("help", "help", "راهنما")]
# What waits behind an entry, as a screen reader says it after the number.
_WAITING = {"review:inbox": "پرونده در انتظار بررسی", "owner:home": "ماه بازگردانی‌شده"}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    user = current_user(request)
    return redirect(_entries(user, _standing(user))[0][0])


@require_GET
def import_orders(request: HttpRequest) -> HttpResponse:
    """Tell who reviews import orders what their post opens in this version of the portal."""
    offices = authority_of(current_user(request)).organizations(Permission.LOOK_UP_FINAL)
    if not offices:
        raise PermissionDenied
    return render(request, "portal/import_orders.html", {"office": offices[0]})


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give a page the menu of the signed-in person, the current page marked, and the bell.

    A context processor; one query.
    """
    # Read where a page shows them: a refusal without a frame asks for nothing.
    read = cache(partial(_frame, request))
    return {
        "menu": SimpleLazyObject(lambda: read()["menu"]),
        "bell": SimpleLazyObject(lambda: read()["bell"]),
        "searches": SimpleLazyObject(lambda: _searches(request)),
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
    standing = _standing(user)
    # Complaints are answered from the follow-up, though their address is the inbox's neighbour.
    followed = request.path.startswith(reverse("review:complaints"))
    path = reverse("review:followup") if followed else request.path
    # So are the lists that have rooms of their own.
    if request.resolver_match and request.resolver_match.namespace in _LISTED:
        path = reverse("lists:index")
    counts = {"review:inbox": standing.waiting, "owner:home": standing.returned}
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
    """Whether a person files for a unit, how many of their notices are new, and what waits.

    `waiting` are cases on the person's desks, `returned` months of their units to be corrected;
    each is counted up to one more than COUNT_CAP.
    """

    files: bool
    unread: int
    waiting: int
    returned: int


def _standing(user: User) -> _Standing:
    # One query for the menu, its numbers and the bell.
    files = Exists(UnitMember.objects.filter(user=OuterRef("pk"), ended_at=None))
    desks = desk_ids(user)
    on_desks = Submission.objects.filter(desk__in=desks, state__in=IN_REVIEW)
    returned = Submission.objects.filter(
        unit__members__user=OuterRef("pk"), unit__members__ended_at=None, state=State.RETURNED
    )
    waiting = _counted(on_desks) if desks else Value(0)
    people = User.objects.filter(pk=user.pk)
    return _Standing(*people.values_list(files, unread(), waiting, _counted(returned)).get())


def _counted(cases: QuerySet[Submission]) -> Func:
    """Count within a query of people; a count reads every row, an array stops at the cap."""
    numbers = ArraySubquery(cases.values("pk")[: COUNT_CAP + 1])
    return Func(numbers, function="cardinality", output_field=IntegerField())


def _entries(user: User, standing: _Standing) -> list[tuple[str, str, str]]:
    entries = _entries_of_post(user, standing)
    if not authority_of(user).organizations(Permission.IMPORT_REGISTRY):
        return entries
    return [_FILES if entry[0] == "catalog:tree" else entry for entry in entries]


def _entries_of_post(user: User, standing: _Standing) -> list[tuple[str, str, str]]:
    authority = authority_of(user)
    reviewer = authority.organizations(Permission.VIEW_CASES)
    if reviewer and standing.files:
        # An officer who also files for a unit works on both sides.
        return [*_REVIEWER[:3], *(entry for entry in _OWNER if entry[0] != "unit_list:index")]
    watching = {office.kind for office in authority.organizations(Permission.EVALUATE)}
    if reviewer and watching == {OrganizationKind.PROVINCE}:
        # The head answers for the province and seldom decides: the whole first, then the desk.
        return [*_WATCH, *_REVIEWER]
    if reviewer and watching:
        return [_REVIEWER[0], *_WATCH, *_REVIEWER[1:]]
    if reviewer:
        return _REVIEWER
    if standing.files:
        return _OWNER
    if authority.organizations(Permission.MANAGE_CATALOGUE):
        return _STATISTICS
    if authority.organizations(Permission.RUN_PORTAL):
        return _TECHNICAL
    if authority.organizations(Permission.LOOK_UP_FINAL):
        return _IMPORT
    return _PLAIN
