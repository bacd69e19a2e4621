"""Puts the page together: which statements are asked, in which order, and what becomes of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from catalog.enums import Direction
from catalog.fields import alphabet_key
from catalog.models import Product
from config.jalali import JalaliMonth, current_month
from config.keyset import COUNT_CAP
from config.numbered_pages import NumberedPage, numbered
from config.one_statement import together
from statistics.estimation.calendar_queries import days_of, holidays_around
from statistics.estimation.queries import Thresholds
from statistics.indicators import board, queries
from statistics.indicators.addresses import Addresses
from statistics.indicators.board import (
    MONTHS,
    CauseBars,
    CommonestCause,
    ComparedSums,
    GoodChart,
    IndicatorTile,
    ProductLine,
)
from statistics.indicators.choices import Choices
from statistics.indicators.companions import (
    OpenMonth,
    companions_of,
    is_preliminary,
    latest_month,
    response_rows,
    shares_of,
)
from statistics.indicators.comparison import Comparison
from statistics.indicators.filing_days import FilingDays, LaggingPlaces
from statistics.indicators.filters import IndicatorFilter, read_filter
from statistics.indicators.growths import (
    LAGS,
    DaysBeside,
    Growths,
    GrowthTable,
    by_office,
    days_beside,
    estimate_of,
    estimate_rows,
    match_rows,
    office_rows,
)
from statistics.indicators.periods import YEAR, IndicatorPeriod
from statistics.indicators.places import PlaceBoard
from statistics.indicators.reference import Reference
from statistics.indicators.rules import REMEASURED, latest_full
from statistics.indicators.sums import Good
from statistics.rules.reason_rules import reason_label

# So many lines of products are read before somebody asks for all.
SHOWN = 8
# Three years and the month before: what the list of periods offers.
_OFFERED = 37


class IndicatorPage:
    """Everything that the page shows of one filter at one moment."""

    pending_cap = COUNT_CAP

    def __init__(self, user: User, data: Mapping[str, str], at: datetime) -> None:
        self.filter: IndicatorFilter = read_filter(user, data)
        self.at = at
        self.page_asked = data.get("page", "")
        place, narrowing = self.filter.place, self.filter.narrowing
        offered = [current_month(at) - back for back in range(1, _OFFERED + 1)]
        asked = self.filter.period
        self.filings, self._people = queries.people(
            place, narrowing, {*offered, *(_around(asked) if asked else ())}
        )
        newest = latest_full({month: self.filings.get(month, 0) for month in offered})
        self.period = asked or (IndicatorPeriod(newest) if newest else None)
        if self.period is not None:
            self._read(self.period)

    def _read(self, period: IndicatorPeriod) -> None:
        """Read all that does not depend on the product (one query), then what does (another)."""
        place, narrowing, book = self.filter.place, self.filter.narrowing, self._book
        latest = latest_month(book.policy, place, self.at)
        opened = latest if self.at < latest.window.allowed_until else None
        self._days_filed = days = FilingDays(place, narrowing, latest)
        # Beside another month no more is told of it than how far it has come.
        shown = period == IndicatorPeriod(latest.month)
        country = self.level == "country" and not self.filter.product
        beside = Comparison(period, self.filings)
        months = beside.months | ({latest.month} if opened or shown else set())
        spread = partial(queries.spread_rows, narrowing, period.months)
        found = together(
            {
                "goods": partial(queries.goods_rows, place, narrowing, beside.periods),
                "pending": partial(queries.waiting, place, period.months, COUNT_CAP + 1),
                "responses": partial(response_rows, place, narrowing, _with_years(months)),
                **({"days": partial(FilingDays.rows, days)} if opened or shown else {}),
                **(days.beside(self.level) if shown else {}),
                "matches": partial(match_rows, place, narrowing, period),
                "holidays": partial(holidays_around, tuple(sorted(beside.months))),
                **({"spread": spread} if country else {}),
            }
        )
        self._goods = queries.goods_of(found["goods"], book.goods, beside.periods)
        self.pending = len(found["pending"])
        shares, by_day = shares_of(found["responses"]), found.get("days", [])
        self.companions = companions_of(period, shares, by_day, opened)
        moving = is_preliminary(period, opened, self.pending, self.at)
        self.beside = Comparison(period, self.filings, latest.month if moving else None)
        self._asked = Thresholds.of(book.policy, period.first)
        self._growths = Growths(self._asked, tuple(found["matches"]))
        self._days = days_of(beside.months, found["holidays"])
        self.addresses = Addresses(self.filter, period)
        self.course = days.course(by_day, shares, found.get("stamp", ())) if moving else None
        self._lag = found if moving else {}
        self.good = self._chosen_good(found.get("spread", ()))
        if self.filter.product and not self.good:
            self._check_product()
        self.sums = self._compared(self.good) if self.good else None
        self.choices = Choices(self.filter, period, self.filings, self._goods)
        # A year that runs is drawn up to where it has come.
        self._last = max(self.beside.filed, default=period.last)
        self._read_goods(period)

    def _read_goods(self, period: IndicatorPeriod) -> None:
        place, narrowing, good = self.filter.place, self.filter.narrowing, self.good
        codes = {one.code for one, _ in self._shown.rows} | ({good.code} if good else set())
        span = tuple(self._last - back for back in range(2 * MONTHS))
        shown = tuple(sorted(codes))
        asked: dict[str, partial[QuerySet[Any]]] = {
            "series": partial(queries.series_rows, place, narrowing, span, shown),
            "causes": partial(queries.cause_rows, place, narrowing, period.months, shown),
        }
        columns, periods = queries.columns_below(place), self.beside.periods
        if good and self.level != "union":
            asked["places"] = partial(queries.place_rows, place, narrowing, periods, good)
        if good:
            asked["estimate"] = partial(estimate_rows, place, narrowing, period, good)
        if good and self.level == "country" and self.beside.preliminary:
            asked["offices"] = partial(office_rows, narrowing, period, good)
        found = together(asked)
        self._causes = queries.causes_of(found["causes"])
        self._series = queries.series_of(found["series"], self._book.goods)
        self.estimate = estimate_of(found.get("estimate", ()), self._asked, place)
        self.places = PlaceBoard(
            self.beside,
            queries.places_of(found.get("places", ()), columns, periods),
            self.filter.reference.offices,
            self.addresses.page,
            partial(self.addresses.cell, good) if good else self.addresses.filings,
            by_office(found.get("offices", ()), self._asked),
        )

    @property
    def _book(self) -> Reference:
        return self.filter.reference

    # ── What is chosen ──

    @property
    def empty(self) -> bool:
        """Whether nothing at all is final in the place for the months that are offered."""
        return self.period is None

    @property
    def open_month(self) -> str:
        """The address of the month that is being filed, where another one is shown."""
        return self.addresses.month(self.companions.open)

    @property
    def last_final(self) -> tuple[str, str] | None:
        """Name the month before the one that is shown, with its address, where it is not empty."""
        month = self.beside.before.last
        if not self.filings.get(month):
            return None
        return str(month), self.addresses.page(period=IndicatorPeriod(month).code)

    # ── What it says ──

    @property
    def before_name(self) -> str:
        return self.beside.before.name_beside(self.beside.period)

    @property
    def year_before_name(self) -> str:
        return str(self.beside.year_before)

    @property
    def once(self) -> bool:
        """Whether a unit counts once: over several months it is counted in each of them."""
        return self.beside.period.length == 1

    @property
    def twice(self) -> bool:
        """Whether there are two periods to compare with: a year has one year before it."""
        return self.beside.before != self.beside.year_before

    @property
    def remeasured(self) -> bool:
        """Whether the chosen product had another measure in a period it is compared with."""
        changes = (self.sums.change, self.sums.year_change) if self.sums else ()
        return any(change.words == REMEASURED for change in changes)

    @cached_property
    def growth(self) -> GrowthTable | None:
        """How the units changed that stand for both months; of one month, where it is counted."""
        if self.good is None or not self._growths.rows:
            return None
        growths = self._growths
        return GrowthTable(
            growths.of(self.good, 1),
            growths.of(self.good, YEAR),
            growths.indicator(1),
            growths.indicator(YEAR),
            growths.count(shown=True),
            growths.count(),
        )

    @property
    def days(self) -> list[DaysBeside]:
        """The days of the periods that are compared, by which a growth is read."""
        beside = self.beside
        named = {str(beside.period): beside.period, self.before_name: beside.before}
        if self.twice:
            named[self.year_before_name] = beside.year_before
        return days_beside(named, self._days)

    @cached_property
    def tiles(self) -> list[IndicatorTile]:
        people, filings = board.people_tiles(self.beside, self._people, self.addresses.filings())
        first = []
        if self.good and self.sums:
            behind = self.addresses.cell(self.good)
            first = [board.product_tile(self.good, self.sums, behind)]
        goods = self._goods.values()
        exports = board.export_tile(self.beside, goods, self.addresses.exports)
        return [*first, people, exports, filings]

    @property
    def cause(self) -> CommonestCause | None:
        return self._cause_of(self.good, self.sums) if self.good and self.sums else None

    @cached_property
    def chart(self) -> GoodChart | None:
        if not self.good or not self.sums:
            return None
        series = self._series.get(self.good, {})
        total = self.estimate.value if self.estimate else None
        return board.chart_of(self.good, series, self._last, self.beside, self.sums, total)

    @cached_property
    def table(self) -> NumberedPage[ProductLine]:
        """Show the products that changed most; all of them, page by page, to who asks."""
        rows = [
            ProductLine(
                good,
                sums,
                self.addresses.page(product=good.code),
                self.addresses.cell(good),
                self._cause_of(good, sums),
                board.spark_of(self._series.get(good, {}), self._last, self.beside),
            )
            for good, sums in self._shown.rows
        ]
        shown = self._shown
        return NumberedPage(rows, shown.label, shown.prev_url, shown.next_url)

    @property
    def count(self) -> int:
        """How many products the place files in the period."""
        return len(self._sorted)

    @cached_property
    def causes(self) -> tuple[CauseBars, CauseBars]:
        """The reasons of rises and of falls: of the chosen product, else of anything."""
        narrowed = bool(self.filter.product or self.filter.narrowing.isic)
        code = self.good.code if self.good and narrowed else None

        def bars(way: Direction) -> CauseBars:
            asked = {"direction": way.value, "product": code or ""}
            return board.cause_bars(
                self._reasons(code, way),
                way,
                lambda words: self.addresses.filings(reason=words, **asked),
            )

        return bars(Direction.RISE), bars(Direction.FALL)

    @cached_property
    def lagging(self) -> list[LaggingPlaces]:
        """The places below that have filed less than by the same day of the month before."""
        missing = partial(self.addresses.missing_of, self.beside.period.last)
        offices = self.filter.reference.offices
        return self._days_filed.lagging(
            self._lag, self.level, offices, (self.addresses.page, missing)
        )

    @property
    def level(self) -> str:
        """Which places stand below the one that is shown."""
        place = self.filter.place
        if place.unions is not None:
            return "union"
        if place.counties is not None:
            return "county"
        return "province" if place.organizations is not None else "country"

    # ── Reading ──

    def _chosen_good(self, spread: Iterable[Mapping[str, Any]]) -> Good | None:
        """Take the product that is asked for, else the commonest one."""
        asked, names = self.filter.product, self._book.goods
        goods = {good: made for good, made in self._goods.items() if asked in ("", good.code)}
        offices = {names.good(row["product"], row["measure"]): row["offices"] for row in spread}
        return board.most_made(goods, self.beside.period, offices)

    def _check_product(self) -> None:
        if not Product.objects.filter(code=self.filter.product).exists():
            raise Http404

    @cached_property
    def _sorted(self) -> list[tuple[Good, ComparedSums]]:
        compared = [(good, self._compared(good)) for good in self._goods]
        return sorted(
            (made for made in compared if made[1].now),
            key=lambda made: (
                -made[1].change.size,
                alphabet_key(made[0].name),
                made[0].measure_code,
            ),
        )

    @cached_property
    def _shown(self) -> NumberedPage[tuple[Good, ComparedSums]]:
        if not self.filter.whole_list:
            return NumberedPage(self._sorted[:SHOWN], "", None, None)
        query = {name: value for name, value in self.filter.asked.items() if value}
        return numbered(self._sorted, self.page_asked, "محصول", query)

    @cached_property
    def _measures(self) -> dict[str, dict[Good, board.ByPeriod]]:
        return board.by_code(self._goods)

    def _compared(self, good: Good) -> ComparedSums:
        others = (self.beside.before, self.beside.year_before)
        found = board.remeasured(self._measures[good.code], good, others)
        matched = partial(self._growths.of, good)
        return board.compared(self.beside, self._goods[good], found, matched)

    def _cause_of(self, good: Good, sums: ComparedSums) -> CommonestCause | None:
        if not sums.change.way:
            return None
        return board.commonest(self._reasons(good.code, Direction(sums.change.way)))

    def _reasons(self, code: str | None, way: Direction) -> dict[str, int]:
        """Count by the words of the reason: two codes of one name are one reason."""
        counts: dict[str, int] = {}
        for reason, units in self._causes.get((code, way), {}).items():
            words = reason_label(reason, self._book.causes)
            counts[words] = counts.get(words, 0) + units
        return counts

    @property
    def same_day(self) -> OpenMonth | None:
        """What is put beside the month that is shown, where it is being filed."""
        opened, period = self.companions.open, self.period
        alone = period is not None and period.length == 1
        return opened if opened and alone and opened.month == self.beside.period.last else None


def _with_years(months: Iterable[JalaliMonth]) -> tuple[JalaliMonth, ...]:
    """Add to months those they are put beside: the one before, and the same a year before."""
    return tuple(sorted({month - back for month in months for back in (0, *LAGS)}))


def _around(period: IndicatorPeriod) -> list[JalaliMonth]:
    """List the months that a period is read with: its line, and what each is compared with."""
    first = min(period.last - 2 * MONTHS, period.year_before.first - 1, period.before.first - 1)
    return [period.last - back for back in range(period.last - first + 1)]
