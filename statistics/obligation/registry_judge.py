"""A unit's duty for the registry below: told before an act on its file, judged anew after it."""

from datetime import datetime

from django.db.models import Min

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth
from statistics.enums import IN_REVIEW, State
from statistics.obligation.queries import status_of
from statistics.obligation.rules import DutyRules, MonthRule, first_due_month
from statistics.obligation.services import refresh
from units.enums import ActivityReason
from units.models import Licence, Unit
from units.queries import OfFilingKind
from units.registry.duty import Duty

# No grace of the policy is longer, and the obligation itself begins by a month that is known.
_AHEAD = 60


class RegistryJudge:
    """Answers `units.registry.duty` by the rules of this room."""

    def read(self, unit: Unit, at: datetime) -> Duty:
        book = PolicyBook.load()
        status = status_of(unit, at, book)
        first = first_month_owed(unit, DutyRules(book))
        rows = unit.submissions.exclude(state=State.FINAL).order_by("year", "month")
        open_ = [(row.state, row.period) for row in rows.only("state", "year", "month")]
        return Duty(
            first,
            status.duty_words,
            status.missed + status.gaps,
            sum(state in IN_REVIEW for state, _ in open_),
            tuple(month for state, month in open_ if state == State.DRAFT),
            tuple(month for state, month in open_ if state == State.RETURNED),
        )

    def store(self, unit: Unit, at: datetime) -> None:
        refresh(unit, ActivityReason.RULE, at, PolicyBook.load())


def first_month_owed(unit: Unit, rules: DutyRules) -> JalaliMonth | None:
    """Find the first month that the dates of the unit's licences make due (D12); None for none.

    A kind without statistics begins no duty, and a list may oblige the unit earlier than all.
    """
    licences = Licence.objects.filter(unit=unit).order_by("-issued_on", "number")
    first = licences.filter(OfFilingKind("kind")).aggregate(first=Min("issued_on"))["first"]
    last = licences.select_related("county").first()
    if first is None or last is None:
        return None

    def rule(month: JalaliMonth) -> MonthRule:
        found = rules.month(last.county.province_id, month)
        return found.from_list(unit.obliged_from) if unit.obliged_from else found

    begin = JalaliMonth.containing(first)
    # The obligation itself may begin much later than the licence.
    start = max(begin, rule(begin).obligation_from)
    for month in (start + ahead for ahead in range(_AHEAD)):
        held = rule(month)
        if first_due_month(first, held.obligation_from, held.grace_months) <= month:
            return month
    return None
