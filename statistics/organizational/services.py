"""Writing an office's report, sending it to its head, and deciding about it.

Directive 5013 §11-12. Each act locks, compares the version that the person saw, writes, and tells
whom it concerns. What was confirmed stays for ever; a correction is confirmed anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from accounts.authority import holders, read_authority
from accounts.enums import NoticeKind, Permission
from accounts.models import Organization, User
from accounts.notices.services import notify
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.persian import quoted
from statistics.enums import REPORT_OPEN, ReportMove, ReportState
from statistics.errors import NotAllowedError
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import (
    OfficeFigure,
    OfficeReport,
    OfficeReportLine,
    OfficeReportMove,
    OfficeRevision,
)
from statistics.organizational.errors import ReportConflictError, UnfinishedReportError
from statistics.organizational.queries import (
    IndicatorBook,
    Standpoint,
    is_over,
    period_of,
    report_rows,
    written,
)
from statistics.organizational.rules import asks_reason

CHANGED = "در این میان این برگ تغییر کرده است؛ آن را دوباره ببینید."
TERMS_CHANGED = "دفتر آمار شاخص‌های این دوره را در این میان تغییر داده است؛ برگ را دوباره ببینید."
NOT_OPEN = "این برگ برای تأیید ارسال شده یا تأیید شده است و اکنون نوشته نمی‌شود."


@dataclass(frozen=True)
class PostedFigure:
    """A figure as it was written, of the terms (id) that the page showed."""

    terms: int
    value: Decimal | None
    absent: bool
    reason: str


def most_change(policy: PolicyBook, office: Organization, period: IndicatorPeriod) -> int:
    """Find by how many percent a figure may change unasked: as much as a unit's production."""
    month = period.last
    return policy.number(PolicyKey.RULE_CHANGE_PERCENT, month.first_day, office.province_id, month)


@transaction.atomic
def keep(
    user: User,
    office: Organization,
    period: IndicatorPeriod,
    posted: Sequence[PostedFigure],
    seen: int,
    at: datetime,
    send: bool = False,
) -> OfficeReport:
    """Keep what was written, and with `send` hand it to the head of the office.

    `seen` is the version that the person saw, 0 for none. Raises NotAllowedError,
    ReportConflictError, UnfinishedReportError.
    """
    check_writes(user, office)
    report = _locked(office, period) or OfficeReport(
        organization=office,
        frequency=period.length,
        year=period.first.year,
        month=period.first.month,
    )
    if not is_over(period, at):
        raise ReportConflictError("این دوره هنوز پایان نیافته است.")
    if report.pk and report.state not in REPORT_OPEN:
        raise ReportConflictError(NOT_OPEN, report)
    if report.version != seen:
        raise ReportConflictError(CHANGED, report if report.pk else None)
    book = IndicatorBook.load()
    asked = {terms.pk: terms for terms in book.asked(office, period)}
    if {figure.terms for figure in posted} != set(asked):
        raise ReportConflictError(TERMS_CHANGED, report if report.pk else None)
    report.version += 1
    report.save()
    report.lines.all().delete()
    OfficeReportLine.objects.bulk_create(
        OfficeReportLine(
            report=report,
            terms=asked[figure.terms],
            value=figure.value,
            absent=figure.absent,
            reason=figure.reason,
        )
        for figure in posted
    )
    if send:
        _send(user, report, at)
    return report


def _send(user: User, report: OfficeReport, at: datetime) -> None:
    office, period = report.organization, period_of(report)
    percent = most_change(PolicyBook.load(), office, period)
    for row in report_rows(office, period, report, IndicatorBook.load()):
        if row.now.open:
            raise UnfinishedReportError(f"{quoted(row.terms.name)}: عدد را بنویسید یا «ندارد».")
        if asks_reason(row.now, row.before, percent) and not row.now.reason:
            raise UnfinishedReportError(f"{quoted(row.terms.name)}: علت تغییر را بنویسید.")
    report.state = ReportState.WAITING
    report.first_sent_at = report.first_sent_at or at
    report.sent_at, report.sent_by = at, user
    report.save()
    _record(report, ReportMove.SENT, "", user, at)
    heads = holders(Permission.CONFIRM_OFFICE, office.pk) - {user.pk}
    _tell(heads, report, f"آمار سازمانی {period} در انتظار تأیید شماست", office.name, at)


@transaction.atomic
def confirm(
    user: User, office: Organization, period: IndicatorPeriod, seen: int, at: datetime
) -> OfficeReport:
    """Confirm what was sent: it stands from now on. Never by who sent it.

    Raises NotAllowedError, ReportConflictError.
    """
    report = _at_head(user, office, period, seen)
    if report.sent_by is None or report.sent_at is None:
        raise ReportConflictError(CHANGED, report)
    made = OfficeRevision.objects.create(
        report=report,
        round=report.revisions.count() + 1,
        sent_by=report.sent_by,
        sent_at=report.sent_at,
        confirmed_by=user,
        confirmed_at=at,
    )
    OfficeFigure.objects.bulk_create(
        OfficeFigure(
            revision=made,
            terms=value.terms,
            value=value.value,
            absent=value.absent,
            reason=value.reason,
        )
        for value in written(report)
    )
    report.standing = made
    return _moved(report, ReportMove.CONFIRMED, ReportState.CONFIRMED, "", user, at)


@transaction.atomic
def send_back(
    user: User, office: Organization, period: IndicatorPeriod, seen: int, reason: str, at: datetime
) -> OfficeReport:
    """Send what waits back to who wrote it, as the head of the office."""
    report = _at_head(user, office, period, seen)
    return _moved(report, ReportMove.SENT_BACK, ReportState.RETURNED, reason, user, at)


@transaction.atomic
def give_back(
    user: User, office: Organization, period: IndicatorPeriod, seen: int, reason: str, at: datetime
) -> OfficeReport:
    """Return a confirmed report for correction, as the statistics office; it stands meanwhile."""
    if not keeps_indicators(user):
        raise NotAllowedError("برگ تأییدشده را دفتر آمار بازمی‌گرداند.")
    report = _seen(office, period, ReportState.CONFIRMED, seen)
    return _moved(report, ReportMove.RETURNED, ReportState.RETURNED, reason, user, at)


@transaction.atomic
def correct(
    user: User, office: Organization, period: IndicatorPeriod, seen: int, reason: str, at: datetime
) -> OfficeReport:
    """Open a confirmed report of one's own office for correction; it stands meanwhile."""
    check_writes(user, office)
    report = _seen(office, period, ReportState.CONFIRMED, seen)
    return _moved(report, ReportMove.CORRECTED, ReportState.RETURNED, reason, user, at)


def check_writes(user: User, office: Organization) -> None:
    """Raise NotAllowedError for who does not write this office's reports."""
    if not read_authority(user).may(Permission.REPORT_OFFICE, office.pk):
        raise NotAllowedError(f"آمار سازمانی را کارشناس {office.name} ثبت می‌کند.")


def check_decides(user: User, office: Organization) -> None:
    """Raise NotAllowedError for who decides nothing about this office's reports."""
    standpoint = Standpoint(read_authority(user))
    if not (standpoint.keeps or standpoint.writes(office) or standpoint.confirms(office)):
        raise NotAllowedError(f"آمار سازمانی را رئیس {office.name} تأیید می‌کند.")


def keeps_indicators(user: User) -> bool:
    """Tell, past the request's copy, whether the person is of the statistics office."""
    return Standpoint(read_authority(user)).keeps


def report_url(office: Organization, period: IndicatorPeriod) -> str:
    return reverse("organizational:report", args=[office.code, period.code])


def _locked(office: Organization, period: IndicatorPeriod) -> OfficeReport | None:
    # A first version has no row of its own that could be locked.
    Organization.objects.select_for_update(no_key=True).get(pk=office.pk)
    rows = OfficeReport.objects.select_for_update(of=("self",))
    return (
        rows.select_related("organization", "sent_by")
        .filter(
            organization=office,
            frequency=period.length,
            year=period.first.year,
            month=period.first.month,
        )
        .first()
    )


def _seen(
    office: Organization, period: IndicatorPeriod, state: ReportState, seen: int
) -> OfficeReport:
    report = _locked(office, period)
    if report is None or report.state != state or report.version != seen:
        raise ReportConflictError(CHANGED, report)
    return report


def _at_head(user: User, office: Organization, period: IndicatorPeriod, seen: int) -> OfficeReport:
    if not read_authority(user).may(Permission.CONFIRM_OFFICE, office.pk):
        raise NotAllowedError(f"آمار سازمانی را رئیس {office.name} تأیید می‌کند.")
    report = _seen(office, period, ReportState.WAITING, seen)
    if report.sent_by_id == user.pk:
        raise NotAllowedError("این برگ را خود شما ارسال کرده‌اید؛ نفر دیگری آن را تأیید می‌کند.")
    return report


def _moved(
    report: OfficeReport,
    move: ReportMove,
    state: ReportState,
    reason: str,
    user: User,
    at: datetime,
) -> OfficeReport:
    report.state = state
    report.version += 1
    report.save()
    _record(report, move, reason, user, at)
    office, period = report.organization, period_of(report)
    if move != ReportMove.CORRECTED:
        people = holders(Permission.REPORT_OFFICE, office.pk)
        if move == ReportMove.RETURNED:
            people |= holders(Permission.CONFIRM_OFFICE, office.pk)
        said = f"{user.full_name}: {quoted(reason)}" if reason else user.full_name
        title = f"آمار سازمانی {period}، {_TITLES[move]}"
        _tell(people - {user.pk}, report, title, f"{office.name}. {said}", at)
    return report


_TITLES = {
    ReportMove.CONFIRMED: "تأیید شد",
    ReportMove.SENT_BACK: "را رئیس برای اصلاح بازگرداند",
    ReportMove.RETURNED: "را دفتر آمار برای اصلاح بازگرداند",
}


def _record(report: OfficeReport, move: ReportMove, reason: str, user: User, at: datetime) -> None:
    serial = report.moves.count() + 1
    OfficeReportMove.objects.create(
        report=report, serial=serial, move=move, reason=reason, by=user, at=at
    )


def _tell(people: Iterable[int], report: OfficeReport, title: str, body: str, at: datetime) -> None:
    url = report_url(report.organization, period_of(report))
    notify(sorted(people), NoticeKind.OFFICE, title, body, url, at)
