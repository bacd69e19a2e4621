"""The report of a month's visits, for the head of a province, the ministry, the office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.authority import authority_of
from accounts.enums import Permission
from config.http import current_user
from config.jalali import JalaliMonth, tehran_day
from review.visits.guards import watchers_only
from review.visits.queries import plan_month
from review.visits.report_queries import SHOWN, by_office, listed, offices_watched, total_of


@require_GET
@watchers_only
def index(request: HttpRequest) -> HttpResponse:
    """Count the visits of a month by office; who reads cases sees each report behind them."""
    user, at = current_user(request), timezone.now()
    running = JalaliMonth.containing(tehran_day(at))
    asked = request.GET.get("month", "")
    month = plan_month(asked, at) if asked else running - 1
    every = offices_watched(user)
    chosen = [office for office in every if office.code == request.GET.get("province", "")]
    provinces = chosen or every
    narrow = len(provinces) == 1
    rows = by_office(month, provinces, narrow)
    reads = bool(authority_of(user).organizations(Permission.VIEW_CASES))
    context = {
        "month": month,
        "before": month - 1,
        "after": month + 1 if month < running else None,
        "provinces": every,
        "province": provinces[0] if narrow else None,
        "rows": rows,
        "total": total_of(rows),
        "narrow": narrow,
        "visits": listed(month, provinces) if reads else [],
        "reads": reads,
        "shown": SHOWN,
        "at": at,
    }
    return render(request, "review/visits/report.html", context)
