"""The report of organizational statistics: on the page, for print, and as a file."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Organization, User
from config.http import current_user
from statistics.enums import ExportFormat, Frequency
from statistics.files.writers import MEDIA_TYPES
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import OrganizationalIndicator
from statistics.organizational.exports import file_of
from statistics.organizational.queries import (
    SHOWN,
    IndicatorBook,
    Standpoint,
    last_periods,
    reporting_offices,
)
from statistics.organizational.table_queries import StatisticsTable
from statistics.organizational.views import offices_only


@dataclass(frozen=True)
class TableChoice:
    """What the person asked to see, of what is theirs to read; the rest is the whole."""

    period: IndicatorPeriod
    offices: list[Organization]
    office: Organization | None
    indicator: OrganizationalIndicator | None
    book: IndicatorBook

    @property
    def table(self) -> StatisticsTable:
        """One period; of one office and one indicator, the periods up to it."""
        asked = [self.office] if self.office else self.offices
        series = self.office is not None and self.indicator is not None
        count = SHOWN[Frequency(self.period.length)] if series else 1
        return StatisticsTable(self.book, asked, self.periods(count), self.indicator)

    def periods(self, count: int) -> list[IndicatorPeriod]:
        length = self.period.length
        return [IndicatorPeriod(self.period.first - n * length, length) for n in range(count)]

    @property
    def query(self) -> str:
        """The choice as an address has it."""
        return urlencode(
            {
                "period": self.period.code,
                "office": self.office.code if self.office else "",
                "indicator": self.indicator.code if self.indicator else "",
            }
        )


@require_GET
@offices_only
def table(request: HttpRequest) -> HttpResponse:
    """Show an indicator at all offices, an office with all indicators, or one of both over time."""
    now, user = timezone.now(), current_user(request)
    choice = _choice(request, user, now)
    book = choice.book
    held = book.held(choice.period)
    if choice.indicator is None and choice.office is None and held:
        # All of both is a file; the page begins with the first indicator.
        choice = TableChoice(choice.period, choice.offices, None, held[0].indicator, book)
    periods = [(frequency, last_periods(frequency, now)) for frequency in Frequency]
    context = {
        "choice": choice,
        "table": choice.table,
        "terms": book.of(choice.indicator, choice.period) if choice.indicator else None,
        "series": choice.office is not None and choice.indicator is not None,
        "indicators": held,
        "periods": periods,
        "listed": any(choice.period in some for _, some in periods),
        "formats": [(format_.value, format_.label) for format_ in ExportFormat],
        "at": now,
    }
    return render(request, "statistics/organizational/table.html", context)


@require_GET
@offices_only
def file(request: HttpRequest, kind: str) -> FileResponse:
    """Give what was chosen as a file, with the periods before it: missing figures stand in it."""
    if kind not in ExportFormat.values:
        raise Http404
    now, user = timezone.now(), current_user(request)
    choice = _choice(request, user, now)
    asked = [choice.office] if choice.office else choice.offices
    periods = choice.periods(SHOWN[Frequency(choice.period.length)])
    lines = StatisticsTable(choice.book, asked, periods, choice.indicator).lines
    format_ = ExportFormat(kind)
    return FileResponse(
        file_of(lines, format_),
        as_attachment=True,
        filename=f"organizational-{choice.period.code}.{kind}",
        content_type=MEDIA_TYPES[format_],
        # A browser that opens it all the same runs nothing of it and gives it no origin.
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )


def _choice(request: HttpRequest, user: User, now: datetime) -> TableChoice:
    """Read the filters of an address; 404 for what is not the person's to read."""
    readable = {office.pk for office in Standpoint.of(user).readable()}
    offices = [office for office in reporting_offices() if office.pk in readable]
    book, asked = IndicatorBook.load(), request.GET
    period = IndicatorPeriod.parse(asked.get("period", ""))
    if period is None and asked.get("period"):
        raise Http404
    (last,) = last_periods(Frequency.MONTHLY, now, 1)
    office = next((one for one in offices if one.code == asked.get("office")), None)
    indicator = book.named(asked.get("indicator", ""))
    if (asked.get("office") and office is None) or (asked.get("indicator") and not indicator):
        raise Http404
    period = period or last
    if indicator and indicator.frequency != period.length:
        # An indicator of the year is asked of the last year, whatever period stood beside it.
        (period,) = last_periods(Frequency(indicator.frequency), now, 1)
    if period.last > last.last:
        raise Http404
    return TableChoice(period, offices, office, indicator, book)
