"""The follow-up: the lists, the reminder to a list, a unit's contacts."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from catalog.policy_definitions import FIRST_DUE_YEAR
from config import form_recovery
from config.form_recovery import posted_from
from config.http import current_user, row_id
from config.jalali import JalaliMonth, current_month, last_months
from config.keyset import COUNT_CAP
from config.persian import to_persian_digits
from review.complaints.queries import waiting
from review.followup.enums import FollowUpList
from review.followup.forms import ContactForm
from review.followup.queries import (
    FollowUp,
    FollowUpFilter,
    contacts_of,
    options,
    read_page,
    unit_in_reach,
)
from review.followup.services import ASK_LIMIT, TooManyError, log_contact, remind_now
from units.models import Licence
from units.queries import phones_of

officers_only = OfficeGuard("پیگیری برای کارشناسان بررسی است.", Permission.VIEW_CASES)


@require_GET
@officers_only
def followup(request: HttpRequest) -> HttpResponse:
    """Show one list, selected units first, by keyset pages."""
    lists = FollowUp(current_user(request), timezone.now())
    return _page(request, lists, chosen_of(request.GET, lists.at), request.GET.get("after", ""))


@posted_from("review:followup", unsent="یادآوری ارسال نشد: نشست شما پایان یافته بود.")
@officers_only
def remind(request: HttpRequest) -> HttpResponse:
    """Remind every unit of the list that is shown; each at most once a day."""
    lists = FollowUp(current_user(request), timezone.now())
    chosen = chosen_of(request.POST, lists.at)
    try:
        told = remind_now(lists, chosen)
    except TooManyError:
        limit = to_persian_digits(ASK_LIMIT)
        words = f"این فهرست بیش از {limit} واحد دارد؛ نخست آن را با شهرستان یا اتحادیه محدود کنید."
        return _page(request, lists, chosen, "", refusal=words)
    if told:
        messages.success(request, f"به {to_persian_digits(told)} واحد یادآوری شد.")
    else:
        messages.info(request, "کسی نمانده بود: به همه امروز یادآوری شده است، یا ثبت کرده‌اند.")
    return redirect(f"{reverse('review:followup')}?{_query(chosen)}")


@require_http_methods(["GET", "POST"])
@officers_only
def contact(request: HttpRequest, unit: str, year: str, month: str) -> HttpResponse:
    """Show what was done about a unit and write down a contact about one month."""
    lists = FollowUp(current_user(request), timezone.now())
    home, about = _home(lists, unit), _month(lists, year, month)
    sent, posted = form_recovery.sent(request), request.method == "POST"
    form = ContactForm(sent, today=lists.today)
    if posted and form.is_valid():
        log_contact(lists, home, about, form.said, current_user(request))
        messages.success(request, "تماس نوشته شد.")
        return redirect("review:contact", unit, year, month)
    errors = faults(form) if posted else []
    context = {
        "home": home,
        "month": about,
        "contacts": contacts_of(home.unit),
        "phones": phones_of(home.unit_id),
        "form": form,
        "errors": errors,
        "kept": sent is not None and not posted,
    }
    return render(request, "review/followup/contact.html", context, status=422 if errors else 200)


def chosen_of(data: QueryDict, at: datetime) -> FollowUpFilter:
    """Read what the address asks for; what is not there is not narrowed by."""
    tab = data.get("tab", "")
    union = data.get("union", "")
    month = JalaliMonth.parse(data.get("month", ""))
    due = month is not None and month.year >= FIRST_DUE_YEAR and month < current_month(at)
    return FollowUpFilter(
        FollowUpList(tab) if tab in FollowUpList.values else FollowUpList.RETURNED,
        # A stranger writes addresses; no code is longer.
        data.get("province", "")[:20],
        data.get("county", "")[:8],
        union if row_id(union) else "",
        month if due else None,
    )


def _page(
    request: HttpRequest, lists: FollowUp, chosen: FollowUpFilter, cursor: str, refusal: str = ""
) -> HttpResponse:
    page = read_page(lists, chosen, cursor)
    context: dict[str, Any] = {
        "offices": lists.offices,
        "today": lists.today,
        "tab": chosen.tab,
        "chosen": chosen,
        "tabs": [
            (key, count, _query(replace(chosen, tab=key))) for key, count in lists.counts(chosen)
        ],
        "cap": COUNT_CAP,
        "rows": page.rows,
        "next": f"?{_query(chosen)}&{urlencode({'after': page.cursor})}" if page.cursor else "",
        "options": options(lists, chosen),
        "months": _months(lists, chosen),
        "unions_differ": [o.kind for o in lists.offices] != [OrganizationKind.UNION],
        "complaints": waiting(lists.user),
        "keeps": bool(authority_of(lists.user).organizations(Permission.KEEP_REGISTRY)),
        "refusal": refusal,
    }
    return render(request, "review/followup/index.html", context, status=422 if refusal else 200)


def _home(lists: FollowUp, unit: str) -> Licence:
    pk = row_id(unit)
    found = None if pk is None else unit_in_reach(lists, pk)
    if found is None:
        raise Http404
    return found


def _month(lists: FollowUp, year: str, month: str) -> JalaliMonth:
    """Read the month of an address; 404 for one that is not, has not begun or was never due."""
    try:
        found = JalaliMonth(int(year), int(month))
    except ValueError:
        raise Http404 from None
    if found.year < FIRST_DUE_YEAR or found > current_month(lists.at):
        raise Http404
    return found


def _months(lists: FollowUp, chosen: FollowUpFilter) -> list[tuple[str, str]]:
    months = {*last_months(lists.at), chosen.month or current_month(lists.at) - 1}
    return [(str(month.to_int()), str(month)) for month in sorted(months, reverse=True)]


def _query(chosen: FollowUpFilter) -> str:
    wanted = {
        "tab": chosen.tab.value,
        "province": chosen.province,
        "county": chosen.county,
        "union": chosen.union,
        "month": chosen.number,
    }
    return urlencode({key: value for key, value in wanted.items() if value})
