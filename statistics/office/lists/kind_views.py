"""The kinds of licences: a dated list that says whose units file (letter 60/310637)."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from catalog.licence_kinds.services import add_licence_kind, end_licence_kind
from catalog.models import LicenceKind
from config import form_recovery
from config.http import current_user
from config.jalali import format_day, format_moment, tehran_day
from config.persian import quoted
from statistics.office.lists.forms import LastDayForm, LicenceKindForm
from statistics.office.lists.pages import (
    FormFrame,
    ListPage,
    RowAct,
    TableRow,
    edit,
    office_only,
    show_list,
)


@require_safe
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Show every kind that is or was given, those given now first."""
    today = tehran_day(timezone.now())
    kinds = LicenceKind.objects.select_related("added_by").order_by("since", "code")
    rows = sorted((_row(kind, today) for kind in kinds), key=lambda row: not row.acts)
    page = ListPage(
        "نوع‌های پروانه",
        "همهٔ پروانه‌ها در پروندهٔ واحد می‌ماند؛ تنها پروانه‌ای که نوع آن آمار تولید دارد ماهی را "
        "مشمول ثبت می‌کند و آمار با آن ثبت می‌شود.",
        ("آمار تولید", "صادر می‌شود از", "تا پایان", "دلیل و افزاینده"),
        rows,
        "هنوز نوعی در فهرست نیست",
        add=[RowAct("نوع جدید", reverse("lists:add_kind"))],
        notes=[
            "چیزی حذف نمی‌شود. نوعی که پایان یابد به پروانهٔ جدید داده نمی‌شود؛ تکلیف پروانه‌های "
            "صادرشده همان است که بود. اینکه نوعی آمار دارد یا نه، پس از افزودن تغییر نمی‌کند."
        ],
        states=True,
    )
    return show_list(request, page)


@require_http_methods(["GET", "POST"])
@office_only
def add(request: HttpRequest) -> HttpResponse:
    """Put a kind on the list."""
    at = timezone.now()
    form = LicenceKindForm(form_recovery.sent(request), at=at)

    def frame() -> FormFrame:
        return FormFrame(
            "نوع جدید پروانه", _kinds(), "افزودن به فهرست", "نوع پروانه به فهرست اضافه شد."
        )

    user = current_user(request)
    return edit(request, form, lambda: add_licence_kind(user, form.terms, at), frame)


@require_http_methods(["GET", "POST"])
@office_only
def finish(request: HttpRequest, code: str) -> HttpResponse:
    """Give a kind its last day; licences of it stay."""
    at = timezone.now()
    kind = LicenceKind.objects.filter(pk=code).first()
    if kind is None:
        raise Http404
    form = LastDayForm(form_recovery.sent(request), at=at)

    def write() -> None:
        end_licence_kind(current_user(request), code, form.cleaned_data["until"], at)

    def frame() -> FormFrame:
        heading = f"پایان دادن به {quoted(kind.name)}"
        lead = "پروانه‌هایی که تا آن روز صادر شده باشد، با همان تکلیف می‌ماند."
        return FormFrame(heading, _kinds(), "ثبت آخرین روز", "آخرین روز این نوع ثبت شد.", lead)

    return edit(request, form, write, frame)


def _kinds() -> RowAct:
    return RowAct("نوع‌های پروانه", reverse("lists:kinds"))


def _row(kind: LicenceKind, today: date) -> TableRow:
    # The last day itself still counts.
    over = kind.until is not None and kind.until < today
    chip, word = ("done", "در فهرست") if kind.since <= today else ("draft", "هنوز آغاز نشده")
    if over:
        chip, word = "missing", "پایان یافته"
    why = "فهرست نخستین سامانه"
    if kind.added_by and kind.added_at:
        why = f"{kind.note}؛ {kind.added_by.full_name}، {format_moment(kind.added_at)}"
    ends = not over and kind.ended_at is None
    acts = [RowAct("پایان دادن", reverse("lists:end_kind", args=[kind.pk]))] if ends else []
    return TableRow(
        kind.name,
        (
            "دارد" if kind.files else "ندارد",
            format_day(kind.since),
            format_day(kind.until) if kind.until else "—",
            why,
        ),
        chip=chip,
        word=word,
        acts=acts,
    )
