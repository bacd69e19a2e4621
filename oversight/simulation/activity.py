"""Replaying the filing days and the three-month rule, a chunk of units at a time.

Every unit is judged by `statistics.obligation.rules` at each final day of the window, once
under the policy in force and once under the simulated values.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.db.models import Max

from catalog.policy.book import FilingWindow, filing_windows
from config.jalali import JalaliMonth
from oversight.enums import Finding
from oversight.models import SimulationFinding
from oversight.simulation.lapses import KEPT
from oversight.simulation.policy_override import Scenario
from oversight.simulation.rules import Life, Moment, status_at
from review.enums import DecisionKind
from review.models import Decision
from statistics.obligation.rules import DutyRule, DutyRules, due_months
from statistics.timeliness import timeliness
from units.models import Licence, Unit

# Licences and months of one chunk are in memory together; progress is told after each.
CHUNK = 2_000


@dataclass
class Totals:
    """What was counted so far; `turned` by kind and province, `filed` by policy and timeliness."""

    turned: Counter[tuple[str, str]] = field(default_factory=Counter)
    filed: Counter[tuple[str, str]] = field(default_factory=Counter)
    inactive: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class ActivityDifference:
    """A unit that would be active or not otherwise than under the policy in force."""

    kind: Finding
    month: JalaliMonth
    at: datetime


class Replay:
    """The replay of one scenario; rules and windows are computed once for each province."""

    def __init__(self, scenario: Scenario, simulation: int) -> None:
        self.scenario, self.simulation = scenario, simulation
        self.totals = Totals()
        # Both from one rule: a difference is the values' alone, never the replay's (decision 0015).
        books = {"before": scenario.real, "after": scenario.other}
        self.books = books
        self.rules = {policy: DutyRules(book) for policy, book in books.items()}
        # On the instance, so that they live as long as this replay.
        self.window = cache(self._window)
        self.rule = cache(self._rule)

    def chunks(self) -> list[tuple[int, int]]:
        last = Unit.objects.aggregate(last=Max("pk"))["last"] or 0
        return [(low, low + CHUNK) for low in range(0, last + 1, CHUNK)]

    def run(self, low: int, high: int) -> None:
        """Judge the units `low` < id <= `high`, and keep the first that would turn."""
        licences: dict[int, list[Licence]] = defaultdict(list)
        rows = Licence.objects.with_states().filter(unit__gt=low, unit__lte=high)
        for row in rows.select_related("unit", "county").order_by("unit", "-issued_on", "number"):
            licences[row.unit_id].append(row)
        lives = self._lives(low, high)
        found = []
        for unit, held in licences.items():
            # Of the latest licence, by which a unit is listed.
            province = held[0].county.province_id
            self._count_filings(lives[unit], province)
            for turn in self.turns(held, lives[unit], province):
                self.totals.turned[turn.kind, province] += 1
                if self.totals.turned[turn.kind, province] <= KEPT:
                    found.append(self._finding(unit, province, turn))
        SimulationFinding.objects.bulk_create(found)

    def turns(
        self, licences: list[Licence], lives: Sequence[Life], province: str
    ) -> list[ActivityDifference]:
        """Find the first month of each way in which a unit would stand otherwise."""
        first: dict[Finding, ActivityDifference] = {}
        inactive = {"before": False, "after": False}
        # No simulated value says which months are due.
        listed = licences[0].unit.obliged_from
        months = self.rules["before"].obliged(province, self.scenario.months[-1], listed)
        due = due_months(licences, months)
        for month in self.scenario.months:
            stands = {}
            for policy in self.books:
                until = self.window(policy, month, province).allowed_until
                # This final day has not come under one of the two: there is nothing to compare.
                if until > self.scenario.now:
                    break
                rule = self.rule(policy, month, province)
                stands[policy] = status_at(due, lives, rule, until).inactive
                inactive[policy] |= stands[policy]
            if len(stands) == 2 and stands["before"] != stands["after"]:
                kind = Finding.ACTIVE if stands["before"] else Finding.INACTIVE
                at = self.window("after", month, province).allowed_until
                # The first alone: a unit that stays inactive is one difference, not twelve.
                first.setdefault(kind, ActivityDifference(kind, month, at))
        for policy, was in inactive.items():
            self.totals.inactive[policy] += was
        return list(first.values())

    def _lives(self, low: int, high: int) -> dict[int, list[Life]]:
        # Nothing that happened since it was asked: a worker that begins anew finds the same.
        rows = Decision.objects.filter(
            submission__unit__gt=low, submission__unit__lte=high, at__lte=self.scenario.now
        ).order_by("submission", "version")
        case = ("submission__unit", "submission__year", "submission__month")
        columns = (*case, "kind", "at", "counts_until")
        moments: dict[tuple[int, int, int], list[Moment]] = defaultdict(list)
        for unit, year, month, kind, at, until in rows.values_list(*columns):
            moments[unit, year, month].append(Moment(DecisionKind(kind), at, until))
        lives: dict[int, list[Life]] = defaultdict(list)
        for (unit, year, month), life in moments.items():
            lives[unit].append(Life(JalaliMonth(year, month), life))
        return lives

    def _count_filings(self, lives: Iterable[Life], province: str) -> None:
        window = set(self.scenario.months)
        for life in lives:
            if life.period in window:
                for policy in self.books:
                    times = self.window(policy, life.period, province)
                    self.totals.filed[policy, timeliness(life.filed_at, times)] += 1

    def _finding(self, unit: int, province: str, turn: ActivityDifference) -> SimulationFinding:
        return SimulationFinding(
            simulation_id=self.simulation,
            kind=turn.kind,
            province_id=province,
            unit_id=unit,
            year=turn.month.year,
            month=turn.month.month,
            at=turn.at,
        )

    def _window(self, policy: str, month: JalaliMonth, province: str) -> FilingWindow:
        return filing_windows(self.books[policy], month, province)

    def _rule(self, policy: str, month: JalaliMonth, province: str) -> DutyRule:
        return self.rules[policy].while_latest(province, month)
