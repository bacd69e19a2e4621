"""What the obligation rules say of a person's units now, and what comes if nothing is filed.

Every sentence about a unit's duty is made of this: its own due months, never those of its province
alone. The rule itself stands in `rules`; here it is asked for this moment and for those to come.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from accounts.models import User
from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, current_month, last_day
from statistics.enums import EDITABLE, State
from statistics.models import Submission
from statistics.obligation.queries import filed_months
from statistics.obligation.rules import DutyRule, DutyRules, UnitStatus, due_months, judge
from units.eligibility import Obstacle, obstacle, refusal
from units.models import Licence, Unit
from units.queries import own_licences

# So many months to come are looked at: whoever is not inactive by then, by what the registry says
# today, is not told of any day.
AHEAD = 24


class BegunMonth(NamedTuple):
    """What is asked of an opened month; a person of two hundred units has thousands."""

    unit_id: int
    year: int
    month: int
    state: str
    counts_until: datetime | None
    standing_id: int | None
    idle: bool
    tracking_number: str
    filed_at: datetime | None
    correction_due: datetime | None

    @property
    def period(self) -> JalaliMonth:
        return JalaliMonth(self.year, self.month)

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE


@dataclass(frozen=True)
class ReturnEnd:
    """A returned month that keeps the run short while it counts: the last day on which it does.

    `missed` is the run from then on when nothing is filed or corrected before; `inactive` whether
    that makes the unit inactive.
    """

    month: JalaliMonth
    day: date
    missed: int
    inactive: bool


@dataclass(frozen=True)
class Outlook:
    """One unit as the rules see it.

    `due` are its own due months that have ended, those before their final day among them; `passed`
    how many of them are past it. `way` is the month whose filing alone ends the run, `inactive_by`
    the day after whose end the unit becomes inactive if nothing is filed, `last` the last month
    that has ended. `final_day` is that of the month which is open now and not begun.
    """

    unit: Unit
    licences: tuple[Licence, ...]
    begun: Mapping[JalaliMonth, BegunMonth]
    status: UnitStatus
    rule: DutyRule
    due: tuple[JalaliMonth, ...]
    passed: int
    last: JalaliMonth
    way: JalaliMonth | None
    inactive_by: date | None
    ending: ReturnEnd | None
    obstacle: Obstacle | None
    final_day: date | None

    @property
    def licence(self) -> Licence:
        """The last licence: a unit lies where that one is."""
        return self.licences[0]

    @property
    def province(self) -> str:
        return self.licence.county.province_id

    @property
    def unopened(self) -> list[JalaliMonth]:
        """The due months that are not begun, the latest first."""
        return [month for month in reversed(self.due) if month not in self.begun]

    def serving(self, month: JalaliMonth) -> Licence | None:
        """Choose the licence by which step 1 takes this month; None when it refuses all."""
        return next((x for x in self.licences if refusal(x, month) is None), None)

    @property
    def nearest(self) -> date | None:
        """The day on which the unit's next deadline ends; None without one."""
        corrections = [case.correction_due for case in self.begun.values() if case.correction_due]
        days = [self.inactive_by, self.final_day, self.ending.day if self.ending else None]
        found = [day for day in days if day] + [last_day(due) for due in corrections]
        return min(found, default=None)

    def filed_before(self, month: JalaliMonth) -> bool:
        return any(other < month for other, case in self.begun.items() if case.filed_at)


def outlooks(user: User, now: datetime, book: PolicyBook | None = None) -> list[Outlook]:
    """Judge each of the person's units (two queries, and the policy's)."""
    return _judged(own_licences(user), DutyRules(book or PolicyBook.load()), now)


def outlooks_of(
    units: Iterable[int], rules: DutyRules, now: datetime, drafts: bool = True
) -> list[Outlook]:
    """Judge some units (ids), as `outlooks` does those of a person.

    Offices see them without `drafts`: what is only begun is nobody's but the unit's.
    """
    licences = Licence.objects.with_states().filter(unit__in=list(units))
    ordered = licences.select_related("unit", "kind", "trade", "county__province", "union")
    return _judged(ordered.order_by("unit_id", "-issued_on", "number"), rules, now, drafts)


def _judged(
    licences: Iterable[Licence], rules: DutyRules, now: datetime, drafts: bool = True
) -> list[Outlook]:
    by_unit: dict[Unit, list[Licence]] = {}
    for licence in licences:
        by_unit.setdefault(licence.unit, []).append(licence)
    begun: dict[int, list[BegunMonth]] = {}
    rows = Submission.objects.filter(unit__in=by_unit).order_by("unit", "year", "month")
    if not drafts:
        rows = rows.exclude(state=State.DRAFT)
    for row in rows.values_list(*BegunMonth._fields):
        begun.setdefault(row[0], []).append(BegunMonth._make(row))
    return [
        outlook(unit, found, begun.get(unit.pk, []), rules, now) for unit, found in by_unit.items()
    ]


def outlook(
    unit: Unit,
    licences: list[Licence],
    begun: Iterable[BegunMonth],
    rules: DutyRules,
    now: datetime,
) -> Outlook:
    """Judge one unit by its licences (the latest first) and opened months."""
    begun = list(begun)
    foresight = _Foresight(licences, begun, rules, now)
    status, last = foresight.status(now), current_month(now) - 1
    rule = rules.at(foresight.province, now)
    due = [month for month in foresight.due if month <= last]
    passed = sum(month <= rule.latest_due for month in due)
    by_month = {case.period: case for case in begun}
    waits = [month for month in due[passed:] if month not in by_month]
    way = _way(licences, due[:passed], by_month, last) if status.missed else None
    return Outlook(
        unit=unit,
        licences=tuple(licences),
        begun=by_month,
        status=status,
        rule=rule,
        due=tuple(due),
        passed=passed,
        last=last,
        way=way,
        inactive_by=foresight.inactive_by() if status.missed and not status.inactive else None,
        ending=None if status.inactive else foresight.ending(),
        obstacle=obstacle(licences, last),
        final_day=last_day(rules.final_instant(foresight.province, waits[0])) if waits else None,
    )


def _way(
    licences: list[Licence],
    due: list[JalaliMonth],
    begun: Mapping[JalaliMonth, BegunMonth],
    last: JalaliMonth,
) -> JalaliMonth:
    """Find the latest month that ends the run and that step 1 takes, its licence being valid then.

    The latest due month always is one: it is due, so a licence serves it, and it is not filed.
    """
    for back in range(last - due[-1]):
        month = last - back
        free = month not in begun or begun[month].editable
        if free and any(refusal(licence, month) is None for licence in licences):
            return month
    return due[-1]


class _Foresight:
    """The rule asked for moments to come, as if nothing were filed until then."""

    def __init__(
        self, licences: list[Licence], begun: list[BegunMonth], rules: DutyRules, now: datetime
    ) -> None:
        self.begun, self.rules, self.now = begun, rules, now
        self.province = licences[0].county.province_id
        self.until = current_month(now) + AHEAD
        listed = licences[0].unit.obliged_from
        self.due = due_months(licences, rules.obliged(self.province, self.until, listed))

    def status(self, at: datetime, counting: BegunMonth | None = None) -> UnitStatus:
        """Judge as of a moment; `counting` is a returned month that counts whatever its date."""
        rule = self.rules.at(self.province, at)
        filed = filed_months(self.begun, at)
        if counting:
            filed[counting.period] = counting.idle
        return judge([month for month in self.due if month <= rule.latest_due], filed, rule)

    def inactive_by(self) -> date | None:
        """Find the last day on which the unit is not inactive; None when that never comes."""
        months = [current_month(self.now) - 2 + n for n in range(AHEAD)]
        moments = {self.rules.final_instant(self.province, month) for month in months}
        moments |= {case.counts_until for case in self.begun if case.counts_until}
        for moment in sorted(moments):
            if moment > self.now and self.status(moment).inactive:
                return last_day(moment)
        return None

    def ending(self) -> ReturnEnd | None:
        """Find the returned month whose end comes first and makes the run longer (circular §3)."""
        returned = [
            (case.counts_until, case)
            for case in self.begun
            if case.state == State.RETURNED and case.standing_id is None
            if case.counts_until and case.counts_until > self.now
        ]
        for end, case in sorted(returned):
            after = self.status(end)
            if after.missed > self.status(end, counting=case).missed:
                return ReturnEnd(case.period, last_day(end), after.missed, after.inactive)
        return None
