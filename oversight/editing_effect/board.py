"""What the page shows of each rule and product: counts, rates per hundred, shares, reasons."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from catalog.causes.queries import CauseBook
from oversight.editing_effect.enums import Outcome
from oversight.editing_effect.queries import EditedTotal, FlagCount, MonthCounts
from statistics.rates import percent, ratio
from statistics.rules.enums import Kind
from statistics.rules.reason_rules import reason_label
from statistics.rules.rule import EditRule
from statistics.rules.table import RULES

# What fits one look: the commonest reasons of a rule, the products whose total moved most.
REASONS, PRODUCTS = 3, 20


@dataclass
class RuleEffect:
    """One soft rule or hint in a period of `filed` months.

    `explained` and `silent` figures stayed as they were, with and without a reason.
    """

    rule: EditRule
    filed: int
    changed: int = 0
    explained: int = 0
    silent: int = 0
    open: int = 0
    returned: int = 0
    named: int = 0
    given: Counter[str] = field(default_factory=Counter)

    def add(self, count: FlagCount) -> None:
        if count.outcome == Outcome.CHANGED:
            self.changed += count.figures
        elif count.outcome == Outcome.OPEN:
            self.open += count.figures
        elif count.reason:
            self.explained += count.figures
        else:
            self.silent += count.figures
        if count.reason:
            self.given[count.reason] += count.figures
        self.returned += count.returned
        self.named += count.named

    @property
    def asks(self) -> bool:
        return self.rule.kind == Kind.SOFT

    @property
    def raised(self) -> int:
        return self.known + self.open

    @property
    def known(self) -> int:
        """Those of which it is known what became of them."""
        return self.changed + self.explained + self.silent

    @property
    def rate(self) -> Decimal | None:
        """Raised figures for each hundred filed months."""
        return percent(ratio(self.raised, self.filed))

    @property
    def changed_share(self) -> Decimal | None:
        return percent(ratio(self.changed, self.known))

    @property
    def explained_share(self) -> Decimal | None:
        return percent(ratio(self.explained, self.known))

    @property
    def silent_share(self) -> Decimal | None:
        return percent(ratio(self.silent, self.known))

    @property
    def returned_share(self) -> Decimal | None:
        return percent(ratio(self.returned, self.raised))

    def commonest(self, book: CauseBook) -> list[tuple[str, int]]:
        """Name the reasons given most, the most first; equals by their code."""
        by_count = sorted(self.given.items(), key=lambda one: (-one[1], one[0]))
        return [(reason_label(code, book), count) for code, count in by_count[:REASONS]]


@dataclass(frozen=True)
class TotalRow:
    """A product whose total editing has moved."""

    total: EditedTotal

    @property
    def moved(self) -> Decimal:
        return self.total.stands - self.total.first

    @property
    def ratio(self) -> Decimal | None:
        """In percent, the standing sum of the first one: a ratio of sums; None of nothing."""
        return percent(ratio(self.total.stands, self.total.first))

    @property
    def _size(self) -> tuple[bool, Fraction]:
        change = ratio(abs(self.moved), self.total.first)
        # What was nothing at first moved beyond any ratio.
        return (change is not None, -(change or Fraction()))


@dataclass(frozen=True)
class MonthRates:
    """Questions and returns for each hundred filed months."""

    counts: MonthCounts

    @property
    def questions(self) -> Decimal | None:
        return percent(ratio(self.counts.questions, self.counts.filed))

    @property
    def returns(self) -> Decimal | None:
        return percent(ratio(self.counts.returns, self.counts.filed))


def effects(counts: Iterable[FlagCount], filed: int) -> list[RuleEffect]:
    """Show every rule in the table's order, also one that nothing raised."""
    found = {rule.id: RuleEffect(rule, filed) for rule in RULES if rule.kind != Kind.HARD}
    for count in counts:
        # A rule that was taken from the table asks no more, and its flags are of old.
        if count.rule in found:
            found[count.rule].add(count)
    return list(found.values())


def whole(rows: Iterable[RuleEffect]) -> tuple[int, int, int]:
    """Add up what rules that ask have raised, of how many the end is known, and changed."""
    asked = [row for row in rows if row.asks]
    return (
        sum(row.raised for row in asked),
        sum(row.known for row in asked),
        sum(row.changed for row in asked),
    )


def by_size(totals: Iterable[EditedTotal]) -> list[TotalRow]:
    """Order the products by how far their total moved, the farthest first."""
    rows = [TotalRow(total) for total in totals]
    return sorted(rows, key=lambda row: (row._size, row.total.code, row.total.measure_code))
