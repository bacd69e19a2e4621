"""What one page has told: cells, spans of cells and of their ratios, and what is wrong on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from promises.attacker.figures import BOUNDLESS, Cell, Published, Read, Spot, Telling, Vintage
from promises.attacker.page_chart import YearMonth
from promises.attacker.page_names import PageNames
from promises.attacker.page_words import Span


@dataclass
class PageReading:
    """Collects it; `last` names the edition that pages mean by a month without a number."""

    names: PageNames
    last: Mapping[YearMonth, Vintage]
    cells: dict[Cell, Read] = field(default_factory=dict)
    told: list[Telling] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    # Figures and changes that were understood.
    count: int = 0

    @property
    def published(self) -> Published:
        return Published(self.cells, tuple(self.told))

    def cell(self, where: Vintage | None, spot: Spot, read: Read | None) -> None:
        """Take a figure or a mark; of a month that is not out there can be no figure."""
        self.count += 1
        if where is None:
            if read is not None and read.value is not None:
                self.faults.append(f"{spot}: {read.value} of a month that is not out")
        elif read is not None and self.cells.setdefault(Cell(where, spot), read) != read:
            self.faults.append(f"{spot} of {where} is said in two ways on one page")

    def span(self, where: Vintage | None, spot: Spot, span: Span) -> None:
        """Take a figure that is told roughly, or drawn."""
        self.count += 1
        if where is None:
            self.faults.append(f"{spot}: a figure of a month that is not out")
        else:
            self.told.append(Telling({Cell(where, spot): Fraction(1)}, *span))

    def ratio(
        self, now: Vintage | None, before: Vintage | None, spot: Spot, span: Span | None
    ) -> None:
        """Take how a figure stands to an earlier one."""
        self.count += 1
        if span is None:
            return
        if now is None or before is None:
            self.faults.append(f"{spot}: a change from a month that is not out")
            return
        one, cells = Fraction(1), (Cell(now, spot), Cell(before, spot))
        low, high = ({cells[0]: one, cells[1]: -side} for side in span)
        self.told.append(Telling(low, Fraction(0), BOUNDLESS))
        if span[1] != BOUNDLESS:
            self.told.append(Telling(high, -BOUNDLESS, Fraction(0)))

    def in_order(self, title: str, rows: Iterable[tuple[str, Fraction | None]]) -> None:
        """Look that rows without a value stand last in the order of their codes.

        The others stand by value, the largest first: a hidden one at its rank is told by those
        beside it.
        """
        found: Sequence[tuple[str, Fraction | None]] = list(rows)
        ranks = [value for _, value in found]
        values = [value for value in ranks if value is not None]
        hidden = [code for code, value in found if value is None]
        ranked = ranks[: len(values)] == values and values == sorted(values, reverse=True)
        if not ranked or hidden != sorted(hidden):
            self.faults.append(f"{title} does not stand in the order of what is published")
