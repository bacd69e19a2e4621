"""The page «آمار» of the country, a province, a county or a union, and the filings behind it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config.http import current_user
from statistics.indicators.filings import read_cell, read_page
from statistics.indicators.filters import read_filter
from statistics.indicators.page import IndicatorPage

# Who has to do with what offices report of themselves, which is found from here.
_REPORTS = (Permission.REPORT_OFFICE, Permission.CONFIRM_OFFICE, Permission.MANAGE_CATALOGUE)
_officers = OfficeGuard("این صفحه برای اتحادیه‌ها، سازمان‌ها و وزارت است.", Permission.VIEW_REGISTRY)


@require_GET
@_officers
def index(request: HttpRequest) -> HttpResponse:
    """Show what became final in the person's reach, narrowed by what the address asks."""
    user = current_user(request)
    page = IndicatorPage(user, request.GET, timezone.now())
    name = "empty" if page.empty else "index"
    takes_files = bool(authority_of(user).organizations(Permission.EXPORT_IDENTIFIED))
    meets = bool(authority_of(user).organizations(Permission.EVALUATE))
    reports = any(authority_of(user).organizations(permission) for permission in _REPORTS)
    context = {"page": page, "takes_files": takes_files, "meets": meets, "reports": reports}
    return render(request, f"statistics/indicators/{name}.html", context)


@require_GET
@_officers
def filings(request: HttpRequest) -> HttpResponse:
    """List the filings behind a number of the page, in the person's reach."""
    user = current_user(request)
    asked = read_filter(user, request.GET)
    cell = read_cell(asked, request.GET)
    if asked.period is None:
        raise Http404
    page = read_page(asked, asked.period, cell, request.GET.get("after", ""))
    query = request.GET.copy()
    query["after"] = page.cursor
    context = {
        "filter": asked,
        "period": asked.period,
        "cell": cell,
        "rows": page.rows,
        "first": not request.GET.get("after"),
        "next": f"?{query.urlencode()}" if page.cursor else "",
        "reads_cases": bool(authority_of(user).organizations(Permission.VIEW_CASES)),
    }
    return render(request, "statistics/indicators/filings.html", context)
