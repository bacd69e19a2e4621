"""A unit's duty for the registry below: told before an act on its file, judged anew after it."""

from datetime import datetime

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth
from statistics.enums import IN_REVIEW
from statistics.obligation.queries import status_of
from statistics.obligation.rules import DutyRules, first_due_month
from statistics.obligation.services import refresh
from units.enums import ActivityReason
from units.models import Licence, Unit
from units.registry.duty import Duty

# No grace of the policy is longer, and the obligation itself begins by a month that is known.
_AHEAD = 60


class RegistryJudge:
    """Answers `units.registry.duty` by the rules of this room."""

    def read(self, unit: Unit, at: datetime) -> Duty:
        book = PolicyBook.load()
        status = status_of(unit, at, book)
        in_review = unit.submissions.filter(state__in=IN_REVIEW).count()
        first = first_month_owed(unit, DutyRules(book))
        return Duty(first, status.duty_words, status.missed + status.gaps, in_review)

    def store(self, unit: Unit, at: datetime) -> None:
        refresh(unit, ActivityReason.RULE, at, PolicyBook.load())


def first_month_owed(unit: Unit, rules: DutyRules) -> JalaliMonth | None:
    """Find the first month that the dates of the unit's licences make due (D12); None for none."""
    licences = list(Licence.objects.filter(unit=unit).select_related("county"))
    if not licences:
        return None
    first = min(licence.issued_on for licence in licences)
    last = min(licences, key=lambda licence: (-licence.issued_on.toordinal(), licence.number))
    begin = JalaliMonth.containing(first)
    # The obligation itself may begin much later than the licence.
    obliged = rules.month(last.county.province_id, begin).obligation_from
    start = max(begin, obliged)
    for month in (start + ahead for ahead in range(_AHEAD)):
        rule = rules.month(last.county.province_id, month)
        if first_due_month(first, rule.obligation_from, rule.grace_months) <= month:
            return month
    return None
