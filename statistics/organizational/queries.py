"""What offices report, what they are asked, and who reads it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Final, Self

from django.db.models import QuerySet

from accounts.authority import Authority, authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from catalog.fields import alphabet_key
from catalog.policy.book import FilingWindow, PolicyBook, filing_windows
from config.jalali import JalaliMonth, current_month
from statistics.enums import Frequency, ReportState
from statistics.indicators.periods import IndicatorPeriod
from statistics.indicators.rules import Change
from statistics.models import (
    IndicatorTerms,
    OfficeFigure,
    OfficeReport,
    OfficeReportLine,
    OfficeReportMove,
    OrganizationalIndicator,
)
from statistics.organizational.rules import (
    REPORTING,
    ReportedValue,
    asks,
    by_indicator,
    change_of,
    holding,
)

# So many periods of each kind are shown at once: a year of months, and what lies in two years.
SHOWN: Final = {Frequency.MONTHLY: 12, Frequency.QUARTERLY: 8, Frequency.YEARLY: 4}


@dataclass(frozen=True)
class IndicatorBook:
    """All terms of all indicators, read with one query; the book answers from memory."""

    rows: Mapping[OrganizationalIndicator, Sequence[IndicatorTerms]]

    @classmethod
    def load(cls) -> Self:
        rows: dict[OrganizationalIndicator, list[IndicatorTerms]] = defaultdict(list)
        found = IndicatorTerms.objects.select_related("indicator", "by").order_by(
            "indicator__code", "serial"
        )
        for terms in found:
            rows[terms.indicator].append(terms)
        return cls(dict(rows))

    def asked(self, office: Organization, period: IndicatorPeriod) -> list[IndicatorTerms]:
        """List what an office answers in a period, by code."""
        return [terms for terms in self.held(period) if asks(terms, office)]

    def held(self, period: IndicatorPeriod) -> list[IndicatorTerms]:
        """List the terms that hold in a period, whoever answers."""
        found = [
            holding(rows, period)
            for indicator, rows in self.rows.items()
            if indicator.frequency == period.length
        ]
        return [terms for terms in found if terms is not None]

    def of(
        self, indicator: OrganizationalIndicator, period: IndicatorPeriod
    ) -> IndicatorTerms | None:
        return holding(self.rows.get(indicator, ()), period)

    def named(self, code: str) -> OrganizationalIndicator | None:
        return next((one for one in self.rows if one.code == code), None)

    def latest(self, indicator: OrganizationalIndicator) -> IndicatorTerms:
        """Find the terms written last, whether or not they hold already."""
        return self.rows[indicator][-1]


def last_periods(frequency: Frequency, now: datetime, count: int = 0) -> list[IndicatorPeriod]:
    """List the periods that are over, the last one first."""
    running = current_month(now)
    first = running - (running.month - 1) % frequency
    last = IndicatorPeriod(first - frequency.value, frequency.value)
    count = count or SHOWN[frequency]
    return [IndicatorPeriod(last.first - n * frequency.value, last.length) for n in range(count)]


def is_over(period: IndicatorPeriod, now: datetime) -> bool:
    return period.last < current_month(now)


def window_of(book: PolicyBook, office: Organization, period: IndicatorPeriod) -> FilingWindow:
    """Find when a period is reported: the calendar of the units, of its last month."""
    return filing_windows(book, period.last, office.province_id)


# ── Who ──


@dataclass(frozen=True)
class Standpoint:
    """What a person may do and read of organizational statistics."""

    authority: Authority

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(authority_of(user))

    @cached_property
    def own(self) -> list[Organization]:
        """The offices at which the person writes or confirms, each once."""
        found = {
            office.pk: office
            for permission in (Permission.REPORT_OFFICE, Permission.CONFIRM_OFFICE)
            for office in self.authority.organizations(permission)
            if office.kind in REPORTING
        }
        return sorted(found.values(), key=lambda office: alphabet_key(office.name))

    @property
    def keeps(self) -> bool:
        """Whether the person sets the indicators and returns reports: the statistics office."""
        offices = self.authority.organizations(Permission.MANAGE_CATALOGUE)
        return any(office.kind == OrganizationKind.STATISTICS for office in offices)

    @property
    def reads_all(self) -> bool:
        """Whether the person reads every office: of the statistics office and of the ministry."""
        offices = self.authority.organizations(Permission.EVALUATE)
        return self.keeps or any(office.kind == OrganizationKind.MINISTRY for office in offices)

    def writes(self, office: Organization) -> bool:
        return self.authority.may(Permission.REPORT_OFFICE, office.pk)

    def confirms(self, office: Organization) -> bool:
        return self.authority.may(Permission.CONFIRM_OFFICE, office.pk)

    def readable(self) -> QuerySet[Organization]:
        offices = Organization.objects.filter(kind__in=REPORTING)
        if self.reads_all:
            return offices
        return offices.filter(pk__in=[office.pk for office in self.own])


def reporting_offices() -> list[Organization]:
    """List everybody who may be asked: ministry units, provinces, affiliates, each by name."""
    place = {kind: number for number, kind in enumerate(REPORTING)}
    return sorted(
        Organization.objects.filter(kind__in=REPORTING),
        key=lambda office: (place[OrganizationKind(office.kind)], alphabet_key(office.name)),
    )


# ── One report ──


def report_of(office: Organization, period: IndicatorPeriod) -> OfficeReport | None:
    names = ("organization", "sent_by", "standing__confirmed_by")
    return reports_of([office], [period]).select_related(*names).first()


def reports_of(
    offices: Iterable[Organization], periods: Iterable[IndicatorPeriod]
) -> QuerySet[OfficeReport]:
    """Find the reports of some offices for some periods of one length."""
    wanted = list(periods)
    rows = OfficeReport.objects.filter(organization__in=[office.pk for office in offices])
    return rows.filter(
        frequency=wanted[0].length if wanted else 0,
        year__in={period.first.year for period in wanted},
        month__in={period.first.month for period in wanted},
    )


def period_of(report: OfficeReport) -> IndicatorPeriod:
    return IndicatorPeriod(JalaliMonth(report.year, report.month), report.frequency)


def written(report: OfficeReport | None) -> list[ReportedValue]:
    """Read the working copy."""
    if report is None:
        return []
    lines = OfficeReportLine.objects.filter(report=report).select_related("terms__indicator")
    return [_value(line) for line in lines.order_by("pk")]


def standing(reports: Iterable[OfficeReport]) -> dict[int, list[ReportedValue]]:
    """Read what counts of each report (id) by its last confirmation; nothing of the others."""
    of = {report.standing_id: report.pk for report in reports if report.standing_id}
    rows = OfficeFigure.objects.filter(revision__in=list(of)).select_related("terms__indicator")
    found: dict[int, list[ReportedValue]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[of[row.revision_id]].append(_value(row))
    return found


def _value(row: OfficeReportLine | OfficeFigure) -> ReportedValue:
    return ReportedValue(row.terms, row.value, row.absent, row.reason)


def moves_of(report: OfficeReport | None) -> list[OfficeReportMove]:
    """List what was done with a report, the last first."""
    if report is None:
        return []
    return list(report.moves.select_related("by").order_by("-serial"))


@dataclass(frozen=True)
class ReportRow:
    """An indicator of a report with what stands beside it: last period's and last year's.

    `dropped` was written under another measure, before the office changed the terms.
    """

    terms: IndicatorTerms
    now: ReportedValue
    before: ReportedValue | None
    year_before: ReportedValue | None
    dropped: ReportedValue | None = None

    @property
    def change(self) -> Change:
        return change_of(self.now, self.before)


def report_rows(
    office: Organization, period: IndicatorPeriod, report: OfficeReport | None, book: IndicatorBook
) -> list[ReportRow]:
    """List what is asked of a period with what is written, and what stood before.

    A report that is not open any more shows the terms under which it was written.
    """
    values = by_indicator(written(report))
    asked = book.asked(office, period)
    if report is not None and report.state in (ReportState.WAITING, ReportState.CONFIRMED):
        asked = [value.terms for value in values.values()]
    earlier = list(reports_of([office], [period.before, period.year_before]))
    figures = standing(earlier)
    sides = {period_of(one): by_indicator(figures.get(one.pk, [])) for one in earlier}
    before = sides.get(period.before, {})
    year_before = sides.get(period.year_before, {})
    return [
        _row(
            terms,
            values.get(terms.indicator_id),
            before.get(terms.indicator_id),
            year_before.get(terms.indicator_id),
        )
        for terms in asked
    ]


def _row(
    terms: IndicatorTerms,
    value: ReportedValue | None,
    before: ReportedValue | None,
    year_before: ReportedValue | None,
) -> ReportRow:
    # A number is never read in another measure than the one it was written in.
    if value and value.terms.measure != terms.measure:
        return ReportRow(terms, ReportedValue(terms, None), before, year_before, value)
    now = replace(value, terms=terms) if value else ReportedValue(terms, None)
    return ReportRow(terms, now, before, year_before)


# ── What is due ──


@dataclass(frozen=True)
class DueReport:
    """A period that an office is asked for, how far it is, and until when."""

    office: Organization
    period: IndicatorPeriod
    asked: int
    report: OfficeReport | None
    window: FilingWindow

    @property
    def state(self) -> ReportState | None:
        return ReportState(self.report.state) if self.report else None

    @property
    def answered(self) -> bool:
        """Whether the office has told it: what was confirmed stands while it is corrected."""
        return self.report is not None and self.report.standing_id is not None


def due_reports(
    offices: Sequence[Organization], book: IndicatorBook, policy: PolicyBook, now: datetime
) -> list[DueReport]:
    """List what some offices are asked for, the latest periods first."""
    found = []
    for frequency in Frequency:
        periods = last_periods(frequency, now)
        asked = {
            (office.pk, period): len(book.asked(office, period))
            for period in periods
            for office in offices
        }
        if not any(asked.values()):
            continue
        reports = {
            (one.organization_id, period_of(one)): one for one in reports_of(offices, periods)
        }
        found += [
            DueReport(
                office,
                period,
                asked[office.pk, period],
                reports.get((office.pk, period)),
                window_of(policy, office, period),
            )
            for office in offices
            for period in periods
            if asked[office.pk, period]
        ]
    return sorted(found, key=lambda due: (due.period.last, -due.period.length), reverse=True)
