"""Many units at once: the workbook to fill in, what came of one, the units that are sent."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import faults
from config.form_recovery import posted_from, says_unsent
from config.http import current_user, row_id
from config.jalali import JalaliMonth, current_month
from config.persian import format_number, quoted
from config.uploads.errors import UnacceptableFileError
from review.enums import BookState
from review.models import Workbook, WorkbookUnit
from review.owner.views import WARNING
from review.owner.workbook import services
from review.owner.workbook.exports import write_refused, write_workbook
from review.owner.workbook.forms import WantedForm, WorkbookForm
from review.owner.workbook.queries import carried, months_offered, to_fill
from statistics.enums import ExportFormat
from statistics.files.writers import MEDIA_TYPES
from statistics.obligation.outlook import Outlook, outlooks

NOT_SENT = "کاربرگ ارسال نشد: نشست شما پایان یافته بود. آن را دوباره انتخاب کنید."
NOT_FILED = "هیچ واحدی ارسال نشد: نشست شما پایان یافته بود. دوباره تأیید کنید."
SHOWN = 20


@says_unsent(NOT_SENT)
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Offer the workbook of a month, and take a filled one."""
    if request.method == "GET":
        return _index(request, WorkbookForm())
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _index(request, form, 422)
    file, user = form.cleaned_data["file"], current_user(request)
    try:
        book = services.upload(user, file.name, file.read(), timezone.now())
    except UnacceptableFileError as fault:
        form.add_error("file", str(fault))
        return _index(request, form, 422)
    return redirect("owner:workbook_one", book.pk)


@require_GET
def download(request: HttpRequest) -> HttpResponseBase:
    """Give the workbook of a month with what is carried over of each chosen unit."""
    at, found = timezone.now(), outlooks(current_user(request), timezone.now())
    month = _month(request)
    form = _wanted(request, found, month, bound=True)
    if not form.is_valid():
        return _index(request, WorkbookForm(), 422, form)
    chosen = set(form.cleaned_data["units"])
    licences = [x for outlook, x in to_fill(found, month) if outlook.unit.pk in chosen]
    if not licences:
        return _index(request, WorkbookForm(), 422, form)
    out = BytesIO()
    write_workbook(out, carried(licences, month), month)
    out.seek(0)
    return _file(out, f"workbook-{month.to_int()}-{at:%H%M}.xlsx")


def _index(
    request: HttpRequest, form: WorkbookForm, status: int = 200, wanted: WantedForm | None = None
) -> HttpResponse:
    user, at = current_user(request), timezone.now()
    found = outlooks(user, at)
    month = _month(request)
    wanted = wanted or _wanted(request, found, month)
    errors = [*faults(wanted), *faults(form)]
    context = {
        "form": form,
        "wanted": wanted,
        "errors": errors,
        "units": len(found),
        "month": month,
        "fillable": len(to_fill(found, month)),
        "books": Workbook.objects.filter(by=user).order_by("-pk")[:SHOWN],
    }
    return render(request, "review/owner/workbook/index.html", context, status=status)


def _month(request: HttpRequest) -> JalaliMonth:
    """Read the month asked for; the last one that has ended for any other text."""
    last = current_month(timezone.now()) - 1
    asked = JalaliMonth.parse(request.GET.get("month", ""))
    return asked if asked in months_offered(last) else last


def _wanted(
    request: HttpRequest, found: list[Outlook], month: JalaliMonth, bound: bool = False
) -> WantedForm:
    months = months_offered(current_month(timezone.now()) - 1)
    units = [(outlook.unit.pk, outlook.unit.name) for outlook, _ in to_fill(found, month)]
    initial = {"month": month.to_int()}
    data = request.GET if bound else None
    return WantedForm(data, months=months, units=units, initial=initial)


@require_GET
def one(request: HttpRequest, pk: str) -> HttpResponse:
    """Show what a workbook would do, and what of it is sent."""
    return _one(request, _book(request, pk))


def _one(request: HttpRequest, book: Workbook, left: str = "", status: int = 200) -> HttpResponse:
    rows = list(book.units.select_related("unit").order_by("pk"))
    states = [BookState(row.state) for row in rows]
    context = {
        "book": book,
        "rows": [_shown(row) for row in rows],
        "strays": [fault for row in book.strays for fault in row["faults"]],
        "ready": states.count(BookState.READY),
        "counts": [(state.label, states.count(state)) for state in BookState if state in states],
        "refused": bool(book.strays) or bool({BookState.REFUSED, BookState.ASKS} & {*states}),
        "warning": WARNING,
        "left": left,
    }
    return render(request, "review/owner/workbook/one.html", context, status=status)


_CHIPS = {
    BookState.READY: "review",
    BookState.EXPLAINED: "near",
    BookState.ASKS: "returned",
    BookState.REFUSED: "returned",
    BookState.SENT: "done",
}


def _shown(row: WorkbookUnit) -> dict[str, Any]:
    return {
        "row": row,
        "chip": _CHIPS[BookState(row.state)],
        "lines": len(row.rows),
        "faults": [fault for each in row.rows for fault in each["faults"]],
    }


@posted_from("owner:workbook_one", "pk", unsent=NOT_FILED)
def send(request: HttpRequest, pk: str) -> HttpResponse:
    """Send the ticked units, or the one whose button was pressed; none holds up another."""
    book = _book(request, pk)
    one_ = row_id(request.POST.get("one", ""))
    ticked = [row_id(text) for text in request.POST.getlist("unit")]
    chosen = [one_] if one_ is not None else [pk_ for pk_ in ticked if pk_ is not None]
    if not chosen:
        return _one(request, book, "واحدی انتخاب نکرده‌اید.", 422)
    done = services.send(current_user(request), book, chosen, timezone.now(), one_ is not None)
    if not done.sent and not done.left:
        raise Http404
    left = "؛ ".join(f"{quoted(row.unit.name)}: {why}" for row, why in done.left)
    if not done.sent:
        return _one(request, book, f"ارسال نشد: {left}", 409)
    messages.success(request, f"آمار {format_number(len(done.sent))} واحد ارسال شد.")
    if left:
        messages.warning(request, f"ارسال نشد: {left}")
    return redirect("owner:workbook_one", pk)


@require_GET
def refused(request: HttpRequest, pk: str) -> HttpResponseBase:
    """Give the rows that were refused, to be put right and sent again."""
    book, out = _book(request, pk), BytesIO()
    write_refused(out, book)
    out.seek(0)
    return _file(out, f"refused-{book.pk}.xlsx")


def _book(request: HttpRequest, pk: str) -> Workbook:
    number = row_id(pk)
    rows = Workbook.objects.filter(by=current_user(request))
    book = None if number is None else rows.filter(pk=number).first()
    if book is None:
        raise Http404
    return book


def _file(out: BytesIO, name: str) -> FileResponse:
    return FileResponse(
        out,
        as_attachment=True,
        filename=name,
        content_type=MEDIA_TYPES[ExportFormat.XLSX],
        # A browser that opens it all the same runs nothing of it and gives it no origin.
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )
