"""What the page of a month is made of: key figures, the line over months, the map, the tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from accounts.models import Organization, short_name
from config.charts import Plot, plot
from config.jalali import JalaliMonth
from statistics.enums import EditionKind, Flow
from statistics.indicators.places import step_of
from statistics.indicators.rules import Change, SaidNumber, scale_of
from statistics.indicators.tile_map import TILES
from statistics.models import Edition
from statistics.publication.derived_rules import NOT_YET, PublishedFigure, ranked, rounded_count
from statistics.publication.pages.goods import DIVISION, PublishedGood
from statistics.publication.pages.names_queries import PublishedNames
from statistics.publication.pages.word_rules import SizeClasses, change_of, points, spoken
from statistics.publication.queries import CellKey, PublishedMonth, Series
from statistics.rates import percent, ratio

YEAR = 12
MILLION = 10**6
PERSON = "نفر"
MONTHS = YEAR + 1
PEOPLE, DOLLARS = CellKey(Flow.EMPLOYMENT), CellKey(Flow.EXPORT_USD)
# The sentence above the map names so many rises and falls.
_RISES, _FALLS = 3, 2


@dataclass(frozen=True)
class KeyFigure:
    """A number of the whole country, with how it stands to two months."""

    title: str
    figure: PublishedFigure
    unit: str
    change: Change
    year_change: Change

    @property
    def said(self) -> SaidNumber:
        return spoken(self.figure)

    @property
    def shown(self) -> SaidNumber:
        """The number as it stands alone: people are counted one by one."""
        value, one_by_one = self.figure.value, self.unit == PERSON
        if value is None or not one_by_one or value >= MILLION:
            return self.said
        return SaidNumber(self.figure.words)


@dataclass(frozen=True)
class ResponseFigure:
    """Which share of the units that owed the month had filed it when the edition was made."""

    percent: Decimal
    due: int
    change: Change
    year_change: Change


def response_share(edition: Edition | None) -> Decimal | None:
    """Read the share in percent; None where it was not counted."""
    counted = getattr(edition, "response", None)
    return percent(ratio(counted.filed, counted.due)) if counted else None


def response_of(
    edition: Edition, before: Edition | None, year_before: Edition | None
) -> ResponseFigure | None:
    share = response_share(edition)
    if share is None:
        return None
    return ResponseFigure(
        share,
        # A single unit is no count.
        rounded_count(edition.response.due),
        points(share, response_share(before)),
        points(share, response_share(year_before)),
    )


@dataclass(frozen=True)
class SeriesLine:
    """A month of the table beside the drawing, with the same month a year before."""

    month: JalaliMonth
    now: PublishedFigure
    past: PublishedFigure
    change: Change
    preliminary: bool


@dataclass(frozen=True)
class GoodSeries:
    """Thirteen months of a product, drawn and as a table; what is not shown is a gap."""

    drawing: Plot | None
    unit: str
    lines: Sequence[SeriesLine]


def series_of(good: PublishedGood, series: Series, last: JalaliMonth) -> GoodSeries:
    """Draw published figures alone: neither line nor axis knows a hidden one."""
    months = [last - back for back in range(MONTHS - 1, -1, -1)]
    figures = {month: series.figure(month) for month in (*(m - YEAR for m in months), *months)}
    shown = [each.value for each in figures.values() if each.value is not None]
    divisor, scale = scale_of(max(shown, default=Decimal(0)))

    def drawn(month: JalaliMonth) -> Decimal | None:
        value = figures[month].value
        return None if value is None else (value / divisor).quantize(Decimal("0.001")).normalize()

    drawing = plot(
        {month: drawn(month) for month in months},
        {month - YEAR: drawn(month - YEAR) for month in months},
    )
    lines = [
        SeriesLine(
            month,
            figures[month],
            figures[month - YEAR],
            change_of(figures[month], figures[month - YEAR]),
            _is_preliminary(series, month),
        )
        for month in reversed(months)
    ]
    return GoodSeries(drawing, f"{scale} {good.measure}".strip(), lines)


def _is_preliminary(series: Series, month: JalaliMonth) -> bool:
    found = series.out.get(month)
    return found is not None and found.edition.kind == EditionKind.PRELIMINARY


@dataclass(frozen=True)
class OrganizationLine:
    """The people of one organization, now and in the month they are put beside."""

    code: str
    name: str
    now: PublishedFigure
    before: PublishedFigure
    change: Change


@dataclass(frozen=True)
class PublishedTile:
    """An organization on the map: its place, its colour (`x`: hatched) and its words."""

    line: OrganizationLine
    row: int
    column: int
    colour: str
    words: str


@dataclass(frozen=True)
class OrganizationMap:
    """People by organization; coloured by change, and by size where nothing can be compared."""

    now: PublishedMonth
    before: PublishedMonth | None
    organizations: Sequence[Organization]

    @cached_property
    def lines(self) -> list[OrganizationLine]:
        """The largest first; hidden ones last, in the order of their codes."""
        found = {}
        for office in self.organizations:
            key = PEOPLE._replace(organization=office.pk)
            figure = self.now.figure(key)
            then = self.before.figure(key) if self.before else NOT_YET
            line = OrganizationLine(
                office.code, short_name(office.name), figure, then, change_of(figure, then)
            )
            found[office.code] = line
        order = ranked((code, line.now) for code, line in found.items())
        return [found[code] for code, _ in order]

    @property
    def compares(self) -> bool:
        return any(line.change.percent is not None for line in self.lines)

    @cached_property
    def tiles(self) -> list[PublishedTile]:
        sizes = SizeClasses.among(line.now for line in self.lines)
        found = []
        for line in self.lines:
            if (place := TILES.get(line.code)) is None:
                continue
            # Colours of changes are named f1 to f5, those of sizes v1 to v5.
            step = step_of(line.change) if self.compares else sizes.of(line.now)
            colour = f"{'f' if self.compares else 'v'}{step}" if step else "fx"
            words = line.change.words if step and self.compares else line.now.words
            found.append(PublishedTile(line, *place, colour, words))
        return sorted(found, key=lambda tile: (tile.row, tile.column))

    @property
    def named(self) -> tuple[list[OrganizationLine], list[OrganizationLine]]:
        """The largest rises and falls among published ones."""
        known = [line for line in self.lines if line.change.percent]
        known.sort(key=lambda line: (-(line.change.percent or 0), line.code))
        rises = [line for line in known if step_of(line.change) in ("4", "5")]
        falls = [line for line in reversed(known) if step_of(line.change) in ("1", "2")]
        return rises[:_RISES], falls[:_FALLS]


@dataclass(frozen=True)
class DivisionLine:
    """A division of the country: its people, and what it exported."""

    code: str
    name: str
    people: PublishedFigure
    dollars: PublishedFigure
    tonnes: PublishedFigure


def divisions_table(month: PublishedMonth, names: PublishedNames) -> list[DivisionLine]:
    """List the divisions by people, those that are hidden last in the order of their codes."""
    codes = {
        key.trade
        for key in month.figures
        if key.organization is None and len(key.trade) == DIVISION
    }
    found = {
        code: DivisionLine(
            code,
            names.trade(code),
            *(
                month.figure(CellKey(flow, trade=code))
                for flow in (Flow.EMPLOYMENT, Flow.EXPORT_USD, Flow.EXPORT_TONNES)
            ),
        )
        for code in codes
    }
    order = ranked((code, line.people) for code, line in found.items())
    return [found[code] for code, _ in order]


@dataclass(frozen=True)
class RevisionLine:
    """One edition of the month: what it published of the country."""

    edition: Edition
    address: str
    good: PublishedFigure | None
    people: PublishedFigure
    dollars: PublishedFigure
    response: Decimal | None


def revisions_of(
    editions: Mapping[str, Edition], read_so: Mapping[int, PublishedMonth], good: CellKey | None
) -> list[RevisionLine]:
    """Put the editions of a month beside each other, the last first, by their addresses.

    A held figure stands there as it was read.
    """
    return [
        RevisionLine(
            each,
            address,
            read_so[each.pk].figure(good) if good else None,
            read_so[each.pk].figure(PEOPLE),
            read_so[each.pk].figure(DOLLARS),
            response_share(each),
        )
        for address, each in editions.items()
    ]
