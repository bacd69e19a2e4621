"""Where each person begins, and what frames each page: the menu of their role, and the bell."""

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, IntegerField, OuterRef, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_GET

from accounts.access.queries import waiting_for
from accounts.appointments.queries import may_wait_for
from accounts.appointments.queries import waiting_for as posts_waiting_for
from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import AccessRequest, User
from accounts.notices.queries import COUNT_CAP, unread
from config.http import current_user, open_to_all
from config.jalali import tehran_day
from outreach.circulars.queries import unread_of, waiting_hops
from outreach.help_desk.queries import desks as help_desks
from outreach.help_desk.queries import waiting_at
from oversight.models import MeetingTask
from portal import announcements
from review.inbox.queries import desk_ids
from review.visits.queries import waits_for
from statistics.enums import IN_REVIEW, State
from statistics.models import Submission
from statistics.publication.pages.front import front_figures
from units.models import UnitMember

_OWNER = [
    ("owner:home", "home", "خانه"),
    ("unit_list:index", "unit", "واحدهای من"),
    ("owner:my_year", "chart", "سال من"),
    ("certificates:index", "check", "گواهی‌ها و استعلام‌ها"),
    ("circulars:index", "doc", "بخشنامه‌ها"),
    ("help_desk:index", "help", "میز کمک"),
    ("help", "help", "راهنما"),
]
# The figures of a reach: of the country, a province, a county or a union.
_FIGURES = ("indicators:index", "chart", "آمار")
_PROVINCE_FIGURES = ("indicators:index", "chart", "آمار استان")
_REVIEWER = [
    ("review:inbox", "home", "کارتابل"),
    ("review:followup", "bell", "پیگیری"),
    ("unit_list:index", "unit", "واحدها"),
    _FIGURES,
    ("catalog:tree", "doc", "درخت محصولات"),
    ("help", "help", "راهنما"),
]
_DESK = [entry for entry in _REVIEWER if entry != _FIGURES]
_ACCESS = ("access:index", "user", "دسترسی اتحادیه‌ها")
# For who brings lists by file, in the place of the tree, which the steps of a month show besides.
_FILES = ("imports:index", "plus", "ورود اطلاعات")
# A menu longer than this is not taken in at a glance.
LONGEST = 8
# So many circulars that nobody has read stand on an owner's first page.
TO_READ = 5
# For who appoints, before the help.
_POSTS = ("appointments:index", "user", "همکاران")
# For who answers problems at a desk, before the help.
_HELP_DESK = ("help_desk:index", "help", "میز کمک")
# A circular that waits for a receipt of one's office.
_CIRCULARS = ("circulars:index", "doc", "بخشنامه‌ها")
# What meetings left to one's office, while any of it waits.
_TASKS = ("meetings:tasks", "check", "مصوبه‌های جلسه")
# What a long menu leaves out, in this order: all of it is found at another place of the page.
_ELSEWHERE = ("help", "catalog:tree", "help_desk:index", "circulars:index")
# For who visits units; where the menu has no room for it, behind the follow-up.
_VISITS = ("visits:index", "eye", "بازدیدها")
# Who evaluates, besides the inbox.
_WATCH = [
    ("watch:dashboard", "eye", "نمای کلی"),
    ("evaluation:index", "check", "ارزیابی"),
]
_STATISTICS = [
    _FIGURES,
    ("editions:index", "doc", "انتشار آمار"),
    ("evaluation:index", "check", "ارزیابی"),
    ("unit_list:index", "unit", "واحدها"),
    ("lists:index", "pen", "فهرست‌ها"),
    ("policy:index", "clock", "مهلت‌ها و آستانه‌ها"),
    ("catalog:tree", "doc", "درخت محصولات"),
    ("help", "help", "راهنما"),
]
# Lists whose addresses stand apart from the page that gathers them.
_LISTED = ("catalogue", "selected", "causes", "inquiries")
_TECHNICAL = [
    ("technical:index", "menu", "مدیریت فنی"),
    ("sweeps:index", "clock", "پیشروی خودکار پرونده‌ها"),
    ("help", "help", "راهنما"),
]
_AUDITOR = [
    ("trail:index", "menu", "سوابق دسترسی"),
    ("help", "help", "راهنما"),
]
_IMPORT = [
    ("orders:index", "eye", "ماه‌های نهایی یک واحد"),
    ("orders:looks", "doc", "سوابق مشاهده‌های من"),
    ("help", "help", "راهنما"),
]
# Who reports of an office of its own, and reviews nothing.
_OFFICE = [("organizational:index", "chart", "آمار سازمانی"), ("help", "help", "راهنما")]
# An affiliate gives support besides, and has no list of units that leads there.
_SUPPORT = ("service_desk:index", "check", "پیش از حمایت")
_CLERK = [
    ("assisted:index", "pen", "ثبت برای دارنده"),
    ("help", "help", "راهنما"),
]
_PLAIN = [("help", "help", "راهنما")]
# Who signed up for a union and has no post yet.
_APPLICANT = [("access:index", "user", "دسترسی اتحادیه"), ("help", "help", "راهنما")]
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


@open_to_all
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Lead each person to their first page, and show the front door to who is not signed in."""
    user = request.user
    if not isinstance(user, User):
        return render(request, "portal/front/index.html", {"figures": front_figures()})
    return redirect(_beginning(user, _entries(user, _standing(user))))


def _beginning(user: User, entries: list[tuple[str, str, str]]) -> str:
    """Name the page on which a person begins; who decides in the ministry, at what waits."""
    kinds = {office.kind for office in authority_of(user).organizations(Permission.DECIDE)}
    if OrganizationKind.MINISTRY in kinds:
        return "review:inbox"
    return entries[0][0]


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
    standing = _standing(user)
    entries = _entries(user, standing)
    path = _path(request, {name for name, *_ in entries})
    counts = {
        "review:inbox": standing.waiting,
        "owner:home": standing.returned,
        "access:index": standing.access,
        "appointments:index": _posts_waiting(user) if standing.posts else 0,
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


def _path(request: HttpRequest, names: set[str]) -> str:
    """Find where in the menu a page belongs that stands elsewhere by its address."""
    # Complaints are answered from the follow-up, though their address is the inbox's neighbour.
    if request.path.startswith(reverse("review:complaints")):
        return reverse("review:followup")
    # The campaign is about the units that have nobody yet.
    if request.path.startswith(reverse("campaign:index")):
        return reverse("unit_list:index")
    # Before a unit is supported somebody asks: from the units, as the menu is full.
    asks = request.path.startswith(reverse("service_desk:index"))
    if asks and "service_desk:index" not in names:
        return reverse("unit_list:index")
    # One's own days stand beside one's own year.
    if request.path.startswith(reverse("calendar:index")):
        return reverse("owner:my_year")
    # Files are brought from there where the menu has no room for them.
    if "imports:index" not in names and request.path.startswith(reverse("imports:index")):
        return reverse("unit_list:index")
    # Visits are followed up where the menu has no room for them, and watched over by who evaluates.
    if "visits:index" not in names and request.path.startswith(reverse("visits:index")):
        for name in ("lists:index", "review:followup", "unit_list:index"):
            if name in names:
                return reverse(name)
    # Meetings stand beside the figures by their address, and behind the overview in the menu.
    if request.path.startswith(reverse("meetings:index")):
        for name in ("meetings:tasks", "watch:dashboard"):
            if name in names:
                return reverse(name)
    # Lessons are about the help.
    if request.path.startswith(reverse("training:index")):
        return reverse("help")
    # Files of figures are asked for from the figures.
    if request.path.startswith(reverse("files:index")):
        return reverse("indicators:index")
    # What offices report of themselves stands behind the figures of the units, where these are.
    beside = request.path.startswith(reverse("organizational:index"))
    if beside and "organizational:index" not in names:
        return reverse("indicators:index")
    # Lists that have rooms of their own are found on the page that gathers them.
    if request.resolver_match and request.resolver_match.namespace in _LISTED:
        return reverse("lists:index")
    return request.path


@dataclass(frozen=True)
class _Standing:
    """Whether a person files for a unit, how many of their notices are new, and what waits.

    `waiting` are cases on the person's desks, `returned` months of their units to be corrected,
    `access` requests of unions at their desks; each is counted up to one more than COUNT_CAP.
    `posts`: some appointment of their reach waits for somebody. `applies`: they signed up for a
    union. `tasks` of meetings, receipts of `circulars` and answers to `problems` wait for their
    offices; `visits` of theirs are to be written down.
    """

    files: bool
    unread: int
    waiting: int
    returned: int
    access: int
    posts: bool
    applies: bool
    tasks: int
    circulars: int
    problems: int
    visits: int


def _standing(user: User) -> _Standing:
    # One query for the menu, its numbers and the bell.
    files = Exists(UnitMember.objects.filter(user=OuterRef("pk"), ended_at=None))
    desks = desk_ids(user)
    on_desks = Submission.objects.filter(desk__in=desks, state__in=IN_REVIEW)
    returned = Submission.objects.filter(
        unit__members__user=OuterRef("pk"), unit__members__ended_at=None, state=State.RETURNED
    )
    waiting = _counted(on_desks) if desks else Value(0)
    handles = authority_of(user).organizations(Permission.HANDLE_ACCESS)
    access = _counted(waiting_for(user)) if handles else Value(0)
    applies = Exists(AccessRequest.objects.filter(applicant=OuterRef("pk")))
    people = User.objects.filter(pk=user.pk)
    appoints, now = authority_of(user).organizations(Permission.APPOINT), timezone.now()
    posts = Exists(may_wait_for(appoints, now)) if appoints else Value(False)
    officer = authority_of(user).organizations(Permission.VIEW_REGISTRY)
    left = MeetingTask.objects.asked_of(user).waiting(tehran_day(now))
    tasks = _counted(left) if officer else Value(0)
    circulars = _counted(waiting_hops(user)) if officer else Value(0)
    helping = help_desks(user)
    problems = _counted(waiting_at(helping, tehran_day(now))) if helping else Value(0)
    keeps = authority_of(user).organizations(Permission.KEEP_REGISTRY)
    visits = _counted(waits_for(user, tehran_day(now))) if keeps else Value(0)
    asked = (files, unread(), waiting, _counted(returned), access, posts, applies, tasks)
    return _Standing(*people.values_list(*asked, circulars, problems, visits).get())


def _posts_waiting(user: User) -> int:
    """Count what waits for the person at the posts of their reach: whose turn it is, is no SQL.

    As many queries however many posts wait.
    """
    return len(posts_waiting_for(user, timezone.now()))


def _counted(cases: QuerySet[Any]) -> Func:
    """Count within a query of people; a count reads every row, an array stops at the cap."""
    numbers = ArraySubquery(cases.values("pk")[: COUNT_CAP + 1])
    return Func(numbers, function="cardinality", output_field=IntegerField())


def _entries(user: User, standing: _Standing) -> list[tuple[str, str, str]]:
    entries = _entries_of_post(user, standing)
    if authority_of(user).organizations(Permission.HANDLE_ACCESS):
        # Before the tree and the help, which every menu ends with.
        entries = [*entries[:-2], _ACCESS, *entries[-2:]]
    if authority_of(user).organizations(Permission.APPOINT):
        entries = [*entries[:-1], _POSTS, entries[-1]]
    if help_desks(user):
        entries = [*entries[:-1], _HELP_DESK, entries[-1]]
    if authority_of(user).organizations(Permission.FILE_FOR_OWNERS) and _CLERK[0] not in entries:
        # Whoever also decides, or has a unit of their own, types for others besides.
        entries = [*entries[:1], _CLERK[0], *entries[1:]]
    if standing.tasks and _WATCH[0] not in entries:
        entries = [*entries[:1], _TASKS, *entries[1:]]
    if standing.circulars and _CIRCULARS not in entries:
        entries = [*entries[:1], _CIRCULARS, *entries[1:]]
    if authority_of(user).organizations(Permission.KEEP_REGISTRY):
        beside = ("unit_list:index", "indicators:index")
        place = max((n for n, one in enumerate(entries, start=1) if one[0] in beside), default=0)
        if place and _makes_room(entries):
            entries = [*entries[:place], _VISITS, *entries[place:]]
    # The help, the help desk and circulars stand at the foot of every page, files are brought from
    # the units too.
    for name in _ELSEWHERE:
        if len(entries) > LONGEST:
            entries = [entry for entry in entries if entry[0] != name]
    if not authority_of(user).organizations(Permission.IMPORT_REGISTRY):
        return entries
    return [_FILES if entry[0] == "catalog:tree" else entry for entry in entries]


def _makes_room(entries: list[tuple[str, str, str]]) -> bool:
    """Tell whether one entry more fits, once what stands elsewhere too has given way."""
    stay = [entry for entry in entries if entry[0] not in _ELSEWHERE]
    return len(stay) < LONGEST


def _entries_of_post(user: User, standing: _Standing) -> list[tuple[str, str, str]]:
    authority = authority_of(user)
    reviewer = authority.organizations(Permission.VIEW_CASES)
    if reviewer and standing.files:
        # An officer who also files for a unit works on both sides.
        return [*_REVIEWER[:4], *(entry for entry in _OWNER if entry[0] != "unit_list:index")]
    watching = {office.kind for office in authority.organizations(Permission.EVALUATE)}
    if reviewer and watching == {OrganizationKind.PROVINCE}:
        # The head answers for the province and seldom decides: the whole first, then the desk.
        return [_PROVINCE_FIGURES, *_WATCH, *_DESK]
    if reviewer and watching:
        return [_FIGURES, _DESK[0], *_WATCH, *_DESK[1:]]
    if reviewer and any(office.kind == OrganizationKind.PROVINCE for office in reviewer):
        return [_DESK[0], _PROVINCE_FIGURES, *_DESK[1:]]
    if reviewer:
        return _REVIEWER
    if standing.files:
        return _OWNER
    if authority.organizations(Permission.MANAGE_CATALOGUE):
        return _STATISTICS
    if authority.organizations(Permission.RUN_PORTAL):
        return _TECHNICAL
    if authority.organizations(Permission.READ_TRAIL):
        return _AUDITOR
    if authority.organizations(Permission.LOOK_UP_FINAL):
        return _IMPORT
    if authority.organizations(Permission.REPORT_OFFICE) or authority.organizations(
        Permission.CONFIRM_OFFICE
    ):
        supports = authority.organizations(Permission.GIVE_SUPPORT)
        return [_OFFICE[0], _SUPPORT, *_OFFICE[1:]] if supports else _OFFICE
    if authority.organizations(Permission.FILE_FOR_OWNERS):
        return _CLERK
    return _APPLICANT if standing.applies else _PLAIN
