"""The obligation lists: units obliged earlier than all others (circular 60/133338 §1 note 1)."""

from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from config import form_recovery
from config.http import current_user, row_id
from config.jalali import format_moment
from config.numbered_pages import numbered
from config.persian import format_number, quoted
from statistics.models import ListedUnit, ObligationList
from statistics.obligation.lists import list_unit, open_list, withdraw_list, withdraw_unit
from statistics.office.lists.forms import ListUnitForm, ObligationListForm, ReasonForm
from statistics.office.lists.pages import (
    Counted,
    FormFrame,
    ListPage,
    RowAct,
    TableRow,
    edit,
    office_only,
    show_list,
)

EARLIER = (
    "واحد از نخستین ماه فهرست مشمول است، اگر زودتر از آغاز تکلیف همگانی باشد؛ هرگز دیرتر. "
    "سه ماه مهلت واحد جدید برای آن هم هست."
)


@require_safe
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Show every list that obliges or obliged, the latest first."""
    there = Count("members", filter=Q(members__ended_at=None))
    found = ObligationList.objects.select_related("added_by").annotate(units=there)
    page = ListPage(
        "فهرست‌های تکلیف",
        "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۱، تبصرهٔ ۱: واحدهایی که نامشان پیش‌تر اعلام شده، زودتر از "
        "دیگران مشمول‌اند.",
        ("نخستین ماه", "واحدها", "نامه", "افزاینده"),
        [_list_row(row) for row in found.order_by("-pk")],
        "هنوز فهرستی نیست",
        add=[RowAct("فهرست جدید", reverse("lists:add_obligation"))],
        notes=[EARLIER],
        states=True,
    )
    return show_list(request, page)


@require_http_methods(["GET", "POST"])
@office_only
def add(request: HttpRequest) -> HttpResponse:
    """Begin a list; units are added on its page."""
    form = ObligationListForm(form_recovery.sent(request))

    def frame() -> FormFrame:
        done = "فهرست ثبت شد؛ اکنون واحدهای آن را بیفزایید."
        return FormFrame("فهرست تکلیف جدید", _lists(), "ثبت فهرست", done, notes=[EARLIER])

    user, at = current_user(request), timezone.now()
    return edit(request, form, lambda: open_list(user, form.terms, at), frame)


@require_safe
@office_only
def members(request: HttpRequest, pk: str) -> HttpResponse:
    """Show the units of a list, those taken off behind the others."""
    found = _list(pk)
    places = found.members.select_related("unit", "added_by", "ended_by")
    rows = Counted(places.order_by(F("ended_at").desc(nulls_first=True), "-pk"))
    page = numbered(rows, request.GET.get("page", ""), "واحد")
    held = found.ended_at is None
    add_unit = RowAct("افزودن واحد", reverse("lists:list_unit", args=[found.pk]))
    end = RowAct("لغو فهرست", reverse("lists:withdraw_list", args=[found.pk]))
    notes = [f"نامه: {found.source}", EARLIER]
    if found.ended_at and found.ended_by:
        when = format_moment(found.ended_at)
        notes = [f"این فهرست {when} لغو شد: {found.end_reason} ({found.ended_by.full_name})"]
    shown = ListPage(
        found.name,
        f"واحدهای این فهرست از {found.first_month} مشمول‌اند.",
        ("مرجع", "افزاینده", "خروج از فهرست"),
        [_place_row(place, held) for place in page.rows],
        "هنوز واحدی در این فهرست نیست",
        add=[add_unit, end] if held else [],
        notes=notes,
        states=True,
        page=page,
        above=_lists(),
    )
    return show_list(request, shown)


@require_http_methods(["GET", "POST"])
@office_only
def add_unit(request: HttpRequest, pk: str) -> HttpResponse:
    """Put a unit on a list; its duty is judged at once."""
    found = _list(pk)
    form = ListUnitForm(form_recovery.sent(request))

    def write() -> None:
        source, at = form.cleaned_data["source"], timezone.now()
        list_unit(current_user(request), found.pk, form.unit, source, at)

    def frame() -> FormFrame:
        done = f"واحد به فهرست افزوده شد و از {found.first_month} مشمول است."
        return FormFrame(f"واحد جدید در {quoted(found.name)}", _members(found), "افزودن واحد", done)

    return edit(request, form, write, frame)


@require_http_methods(["GET", "POST"])
@office_only
def take_off(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a unit off its list, with the reason."""
    places = ListedUnit.objects.select_related("list", "unit")
    place = places.filter(pk=row_id(pk) or 0).first()
    if place is None:
        raise Http404
    form = ReasonForm(form_recovery.sent(request))

    def write() -> None:
        reason, at = form.cleaned_data["reason"], timezone.now()
        withdraw_unit(current_user(request), place.pk, reason, at)

    def frame() -> FormFrame:
        return FormFrame(
            f"خروج {quoted(place.unit.name)} از فهرست",
            _members(place.list),
            "ثبت خروج از فهرست",
            "واحد از فهرست خارج شد؛ در تاریخچه می‌ماند.",
            "آنچه تنها به سبب این فهرست بر عهدهٔ واحد بود، برداشته می‌شود.",
        )

    return edit(request, form, write, frame)


@require_http_methods(["GET", "POST"])
@office_only
def withdraw(request: HttpRequest, pk: str) -> HttpResponse:
    """Withdraw a whole list, with the reason."""
    found = _list(pk)
    form = ReasonForm(form_recovery.sent(request))

    def write() -> None:
        reason, at = form.cleaned_data["reason"], timezone.now()
        withdraw_list(current_user(request), found.pk, reason, at)

    def frame() -> FormFrame:
        heading, done = f"لغو {quoted(found.name)}", "فهرست لغو شد؛ در تاریخچه می‌ماند."
        lead = "از نیمه‌شب آینده هیچ واحدی به سبب این فهرست مشمول نیست."
        return FormFrame(heading, _members(found), "لغو فهرست", done, lead)

    return edit(request, form, write, frame)


def _list(pk: str) -> ObligationList:
    lists = ObligationList.objects.select_related("ended_by")
    found = lists.filter(pk=row_id(pk) or 0).first()
    if found is None:
        raise Http404
    return found


def _lists() -> RowAct:
    return RowAct("فهرست‌های تکلیف", reverse("lists:obligation"))


def _members(found: ObligationList) -> RowAct:
    return RowAct(found.name, reverse("lists:members", args=[found.pk]))


def _list_row(found: ObligationList) -> TableRow:
    who = f"{found.added_by.full_name}، {format_moment(found.added_at)}"
    count: int = found.units  # type: ignore[attr-defined]
    return TableRow(
        found.name,
        (str(found.first_month), format_number(count), found.source, who),
        url=reverse("lists:members", args=[found.pk]),
        chip="missing" if found.ended_at else "done",
        word="لغو شده" if found.ended_at else "در فهرست",
    )


def _place_row(place: ListedUnit, held: bool) -> TableRow:
    ended = "—"
    if place.ended_at and place.ended_by:
        ended = f"{place.end_reason}؛ {place.ended_by.full_name}، {format_moment(place.ended_at)}"
    acts = []
    if held and place.ended_at is None:
        acts = [RowAct("خروج از فهرست", reverse("lists:withdraw_unit", args=[place.pk]))]
    who = f"{place.added_by.full_name}، {format_moment(place.added_at)}"
    return TableRow(
        place.unit.name,
        (place.source, who, ended),
        code=place.unit.guild_id,
        chip="missing" if place.ended_at else "done",
        word="خارج شده" if place.ended_at else "در فهرست",
        acts=acts,
    )
