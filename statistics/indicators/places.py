"""One product in the places below: organizations as a map and a table, counties, unions."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from accounts.models import Organization, short_name
from catalog.enums import Direction
from catalog.fields import alphabet_key
from statistics.indicators.board import ByPeriod, ComparedSums, Matched, compared
from statistics.indicators.comparison import Comparison
from statistics.indicators.growths import NOTHING_MATCHED, Sample
from statistics.indicators.periods import IndicatorPeriod
from statistics.indicators.rules import Change
from statistics.indicators.sums import GoodsSums
from statistics.indicators.tile_map import TILES

# The map's sentence names so many rises and falls.
_RISES, _FALLS = 3, 2


@dataclass(frozen=True)
class PlaceLine:
    """A place with one product: an organization, a county or a union; `query` shows it alone.

    `behind` is the address of the filings behind it.
    """

    name: str
    code: str
    sums: ComparedSums
    query: str
    behind: str


@dataclass(frozen=True)
class MapTile:
    """An organization on the map; `step` is its colour, '' where nothing can be compared."""

    line: PlaceLine
    row: int
    column: int
    step: str
    words: str


# Below this, in percent, the map calls two figures equal; from the other on a change is large.
_EQUAL, _LARGE = 2, 10


def step_of(change: Change) -> str:
    """Choose one of five colours, from a large fall to a large rise; '' where nothing is known."""
    if change.percent is None:
        # From zero to anything is a rise, however large.
        return "5" if change.way == Direction.RISE else ""
    if abs(change.percent) < _EQUAL:
        return "3"
    large = abs(change.percent) >= _LARGE
    if change.percent > 0:
        return "5" if large else "4"
    return "1" if large else "2"


@dataclass(frozen=True)
class PlaceBoard:
    """What was read by place, in the columns of its level: an organization, or county and union.

    `query` writes the address of the page narrowed to one of them, `behind` that of the filings
    behind it; `matched` tells by code and lag how the units of an organization changed that stand
    for both months.
    """

    beside: Comparison
    found: Mapping[tuple[str, ...], ByPeriod]
    offices: tuple[Organization, ...]
    query: Callable[..., str]
    behind: Callable[..., str]
    matched: Callable[[str, int], Sample] = lambda _code, _lag: NOTHING_MATCHED

    @cached_property
    def organizations(self) -> list[PlaceLine]:
        """All organizations of the country, those without the product too."""
        lines = [
            self._line(
                short_name(office.name),
                [self.found.get((office.code,), {})],
                partial(self.matched, office.code),
                organization=office.code,
            )
            for office in self.offices
        ]
        return _by_name(lines)

    @cached_property
    def counties(self) -> list[PlaceLine]:
        return self._fine(0, "county")

    @cached_property
    def unions(self) -> list[PlaceLine]:
        return self._fine(2, "union")

    @cached_property
    def period(self) -> IndicatorPeriod:
        """With which period the map compares: a year before, or before where there is none."""
        known = (
            any(line.sums.year_change.percent is not None for line in self.organizations)
            if self.beside.preliminary
            else self.beside.ready(self.beside.year_before)
        )
        return self.beside.year_before if known else self.beside.before

    @cached_property
    def tiles(self) -> list[MapTile]:
        """Draw the organizations by row, then by column; one without a place is not drawn."""
        nothing = "هنوز نهایی ندارد" if self.beside.preliminary else "تولید ندارد"
        found = []
        for line in self.organizations:
            place = TILES.get(line.code)
            if place is not None:
                change = self._change(line)
                words = change.words if line.sums.now else nothing
                found.append(MapTile(line, *place, step_of(change), words))
        return sorted(found, key=lambda tile: (tile.row, tile.column))

    @property
    def known(self) -> bool:
        """Whether the map shows anything: the change of one organization at least."""
        return any(tile.step for tile in self.tiles)

    @property
    def named(self) -> tuple[list[MapTile], list[MapTile]]:
        """The largest rises and falls, which the sentence above the map names."""
        known = [tile for tile in self.tiles if self._change(tile.line).percent]
        by_change = sorted(known, key=lambda tile: self._change(tile.line).percent or 0)
        rises = [tile for tile in reversed(by_change) if tile.step in ("4", "5")]
        falls = [tile for tile in by_change if tile.step in ("1", "2")]
        return rises[:_RISES], falls[:_FALLS]

    def _change(self, line: PlaceLine) -> Change:
        yearly = self.period == self.beside.year_before
        return line.sums.year_change if yearly else line.sums.change

    def _fine(self, column: int, name: str) -> list[PlaceLine]:
        """Put the sums of counties and unions together by one of the two."""
        parts: dict[tuple[str, str], list[ByPeriod]] = {}
        for key, by_period in self.found.items():
            parts.setdefault((str(key[column]), key[column + 1]), []).append(by_period)
        return _by_name(
            [self._line(words, made, None, **{name: code}) for (code, words), made in parts.items()]
        )

    def _line(
        self, name: str, parts: Collection[ByPeriod], matched: Matched | None, **narrowed: str
    ) -> PlaceLine:
        made = {
            period: GoodsSums.total(found)
            for period in self.beside.periods
            if (found := [part[period] for part in parts if period in part])
        }
        [code] = narrowed.values()
        sums = compared(self.beside, made, matched=matched)
        return PlaceLine(name, code, sums, self.query(**narrowed), self.behind(**narrowed))


def _by_name(lines: Iterable[PlaceLine]) -> list[PlaceLine]:
    return sorted(lines, key=lambda line: alphabet_key(line.name))
