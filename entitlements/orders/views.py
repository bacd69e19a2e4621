"""The look-up of import orders: it posts, and the answer stands under a key."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from config import form_recovery
from config.http import current_user, row_id
from config.jalali import JalaliMonth
from config.kept_words import keep, kept
from entitlements.models import OrderLook
from entitlements.orders import queries, services
from entitlements.orders.errors import TooManyLooksError
from entitlements.orders.forms import LookForm
from entitlements.orders.queries import UnitToldOf
from entitlements.orders.rules import table_of

ROOM = "entitlements.orders"
PAGE = "entitlements/orders/index.html"
reviewers_only = OfficeGuard(
    "دیدن ماه‌های نهایی واحدها کار کارشناسان بررسی ثبت سفارش است.", Permission.LOOK_UP_FINAL
)


@require_http_methods(["GET", "POST"])
@reviewers_only
def index(request: HttpRequest) -> HttpResponse:
    """Take two ids and the number of an order, and lead to what is final of their unit."""
    user, at, typed = current_user(request), timezone.now(), form_recovery.sent(request)
    form = LookForm(typed)
    posted = request.method == "POST"
    context = _frame(request) | {"form": form, "kept": typed is not None and not posted}
    if not posted:
        return render(request, PAGE, context)
    if not form.is_valid():
        return render(request, PAGE, context | {"errors": faults(form)}, status=422)
    try:
        made = services.look(user, form.asked, at)
    except TooManyLooksError as many:
        answer = render(request, PAGE, context | {"until": many.until}, status=429)
        answer.headers["Retry-After"] = str(max(1, int((many.until - at).total_seconds())))
        return answer
    # The ids stand in no address and no log, so the session keeps them for the answer's page.
    words = json.dumps([made.pk, form.cleaned_data])
    return redirect("orders:found", keep(request.session, ROOM, user.pk, words, at))


@require_GET
@reviewers_only
def found(request: HttpRequest, key: str) -> HttpResponse:
    """Show what a look told; 404 for a pair of no unit, 410 for a key that opens nothing now."""
    user, at = current_user(request), timezone.now()
    words = kept(request.session, ROOM, user.pk, key)
    if words is None:
        context = _frame(request) | {"form": LookForm(), "gone": True}
        return render(request, PAGE, context, status=410)
    pk, typed = json.loads(words)
    look = OrderLook.objects.select_related("unit").get(pk=pk, by=user)
    context = _frame(request) | {"form": LookForm(initial=typed), "look": look}
    told = _told(look, at)
    if told is None:
        return render(request, PAGE, context, status=404)
    first = row_id(request.GET.get("from", "")) or 0
    table = table_of(told.months, first)
    return render(request, PAGE, context | {"told": told, "table": table})


def _frame(request: HttpRequest) -> dict[str, Any]:
    offices = authority_of(current_user(request)).organizations(Permission.LOOK_UP_FINAL)
    return {"office": offices[0]}


def _told(look: OrderLook, at: datetime) -> UnitToldOf | None:
    if look.unit is None:
        return None
    since, until = JalaliMonth.from_int(look.since), JalaliMonth.from_int(look.until)
    return queries.told_of(look.unit, since, until, at)


@require_GET
@reviewers_only
def looks(request: HttpRequest) -> HttpResponse:
    """Show the person's own looks, the newest first."""
    after = request.GET.get("after", "")
    page = queries.looks_of(current_user(request), after)
    context = _frame(request) | {
        "rows": page.rows,
        "next": f"{reverse('orders:looks')}?after={page.cursor}" if page.cursor else None,
        "first": reverse("orders:looks") if after else None,
    }
    return render(request, "entitlements/orders/looks.html", context)
