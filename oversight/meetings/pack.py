"""The two sheets that a meeting has before it, made of what the pages of statistics read.

`frozen` is what is kept of them with the minutes: by it the next meeting tells what has changed.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property, partial
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from accounts.enums import OrganizationKind
from accounts.models import Organization, short_name
from catalog.enums import Direction
from catalog.fields import alphabet_key
from config.jalali import JalaliMonth, tehran_day
from config.keyset import COUNT_CAP
from config.one_statement import together
from oversight.dashboard.queries import top_changes
from oversight.meetings import queries
from oversight.meetings.queries import PlaceCounts, ProvinceMinutes
from oversight.meetings.since import SinceRow, as_text, figures_since, kept_good, revised
from oversight.models import Meeting, MeetingTask
from statistics.enums import State
from statistics.estimation.queries import Thresholds
from statistics.indicators import board
from statistics.indicators import queries as indicators
from statistics.indicators.board import (
    MONTHS,
    CauseBars,
    CommonestCause,
    GoodChart,
    IndicatorTile,
    ProductLine,
)
from statistics.indicators.companions import (
    companions_of,
    is_preliminary,
    open_month,
    response_rows,
    shares_of,
)
from statistics.indicators.comparison import Comparison
from statistics.indicators.growths import Growths, estimate_of, estimate_rows, match_rows
from statistics.indicators.periods import IndicatorPeriod
from statistics.indicators.queries import Narrowing
from statistics.indicators.reference import read_reference
from statistics.indicators.rules import Change
from statistics.indicators.sums import Good
from statistics.models import RaisedFlag, Submission
from statistics.rates import percent, ratio
from statistics.rules.reason_rules import reason_label

# What two sheets hold, however much there is: the rest is one click away on the page «آمار».
PRODUCTS, CAUSES, PLACES, TASKS, UNITS, REVISED = 5, 5, 6, 6, 4, 2
# A line with the year before it, and the months that fullness is judged by.
_READ = 2 * MONTHS + 1
_WHOLE: Final = Narrowing()


@dataclass(frozen=True)
class PlaceRow:
    """A place on the sheet: how many answered, how its people changed, the commonest cause."""

    name: str
    response: Decimal | None
    due: int
    change: Change
    cause: str


@dataclass(frozen=True)
class UnitRow:
    """A unit behind a change, with the cause it gave."""

    flag: RaisedFlag
    cause: str


class MeetingPack:
    """Everything on the two sheets of one office and month at one moment."""

    def __init__(self, office: Organization, month: JalaliMonth, at: datetime) -> None:
        self.office, self.month, self.at = office, month, at
        self.national = office.kind == OrganizationKind.MINISTRY
        self.place = queries.place_of(office)
        period = IndicatorPeriod(month)
        read = [month - back for back in range(_READ)]
        self.filings, self._people = indicators.people(self.place, _WHOLE, read)
        self._names = read_reference(self.place)
        beside = Comparison(period, self.filings)
        found = together(
            {
                "goods": indicators.goods_rows(self.place, _WHOLE, beside.periods),
                "causes": indicators.cause_rows(self.place, _WHOLE, [month]),
                "pending": indicators.pending(self.place, [month]).values("pk")[: COUNT_CAP + 1],
                "responses": response_rows(self.place, _WHOLE, beside.months),
                "matches": match_rows(self.place, _WHOLE, period),
            }
        )
        self._book = self._names.causes
        self._goods = indicators.goods_of(found["goods"], self._names.goods, beside.periods)
        self._causes = indicators.causes_of(found["causes"])
        self.pending = len(found["pending"])
        opened = open_month(self._names.policy, self.place, at)
        moving = is_preliminary(period, opened, self.pending, at)
        self.beside = Comparison(period, self.filings, month if moving else None)
        self._asked = Thresholds.of(self._names.policy, month)
        self._growths = Growths(self._asked, tuple(found["matches"]))
        self.companions = companions_of(period, shares_of(found["responses"]), (), None)
        self.before: Meeting | None = queries.meeting_before(office, month)

    @property
    def empty(self) -> bool:
        """Whether nothing of the month is final yet."""
        return not self.filings.get(self.month)

    @property
    def preliminary(self) -> bool:
        """Whether the sums still tell how many have answered, and are compared with none."""
        return self.beside.preliminary

    # ── Products ──

    @cached_property
    def lines(self) -> list[ProductLine]:
        """All products of the month, what changed most first."""
        others = (self.beside.before, self.beside.year_before)
        found, measures = [], board.by_code(self._goods)
        for good, by_period in self._goods.items():
            turned = board.remeasured(measures[good.code], good, others)
            matched = partial(self._growths.of, good)
            sums = board.compared(self.beside, by_period, turned, matched)
            if sums.now:
                cause = self._cause_of(good, sums.change)
                found.append(ProductLine(good, sums, good.code, "", cause))
        return sorted(
            found,
            key=lambda line: (
                -line.sums.change.size,
                alphabet_key(line.good.name),
                line.good.measure_code,
            ),
        )

    @property
    def shown(self) -> list[ProductLine]:
        return self.lines[:PRODUCTS]

    @property
    def compared(self) -> bool:
        """Whether the change of any product from the month before is known."""
        return any(line.sums.change.than for line in self.lines)

    @property
    def risen(self) -> list[ProductLine]:
        return [line for line in self.lines if line.sums.change.way == Direction.RISE]

    @property
    def fallen(self) -> list[ProductLine]:
        return [line for line in self.lines if line.sums.change.way == Direction.FALL]

    @cached_property
    def charts(self) -> list[tuple[Good, GoodChart]]:
        """Draw the product that rose most and the one that fell most; else those shown first."""
        chosen = [lines[0].good for lines in (self.risen, self.fallen) if lines]
        for line in self.lines:
            if len(chosen) < 2 and line.good not in chosen:
                chosen.append(line.good)
        span = [self.month - back for back in range(2 * MONTHS)]
        sums = {line.good: line.sums for line in self.lines}
        series = self._series_in(span, {good.code for good in chosen})
        return [
            (
                good,
                board.chart_of(
                    good,
                    series.get(good, {}),
                    self.month,
                    self.beside,
                    sums[good],
                    self._estimate(good),
                ),
            )
            for good in chosen
        ]

    # ── Key figures ──

    @cached_property
    def tiles(self) -> list[IndicatorTile]:
        people, _ = board.people_tiles(self.beside, self._people, "")
        first = [board.product_tile(line.good, line.sums, "") for line in self.lines[:1]]
        return [*first, people, board.export_tile(self.beside, self._goods.values(), "")]

    @property
    def reviewed(self) -> Decimal | None:
        sums = self._people.get(self.month)
        return sums.reviewed_filings.opened_share if sums else None

    @property
    def lapsed(self) -> Decimal | None:
        sums = self._people.get(self.month)
        return sums.reviewed_filings.lapsed_share if sums else None

    # ── Causes ──

    @cached_property
    def causes(self) -> tuple[CauseBars, CauseBars]:
        """The reasons of rises and of falls, of anything that units filed."""
        rises, falls = (
            board.cause_bars(self._reasons(None, way), way, partial(self._behind, way))
            for way in (Direction.RISE, Direction.FALL)
        )
        return CauseBars(rises.rows[:CAUSES], rises.units), CauseBars(
            falls.rows[:CAUSES], falls.units
        )

    @cached_property
    def units(self) -> list[UnitRow]:
        """The units whose explained change is the largest."""
        cases = Submission.objects.filter(
            year=self.month.year, month=self.month.month, state=State.FINAL
        )
        if not self.national:
            cases = cases.filter(standing__organization=self.office)
        flags = [flag for flag in top_changes(cases) if flag.direction]
        return [UnitRow(flag, reason_label(flag.reason, self._book)) for flag in flags[:UNITS]]

    # ── Places ──

    @cached_property
    def _places(self) -> tuple[list[PlaceRow], list[PlaceRow]]:
        first, second = queries.places(self.office, self.month)
        rows = tuple(
            [self._place(counts) for counts in table.values()] for table in (first, second)
        )
        return rows[0], rows[1]

    @property
    def place_count(self) -> tuple[int, int]:
        first, second = self._places
        return len(first), len(second)

    @property
    def lowest(self) -> list[PlaceRow]:
        """Counties of the lowest response; of the country, organizations."""
        return sorted(self._places[0], key=_by_response)[:PLACES]

    @property
    def unions(self) -> list[PlaceRow]:
        return sorted(self._places[1], key=_by_response)[:PLACES]

    @cached_property
    def provinces(self) -> list[ProvinceMinutes]:
        """What the provinces sent of the month, for the national meeting."""
        if not self.national:
            return []
        return queries.provinces_minutes(self.month, tehran_day(self.at))

    @property
    def provinces_shown(self) -> list[ProvinceMinutes]:
        return self.provinces[:PLACES]

    @property
    def provinces_sent(self) -> int:
        return sum(row.meeting is not None for row in self.provinces)

    # ── Since the meeting before ──

    @cached_property
    def since(self) -> list[SinceRow]:
        """What is otherwise than on the day when the last minutes were sent."""
        if self.before is None:
            return []
        told, month = self.before.figures, self.before.period
        rows = figures_since(told, self.frozen, month.name, self.month.name)
        goods = self._series_in([month], {good["code"] for good in told.get("goods", [])})
        sums = {
            (good.code, good.measure_code): by_month[month]
            for good, by_month in goods.items()
            if month in by_month
        }
        return [*rows, *islice(revised(told, month.name, sums), REVISED)]

    @cached_property
    def tasks(self) -> list[MeetingTask]:
        """The tasks of the meeting before, with where each stands."""
        return queries.tasks_of(self.before, tehran_day(self.at)) if self.before else []

    @property
    def tasks_shown(self) -> list[MeetingTask]:
        return self.tasks[:TASKS]

    @cached_property
    def frozen(self) -> dict[str, Any]:
        """What is kept with the minutes; decimals as exact text."""
        response = self.companions.response
        people = self._people.get(self.month)
        return {
            "as_of": self.at.isoformat(),
            "preliminary": self.preliminary,
            "inactive": queries.inactive_units(self.office),
            "response": as_text(response.percent) if response else None,
            "lapsed": as_text(self.lapsed),
            "people": people.people if people else None,
            "goods": [kept_good(line) for line in self.shown],
            "causes": {
                way: [[row.words, row.units] for row in bars.rows]
                for way, bars in zip(("rise", "fall"), self.causes, strict=True)
            },
        }

    # ── Parts ──

    def _series_in(
        self, months: list[JalaliMonth], codes: set[str]
    ) -> dict[Good, dict[JalaliMonth, Decimal]]:
        if not codes:
            return {}
        rows = indicators.series_rows(self.place, _WHOLE, months, codes)
        return indicators.series_of(rows, self._names.goods)

    def _estimate(self, good: Good) -> Decimal | None:
        """Tell what is estimated of a preliminary month: the only point that it has."""
        if not self.preliminary:
            return None
        rows = estimate_rows(self.place, _WHOLE, self.beside.period, good)
        found = estimate_of(rows, self._asked, self.place)
        return found.value if found else None

    def _cause_of(self, good: Good, change: Change) -> CommonestCause | None:
        if not change.way:
            return None
        return board.commonest(self._reasons(good.code, change.way))

    def _behind(self, way: Direction, words: str) -> str:
        """Write the address of the filings that give a cause."""
        place = {} if self.national else {"organization": self.office.code}
        asked = {"period": self.beside.period.code, "direction": way.value, "reason": words}
        return f"?{urlencode({**asked, **place})}"

    def _reasons(self, code: str | None, way: str) -> dict[str, int]:
        counts: dict[str, int] = {}
        for reason, units in self._causes.get((code, way), {}).items():
            words = reason_label(reason, self._book)
            counts[words] = counts.get(words, 0) + units
        return counts

    def _place(self, counts: PlaceCounts) -> PlaceRow:
        change = replace(self.beside, filings=counts.filings).change(
            counts.people.get(self.month), counts.people.get(self.month - 1), self.beside.before
        )
        given = {
            f"{reason_label(reason, self._book)} ({Direction(way).label})": units
            for (way, reason), units in counts.causes.items()
        }
        cause = board.commonest(given)
        response = percent(ratio(counts.filed, counts.due))
        name = short_name(counts.name) if self.national else counts.name
        return PlaceRow(name, response, counts.due, change, cause.words if cause else "")


def _by_response(row: PlaceRow) -> tuple[bool, Decimal, str]:
    return row.response is None, row.response or Decimal(0), alphabet_key(row.name)
