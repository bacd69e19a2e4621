"""Which entries the menu of a person has, by their posts and by what waits for them."""

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import User
from outreach.help_desk.queries import desks as help_desks
from portal.navigation.standing import Standing

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


def entries_of(user: User, standing: Standing) -> list[tuple[str, str, str]]:
    entries = _of_post(user, standing)
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


def _of_post(user: User, standing: Standing) -> list[tuple[str, str, str]]:
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


def beginning(user: User, entries: list[tuple[str, str, str]]) -> str:
    """Name the page on which a person begins; who decides in the ministry, at what waits."""
    kinds = {office.kind for office in authority_of(user).organizations(Permission.DECIDE)}
    if OrganizationKind.MINISTRY in kinds:
        return "review:inbox"
    return entries[0][0]
