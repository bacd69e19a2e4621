"""What was tried of the rules that ask: of a threshold, and what one rehearsal counted."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from catalog.models import Province
from catalog.policy_definitions import REHEARSED, SWITCHED_RULES, PolicyKey
from oversight.enums import Stage
from oversight.models import Simulation
from oversight.simulation.rules import Hits
from statistics.rates import percent, ratio

# What was counted longer ago says nothing of the twelve months that are past today.
FRESH: Final = timedelta(days=31)
WANTED: Final = (
    "این مقدار هنوز بر دوازده ماه گذشته آزموده نشده است؛ نخست آن را بیازمایید و نتیجه را ببینید، "
    "سپس اضافه کنید."
)


@dataclass(frozen=True)
class RaisedCount:
    """So many figures are raised, and what part of those whose end is known was changed later."""

    hits: Hits

    @property
    def raised(self) -> int:
        return self.hits.raised

    @property
    def changed(self) -> Decimal | None:
        return percent(ratio(self.hits.changed, self.hits.known))


@dataclass(frozen=True)
class ComparedRow:
    """A rule or a place under the policy in force and under the value that was tried."""

    name: str
    before: RaisedCount
    after: RaisedCount


@dataclass(frozen=True)
class Rehearsed:
    """What a rehearsal counted: in all, by rule (with its id) and province, by one policy alone.

    `part` tells that of so many parts of the country one was tried.
    """

    whole: ComparedRow
    rules: Sequence[tuple[str, ComparedRow]]
    provinces: Sequence[ComparedRow]
    new: RaisedCount
    gone: RaisedCount
    months: int
    units: int
    part: int


def rehearsals_of(key: PolicyKey) -> list[Simulation]:
    """List the latest simulations of a threshold alone, the last one first (one query)."""
    rows = Simulation.objects.filter(values__has_key=key.value).select_related("asked_by")
    return [row for row in rows[:_LATEST] if len(row.values) == 1]


def wanted(key: PolicyKey, value: int | None, now: datetime) -> str:
    """Ask that a threshold of the rules that ask was tried of late; '' where nothing is wanted."""
    if key not in REHEARSED:
        return ""
    done = Simulation.objects.filter(
        stage=Stage.DONE, asked_at__gte=now - FRESH, values={key.value: value}
    )
    return "" if done.exists() else WANTED


def rehearsed(counted: dict[str, Any]) -> Rehearsed:
    """Read what a rehearsal stored (one query, of the provinces' names)."""
    names = dict(Province.objects.order_by("code").values_list("code", "name"))
    rows = [(rule, place, Hits(*of[:3]), Hits(*of[3:])) for rule, place, *of in counted["rules"]]
    by_rule = _summed((rule, before, after) for rule, _, before, after in rows)
    by_place = _summed((place, before, after) for _, place, before, after in rows)
    moved = {kind: RaisedCount(Hits(*hits)) for kind, hits in counted["moved"].items()}
    [whole] = _summed(("", before, after) for _, _, before, after in rows) or [_NOTHING]
    return Rehearsed(
        whole,
        [(row.name, replace(row, name=SWITCHED_RULES.get(row.name, ""))) for row in by_rule],
        [ComparedRow(names.get(row.name, ""), row.before, row.after) for row in by_place],
        moved["new"],
        moved["gone"],
        counted["months"],
        counted["units"],
        counted["part"],
    )


def _summed(rows: Iterable[tuple[str, Hits, Hits]]) -> list[ComparedRow]:
    sums: dict[str, tuple[Hits, Hits]] = defaultdict(lambda: (Hits(), Hits()))
    for name, before, after in rows:
        one, other = sums[name]
        sums[name] = (one.plus(before), other.plus(after))
    return [
        ComparedRow(name, RaisedCount(one), RaisedCount(other))
        for name, (one, other) in sorted(sums.items())
    ]


_LATEST: Final = 20
_NOTHING: Final = ComparedRow("", RaisedCount(Hits()), RaisedCount(Hits()))
