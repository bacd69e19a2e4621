"""The page «اثر هشدارها»: for the statistics office, which keeps the rules, and the ministry."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.authority import authority_of
from accounts.enums import Permission
from catalog.causes.queries import CauseBook
from catalog.policy.book import PolicyBook
from config.http import current_user
from config.jalali import current_month
from oversight.editing_effect.board import PRODUCTS, MonthRates, by_size, effects, whole
from oversight.editing_effect.queries import (
    count_flags,
    count_months,
    edited_totals,
    evaluates_country,
)
from oversight.periods import EvaluationPeriod
from statistics.indicators.periods import YEAR, IndicatorPeriod
from statistics.rates import percent, ratio

REFUSAL = "اثر هشدارها برای دفتر آمار و وزارت است."


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show what the soft rules asked in a month, quarter or year, and what came of it."""
    user, now = current_user(request), timezone.now()
    if not evaluates_country(user):
        raise PermissionDenied(REFUSAL)
    period = _period(request, now)
    months, book = count_months(period), CauseBook.load()
    rows = effects(count_flags(period), months.filed)
    totals = by_size(edited_totals(period))
    raised, known, changed = whole(rows)
    context = {
        "now": now,
        "period": period,
        "choices": _choices(period, now),
        "running": period.last >= current_month(now),
        "months": months,
        "rates": MonthRates(months),
        "raised": raised,
        "known": known,
        "raised_rate": percent(ratio(raised, months.filed)),
        "changed": changed,
        "changed_share": percent(ratio(changed, known)),
        "rows": [(row, row.commonest(book)) for row in rows if row.raised],
        "quiet": [row.rule for row in rows if not row.raised],
        "totals": totals[:PRODUCTS],
        "more": max(len(totals) - PRODUCTS, 0),
        "keeps": bool(authority_of(user).organizations(Permission.MANAGE_CATALOGUE)),
    }
    return render(request, "oversight/editing_effect/index.html", context)


def _period(request: HttpRequest, now: datetime) -> IndicatorPeriod:
    """Read the period of the address; 404 for none and for one that has not a whole month yet."""
    text = request.GET.get("period", "")
    if not text:
        last = EvaluationPeriod.of_month(current_month(now) - 1)
        # In the allowed delay few have filed yet.
        open_still = last.closes(PolicyBook.load()) > now
        return IndicatorPeriod((last.before if open_still else last).months[0])
    period = IndicatorPeriod.parse(text)
    if period is None or period.first >= current_month(now):
        raise Http404
    return period


def _choices(period: IndicatorPeriod, now: datetime) -> list[tuple[IndicatorPeriod, bool]]:
    """Name the periods one step away: before and after, what lies around, what lies within."""
    after = IndicatorPeriod(period.last + 1, period.length)
    found = [period.before, period, after]
    if period.length == 1:
        found.append(IndicatorPeriod.quarter_of(period.first))
    if period.length < YEAR:
        found.append(IndicatorPeriod.year_of(period.first))
    if period.length == YEAR:
        found += dict.fromkeys(map(IndicatorPeriod.quarter_of, period.months))
    elif period.length > 1:
        found += map(IndicatorPeriod, period.months)
    begun = (one for one in found if one.first < current_month(now))
    return [(one, one == period) for one in begun if IndicatorPeriod.parse(one.code)]
