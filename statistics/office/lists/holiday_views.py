"""The official holidays: what a count of working days passes over."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from catalog.enums import CodeList, HolidayKind, HolidayStatus
from catalog.lists.services import ListEdit, add_holiday, correct_holiday, remove_holiday
from catalog.models import Holiday, Province
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config import form_recovery
from config.http import current_user, row_id
from config.jalali import JalaliMonth, format_day, jalali_parts, tehran_day
from config.persian import format_number, quoted, to_persian_digits
from statistics.office.lists.forms import HolidayForm, ReasonForm
from statistics.office.lists.pages import (
    FormFrame,
    ListPage,
    RowAct,
    TableRow,
    edit,
    office_only,
    show_list,
)

NEVER_MOVES = (
    "مهلتی که برای پرونده‌ای ثبت شده هرگز با تغییر این فهرست جابه‌جا نمی‌شود؛ تغییر از پرونده‌هایی "
    "اثر دارد که پس از آن به میزی می‌رسند."
)


@require_safe
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Show the holidays of one Jalali year, that of today to begin with."""
    today = tehran_day(timezone.now())
    year = _year(request.GET.get("year", ""), today)
    first, end = JalaliMonth(year, 1).first_day, JalaliMonth(year + 1, 1).first_day
    days = Holiday.objects.filter(date__gte=first, date__lt=end).order_by("date")
    years = [
        RowAct(f"سال {to_persian_digits(other)}", f"{reverse('lists:holidays')}?year={other}")
        for other in (year - 1, year + 1)
    ]
    page = ListPage(
        f"تعطیلات رسمی سال {to_persian_digits(year)}",
        _touched(today),
        ("مناسبت", "نوع", "قطعیت"),
        [_row(day, today) for day in days],
        "روزی برای این سال در فهرست نیست",
        add=[RowAct("روز تعطیل جدید", reverse("lists:add_holiday"))],
        notes=[NEVER_MOVES],
        links=[
            *years,
            RowAct("روزهای تعطیل هفته", reverse("policy:key", args=[PolicyKey.WEEKEND])),
            RowAct("شمارش روزهای کاری", reverse("policy:key", args=[PolicyKey.WORKING_DAYS])),
        ],
        history=CodeList.HOLIDAYS,
    )
    return show_list(request, page)


@require_http_methods(["GET", "POST"])
@office_only
def add(request: HttpRequest) -> HttpResponse:
    """Put a day on the list."""
    at = timezone.now()
    form = HolidayForm(form_recovery.sent(request), at=at)

    def write() -> None:
        change = ListEdit(current_user(request), form.cleaned_data["reason"], at)
        add_holiday(change, form.day, form.terms)

    def frame() -> FormFrame:
        done = "روز تعطیل به فهرست اضافه شد."
        notes = [_touched(tehran_day(at)), NEVER_MOVES]
        return FormFrame("روز تعطیل جدید", _back(), "افزودن به فهرست", done, notes=notes)

    return edit(request, form, write, frame)


@require_http_methods(["GET", "POST"])
@office_only
def correct(request: HttpRequest, pk: str) -> HttpResponse:
    """Correct what a day is called, its kind or how sure it is."""
    at, holiday = timezone.now(), _holiday(pk)
    form = HolidayForm(form_recovery.sent(request), at=at, holiday=holiday)

    def write() -> None:
        change = ListEdit(current_user(request), form.cleaned_data["reason"], at)
        correct_holiday(change, holiday.date, form.terms)

    def frame() -> FormFrame:
        heading = f"اصلاح {format_day(holiday.date)}"
        lead = "خود روز عوض نمی‌شود: روز اشتباه را حذف کنید و روز درست را بیفزایید."
        return FormFrame(heading, _back(holiday), "ثبت اصلاح", "روز تعطیل اصلاح شد.", lead)

    return edit(request, form, write, frame)


@require_http_methods(["GET", "POST"])
@office_only
def remove(request: HttpRequest, pk: str) -> HttpResponse:
    """Take a day to come out of the list."""
    at, holiday = timezone.now(), _holiday(pk)
    form = ReasonForm(form_recovery.sent(request))
    back = _back(holiday)

    def write() -> None:
        change = ListEdit(current_user(request), form.cleaned_data["reason"], at)
        remove_holiday(change, holiday.date)

    def frame() -> FormFrame:
        heading = f"حذف {format_day(holiday.date)}، {quoted(holiday.name)}"
        done = "روز از فهرست حذف شد؛ در تاریخچه می‌ماند."
        return FormFrame(heading, back, "حذف از فهرست", done, notes=[NEVER_MOVES])

    return edit(request, form, write, frame)


def _holiday(pk: str) -> Holiday:
    found = Holiday.objects.filter(pk=row_id(pk) or 0).first()
    if found is None:
        raise Http404
    return found


def _back(holiday: Holiday | None = None) -> RowAct:
    url = reverse("lists:holidays")
    if holiday:
        url = f"{url}?year={jalali_parts(holiday.date)[0]}"
    return RowAct("تعطیلات رسمی", url)


def _year(asked: str, today: date) -> int:
    year = row_id(asked) or 0
    return year if 1387 <= year <= 1450 else jalali_parts(today)[0]


def _touched(today: date) -> str:
    """Say for how many provinces a day more or less changes anything now."""
    book = PolicyBook.load()
    codes = Province.objects.order_by("code").values_list("code", flat=True)
    tomorrow = today + timedelta(days=1)
    count = sum(bool(book.value(PolicyKey.WORKING_DAYS, tomorrow, code)) for code in codes)
    if not count:
        return (
            "اکنون مهلت بررسی در هیچ استانی با روزهای کاری شمرده نمی‌شود؛ این فهرست هنگامی اثر "
            "دارد که شمارش روزهای کاری روشن شود."
        )
    return f"اکنون مهلت بررسی در {format_number(count)} استان با روزهای کاری شمرده می‌شود."


def _row(holiday: Holiday, today: date) -> TableRow:
    acts = [RowAct("اصلاح", reverse("lists:correct_holiday", args=[holiday.pk]))]
    if holiday.date > today:
        acts.append(RowAct("حذف", reverse("lists:remove_holiday", args=[holiday.pk])))
    words = (
        holiday.name,
        str(HolidayKind(holiday.kind).label),
        str(HolidayStatus(holiday.status).label),
    )
    return TableRow(format_day(holiday.date), words, acts=acts)
