"""The dated policy: open to all to read, for the statistics office to extend."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from catalog.editing.errors import EditRefusedError
from catalog.policy.queries import PolicyLine, line, table, value_words
from catalog.policy.services import Addition, add_exception, add_value
from catalog.policy_definitions import REHEARSED, RETIRED, GovernedBy, PolicyKey
from config import form_recovery
from config.http import current_user, open_to_all, row_id
from config.jalali import JalaliMonth, tehran_day
from config.refusals import sent_and_done
from statistics.office.policy_pages.forms import ExceptionForm, value_form
from statistics.office.policy_pages.rehearsals import still_wanted

RUNNING = "مهلت‌های در جریان تغییر نمی‌کند."
ADDED = f"مقدار جدید افزوده شد. {RUNNING}"
office_only = OfficeGuard(
    "مهلت‌ها و آستانه‌ها را دفتر آمار وزارت نگه می‌دارد.", Permission.MANAGE_CATALOGUE
)


@open_to_all
@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """Show every threshold with its clause, its value in force and the next, to everybody."""
    return render(request, "statistics/office/policy_pages/public.html", _table())


@require_GET
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Show the same to the statistics office, each line leading to its page."""
    return render(request, "statistics/office/policy_pages/index.html", _table())


@require_GET
@office_only
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show a threshold: in force, to come, provinces, months, and who added what and why."""
    found = line(_key(key), tehran_day(timezone.now()))
    context = _words(found) | {
        "rehearsed": found.key in REHEARSED,
        "history": [_row(found, row) for row in found.history],
    }
    return render(request, "statistics/office/policy_pages/key.html", context)


@require_http_methods(["GET", "POST"])
@office_only
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Add a value that holds from a later day or month on."""
    found, now = _key(key), timezone.now()
    # A rehearsal leads here with the value that it has tried.
    tried = {"value": row_id(request.GET.get("value", ""))}
    form = value_form(found)(form_recovery.sent(request), key=found, at=now, initial=tried)

    def write() -> None:
        add_value(
            _addition(request, found, form, now), form.begins, form.cleaned_data.get("province")
        )

    if sent_and_done(request, form, write):
        messages.success(request, ADDED)
        return redirect("policy:key", found)
    heading = f"مقدار جدید: {found.label}"
    return _form_page(request, found, form, heading, "افزودن مقدار جدید")


@require_http_methods(["GET", "POST"])
@office_only
def exception(request: HttpRequest, key: str) -> HttpResponse:
    """Add a value for one month; 404 for a threshold that no month chooses."""
    found, now = _key(key), timezone.now()
    # What is governed by a day of arrival has no month of which to make an exception.
    if found.fact.governed_by != GovernedBy.MONTH:
        raise Http404
    form = ExceptionForm(form_recovery.sent(request), key=found, at=now)

    def write() -> None:
        add_exception(_addition(request, found, form, now), form.reference_month)

    if sent_and_done(request, form, write):
        messages.success(request, ADDED)
        return redirect("policy:key", found)
    heading = f"استثنای یک ماه: {found.label}"
    return _form_page(request, found, form, heading, "افزودن استثنا")


def _key(text: str) -> PolicyKey:
    try:
        key = PolicyKey(text)
    except ValueError as unknown:
        raise Http404 from unknown
    # What no rule reads is given no new value.
    if key in RETIRED:
        raise Http404
    return key


def _addition(request: HttpRequest, key: PolicyKey, form: Any, now: datetime) -> Addition:
    """Read what is to be added; refused as long as something is to be done before."""
    data = form.cleaned_data
    wanted = still_wanted(key, data["value"], now)
    if wanted:
        raise EditRefusedError("value", wanted)
    return Addition(current_user(request), key, data["value"], data["reason"], now)


def _form_page(
    request: HttpRequest, key: PolicyKey, form: Any, heading: str, button: str
) -> HttpResponse:
    posted = request.method == "POST"
    errors = faults(form) if posted else []
    context = _words(line(key, tehran_day(timezone.now()))) | {
        "form": form,
        "errors": errors,
        "kept": form.is_bound and not posted,
        "heading": heading,
        "button": button,
        "fields": [form[name] for name in form.fields if name not in ("year", "month", "reason")],
        "monthly": "month" in form.fields,
        "running": RUNNING,
        "rehearsed": key in REHEARSED,
    }
    status = 422 if errors else 200
    return render(request, "statistics/office/policy_pages/form.html", context, status=status)


def _table() -> dict[str, Any]:
    groups = table(tehran_day(timezone.now()))
    return {
        "groups": [(title, [_words(found) for found in lines]) for title, lines in groups],
        "running": RUNNING,
    }


def _words(found: PolicyLine) -> dict[str, Any]:
    """Put a threshold in words, its rows as (value, when, where)."""
    return {
        "key": found.key,
        "fact": found.fact,
        "by_month": found.by_month,
        "current": _row(found, found.current) if found.current else None,
        "coming": [_row(found, row) for row in found.coming],
        "provinces": [_row(found, row) for row in found.provinces],
        "exceptions": [_row(found, row) for row in found.exceptions],
        "running": RUNNING,
    }


def _row(found: PolicyLine, row: Any) -> dict[str, Any]:
    begins, replaced = row.effective_from, row.pk in found.replaced
    return {
        "row": row,
        "replaced": replaced,
        "value": value_words(found.key, row.value),
        "month": row.reference_month,
        "from_month": JalaliMonth.containing(begins) if found.by_month else None,
        "from_day": begins,
        # An exception of one month is never «to come»: it holds for its month alone.
        "ahead": not replaced and row.year is None and begins > found.day,
    }
