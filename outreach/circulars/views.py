"""Circulars to be read: the lists, one of them with its receipt, its annexes."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts import trail
from accounts.models import Organization, User
from config.form_recovery import posted_from
from config.http import current_user, row_id
from config.jalali import tehran_day
from config.keyset import PAGE, Page, older, page_of, pk_cursor
from config.uploads import storage
from config.uploads.enums import MEDIA_TYPES, FileKind
from outreach.circulars import queries, services
from outreach.circulars.errors import CircularConflictError
from outreach.circulars.rules import goes_below, reaches_units
from outreach.enums import CIRCULAR_CHIPS
from outreach.models import Circular, CircularHop
from units.models import Unit

NOT_CONFIRMED = "رسید ثبت نشد: نشست شما پایان یافته بود."


@dataclass(frozen=True)
class CircularRow:
    """A circular in a list: what it is now, and whether the person's units have read it."""

    circular: Circular
    chip: str
    word: str
    unread: bool = False


def row_of(made: Circular, is_replaced: bool, unread: bool = False) -> CircularRow:
    state = made.state(is_replaced)
    asks = unread and state.value == "in_force"
    if asks:
        return CircularRow(made, "near", "نخوانده", unread=True)
    return CircularRow(made, CIRCULAR_CHIPS[state], str(state.label))


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits for a receipt, what came, and what the person's offices issued."""
    user = current_user(request)
    issuing = queries.issuing_offices(user)
    read, read_next = _listed(request, queries.to_units(user), "read")
    came, came_next = _listed(request, queries.hops_of(user), "came")
    sent, sent_next = (
        _listed(request, queries.issued_by(issuing), "sent") if issuing else (None, "")
    )
    context = {
        "today": tehran_day(timezone.now()),
        "waiting": list(queries.waiting_hops(user)[:PAGE]),
        "issues": bool(issuing),
        "confirms": bool(queries.confirming_offices(user)),
        "files": Unit.objects.of(user).exists(),
        "read": [row_of(one, one.is_replaced, one.unread) for one in read.rows],
        "read_next": read_next,
        "came": [(hop, row_of(hop.circular, hop.is_replaced)) for hop in came.rows],
        "came_next": came_next,
        "sent": [row_of(one, one.is_replaced) for one in sent.rows] if sent else [],
        "sent_next": sent_next,
    }
    return render(request, "outreach/circulars/index.html", context)


def _listed(request: HttpRequest, rows: QuerySet[Any], name: str) -> tuple[Page[Any], str]:
    """Read a page of one list, and the address of its next one; the others begin anew."""
    page = page_of(older(rows, request.GET.get(name, "")), pk_cursor)
    return page, f"?{urlencode({name: page.cursor})}#{name}" if page.cursor else ""


@require_GET
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show a circular: its text to an office, and to a unit once it is opened for a receipt."""
    return one_page(request, found(request, pk))


def found(request: HttpRequest, pk: str) -> Circular:
    """Find a circular that the person reads; 404 for any other."""
    rows = queries.visible_to(current_user(request)).filter(pk=row_id(pk) or 0)
    made: Circular | None = rows.select_related("issued_by", "withdrawn_by").first()
    if made is None:
        raise Http404
    return made


def one_page(
    request: HttpRequest, made: Circular, status: int = 200, errors: Any = ()
) -> HttpResponse:
    user, at = current_user(request), timezone.now()
    later = made.replaced_by
    state = made.state(later is not None)
    hop = queries.open_hop(user, made)
    issues = made.issuer_id in {office.pk for office in queries.issuing_offices(user)}
    officer = issues or _came_to_office(user, made)
    waiting = [] if officer or state.value != "in_force" else queries.units_to_read(user, made)
    context = {
        "circular": made,
        "state": state,
        "chip": CIRCULAR_CHIPS[state],
        "later": later,
        "hop": hop,
        "below": _below(hop) if hop else None,
        "issues": issues,
        "officer": officer,
        "to_read": waiting,
        "receipts": queries.read_by(user, made),
        "annexes": list(made.annexes.order_by("number")),
        "late": state.value == "in_force" and made.due_on < tehran_day(at),
        "follows": _followed(user, made, issues),
        "first": _first(made) if state.value == "draft" else None,
        "errors": errors,
        "stale": status == 409,
    }
    return render(request, "outreach/circulars/one.html", context, status=status)


def _came_to_office(user: User, made: Circular) -> bool:
    offices = [office.pk for office in queries.confirming_offices(user)]
    return CircularHop.objects.filter(circular=made, office__in=offices).exists()


def _below(hop: CircularHop) -> dict[str, int]:
    """Count to whom a receipt hands it on: offices, and units of a union."""
    office, reach = hop.office, hop.circular.reach
    units = reaches_units(office.kind, reach)
    return {
        "offices": len(queries.below([office])) if goes_below(office.kind, reach) else 0,
        "units": Unit.objects.filter(union=office, closed_on=None).count() if units else 0,
    }


def _first(made: Circular) -> list[Organization]:
    """List the offices to which a draft will go first."""
    chosen = list(made.targets.order_by("pk"))
    return chosen or [office for _, office in queries.below([made.issuer])]


def _followed(user: User, made: Circular, issues: bool) -> Organization | None:
    """Find the office below which the person sees how far it is."""
    if made.issued_at is None:
        return None
    if issues:
        return made.issuer
    hops = CircularHop.objects.filter(
        circular=made,
        office__in=[office.pk for office in queries.confirming_offices(user)],
        passed_at__isnull=False,
    )
    rows = hops.select_related("office").order_by("pk")
    hands = [hop.office for hop in rows if goes_below(hop.office.kind, made.reach)]
    hands += [hop.office for hop in rows if reaches_units(hop.office.kind, made.reach)]
    return hands[0] if hands else None


@posted_from("circulars:one", "pk", unsent=NOT_CONFIRMED)
def read(request: HttpRequest, pk: str) -> HttpResponse:
    """Open a circular for the person's units: reading it is their receipt."""
    made = found(request, pk)
    services.read(current_user(request), made.pk, timezone.now())
    return redirect("circulars:one", made.pk)


@posted_from("circulars:one", "pk", unsent=NOT_CONFIRMED)
def passed(request: HttpRequest, pk: str) -> HttpResponse:
    """Confirm for an office and hand it on, in one act."""
    made = found(request, pk)
    office = row_id(request.POST.get("office", "")) or 0
    try:
        services.pass_on(current_user(request), made.pk, office, timezone.now())
    except CircularConflictError:
        return one_page(request, found(request, pk), 409)
    messages.success(request, "رسید شد و به نهادهای زیر ابلاغ شد.")
    return redirect("circulars:one", made.pk)


@require_GET
def annex(request: HttpRequest, pk: str, number: str) -> HttpResponseBase:
    """Stream an annex to who reads the circular; each look is a line of the trail."""
    made = found(request, pk)
    row = made.annexes.filter(number=row_id(number) or 0).first() if len(number) < 5 else None
    if row is None:
        raise Http404
    try:
        file = storage.path_of(row.stored).open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    trail.record_download(request, current_user(request), row.sha256)
    return FileResponse(
        file,
        as_attachment=True,
        filename=row.name,
        content_type=MEDIA_TYPES[FileKind(row.kind)],
        # A browser that opens it all the same runs nothing of it and gives it no origin.
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )
