"""How long the units take over their months, for the statistics office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config.jalali import last_months
from oversight.burden.queries import PARTS, times_of

office_only = OfficeGuard("زمان تکمیل ماه‌ها برای دفتر آمار است.", Permission.MANAGE_CATALOGUE)


@require_GET
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Show the median and the slowest tenth of the last twelve months, step by step."""
    rows = times_of(last_months(timezone.now()))
    counted = [row.whole.time.counted_at for row in rows if row.whole.time]
    context = {"rows": rows, "parts": PARTS, "counted_at": max(counted, default=None)}
    return render(request, "oversight/burden/index.html", context)
