"""«تصمیم‌های من»."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.enums import Permission
from accounts.guards import OfficeGuard
from config.http import current_user
from config.jalali import current_month, last_months
from review.enums import DecisionKind
from review.inbox.narrowing import narrowing_of
from review.own_decisions.queries import read_decisions

# What an officer does with a case; filing is the unit's, lapses are the system's.
KINDS = (
    DecisionKind.APPROVED,
    DecisionKind.RETURNED,
    DecisionKind.REOPENED,
    DecisionKind.UPHELD,
)
CHIPS = {
    DecisionKind.APPROVED: "done",
    DecisionKind.RETURNED: "returned",
    DecisionKind.REOPENED: "returned",
    DecisionKind.UPHELD: "review",
}
deciders_only = OfficeGuard("تصمیم‌ها برای کارشناسان بررسی است.", Permission.DECIDE)


@require_GET
@deciders_only
def index(request: HttpRequest) -> HttpResponse:
    """Show what the person decided, by keyset pages."""
    at, kind = timezone.now(), request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    month = narrowing_of(request.GET, at).month
    page = read_decisions(current_user(request), kind, month, request.GET.get("after", ""))
    chosen = {"kind": kind, "month": str(month.to_int()) if month else ""}
    months = {*last_months(at), month or current_month(at) - 1}
    context = {
        "rows": [(row, CHIPS.get(DecisionKind(row.decision.kind), "review")) for row in page.rows],
        "kinds": [(one.value, one.label) for one in KINDS],
        "kind": kind,
        "months": [(str(one.to_int()), str(one)) for one in sorted(months, reverse=True)],
        "month": chosen["month"],
        "next": f"?{urlencode({**chosen, 'after': page.cursor})}" if page.cursor else "",
    }
    return render(request, "review/own_decisions/index.html", context)
