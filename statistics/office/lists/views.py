"""The page that gathers all lists, and that of the measures."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from catalog.enums import CodeList, MeasureKind
from catalog.lists.services import ListEdit, add_measure, rename_measure
from catalog.models import Measure
from config import form_recovery
from config.http import current_user
from config.persian import format_number, quoted
from statistics.office.lists.forms import MeasureForm, NameForm
from statistics.office.lists.pages import (
    FormFrame,
    ListPage,
    RowAct,
    TableRow,
    edit,
    office_only,
    show_list,
)

ONCE_FOR_EVER = (
    "ضریب و رقم اعشار یک واحد سنجش پس از ثبت هرگز تغییر نمی‌کند: مقدارهایی که با آن ثبت شده، معنای "
    "دیگری می‌گرفت. اگر اشتباه است، واحد سنجش دیگری بیفزایید و واحد سنجش محصول را از ماهی به بعد "
    "عوض کنید."
)


@dataclass(frozen=True)
class ListCard:
    """One list on the page that gathers them."""

    title: str
    about: str
    url: str


@require_safe
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Lead to every list that the statistics office keeps."""
    cards = [ListCard(title, about, reverse(name)) for name, title, about in _LISTS]
    return render(request, "statistics/office/lists/index.html", {"cards": cards})


_LISTS = (
    ("catalogue:home", "محصولات و فعالیت‌ها", "افزودن، نام، جانشین، خروج از فهرست و واحد سنجش."),
    ("lists:measures", "واحدهای سنجش", "نام‌ها، ضریب تبدیل به تن و رقم اعشار."),
    ("lists:kinds", "نوع‌های پروانه", "کدام پروانه آمار تولید دارد و کدام ندارد."),
    ("lists:obligation", "فهرست‌های تکلیف", "واحدهایی که زودتر از دیگران مشمول شده‌اند."),
    ("selected:index", "واحد و محصول منتخب", "آنچه پیش از بقیه پیگیری می‌شود."),
    ("causes:index", "علت‌های افزایش و کاهش", "علت‌هایی که واحد برای رقم غیرعادی انتخاب می‌کند."),
    ("lists:holidays", "تعطیلات رسمی", "روزهایی که در شمارش روزهای کاری نمی‌آید."),
    ("lists:counties", "شهرستان‌ها", "نام هر شهرستان و سازمان استانی که پرونده‌هایش به آن می‌رود."),
    ("lists:offices", "سازمان‌ها و اتحادیه‌ها", "نام‌ها، اتحادیه و ادارهٔ شهرستان جدید."),
    ("organizational:indicators", "شاخص‌های آمار سازمانی", "آنچه هر دستگاه از خود گزارش می‌کند."),
    ("visits:forms", "فرم بازدید", "آنچه بازدیدکننده در هر دوره می‌پرسد، با روز آغاز هر نسخه."),
    ("inquiries:index", "استعلام دستگاه‌ها", "توافق‌ها، توکن‌ها و آنچه دستگاه‌ها پرسیده‌اند."),
)


@require_safe
@office_only
def measures(request: HttpRequest) -> HttpResponse:
    """Show the measures, by code."""
    page = ListPage(
        "واحدهای سنجش",
        "مقدار تولید و صادرات هر محصول با یکی از این واحدها نوشته می‌شود.",
        ("چه را می‌سنجد", "ضریب تبدیل به تن", "رقم اعشار"),
        [_measure_row(measure) for measure in Measure.objects.order_by("code")],
        "هنوز واحد سنجشی در فهرست نیست",
        add=[RowAct("واحد سنجش جدید", reverse("lists:add_measure"))],
        notes=[ONCE_FOR_EVER],
        history=CodeList.MEASURES,
    )
    return show_list(request, page)


@require_http_methods(["GET", "POST"])
@office_only
def add_measure_view(request: HttpRequest) -> HttpResponse:
    form = MeasureForm(form_recovery.sent(request))

    def write() -> None:
        change = ListEdit(current_user(request), form.cleaned_data["reason"], timezone.now())
        add_measure(change, form.cleaned_data["code"], form.terms)

    def frame() -> FormFrame:
        done = "واحد سنجش به فهرست اضافه شد."
        return FormFrame(
            "واحد سنجش جدید", _measures(), "افزودن به فهرست", done, notes=[ONCE_FOR_EVER]
        )

    return edit(request, form, write, frame)


@require_http_methods(["GET", "POST"])
@office_only
def rename_measure_view(request: HttpRequest, code: str) -> HttpResponse:
    measure = Measure.objects.filter(pk=code).first()
    if measure is None:
        raise Http404
    form = NameForm(form_recovery.sent(request), most=40, initial={"name": measure.name_fa})

    def write() -> None:
        change = ListEdit(current_user(request), form.cleaned_data["reason"], timezone.now())
        rename_measure(change, code, form.cleaned_data["name"])

    def frame() -> FormFrame:
        heading = f"نام جدید برای {quoted(measure.name_fa)}"
        lead = "نام در همهٔ صفحه‌ها و فایل‌ها، برای ماه‌های گذشته هم، عوض می‌شود."
        return FormFrame(heading, _measures(), "ثبت نام", "نام واحد سنجش عوض شد.", lead)

    return edit(request, form, write, frame)


def _measures() -> RowAct:
    return RowAct("واحدهای سنجش", reverse("lists:measures"))


def _measure_row(measure: Measure) -> TableRow:
    factor = measure.tonne_factor
    return TableRow(
        measure.name_fa,
        (
            str(MeasureKind(measure.kind).label),
            "—" if factor is None else format_number(factor.normalize()),
            format_number(measure.decimals),
        ),
        code=measure.pk,
        acts=[RowAct("تغییر نام", reverse("lists:rename_measure", args=[measure.pk]))],
    )
