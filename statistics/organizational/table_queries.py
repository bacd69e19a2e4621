"""The report: indicator by office by period, with what is missing, and its change in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.models import Organization
from statistics.enums import ReportState
from statistics.indicators.periods import IndicatorPeriod
from statistics.indicators.rules import Change
from statistics.models import IndicatorTerms, OfficeReport, OrganizationalIndicator
from statistics.organizational.queries import (
    IndicatorBook,
    period_of,
    reports_of,
    standing,
)
from statistics.organizational.rules import ReportedValue, asks, by_indicator, change_of


@dataclass(frozen=True)
class TableLine:
    """What one office reported of one indicator in one period; `value` is None where it did not."""

    terms: IndicatorTerms
    office: Organization
    period: IndicatorPeriod
    value: ReportedValue | None
    before: ReportedValue | None
    year_before: ReportedValue | None
    report: OfficeReport | None

    @property
    def change(self) -> Change:
        return change_of(self.value, self.before)

    @property
    def missing(self) -> bool:
        return self.value is None

    @property
    def standing_word(self) -> str:
        """Say how far it is, for the one who looks for what is missing."""
        if self.report is None:
            return "ثبت نشده"
        if self.value is not None:
            under = self.report.state != ReportState.CONFIRMED
            return "تأییدشده؛ در حال اصلاح" if under else str(ReportState.CONFIRMED.label)
        return str(ReportState(self.report.state).label)


@dataclass(frozen=True)
class StatisticsTable:
    """The lines of some indicators, offices and periods of one length, the missing among them."""

    book: IndicatorBook
    offices: Sequence[Organization]
    periods: Sequence[IndicatorPeriod]
    indicator: OrganizationalIndicator | None = None

    @cached_property
    def lines(self) -> list[TableLine]:
        """All lines: by period, then indicator, then office as they were given."""
        return [
            self._line(terms, office, period)
            for period in self.periods
            for terms in self.book.held(period)
            if self.indicator is None or terms.indicator == self.indicator
            for office in self.offices
            if asks(terms, office)
        ]

    @property
    def missing(self) -> int:
        return sum(line.missing for line in self.lines)

    @cached_property
    def _reports(self) -> dict[tuple[int, IndicatorPeriod], OfficeReport]:
        wanted = {
            other
            for period in self.periods
            for other in (period, period.before, period.year_before)
        }
        found = reports_of(self.offices, wanted)
        return {(one.organization_id, period_of(one)): one for one in found}

    @cached_property
    def _values(self) -> Mapping[int, Mapping[int, ReportedValue]]:
        found = standing(self._reports.values())
        return {report: by_indicator(values) for report, values in found.items()}

    def _value(
        self, terms: IndicatorTerms, office: Organization, period: IndicatorPeriod
    ) -> ReportedValue | None:
        report = self._reports.get((office.pk, period))
        return self._values.get(report.pk, {}).get(terms.indicator_id) if report else None

    def _line(
        self, terms: IndicatorTerms, office: Organization, period: IndicatorPeriod
    ) -> TableLine:
        value = self._value(terms, office, period)
        return TableLine(
            # What was reported keeps its own terms, whatever was written since.
            value.terms if value else terms,
            office,
            period,
            value,
            self._value(terms, office, period.before),
            self._value(terms, office, period.year_before),
            self._reports.get((office.pk, period)),
        )
