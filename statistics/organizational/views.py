"""One's own reports, one report with its decisions, and the page on which it is written."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.forms import faults
from accounts.guards import OfficeGuard
from accounts.models import Organization, User
from catalog.policy.book import PolicyBook
from config import form_recovery
from config.http import current_user, seen_version, version_in
from config.time_left import TimeLeft, time_left
from statistics.enums import REPORT_OPEN, Frequency, ReportMove, ReportState
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import OfficeReport
from statistics.organizational import queries, services
from statistics.organizational.errors import ReportConflictError, UnfinishedReportError
from statistics.organizational.forms import FigureForms, ReportMoveForm
from statistics.organizational.queries import DueReport, IndicatorBook, ReportRow, Standpoint

offices_only = OfficeGuard(
    "آمار سازمانی کار حوزه‌های ستادی، سازمان‌های استان، واحدهای وابسته و دفتر آمار است.",
    Permission.REPORT_OFFICE,
    Permission.CONFIRM_OFFICE,
    Permission.MANAGE_CATALOGUE,
)
CHIPS = {
    None: ("missing", "ثبت نشده"),
    ReportState.DRAFT: ("draft", str(ReportState.DRAFT.label)),
    ReportState.WAITING: ("review", str(ReportState.WAITING.label)),
    ReportState.CONFIRMED: ("done", str(ReportState.CONFIRMED.label)),
    ReportState.RETURNED: ("returned", str(ReportState.RETURNED.label)),
}
_DONE = {
    ReportMove.CONFIRMED: "آمار سازمانی تأیید شد.",
    ReportMove.SENT_BACK: "برگ برای اصلاح به کارشناس بازگردانده شد.",
    ReportMove.RETURNED: "برگ برای اصلاح بازگردانده شد؛ تا تأیید دوباره، همین ارقام معتبر است.",
    ReportMove.CORRECTED: "برگ برای اصلاح باز شد؛ تا تأیید دوباره، ارقام پیشین معتبر است.",
}


@dataclass(frozen=True)
class DueLine:
    """A period on the page of one's own reports."""

    due: DueReport
    chip: str
    word: str
    left: TimeLeft | None


@dataclass(frozen=True)
class Overview:
    """How far the offices are with the last period of each frequency."""

    period: IndicatorPeriod
    asked: int
    confirmed: int
    waiting: int

    @property
    def missing(self) -> int:
        return self.asked - self.confirmed - self.waiting


@require_GET
@offices_only
def index(request: HttpRequest) -> HttpResponse:
    """Show what one's own office is asked for, and how far all of them are."""
    now, standpoint = timezone.now(), Standpoint.of(current_user(request))
    book = IndicatorBook.load()
    due = queries.due_reports(standpoint.own, book, PolicyBook.load(), now)
    lines = [_line(one, now) for one in due]
    context = {
        # What stands and is being corrected waits as well.
        "open": [line for line in lines if line.due.state != ReportState.CONFIRMED],
        "answered": [line for line in lines if line.due.state == ReportState.CONFIRMED],
        "several": len(standpoint.own) > 1,
        "own": standpoint.own,
        "overviews": _overviews(book, now) if standpoint.reads_all else [],
        "keeps": standpoint.keeps,
    }
    return render(request, "statistics/organizational/index.html", context)


def _line(due: DueReport, now: datetime) -> DueLine:
    chip, word = CHIPS[due.state]
    left = None if due.answered else time_left(due.window.allowed_until, now)
    return DueLine(due, chip, word, left)


def _overviews(book: IndicatorBook, now: datetime) -> list[Overview]:
    offices, found = queries.reporting_offices(), []
    for frequency in Frequency:
        (period,) = queries.last_periods(frequency, now, 1)
        asked = [office for office in offices if book.asked(office, period)]
        states = {
            one.organization_id: (one.state, one.standing_id)
            for one in queries.reports_of(asked, [period])
        }
        told = sum(standing is not None for _, standing in states.values())
        waiting = sum(
            state == ReportState.WAITING and not standing for state, standing in states.values()
        )
        if asked:
            found.append(Overview(period, len(asked), told, waiting))
    return found


@require_http_methods(["GET", "POST"])
@offices_only
def write(request: HttpRequest, office: str, period: str) -> HttpResponse:
    """Show the figures of a period to be written; keep them, or send them to the head."""
    user, now = current_user(request), timezone.now()
    found, there = _readable(user, office), _period(period, now)
    services.check_writes(user, found)
    report, book = queries.report_of(found, there), IndicatorBook.load()
    if request.method == "GET" and report and report.state not in REPORT_OPEN:
        return redirect("organizational:report", found.code, there.code)
    rows = queries.report_rows(found, there, report, book)
    if not rows:
        raise Http404
    typed = form_recovery.sent(request)
    forms = FigureForms(typed, rows)
    page = _WritingPage(request, found, there, report, forms)
    if request.method == "GET":
        return page.answer(waited=typed)
    sending = request.POST.get("action") == "send"
    percent = services.most_change(PolicyBook.load(), found, there)
    # Of other indicators than are asked nothing is read: the page tells first what changed.
    figures = None if forms.gone else forms.read(sending, percent)
    if figures is None and not forms.gone:
        return page.answer(422)
    try:
        if figures is None:
            raise ReportConflictError(services.TERMS_CHANGED)
        services.keep(user, found, there, figures, seen_version(request), now, sending)
    except ReportConflictError as why:
        return page.answer(409, why.words)
    except UnfinishedReportError as why:
        return page.answer(422, why.words)
    if sending:
        messages.success(request, "آمار سازمانی برای تأیید رئیس ارسال شد.")
        return redirect("organizational:report", found.code, there.code)
    messages.success(request, "ذخیره شد؛ هنوز ارسال نشده است.")
    return redirect("organizational:write", found.code, there.code)


@dataclass(frozen=True)
class _WritingPage:
    """The page on which a report is written, as it is answered."""

    request: HttpRequest
    office: Organization
    period: IndicatorPeriod
    report: OfficeReport | None
    forms: FigureForms

    def answer(
        self, status: int = 200, stopped: str = "", waited: QueryDict | None = None
    ) -> HttpResponse:
        version = self.report.version if self.report else 0
        seen = version_in(waited) if waited is not None else version
        typed = self.request.POST or waited or QueryDict()
        errors = self.forms.faults if status == 422 else []
        if status == 422 and stopped:
            errors = [("main", stopped), *errors]
        context = {
            "office": self.office,
            "period": self.period,
            "report": self.report,
            "forms": self.forms,
            "errors": errors,
            "stopped": stopped if status == 409 else "",
            "stale": status == 409 or seen != version,
            "typed": form_recovery.written_rows(typed),
            "kept": waited is not None,
            "version": version,
            "moves": queries.moves_of(self.report)[:1],
            "left": time_left(
                queries.window_of(PolicyBook.load(), self.office, self.period).allowed_until,
                timezone.now(),
            ),
        }
        template = "statistics/organizational/write.html"
        return render(self.request, template, context, status=status)


@require_http_methods(["GET", "POST"])
@offices_only
def report(request: HttpRequest, office: str, period: str) -> HttpResponse:
    """Show a report with its history, and take a decision about it."""
    user, now = current_user(request), timezone.now()
    found, there = _readable(user, office), _period(period, now)
    stored = queries.report_of(found, there)
    rows = queries.report_rows(found, there, stored, IndicatorBook.load())
    if not rows:
        raise Http404
    typed = form_recovery.sent(request)
    moves = _moves(user, found, stored)
    form = ReportMoveForm(typed, moves, request.POST.get("action", ""))
    if request.method == "GET":
        return _report_page(request, found, there, stored, rows, form, kept=typed is not None)
    if form.move is None:
        # Refused by the service, in its own words, where it is not for this person to do.
        services.check_decides(user, found)
        return _report_page(request, found, there, stored, rows, form, 409)
    if not form.is_valid():
        return _report_page(request, found, there, stored, rows, form, 422)
    try:
        _act(user, found, there, form, seen_version(request), now)
    except ReportConflictError:
        return _report_page(request, found, there, stored, rows, form, 409)
    messages.success(request, _DONE[form.move])
    if form.move == ReportMove.CORRECTED:
        return redirect("organizational:write", found.code, there.code)
    return redirect("organizational:report", found.code, there.code)


def _act(
    user: User,
    office: Organization,
    period: IndicatorPeriod,
    form: ReportMoveForm,
    seen: int,
    now: datetime,
) -> None:
    if form.move == ReportMove.CONFIRMED:
        services.confirm(user, office, period, seen, now)
        return
    act = {
        ReportMove.SENT_BACK: services.send_back,
        ReportMove.RETURNED: services.give_back,
        ReportMove.CORRECTED: services.correct,
    }[form.moves[form.asked]]
    act(user, office, period, seen, form.cleaned_data["reason"], now)


def _moves(user: User, office: Organization, report: OfficeReport | None) -> list[ReportMove]:
    """List what this person may do about a report as it stands."""
    standpoint, found = Standpoint.of(user), list[ReportMove]()
    if report is None:
        return found
    mine = report.sent_by_id == user.pk
    if report.state == ReportState.WAITING and standpoint.confirms(office) and not mine:
        found += [ReportMove.CONFIRMED, ReportMove.SENT_BACK]
    if report.state == ReportState.CONFIRMED and standpoint.keeps:
        found.append(ReportMove.RETURNED)
    if report.state == ReportState.CONFIRMED and standpoint.writes(office):
        found.append(ReportMove.CORRECTED)
    return found


def _report_page(
    request: HttpRequest,
    office: Organization,
    period: IndicatorPeriod,
    stored: OfficeReport | None,
    rows: list[ReportRow],
    form: ReportMoveForm,
    status: int = 200,
    kept: bool = False,
) -> HttpResponse:
    user = current_user(request)
    now = queries.report_of(office, period) if status == 409 else stored
    if status == 409:
        rows = queries.report_rows(office, period, now, IndicatorBook.load())
    chip, word = CHIPS[ReportState(now.state) if now else None]
    writes = Standpoint.of(user).writes(office)
    context = {
        "office": office,
        "period": period,
        "report": now,
        "chip": chip,
        "word": word,
        "rows": rows,
        "moves": queries.moves_of(now),
        "offered": _moves(user, office, now),
        "form": form,
        "errors": faults(form) if status == 422 else [],
        "stale": status == 409,
        "kept": kept,
        "typed": form_recovery.written_rows(request.POST),
        "version": now.version if now else 0,
        "writes": writes and (now is None or now.state in REPORT_OPEN),
        "standing": now.standing if now and now.state != ReportState.CONFIRMED else None,
    }
    return render(request, "statistics/organizational/report.html", context, status=status)


def _readable(user: User, code: str) -> Organization:
    """Find an office whose reports the person reads; 404 for any other."""
    found = Standpoint.of(user).readable().filter(code=code[:20]).first()
    if found is None:
        raise Http404
    return found


def _period(text: str, now: datetime) -> IndicatorPeriod:
    """Read the period of an address; 404 for none and for one that is not over."""
    found = IndicatorPeriod.parse(text)
    if found is None or not queries.is_over(found, now):
        raise Http404
    return found
