"""The publishing desk in the browser: the months, the step before publishing, an edition."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.guards import OfficeGuard
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.errors import DomainError
from config.form_recovery import says_unsent
from config.http import current_user, row_id
from config.jalali import JalaliMonth, current_month
from statistics.enums import EditionKind
from statistics.estimation.queries import response
from statistics.models import Edition
from statistics.publication import worker
from statistics.publication.desk.queries import ahead_of, board
from statistics.publication.desk.rules import Slot
from statistics.publication.desk.summary_queries import all_hidden, hidden_shares, revisions
from statistics.publication.queries import editions_of
from statistics.publication.services import (
    EditionConflictError,
    TooEarlyToPublishError,
    publish,
)

# So many ripe months stand above the board; of the others it is said how many there are.
FIRST_RIPE = 4
NOT_PUBLISHED = "چیزی منتشر نشد: نشست شما پایان یافته بود. اگر هنوز می‌خواهید، دوباره منتشر کنید."
office_only = OfficeGuard("انتشار آمار کار دفتر آمار وزارت است.", Permission.PUBLISH)


@require_GET
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Show what is ripe, what is being made, and the calendar of a year."""
    now = timezone.now()
    found = board(now)
    years = found.years
    year = _year(request.GET.get("year", ""), years, now)
    ripe = found.ripe
    context = {
        "ripe": ripe[:FIRST_RIPE],
        "more": max(0, len(ripe) - FIRST_RIPE),
        "at_work": [s.edition for m in found.months for s in m.slots if s.stands == "at_work"],
        "kinds": EditionKind.labels,
        "skipped": found.skipped,
        "rows": found.of_year(year),
        "year": year,
        "years": years,
    }
    return render(request, "statistics/publication/index.html", context)


@require_http_methods(["GET", "POST"])
@says_unsent(NOT_PUBLISHED)
@office_only
def publish_month(request: HttpRequest, month: str, kind: str) -> HttpResponse:
    """Say what will be public; a post publishes it, or is told why it is not (409, 422)."""
    now, period = timezone.now(), JalaliMonth.parse(month)
    slot = None if period is None else board(now).slot(period, kind)
    if slot is None:
        raise Http404
    if request.method == "GET":
        return _before_publishing(request, slot)
    try:
        edition = publish(current_user(request), slot.month, slot.kind, now)
    except (EditionConflictError, TooEarlyToPublishError) as refusal:
        return _before_publishing(request, slot, refusal)
    return redirect("editions:one", edition.pk)


@require_GET
@office_only
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show how far an edition is, why it failed, or what came of it."""
    edition, now = _edition(pk), timezone.now()
    context = {
        "edition": edition,
        "ahead": ahead_of(edition),
        "percent": min(100, 100 * edition.done // edition.total) if edition.total else 0,
        # Its worker says nothing: another one begins it anew.
        "silent": edition.at_work
        and edition.touched_at is not None
        and edition.touched_at < now - worker.SILENCE,
    }
    if edition.published:
        context |= _result(edition)
    elif not edition.at_work:
        context["slot"] = board(now).slot(edition.period, edition.kind)
    return render(request, "statistics/publication/one.html", context)


def _before_publishing(
    request: HttpRequest, slot: Slot, refusal: DomainError | None = None
) -> HttpResponse:
    book, day = PolicyBook.load(), slot.month.first_day
    context = {
        "slot": slot,
        "refusal": refusal,
        "response": response(slot.month),
        "earlier": editions_of(slot.month),
        "percent": book.number(PolicyKey.DISCLOSURE_PERCENT, day, month=slot.month),
        "holders": book.number(PolicyKey.DISCLOSURE_MIN_HOLDERS, day, month=slot.month),
    }
    status = refusal.status if refusal else 200
    return render(request, "statistics/publication/publish.html", context, status=status)


def _result(edition: Edition) -> dict[str, Any]:
    shares = hidden_shares(edition)
    hidden, cells, percent = all_hidden(shares)
    return {
        "shares": shares,
        "hidden": hidden,
        "cells": cells,
        "hidden_percent": percent,
        "revisions": revisions(edition),
    }


def _edition(pk: str) -> Edition:
    number = row_id(pk)
    rows = Edition.objects.select_related("by", "organization")
    found = None if number is None else rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _year(text: str, years: list[int], now: datetime) -> int:
    """Read a year of the board, by default that of the month that ended last; 404 for another."""
    if not text:
        year = (current_month(now) - 1).year
        return year if year in years or not years else years[0]
    if not (text.isascii() and text.isdecimal() and len(text) == 4) or int(text) not in years:
        raise Http404
    return int(text)
