"""How far a circular has come, place by place; who stops it, and a reminder to them."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Organization
from config.form_recovery import posted_from
from config.http import current_user, row_id
from config.jalali import tehran_day
from config.keyset import page_of, pk_cursor
from config.persian import format_number
from outreach.circulars import queries
from outreach.circulars.errors import CircularConflictError
from outreach.circulars.reminder_services import remind
from outreach.circulars.rules import reaches_units
from outreach.circulars.views import found
from outreach.enums import CIRCULAR_CHIPS, HOP_CHIPS
from outreach.models import Circular, CircularHop, CircularReminder

NOT_SENT = "یادآوری ارسال نشد: نشست شما پایان یافته بود."


@require_GET
def state(request: HttpRequest, pk: str) -> HttpResponse:
    """Show the offices below one with their receipts; of a union, its units that have not read."""
    return state_page(request, pk, request.GET.get("office", ""))


@posted_from("circulars:state", "pk", unsent=NOT_SENT)
def reminder(request: HttpRequest, pk: str) -> HttpResponse:
    """Remind the office at which it stands, or the units of a union; once a day."""
    made, named = found(request, pk), request.POST.get("from", "")
    office = row_id(request.POST.get("office", "")) or 0
    try:
        sent = remind(current_user(request), made.pk, office, timezone.now())
    except CircularConflictError:
        return state_page(request, pk, named, 409)
    whom = "واحد نخوانده" if sent.to_units else "نفر"
    messages.success(request, f"یادآوری امروز به {format_number(sent.told)} {whom} ارسال شد.")
    page = reverse("circulars:state", args=[made.pk])
    return redirect(f"{page}?{urlencode({'office': named})}" if row_id(named) else page)


def state_page(request: HttpRequest, pk: str, named: str, status: int = 200) -> HttpResponse:
    made, at = found(request, pk), timezone.now()
    if made.issued_at is None:
        raise Http404
    office = _office(request, made, named)
    later = made.replaced_by
    now = made.state(later is not None)
    union = reaches_units(office.kind, made.reach)
    places = [] if union else queries.states_below(made, office, at)
    hop = CircularHop.objects.filter(circular=made, office=office).first()
    units = queries.units_unread(made, office) if union and hop and hop.passed_at else None
    cursor = row_id(request.GET.get("after", ""))
    if units is not None and cursor is not None:
        units = units.filter(pk__gt=cursor)
    page = page_of(units, pk_cursor) if units is not None else None
    context = {
        "circular": made,
        "office": office,
        "top": office.pk == made.issuer_id,
        "up": _up(request, made, hop),
        "state": now,
        "chip": CIRCULAR_CHIPS[now],
        "live": now.value == "in_force",
        "late": made.due_on < tehran_day(at),
        "places": [(row, HOP_CHIPS[row.state]) for row in places],
        "total": _total(places),
        "units": page.rows if page else [],
        "next": f"?{urlencode({'office': office.pk, 'after': page.cursor})}"
        if page and page.cursor
        else "",
        "is_union": union,
        "counts_units": made.reach == "units",
        "reminded": _reminded(made, at),
        "hop": hop,
        "stale": status == 409,
    }
    return render(request, "outreach/circulars/state.html", context, status=status)


def _office(request: HttpRequest, made: Circular, named: str) -> Organization:
    """Find below which office is looked; 404 for one that the person does not follow."""
    user = current_user(request)
    pk = row_id(named)
    if pk is None:
        mine = {office.pk for office in queries.issuing_offices(user)}
        if made.issuer_id in mine:
            return made.issuer
        offices = [one.pk for one in queries.confirming_offices(user)]
        hops = CircularHop.objects.filter(circular=made, office__in=offices)
        hop = hops.select_related("office").order_by("pk").first()
        if hop is None:
            raise Http404
        return hop.office
    office = Organization.objects.filter(pk=pk).first()
    if office is None or not queries.may_follow(user, made, office):
        raise Http404
    return office


def _up(request: HttpRequest, made: Circular, hop: CircularHop | None) -> Organization | None:
    """Find the office above, where the person follows that too."""
    if hop is None:
        return None
    above = hop.line[-2] if len(hop.line) > 1 else made.issuer_id
    office = Organization.objects.get(pk=above)
    return office if queries.may_follow(current_user(request), made, office) else None


def _total(places: list[queries.PlaceState]) -> dict[str, int]:
    names = ("offices", "passed", "units", "read")
    found = {name: sum(getattr(row, name) for row in places) for name in names}
    waiting, unread = found["offices"] - found["passed"], found["units"] - found["read"]
    return found | {"waiting": waiting, "unread": unread}


def _reminded(made: Circular, at: datetime) -> set[int]:
    """Find the offices (ids) that were reminded today."""
    day = tehran_day(at)
    rows = CircularReminder.objects.filter(hop__circular=made, day=day)
    return set(rows.values_list("hop__office", flat=True))
