"""Who owes which month, what counts as filed, who is active: the rule as pure functions.

Circular 60/133338 §1 and §3. The same as `Q` stands in `queries`, as SQL in `statement`; a test
holds the three equal. Whoever asks whether a month is due or filed asks one of these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from itertools import takewhile

from catalog.policy.book import PolicyBook, filing_windows
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, add_months, current_month, last_day, tehran_day
from config.persian import format_number
from statistics.enums import IN_REVIEW, State
from statistics.obligation.enums import Duty
from units.eligibility import valid_days, valid_spans
from units.enums import UnitActivity
from units.models import Licence

COUNTED = (*IN_REVIEW, State.FINAL)
FIRST_DUE = PolicyKey.OBLIGATION_FROM.fact.minimum


@dataclass(frozen=True)
class MonthRule:
    """What makes one month due in one province, by the values of this month."""

    month: JalaliMonth
    obligation_from: JalaliMonth
    grace_months: int
    min_active_days: int

    @property
    def obliged(self) -> bool:
        return self.obligation_from <= self.month

    def from_list(self, first_day: date) -> "MonthRule":
        """Give the rule for a unit that a list obliges from a day on: earlier, never later."""
        listed = JalaliMonth.containing(first_day)
        return replace(self, obligation_from=min(self.obligation_from, listed))

    @property
    def issued_until(self) -> date:
        """The last issue day of a first licence with which the month is already due (note 2)."""
        return (self.month - self.grace_months).first_day


@dataclass(frozen=True)
class DutyRule:
    """What holds in one province while a month is the latest whose final day has passed.

    `listed` are the months that are owed by units on lists alone.
    """

    latest_due: JalaliMonth
    months: tuple[MonthRule, ...]
    allowed: int
    window: int
    listed: tuple[MonthRule, ...] = ()


@dataclass(frozen=True)
class UnitStatus:
    """A unit's duty and activity, two facts.

    `missed` is the run of due months without a filing that reaches the latest due one; `gaps` the
    due months without one that lie before it.
    """

    activity: UnitActivity
    missed: int = 0
    gaps: int = 0

    @property
    def duty(self) -> Duty:
        if self.missed:
            return Duty.OVERDUE
        return Duty.GAPS if self.gaps else Duty.REGULAR

    @property
    def duty_words(self) -> str:
        """The duty with its number: «معوق (۲)»."""
        if self.missed:
            return f"{Duty.OVERDUE.label} ({format_number(self.missed)})"
        if self.gaps:
            return f"{Duty.GAPS.label}، با {format_number(self.gaps)} ماه ثبت‌نشده در گذشته"
        return Duty.REGULAR.label

    @property
    def inactive(self) -> bool:
        return self.activity == UnitActivity.INACTIVE

    @property
    def warning(self) -> int:
        """How many months are missing in a row while that does not make inactive; 0 when none."""
        return 0 if self.inactive else self.missed


class DutyRules:
    """The rules of all provinces and months, each read once from one policy book.

    `listed_since` is the first day that any list obliges from, for whoever judges all units.
    """

    def __init__(self, book: PolicyBook, listed_since: date | None = None) -> None:
        self.book, self.listed_since = book, listed_since
        # Provinces without rows of their own share each rule once it is reckoned.
        self._own = {row.province_id for row in book.rows}
        self._months: dict[tuple[str, JalaliMonth], MonthRule] = {}
        self._rules: dict[tuple[str, JalaliMonth], DutyRule] = {}
        self._finals: dict[tuple[str, JalaliMonth], datetime] = {}
        self._obliged: dict[tuple[str, JalaliMonth, date | None], tuple[MonthRule, ...]] = {}

    @cached_property
    def _first(self) -> JalaliMonth:
        """The earliest beginning that was ever laid down: nothing is due before."""
        starts = [row.value for row in self.book.rows if row.key == PolicyKey.OBLIGATION_FROM]
        return JalaliMonth.from_int(min((value for value in starts if value), default=FIRST_DUE))

    def month(self, province: str, month: JalaliMonth) -> MonthRule:
        """Give the rule of one month: values by reference month, as policy has them."""
        key = (self._scope(province), month)
        if key not in self._months:
            self._months[key] = MonthRule(
                month,
                JalaliMonth.from_int(self._number(PolicyKey.OBLIGATION_FROM, province, month)),
                self._number(PolicyKey.NEW_UNIT_GRACE_MONTHS, province, month),
                self._number(PolicyKey.MIN_ACTIVE_DAYS, province, month),
            )
        return self._months[key]

    def obliged(
        self, province: str, until: JalaliMonth, listed: date | None = None
    ) -> tuple[MonthRule, ...]:
        """Give the months up to `until` in which the obligation holds, in order.

        `listed` is `Unit.obliged_from`: with it they are those of this unit (circular 60/133338 §1
        note 1).
        """
        key = (self._scope(province), until, listed)
        if key not in self._obliged:
            first = self._first
            if listed:
                first = min(first, JalaliMonth.containing(listed))
            rules = (self.month(province, first + n) for n in range(until - first + 1))
            if listed:
                rules = (rule.from_list(listed) for rule in rules)
            self._obliged[key] = tuple(rule for rule in rules if rule.obliged)
        return self._obliged[key]

    def _on_lists_alone(self, province: str, until: JalaliMonth) -> tuple[MonthRule, ...]:
        if self.listed_since is None:
            return ()
        rules = self.obliged(province, until, self.listed_since)
        real = (self.month(province, rule.month) for rule in rules)
        return tuple(rule for rule in real if not rule.obliged)

    def allowed(self, province: str, month: JalaliMonth) -> int:
        """Tell how many months in a row may be missed while `month` is the latest due one."""
        return self._number(PolicyKey.INACTIVE_AFTER_MONTHS, province, month)

    def while_latest(self, province: str, month: JalaliMonth) -> DutyRule:
        """Give what holds while `month` is the latest due one."""
        key = (self._scope(province), month)
        if key not in self._rules:
            self._rules[key] = DutyRule(
                month,
                self.obliged(province, month),
                self.allowed(province, month),
                self._number(PolicyKey.ACTIVITY_WINDOW_MONTHS, province, month),
                self._on_lists_alone(province, month),
            )
        return self._rules[key]

    def at(self, province: str, now: datetime) -> DutyRule:
        """Give what holds now: the latest due month is the last whose final day has passed."""
        return self.while_latest(province, self.latest_due(province, now))

    def latest_due(self, province: str, now: datetime) -> JalaliMonth:
        month = current_month(now) - 1
        # Policy sets the final day, the 10th of the next month to begin with (service sheet §4).
        while self.final_instant(province, month) > now:
            month -= 1
        return month

    def final_instant(self, province: str, month: JalaliMonth) -> datetime:
        key = (self._scope(province), month)
        if key not in self._finals:
            self._finals[key] = filing_windows(self.book, month, province).allowed_until
        return self._finals[key]

    def _scope(self, province: str) -> str:
        """A province without rows of its own shares the national rules."""
        return province if province in self._own else ""

    def last_day_to_file(self, province: str, rule: DutyRule, missed: int) -> date:
        """Give the day after whose end a unit with so many missed months becomes inactive."""
        last_chance = rule.latest_due + (rule.allowed + 1 - missed)
        return last_day(self.final_instant(province, last_chance))

    def _number(self, key: PolicyKey, province: str, month: JalaliMonth) -> int:
        return self.book.number(key, month.first_day, province, month)


@lru_cache(maxsize=4096)
def first_due_month(
    first_licence_issued: date, obligation_from: JalaliMonth, grace_months: int
) -> JalaliMonth:
    """Find the first month a unit owes (circular 60/133338 §1, note 2).

    It is the later of the obligation's start and the first whole month that begins on or after
    the first licence's day plus the grace, the day clamped to the month's length.
    """
    free_until = add_months(first_licence_issued, grace_months)
    first_whole = JalaliMonth.containing(free_until)
    if free_until > first_whole.first_day:
        first_whole += 1
    return max(obligation_from, first_whole)


def due_months(licences: Sequence[Licence], months: Sequence[MonthRule]) -> list[JalaliMonth]:
    """Choose the months that a unit with these licences owes, among those that oblige it.

    Owed is a month on whose last day the unit was registry-active, and on at least the policy's
    number of its days: neither a suspension nor a licence that ended early leaves a debt behind.
    """
    filing = [licence for licence in licences if licence.kind.files]
    if not filing or not filing[0].unit.guild_id:
        return []
    first_issued = min(licence.issued_on for licence in filing)
    spans = [span for licence in filing for span in valid_spans(licence)]
    found = []
    for rule in months:
        month, last = rule.month, rule.month.last_day
        begun = first_due_month(first_issued, rule.obligation_from, rule.grace_months) <= month
        if not begun or not any(since <= last <= until for since, until in spans):
            continue
        if len(valid_days(spans, month)) >= rule.min_active_days:
            found.append(month)
    return found


def counts_as_filed(
    state: str, counts_until: datetime | None, has_standing: bool, now: datetime
) -> bool:
    """Tell whether a month counts: with the reviewers, final, returned not too long ago.

    A month that was final once keeps standing while it is corrected, whatever the date.
    """
    if has_standing or state in COUNTED:
        return True
    return state == State.RETURNED and counts_until is not None and counts_until > now


def counts_until(book: PolicyBook, returned_at: datetime, province: str) -> datetime:
    """Find until when a month returned now counts as filed, for good.

    It is the end of the first final day of any month that leaves the policy's days to correct it:
    the two days of directive 5013 §4-5 bind the office, and make no month unfiled.
    """
    returned = tehran_day(returned_at)
    days = book.number(PolicyKey.RETURNED_COUNTS_DAYS, returned, province)
    earliest = returned + timedelta(days=days)
    month = JalaliMonth.containing(earliest) - 1
    while last_day(until := filing_windows(book, month, province).allowed_until) < earliest:
        month += 1
    return until


def judge(
    due: Sequence[JalaliMonth], filed: Mapping[JalaliMonth, bool], rule: DutyRule
) -> UnitStatus:
    """Judge a unit's duty and activity (circular 60/133338 §3).

    `due` are its due months whose final day has passed, in order; `filed` the months that count as
    filed, those after the latest due one among them, each with whether it declares no activity.
    """
    later = [month for month in filed if not due or month > due[-1]]
    lacking = [month for month in due if month not in filed]
    run = takewhile(lambda month: month not in filed, reversed(due))
    # Filing any later month ends the run; what lies before it stays a gap.
    missed = 0 if later else len(list(run))
    # Months after the latest due one count at once: filing is the way back (circular, §3).
    window = [*due[-rule.window :], *later]
    idle = [filed[month] for month in window if month in filed]
    if missed > rule.allowed:
        activity = UnitActivity.INACTIVE
    elif idle and all(idle):
        activity = UnitActivity.DECLARED_CLOSED
    else:
        activity = UnitActivity.ACTIVE
    return UnitStatus(activity, missed, len(lacking) - missed)
