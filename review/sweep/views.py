"""The page of the deadline sweep, for the statistics office and the technical administrator."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config.http import row_id
from config.persian import format_number
from review.models import SweepRun
from review.sweep.queries import LATE, MOVED, UNFINISHED, read_log, standing

FILTERS = (
    ("", "همه"),
    (MOVED, "پرونده‌ای را برده است"),
    (LATE, "دیر رسیده"),
    (UNFINISHED, "به پایان نرسیده"),
)


keepers_only = OfficeGuard(
    "سوابق پیشروی خودکار برای دفتر آمار و مدیر فنی سامانه است.",
    Permission.MANAGE_CATALOGUE,
    Permission.RUN_PORTAL,
)


@require_GET
@keepers_only
def index(request: HttpRequest) -> HttpResponse:
    """Show how the sweep stands and its log, the latest first, by keyset pages."""
    now = timezone.now()
    found = standing(now)
    only, before = request.GET.get("only", ""), request.GET.get("before", "")
    page = read_log(only, before, found.limit)
    kept = f"&only={only}" if only in dict(FILTERS) and only else ""
    context = {
        "standing": found,
        "age": span(found.age) if found.age is not None else "",
        "lag": span(found.lag),
        "limit": span(found.limit),
        "rows": [_row(row, now, found.limit) for row in page.rows],
        "only": only,
        "filters": FILTERS,
        "next": f"?before={page.cursor}{kept}" if page.cursor else None,
        "first": f"?{kept[1:]}" if row_id(before) is not None else None,
    }
    return render(request, "review/sweep/index.html", context)


def span(length: timedelta) -> str:
    """Put a length of time in words, in its largest two parts: «۲ روز و ۳ ساعت»."""
    seconds = max(int(length.total_seconds()), 0)
    parts = [(seconds // 86400, "روز"), (seconds // 3600 % 24, "ساعت")]
    parts += [(seconds // 60 % 60, "دقیقه"), (seconds % 60, "ثانیه")]
    words = [f"{format_number(number)} {unit}" for number, unit in parts if number]
    return " و ".join(words[:2]) or "بی‌درنگ"


def _row(run: SweepRun, now: datetime, limit: timedelta) -> dict[str, Any]:
    # The attribute raises where there is no row: the sweep runs still, or was killed.
    end = getattr(run, "end", None)
    lag = timedelta(seconds=end.lag_seconds) if end else timedelta(0)
    return {
        "run": run,
        "end": end,
        "lag": span(lag) if lag else "",
        "late": lag > limit,
        "took": span(end.ended_at - run.begun_at) if end else "",
        # Beyond the limit it is taken for killed.
        "running": end is None and now - run.begun_at <= limit,
        # By hand, as of another moment: `manage.py sweep --at`.
        "other_moment": abs(run.at - run.begun_at) > timedelta(minutes=1),
    }
