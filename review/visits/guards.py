"""Who opens the pages of visits, and how one visit is found."""

from django.http import Http404, HttpRequest

from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config.http import current_user, row_id
from review.models import Visit
from review.visits.queries import one_visible

keepers_only = OfficeGuard(
    "بازدید را اتحادیه، ادارهٔ شهرستان و سازمان استان انجام می‌دهند.", Permission.KEEP_REGISTRY
)
readers_only = OfficeGuard(
    "گزارش بازدید برای دستگاه‌های بررسی است.", Permission.KEEP_REGISTRY, Permission.VIEW_CASES
)
watchers_only = OfficeGuard(
    "گزارش بازدیدها برای رئیس سازمان استان، وزارت و دفتر آمار است.", Permission.EVALUATE
)
office_only = OfficeGuard("فرم بازدید را دفتر آمار وزارت تعریف می‌کند.", Permission.MANAGE_CATALOGUE)


def visit_in_reach(request: HttpRequest, pk: str) -> Visit:
    """Find a visit that the person may read; 404 for any other."""
    found = one_visible(current_user(request), row_id(pk) or 0)
    if found is None:
        raise Http404
    return found
