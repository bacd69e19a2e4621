"""Replaying the rules that ask: what they would have raised of the months filed in a year.

Each filed version is judged by the rules themselves, once under the policy in force and once under
the simulated values, beside what stands of the unit's other months today. What a unit mended while
it still wrote, because it was asked, left no trace and is in neither count.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Max, Q

from catalog.models import Product
from config.jalali import JalaliMonth
from oversight.editing_effect.rules import judged
from oversight.simulation.policy_override import Scenario
from oversight.simulation.rules import Hits, RaisedFigure
from statistics.enums import State
from statistics.figures import Figures, from_json
from statistics.models import ProductionLine, Revision
from statistics.rules.subject import Bounds, MonthlyCapacity, PastMonth, Subject
from statistics.rules.table import raised
from statistics.rules.unit_history import STANDING, bounds_of, past_of, with_inheritance
from units.capacity.queries import holding
from units.models import Capacity, Unit

# Two years of so many units are in memory together; progress is told after each.
CHUNK = 500
# A larger country is tried by its parts, as many as are read in some minutes, spread evenly.
MOST_CHUNKS = 100
BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class FiledMonth:
    """A month of a unit with all its versions, in the order of their rounds.

    `stands` is the one that the rules remember, if any; `open` tells that it is being corrected.
    """

    month: JalaliMonth
    province: str
    open: bool
    versions: Sequence[Figures]
    stands: PastMonth | None


@dataclass
class Counted:
    """What was counted so far: by policy, rule and province; and what one policy alone raises."""

    rules: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    moved: dict[str, Hits] = field(default_factory=lambda: {"new": Hits(), "gone": Hits()})
    months: int = 0
    units: int = 0


class Rehearsal:
    """The replay of one scenario, a chunk of units at a time; thresholds are read once each."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.books = {BEFORE: scenario.real, AFTER: scenario.other}
        self.counted = Counted()
        # Of so many parts of the country one is tried.
        self.part = 1
        self.successors = dict(
            Product.objects.filter(successor__isnull=False).values_list("code", "successor__code")
        )
        # On the instance, so that they live as long as this replay.
        self.bounds = cache(self._bounds)

    def chunks(self) -> list[tuple[int, int]]:
        """Cut the ids of units into ranges; of a large country, evenly spread ones."""
        last = Unit.objects.aggregate(last=Max("pk"))["last"] or 0
        found = [(low, low + CHUNK) for low in range(0, last + 1, CHUNK)]
        self.part = -(-len(found) // MOST_CHUNKS)
        return found[:: self.part]

    def run(self, low: int, high: int) -> None:
        """Judge every version that the units `low` < id <= `high` filed of the twelve months."""
        units = _filed_months(low, high, self._span(), self.scenario.now)
        chosen = _chosen_followers(low, high)
        capacities: dict[int, list[Capacity]] = defaultdict(list)
        rows = Capacity.objects.filter(unit__gt=low, unit__lte=high)
        for row in rows.select_related("product", "measure").order_by("unit", "pk"):
            capacities[row.unit_id].append(row)
        window = set(self.scenario.months)
        for unit, months in units.items():
            # The unit's own choice comes last and holds.
            followers = self.successors | chosen.get(unit, {})
            own = [each for each in months if each.month in window]
            self.counted.units += bool(own)
            for month in own:
                self._count(month, self._raised(month, months, followers, capacities[unit]))

    @property
    def result(self) -> dict[str, Any]:
        """Put what was counted as it is stored: rows by rule and province, then what moved."""
        places = {(rule, province) for _, rule, province, _ in self.counted.rules}
        return {
            "rules": [
                [
                    rule,
                    province,
                    *self._hits(BEFORE, rule, province),
                    *self._hits(AFTER, rule, province),
                ]
                for rule, province in sorted(places)
            ],
            "moved": {kind: list(hits) for kind, hits in self.counted.moved.items()},
            "months": self.counted.months,
            "units": self.counted.units,
            "part": self.part,
        }

    def _hits(self, policy: str, rule: str, province: str) -> Hits:
        counts = self.counted.rules
        return Hits(*(counts[policy, rule, province, name] for name in Hits._fields))

    def _raised(
        self,
        filed: FiledMonth,
        months: Iterable[FiledMonth],
        followers: Mapping[str, str],
        capacities: Collection[Capacity],
    ) -> dict[str, dict[RaisedFigure, Hits]]:
        """Raise the figures of all versions under either policy, each with what came of it."""
        held = holding(capacities, filed.month)
        able = {
            code: MonthlyCapacity(row.quantity, row.measure.name_fa) for code, row in held.items()
        }
        past = [each.stands for each in months if each.stands and each.month < filed.month]
        past.sort(key=lambda each: each.month, reverse=True)
        found: dict[str, dict[RaisedFigure, Hits]] = {BEFORE: {}, AFTER: {}}
        for figures in filed.versions:
            for policy in self.books:
                bounds = self.bounds(policy, filed.month, filed.province)
                first = filed.month - bounds.most_months
                remembered = tuple(each for each in past if each.month >= first)
                subject = Subject(figures, bounds, remembered, capacities=able)
                for flag in raised(with_inheritance(subject, lambda: followers)):
                    figure = RaisedFigure(flag.rule, flag.key, flag.value)
                    # Of one that was raised again the last round says what came of it.
                    found[policy][figure] = _outcome(figure, figures, filed)
        return found

    def _count(self, filed: FiledMonth, found: Mapping[str, Mapping[RaisedFigure, Hits]]) -> None:
        self.counted.months += 1
        for policy, figures in found.items():
            for figure, hits in figures.items():
                for name, number in zip(Hits._fields, hits, strict=True):
                    self.counted.rules[policy, figure.rule, filed.province, name] += number
        # Whichever rule raises it: a figure that turns from one to another is not new.
        before, after = (
            {(figure.key, figure.value): hits for figure, hits in found[policy].items()}
            for policy in (BEFORE, AFTER)
        )
        for kind, one, other in (("new", after, before), ("gone", before, after)):
            for place, hits in one.items():
                if place not in other:
                    self.counted.moved[kind] = self.counted.moved[kind].plus(hits)

    def _span(self) -> Q:
        """Find the twelve months and as many before them as the rules remember under either."""
        months = self.scenario.months
        most = max(
            self.bounds(policy, month, None).most_months
            for policy in self.books
            for month in months
        )
        first, last = months[0] - most, months[-1]
        return Q(
            Q(submission__year__gt=first.year)
            | Q(submission__year=first.year, submission__month__gte=first.month),
            Q(submission__year__lt=last.year)
            | Q(submission__year=last.year, submission__month__lte=last.month),
        )

    def _bounds(self, policy: str, month: JalaliMonth, province: str | None) -> Bounds:
        return bounds_of(self.books[policy], month, province)


def _outcome(figure: RaisedFigure, figures: Figures, filed: FiledMonth) -> Hits:
    """Tell what came of a raised figure, as `oversight.editing_effect` does."""
    last = filed.versions[-1]
    rule, key = figure.rule, figure.key
    if figures is not last and judged(figures, rule, key) != judged(last, rule, key):
        return Hits(1, 1, 1)
    return Hits(1, int(not filed.open), 0)


def _filed_months(low: int, high: int, span: Q, now: datetime) -> dict[int, list[FiledMonth]]:
    """Read the months of a chunk of units by unit (one query)."""
    rows = Revision.objects.filter(
        # Nothing that was filed since it was asked: a worker that begins anew finds the same.
        span,
        submission__unit__gt=low,
        submission__unit__lte=high,
        filed_at__lte=now,
    ).order_by("submission__unit", "submission", "round")
    columns = (
        *("submission__unit", "submission__year", "submission__month"),
        *("submission__licence__county__province", "submission__state", "submission__round"),
        *("submission__standing", "submission__filed_at", "pk", "round", "figures"),
    )
    found: dict[int, dict[JalaliMonth, list[tuple[Any, ...]]]] = defaultdict(dict)
    for unit, year, month, *row in rows.values_list(*columns):
        found[unit].setdefault(JalaliMonth(year, month), []).append(tuple(row))
    return {
        unit: [_filed_month(month, list(_opened(read))) for month, read in months.items()]
        for unit, months in found.items()
    }


def _opened(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for *row, figures in rows:
        yield *row, from_json(figures)


def _filed_month(month: JalaliMonth, rows: Sequence[tuple[Any, ...]]) -> FiledMonth:
    province, state, last, standing, filed_at, *_ = rows[0]
    stands = None
    for *_, pk, number, figures in rows:
        # As `statistics.rules.unit_history` remembers a month.
        reviewed = state in STANDING and number == last
        if reviewed or (state == State.RETURNED and pk == standing):
            stands = past_of(month, filed_at, figures)
    versions = [row[-1] for row in rows]
    return FiledMonth(month, province, state == State.RETURNED, versions, stands)


def _chosen_followers(low: int, high: int) -> dict[int, dict[str, str]]:
    """Read which product the units chose in the place of another, by unit (one query)."""
    rows = ProductionLine.objects.filter(
        submission__unit__gt=low, submission__unit__lte=high, replaced__isnull=False
    ).order_by("replaced__code", "product__code")
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for unit, old, new in rows.values_list("submission__unit", "replaced__code", "product__code"):
        found[unit][old] = new
    return found
