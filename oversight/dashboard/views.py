"""The dashboard of head and ministry, the ministry's watch list, and the cases behind a number."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User, short_name
from catalog.causes.queries import CauseBook
from catalog.fields import alphabet_key
from config.http import current_user
from config.jalali import JalaliMonth, current_month, last_months
from oversight.dashboard.board import (
    PlaceBars,
    by_county,
    by_province,
    by_union,
    cause_counts,
    explained_changes,
    levels,
    total,
)
from oversight.dashboard.queries import (
    CaseFilter,
    backlogs,
    cases_behind,
    causes,
    read_cases,
    scope_of,
    top_changes,
    watched,
)
from oversight.periods import EvaluationPeriod
from review.followup.enums import FollowUpList
from statistics.enums import IN_REVIEW, State
from statistics.rates import percent, ratio

LISTS = {
    "": "ثبت‌شده",
    "waiting": "در بررسی",
    "overdue": "بررسی‌های مهلت‌گذشته",
    "tomorrow": "تا پایان فردا خودکار می‌شوند",
    "returned": "بازگردانی‌شده برای اصلاح، نزد واحد",
    "corrections": FollowUpList.RETURNED.label,
    "people": "با تصمیم کارشناس",
    "lapsed": "با گذشت مهلت",
}


@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show response, timeliness, review and causes of a month, in one province or the country."""
    user, now = current_user(request), timezone.now()
    provinces = _watched(user)
    office = _office(request, provinces)
    if office and office.kind != OrganizationKind.PROVINCE:
        raise Http404
    # Who watches one province sees it without choosing; the country is the ministry's.
    if office is None and not _whole_country(user):
        office = provinces[0]
    month = _month(request) or current_month(now) - 1
    found = scope_of(office, [month], now)
    sums, decided = total(found.duties.values()), total(found.levels.values())
    cases = cases_behind(user, CaseFilter(office=office, month=month), now)
    book = CauseBook.load()
    context = {
        "now": now,
        "office": office,
        "code": office.code if office else "",
        "provinces": _choices(provinces) if _whole_country(user) else [],
        "month": month,
        "months": last_months(now),
        "sums": sums,
        "whole": PlaceBars("", counts=sums),
        "decided": decided,
        "reviewed": decided.reviewed,
        "within": percent(ratio(decided.within, decided.people + decided.lapsed)),
        "by_union": by_union(found.duties) if office else [],
        "by_county": by_county(found.duties) if office else [],
        "by_province": [] if office else by_province(found.duties),
        "levels": levels(found, office.province_id if office else None, now),
        "causes": cause_counts(causes(cases), book),
        "changes": explained_changes(top_changes(cases), book),
    }
    return render(request, "oversight/dashboard/dashboard.html", context)


@require_GET
def watch(request: HttpRequest) -> HttpResponse:
    """Show every province's overdue reviews, corrections and lapses, the worst first."""
    user, now = current_user(request), timezone.now()
    if not _watched(user) or not _whole_country(user):
        raise PermissionDenied("این فهرست برای کارشناسان وزارت است.")
    last = current_month(now) - 1
    months = [last - 1, last]
    context = {"rows": backlogs(months, now), "months": months, "now": now}
    return render(request, "oversight/dashboard/provinces.html", context)


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases that a number of the dashboard or the watch list counts."""
    user, now = current_user(request), timezone.now()
    office = _office(request, _watched(user))
    what, level = request.GET.get("what", ""), request.GET.get("level", "")
    if what not in LISTS or (level and level not in IN_REVIEW):
        raise Http404
    choice = CaseFilter(what, office, _month(request), State(level) if level else None)
    page = read_cases(cases_behind(user, choice, now), request.GET.get("after", ""))
    query = request.GET.copy()
    query["after"] = page.cursor
    context = {
        "title": LISTS[what],
        "choice": choice,
        "level": State(level).label if level else "",
        "cases": page.rows,
        "next": f"?{query.urlencode()}" if page.cursor else "",
    }
    return render(request, "oversight/dashboard/cases.html", context)


def _choices(provinces: list[Organization]) -> list[tuple[str, str]]:
    found = [(office.code, short_name(office.name)) for office in provinces]
    return sorted(found, key=lambda choice: (alphabet_key(choice[1]), choice[0]))


def _watched(user: User) -> list[Organization]:
    """Find the provinces that the person watches over; 403 for who reads no case there."""
    authority = authority_of(user)
    provinces = watched(user) if authority.organizations(Permission.VIEW_CASES) else []
    if not provinces:
        raise PermissionDenied("این صفحه برای رئیس سازمان استان و وزارت است.")
    return provinces


def _whole_country(user: User) -> bool:
    offices = authority_of(user).organizations(Permission.EVALUATE)
    return any(office.kind == OrganizationKind.MINISTRY for office in offices)


def _office(request: HttpRequest, provinces: list[Organization]) -> Organization | None:
    """Find the province or union that the address names; 404 for one that is not watched."""
    code = request.GET.get("office", "")[:20]
    if not code:
        return None
    named = next((office for office in provinces if office.code == code), None)
    unions = Organization.objects.filter(kind=OrganizationKind.UNION, parent__in=provinces)
    found = named or unions.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _month(request: HttpRequest) -> JalaliMonth | None:
    text = request.GET.get("month", "")
    if not text:
        return None
    month = JalaliMonth.parse(text)
    if month is None or not EvaluationPeriod.of_month(month).ended(timezone.now()):
        raise Http404
    return month
