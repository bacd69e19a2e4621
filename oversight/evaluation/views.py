"""The evaluation of a month or quarter: a published edition, or today's provisional figures."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.guards import OfficeGuard
from accounts.models import User
from catalog.policy.book import PolicyBook
from config.form_recovery import posted_from, taken
from config.http import current_user, row_id
from config.jalali import current_month
from oversight.editing_effect.queries import evaluates_country
from oversight.enums import Span
from oversight.evaluation.board import count_tables, differences, split
from oversight.evaluation.errors import AnotherEditionError, NotPublishedError
from oversight.evaluation.forms import PublishForm
from oversight.evaluation.queries import evaluate, least_due
from oversight.evaluation.services import (
    check_publishing_office,
    editions,
    publish,
    publishing_office,
)
from oversight.measures import FEW, MEASURES, EvaluatedOffice, ranked
from oversight.models import EvaluationEdition
from oversight.periods import EvaluationPeriod

NOT_PUBLISHED = "ارزیابی منتشر نشد: نشست شما پایان یافته بود."
readers_only = OfficeGuard(
    "ارزیابی برای رئیس سازمان استان، وزارت و دفتر آمار است.", Permission.EVALUATE
)


@require_GET
@readers_only
def index(request: HttpRequest) -> HttpResponse:
    """Show the last month whose allowed delay has passed."""
    now = timezone.now()
    period = EvaluationPeriod.of_month(current_month(now) - 1)
    # Its figures would still grow in the allowed delay (directive 5013 §2).
    if period.closes(PolicyBook.load()) > now:
        period = period.before
    return _page(request, period, now)


@require_GET
@readers_only
def month(request: HttpRequest, year: str, number: str) -> HttpResponse:
    """Show a month (circular 60/133338 §8)."""
    return _page(request, _period(Span.MONTH, year, number), timezone.now())


@require_GET
@readers_only
def quarter(request: HttpRequest, year: str, number: str) -> HttpResponse:
    """Show a quarter with ranks (directive 5013 §7)."""
    return _page(request, _period(Span.QUARTER, year, number), timezone.now())


@posted_from("evaluation:index", unsent=lambda posted: NOT_PUBLISHED)
@readers_only
def publish_edition(request: HttpRequest, span: str, year: str, number: str) -> HttpResponse:
    """Freeze the figures of now; refused words stay (422), another edition is shown (409)."""
    check_publishing_office(current_user(request))
    if span not in Span.values:
        raise Http404
    period, now = _period(Span(span), year, number), timezone.now()
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, period, now, 422, form)
    try:
        edition = publish(
            current_user(request), period, _seen(request), form.cleaned_data["note"], now
        )
    except AnotherEditionError:
        form.add_error(None, "پیش از شما نسخهٔ دیگری منتشر شد؛ آن را ببینید.")
        return _page(request, period, now, 409, form)
    except NotPublishedError as refusal:
        form.add_error("note", str(refusal))
        return _page(request, period, now, 422, form)
    messages.success(request, f"ارزیابی {period} منتشر شد.")
    return redirect(f"evaluation:{edition.span}", period.year, period.number)


def _period(span: Span, year: str, number: str) -> EvaluationPeriod:
    """Read the period of an address; 404 for one that is not over or does not exist."""
    try:
        # Five digits are no year and three no number: longer ones are cut and not found alike.
        period = EvaluationPeriod(span, int(year[:5]), int(number[:3]))
    except ValueError:
        raise Http404 from None
    if not period.ended(timezone.now()):
        raise Http404
    return period


def _seen(request: HttpRequest) -> int:
    serial = row_id(request.POST.get("serial", ""))
    # A post without a serial has seen no edition, not even that there is none (0).
    return -1 if serial is None else serial


def _page(
    request: HttpRequest,
    period: EvaluationPeriod,
    now: datetime,
    status: int = 200,
    form: PublishForm | None = None,
) -> HttpResponse:
    published = list(editions(period))
    waiting = taken(request, "evaluation:publish")
    shown = _chosen(request, published)
    # A published period is read from its row; it is counted anew only when asked for.
    offices = evaluate(period, now) if shown is None or "now" in request.GET else None
    least = least_due(PolicyBook.load(), period)
    table = ranked(shown.offices, least) if shown else offices or []
    ministry, provinces = split(table)
    context = _context(request, period, now) | {
        "published": published,
        "shown": shown,
        "followed": _followed(current_user(request), table),
        "lacks": any("selected" in office.lacks for office in table),
        "ministry": ministry,
        "provinces": provinces,
        "ministry_counts": count_tables(ministry),
        "province_counts": count_tables(provinces),
        "least": least,
        "places": sum(row.office.rank is not None for row in provinces),
        "compared": shown is not None and offices is not None,
        "changes": differences(table, offices) if shown and offices else [],
        "form": form or PublishForm(waiting),
        "kept": waiting is not None,
        "errors": _errors(form),
        "serial": published[0].serial if published else 0,
    }
    return render(request, "oversight/evaluation/index.html", context, status=status)


def _context(request: HttpRequest, period: EvaluationPeriod, now: datetime) -> dict[str, Any]:
    user = current_user(request)
    mine = {o.code for o in authority_of(user).organizations(Permission.EVALUATE)}
    closes = period.closes(PolicyBook.load())
    return {
        "period": period,
        "now": now,
        "mine": mine,
        "number": period.months[0].to_int() if period.span == Span.MONTH else "",
        "measures": MEASURES,
        "few": FEW,
        "before": period.before if period.before.ended(now) else None,
        "after": period.after if period.after.ended(now) else None,
        "quarter": period.quarter if period.quarter.ended(now) else None,
        "closes": closes,
        "open": closes <= now,
        "publishes": publishing_office(user) is not None,
        "country": evaluates_country(user),
    }


def _followed(user: User, table: list[EvaluatedOffice]) -> set[str]:
    """List the offices (codes) whose unfiled months the person may list: all or the own."""
    mine = authority_of(user).organizations(Permission.VIEW_CASES)
    if any(office.kind == OrganizationKind.MINISTRY for office in mine):
        return {office.code for office in table}
    return {office.code for office in mine}


def _chosen(request: HttpRequest, published: list[EvaluationEdition]) -> EvaluationEdition | None:
    """Find the edition that the address names, else the latest; None when none was published."""
    wanted = request.GET.get("edition", "")
    for edition in published:
        if str(edition.serial) == wanted:
            return edition
    return published[0] if published else None


def _errors(form: PublishForm | None) -> list[tuple[str, Any]]:
    if form is None:
        return []
    found: list[tuple[str, Any]] = [("main", text) for text in form.non_field_errors()]
    return found + [(field.auto_id, text) for field in form for text in field.errors]
