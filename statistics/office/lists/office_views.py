"""Counties, and the offices of the tree: names, new ones, and a county's move to another office."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import OrganizationKind
from accounts.models import Organization
from accounts.offices.services import add_office, rename_office
from catalog.enums import CodeList
from catalog.fields import alphabetical
from catalog.lists.services import ListEdit, add_county, move_county, rename_county
from catalog.models import County
from config import form_recovery
from config.http import current_user, row_id
from config.numbered_pages import numbered
from config.persian import normalize, quoted
from statistics.office.lists.forms import CountyForm, MoveCountyForm, NameForm, OfficeForm
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


@require_safe
@office_only
def counties(request: HttpRequest) -> HttpResponse:
    """Show the counties, by name; a part of a name or a code narrows them."""
    asked = normalize(request.GET.get("q", ""))[:100]
    found = County.objects.select_related("province").order_by("province__name_order", "name_order")
    if asked:
        found = found.filter(Q(name__contains=asked) | Q(province__name__contains=asked))
    page = numbered(Counted(found), request.GET.get("page", ""), "شهرستان", _query(asked))
    offices = _provincial_offices()
    shown = ListPage(
        "شهرستان‌ها",
        "پروندهٔ واحدهای هر شهرستان به سازمان استانی می‌رود که اینجا نوشته شده است.",
        ("استان", "سازمان استان"),
        [_county_row(county, offices) for county in page.rows],
        "شهرستانی با این نام نیست" if asked else "هنوز شهرستانی در فهرست نیست",
        add=[RowAct("شهرستان جدید", reverse("lists:add_county"))],
        history=CodeList.COUNTIES,
        page=page,
        asked=asked,
        ask_label="نام شهرستان یا استان",
    )
    return show_list(request, shown)


@require_http_methods(["GET", "POST"])
@office_only
def add_county_view(request: HttpRequest) -> HttpResponse:
    form = CountyForm(form_recovery.sent(request))

    def write() -> None:
        data = form.cleaned_data
        office = data["office"].code, data["office"].name
        add_county(_edit(request, form), data["code"], data["name"], data["province"], office)

    def frame() -> FormFrame:
        done = "شهرستان به فهرست اضافه شد."
        return FormFrame("شهرستان جدید", _counties(), "افزودن به فهرست", done)

    return edit(request, form, write, frame)


@require_http_methods(["GET", "POST"])
@office_only
def rename_county_view(request: HttpRequest, code: str) -> HttpResponse:
    county = _county(code)
    form = NameForm(form_recovery.sent(request), most=40, initial={"name": county.name})

    def write() -> None:
        rename_county(_edit(request, form), code, form.cleaned_data["name"])

    def frame() -> FormFrame:
        heading = f"نام جدید برای {quoted(county.name)}"
        return FormFrame(heading, _counties(), "ثبت نام", "نام شهرستان عوض شد.")

    return edit(request, form, write, frame)


@require_http_methods(["GET", "POST"])
@office_only
def move_county_view(request: HttpRequest, code: str) -> HttpResponse:
    """Give a county to another provincial organization; its units follow, its open cases stay."""
    county = _county(code)
    form = MoveCountyForm(form_recovery.sent(request), county=county)
    names = _provincial_offices()

    def write() -> None:
        before = county.organization_code, names.get(county.organization_code, "—")
        office = form.cleaned_data["office"]
        move_county(_edit(request, form), code, before, (office.code, office.name))

    def frame() -> FormFrame:
        return FormFrame(
            f"انتقال شهرستان {quoted(county.name)}",
            _counties(),
            "ثبت انتقال",
            "شهرستان به سازمان دیگر منتقل شد؛ واحدهای آن هم.",
            f"اکنون: {names.get(county.organization_code, '—')}",
            notes=[
                "واحدهای شهرستان با آن منتقل می‌شوند و ماه‌هایی که پس از این ثبت شود به سازمان "
                "جدید می‌رود. پرونده‌هایی که ثبت شده، نزد همان سازمان پیشین تمام می‌شود."
            ],
        )

    return edit(request, form, write, frame)


@require_safe
@office_only
def offices(request: HttpRequest) -> HttpResponse:
    """Show the offices; a part of a name, or a whole code, narrows them."""
    asked = normalize(request.GET.get("q", ""))[:100]
    found = Organization.objects.select_related("parent", "county")
    found = found.order_by("kind", alphabetical("name"), "pk")
    if asked:
        found = found.filter(Q(name__contains=asked) | Q(code=asked))
    page = numbered(Counted(found), request.GET.get("page", ""), "سازمان", _query(asked))
    shown = ListPage(
        "سازمان‌ها و اتحادیه‌ها",
        "نام‌ها همان‌طور که در کارتابل، پرونده و فایل‌ها نوشته می‌شود.",
        ("نوع", "زیر", "شهرستان"),
        [_office_row(office) for office in page.rows],
        "سازمانی با این نام یا کد نیست" if asked else "هنوز سازمانی در فهرست نیست",
        add=[RowAct("اتحادیه، ادارهٔ شهرستان یا واحد وابستهٔ جدید", reverse("lists:add_office"))],
        notes=[
            "اتحادیهٔ جدید تا دسترسی نگیرد پرونده‌ای نمی‌بیند؛ ماه‌های اعضای آن با برچسب «اتحادیه "
            "فاقد دسترسی» به سازمان استان می‌رود. اتحادیه‌هایی که ادغام شده‌اند، اعضایشان با فایل "
            "واحدها و پروانه‌ها به اتحادیهٔ جدید منتقل می‌شوند."
        ],
        history=CodeList.OFFICES,
        page=page,
        asked=asked,
        ask_label="نام یا کد",
    )
    return show_list(request, shown)


@require_http_methods(["GET", "POST"])
@office_only
def add_office_view(request: HttpRequest) -> HttpResponse:
    form = OfficeForm(form_recovery.sent(request))

    def frame() -> FormFrame:
        done = "به فهرست اضافه شد."
        return FormFrame(
            "اتحادیه، ادارهٔ شهرستان یا واحد وابستهٔ جدید", _offices(), "افزودن به فهرست", done
        )

    return edit(request, form, lambda: add_office(_edit(request, form), form.terms), frame)


@require_http_methods(["GET", "POST"])
@office_only
def rename_office_view(request: HttpRequest, pk: str) -> HttpResponse:
    office = Organization.objects.filter(pk=row_id(pk) or 0).first()
    if office is None:
        raise Http404
    form = NameForm(form_recovery.sent(request), most=160, initial={"name": office.name})

    def write() -> None:
        rename_office(_edit(request, form), office.pk, form.cleaned_data["name"])

    def frame() -> FormFrame:
        return FormFrame(
            f"نام جدید برای {quoted(office.name)}",
            _offices(),
            "ثبت نام",
            "نام عوض شد؛ پرونده‌ها و سوابق سر جای خود است.",
        )

    return edit(request, form, write, frame)


def _edit(
    request: HttpRequest, form: CountyForm | MoveCountyForm | NameForm | OfficeForm
) -> ListEdit:
    return ListEdit(current_user(request), form.cleaned_data["reason"], timezone.now())


def _query(asked: str) -> dict[str, str]:
    return {"q": asked} if asked else {}


def _county(code: str) -> County:
    found = County.objects.filter(pk=code).select_related("province").first()
    if found is None:
        raise Http404
    return found


def _provincial_offices() -> dict[str, str]:
    """Name the provincial organizations by code."""
    found = Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("code")
    return dict(found.values_list("code", "name"))


def _counties() -> RowAct:
    return RowAct("شهرستان‌ها", reverse("lists:counties"))


def _offices() -> RowAct:
    return RowAct("سازمان‌ها و اتحادیه‌ها", reverse("lists:offices"))


def _county_row(county: County, offices: dict[str, str]) -> TableRow:
    return TableRow(
        county.name,
        (county.province.name, offices.get(county.organization_code, "—")),
        code=county.pk,
        acts=[
            RowAct("تغییر نام", reverse("lists:rename_county", args=[county.pk])),
            RowAct("انتقال", reverse("lists:move_county", args=[county.pk])),
        ],
    )


def _office_row(office: Organization) -> TableRow:
    above = office.parent.name if office.parent else "—"
    return TableRow(
        office.name,
        (
            str(OrganizationKind(office.kind).label),
            above,
            office.county.name if office.county else "—",
        ),
        code=office.code,
        acts=[RowAct("تغییر نام", reverse("lists:rename_office", args=[office.pk]))],
    )
