"""The statistics office's list of what problems are about."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from config import form_recovery
from config.http import current_user, row_id
from config.jalali import format_day, tehran_day
from config.persian import format_number, quoted
from outreach.help_desk.category_services import add_category, end_category
from outreach.help_desk.forms import CategoryEndForm, CategoryForm
from outreach.models import HelpCategory
from statistics.office.lists.pages import (
    FormFrame,
    ListPage,
    RowAct,
    TableRow,
    edit,
    office_only,
    show_list,
)

HEADING = "موضوع‌های میز کمک"


@require_GET
@office_only
def categories(request: HttpRequest) -> HttpResponse:
    """Show every category that is or was chosen, those of today first."""
    today = tehran_day(timezone.now())
    rows = sorted(HelpCategory.objects.order_by("pk"), key=lambda row: _over(row, today))
    page = ListPage(
        heading=HEADING,
        lead="آنچه مشکل‌ها دربارهٔ آن است، و هر یک در چند روز کاری پاسخ می‌گیرد. گذشته تغییر نمی‌کند.",
        columns=("مهلت پاسخ", "از", "تا"),
        rows=[_row(row, today) for row in rows],
        empty="هنوز موضوعی نیست.",
        add=(RowAct("موضوع جدید", reverse("help_desk:add_category")),),
        states=True,
        above=_back("help_desk:index", "میز کمک"),
    )
    return show_list(request, page)


@require_http_methods(["GET", "POST"])
@office_only
def add(request: HttpRequest) -> HttpResponse:
    """Add a category, offered from today on."""
    at = timezone.now()
    form = CategoryForm(form_recovery.sent(request), at=at)
    return edit(
        request,
        form,
        lambda: add_category(current_user(request), form.terms, at),
        lambda: FormFrame(
            "موضوع جدید",
            _back("help_desk:categories", HEADING),
            "افزودن موضوع",
            done="موضوع اضافه شد و از امروز انتخاب می‌شود.",
            notes=("مهلت پاسخ به روز کاری است، از ۱ تا ۳۰.",),
        ),
    )


@require_http_methods(["GET", "POST"])
@office_only
def finish(request: HttpRequest, pk: str) -> HttpResponse:
    """Give a category its last day."""
    at = timezone.now()
    row = HelpCategory.objects.filter(pk=row_id(pk) or 0).first()
    if row is None:
        raise Http404
    form = CategoryEndForm(form_recovery.sent(request), today=tehran_day(at))
    user, number = current_user(request), row.pk
    return edit(
        request,
        form,
        lambda: end_category(user, number, form.cleaned_data["until"], at),
        lambda: FormFrame(
            f"پایان دادن به {quoted(row.name)}",
            _back("help_desk:categories", HEADING),
            "ثبت آخرین روز",
            done="آخرین روز ثبت شد؛ مشکل‌های پیشین با همین موضوع می‌مانند.",
        ),
    )


def _back(name: str, label: str) -> RowAct:
    return RowAct(label, reverse(name))


def _over(row: HelpCategory, today: date) -> bool:
    return row.until is not None and row.until < today


def _row(row: HelpCategory, today: date) -> TableRow:
    ends = RowAct("پایان دادن", reverse("help_desk:end_category", args=[row.pk]))
    over = _over(row, today)
    return TableRow(
        row.name,
        (
            f"{format_number(row.answer_days)} روز کاری",
            format_day(row.since),
            format_day(row.until) if row.until else "—",
        ),
        chip="missing" if over else "done",
        word="پایان یافته" if over else "در فهرست",
        acts=() if row.ended_at else (ends,),
    )
