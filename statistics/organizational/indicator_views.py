"""The statistics office's list of indicators: a new one, other terms, and an end."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import OrganizationKind
from accounts.forms import faults
from config import form_recovery
from config.http import current_user, row_id, seen_version, version_in
from config.jalali import current_month
from config.persian import format_number, quoted
from config.refusals import sent_and_done
from statistics.enums import Frequency
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import IndicatorTerms, OrganizationalIndicator
from statistics.office.lists.pages import (
    FormFrame,
    ListPage,
    RowAct,
    TableRow,
    edit,
    office_only,
    show_list,
)
from statistics.organizational import indicator_services as services
from statistics.organizational.errors import TermsConflictError
from statistics.organizational.indicator_forms import (
    NewIndicatorForm,
    SinceForm,
    TermsForm,
    ended_terms,
    initial_of,
)
from statistics.organizational.queries import IndicatorBook, reporting_offices

TITLE = "شاخص‌های آمار سازمانی"


@require_safe
@office_only
def index(request: HttpRequest) -> HttpResponse:
    """Show every indicator with the terms written last."""
    book = IndicatorBook.load()
    page = ListPage(
        TITLE,
        "هر دستگاه در پایان هر دوره این شاخص‌ها را گزارش می‌کند (دستورالعمل الزام به روزرسانی "
        "اطلاعات و ارائه آمار، بندهای ۱۱ و ۱۲). تعریف و واحد سنجش از یک دوره به بعد عوض می‌شود و "
        "آنچه پیش‌تر گزارش شده، با تعریف همان روز می‌ماند.",
        ("دوره", "واحد سنجش", "پاسخ‌گو", "از", "دلیل و نویسنده"),
        [_row(book.latest(indicator)) for indicator in book.rows],
        "هنوز شاخصی نیست",
        add=[RowAct("شاخص جدید", reverse("organizational:indicator_new"))],
        links=[RowAct("گزارش آمار سازمانی", reverse("organizational:table"))],
        states=True,
        above=RowAct("آمار سازمانی", reverse("organizational:index")),
    )
    return show_list(request, page)


@require_http_methods(["GET", "POST"])
@office_only
def add(request: HttpRequest) -> HttpResponse:
    """Begin an indicator."""
    now, user = timezone.now(), current_user(request)
    form = NewIndicatorForm(form_recovery.sent(request), at=now, offices=reporting_offices())

    def act() -> object:
        data = form.cleaned_data
        frequency = Frequency(data["frequency"])
        return services.add_indicator(user, data["code"], frequency, form.terms, now)

    back = RowAct(TITLE, reverse("organizational:indicators"))
    frame = FormFrame("شاخص جدید", back, "افزودن شاخص", "شاخص افزوده شد.")
    return edit(request, form, act, lambda: frame)


@require_http_methods(["GET", "POST"])
@office_only
def change(request: HttpRequest, pk: str) -> HttpResponse:
    """Write other terms, from a period on."""
    now, user = timezone.now(), current_user(request)
    indicator, last = _found(pk)
    typed = form_recovery.sent(request)
    form = TermsForm(typed, at=now, offices=reporting_offices(), initial=initial_of(last))

    def act() -> object:
        seen = seen_version(request)
        return services.change_terms(user, indicator.pk, form.terms, seen, now)

    heading = f"تعریف جدید {quoted(last.name)}"
    return _edit(
        request, indicator, form, typed, act, (heading, "ثبت تعریف جدید", "تعریف جدید ثبت شد.")
    )


@require_http_methods(["GET", "POST"])
@office_only
def end(request: HttpRequest, pk: str) -> HttpResponse:
    """Ask nobody any more, from a period on; what was reported stays."""
    now, user = timezone.now(), current_user(request)
    indicator, last = _found(pk)
    typed = form_recovery.sent(request)
    form = SinceForm(typed, at=now)

    def act() -> object:
        terms = ended_terms(last, form.since, form.cleaned_data["reason"])
        return services.change_terms(
            user, indicator.pk, terms, seen_version(request), now, end=True
        )

    heading = f"پایان دادن به {quoted(last.name)}"
    return _edit(request, indicator, form, typed, act, (heading, "ثبت پایان", "پایان شاخص ثبت شد."))


def _edit(
    request: HttpRequest,
    indicator: OrganizationalIndicator,
    form: SinceForm,
    typed: QueryDict | None,
    act: Callable[[], object],
    words: tuple[str, str, str],
) -> HttpResponse:
    heading, submit, done = words
    status, stale = 200, False
    try:
        if sent_and_done(request, form, act):
            messages.success(request, done)
            return redirect("organizational:indicators")
    except TermsConflictError:
        status, stale = 409, True
        indicator = OrganizationalIndicator.objects.get(pk=indicator.pk)
    errors = faults(form) if request.method == "POST" and not stale else []
    waited = typed if request.method == "GET" else None
    context = {
        "form": form,
        "errors": errors,
        "kept": waited is not None,
        "stale": stale or (waited is not None and version_in(waited) != indicator.version),
        "heading": heading,
        "submit": submit,
        "title": TITLE,
        "indicator": indicator,
        "history": list(indicator.terms.select_related("by").order_by("-serial")[:20]),
    }
    template = "statistics/organizational/indicator.html"
    return render(request, template, context, status=422 if errors else status)


def _found(pk: str) -> tuple[OrganizationalIndicator, IndicatorTerms]:
    terms = IndicatorTerms.objects.filter(indicator=row_id(pk) or 0).select_related("indicator")
    last = terms.order_by("-serial").first()
    if last is None:
        raise Http404
    return last.indicator, last


def _row(terms: IndicatorTerms) -> TableRow:
    frequency = Frequency(terms.indicator.frequency)
    begun = terms.since <= current_month(timezone.now())
    chip, word = ("done", "در فهرست") if begun else ("draft", "هنوز آغاز نشده")
    if terms.ended:
        chip, word = "missing", "پایان یافته"
    kinds = "، ".join(str(OrganizationKind(kind).label) for kind in terms.kinds)
    who = f"{kinds} ({format_number(len(terms.offices))} دستگاه)" if terms.offices else kinds
    args = [terms.indicator_id]
    acts = (
        [] if terms.ended else [RowAct("پایان", reverse("organizational:indicator_end", args=args))]
    )
    return TableRow(
        terms.name,
        (
            str(frequency.label),
            terms.measure,
            who,
            str(IndicatorPeriod(terms.since, frequency.value)),
            f"{terms.reason}، {terms.by.full_name}",
        ),
        code=terms.indicator.code,
        chip=chip,
        word=word,
        acts=[RowAct("تعریف جدید", reverse("organizational:indicator", args=args)), *acts],
    )
