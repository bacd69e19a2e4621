"""What an owner owes and has: the task list, the guide's table of drafts, the history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from accounts.models import User
from catalog.fields import alphabetical
from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, current_month
from statistics.enums import EDITABLE, State
from statistics.filing.outdated_products import with_dashes
from statistics.models import Assistance, Revision, StepState, Submission
from statistics.obligation.rules import DutyRules, due_months
from units.eligibility import refusal
from units.models import Licence, Unit
from units.queries import own_licences

# Older gaps stay reachable through «ماه جدید»; the list shows what can be acted on now.
MISSING_SHOWN = 6


@dataclass(frozen=True)
class UnopenedMonth:
    """A due month of a unit for which nothing was opened; `like_last` when one was filed before."""

    unit: Unit
    licence: Licence
    month: JalaliMonth
    like_last: bool = False


@dataclass
class OwnersDesk:
    """The owner's table: returned months, drafts, months not begun, and the unit count."""

    returned: list[Submission] = field(default_factory=list)
    drafts: list[Submission] = field(default_factory=list)
    missing: list[UnopenedMonth] = field(default_factory=list)
    units: int = 0

    @property
    def count(self) -> int:
        return len(self.returned) + len(self.drafts) + len(self.missing)

    @property
    def several_missing(self) -> bool:
        """Whether one unit has two or more months that are not begun."""
        return len({row.unit.pk for row in self.missing}) < len(self.missing)


def owners_desk(user: User, at: datetime) -> OwnersDesk:
    """Gather everything that waits for the person, most urgent first (five queries)."""
    desk = open_months(Submission.objects.of(user))
    begun = _begun(user)
    rules = DutyRules(PolicyBook.load())
    # `own_licences` is ordered by unit, as groupby needs it.
    for unit, licences in groupby(own_licences(user), key=lambda licence: licence.unit):
        desk.units += 1
        desk.missing += _missing(unit, list(licences), begun, rules, at)
    desk.missing.sort(key=lambda row: row.month, reverse=True)
    desk.missing = desk.missing[: MISSING_SHOWN * max(desk.units, 1)]
    return desk


def open_months(submissions: QuerySet[Submission]) -> OwnersDesk:
    """Read the returned months and drafts among submissions, with their steps (two queries).

    Each has `typed_at`, the union where it was typed last for its owner, None where it was not.
    """
    desk = OwnersDesk()
    typed = Assistance.objects.filter(submission=OuterRef("pk")).order_by("-pk")
    open_ones = (
        submissions.filter(state__in=EDITABLE)
        .with_header()  # type: ignore[attr-defined]
        .annotate(typed_at=Subquery(typed.values("office__name")[:1]))
        .prefetch_related(Prefetch("steps", with_dashes(StepState.objects.order_by("step"))))
        # Among returned months the nearest end of correction comes first; a draft has none.
        .order_by("correction_due", "year", "month")
    )
    for submission in open_ones:
        (desk.returned if submission.state == State.RETURNED else desk.drafts).append(submission)
    return desk


def unopened_months(user: User, at: datetime) -> list[UnopenedMonth]:
    """List every due month of the person's units not begun, by unit, the latest first."""
    begun, rules = _begun(user), DutyRules(PolicyBook.load())
    found: list[UnopenedMonth] = []
    for unit, licences in groupby(own_licences(user), key=lambda licence: licence.unit):
        found += _missing(unit, list(licences), begun, rules, at, most=None)
    return found


def recently_filed(user: User, limit: int = 12) -> list[Submission]:
    """List the person's latest months that are with the reviewers or final."""
    filed = Submission.objects.of(user).exclude(state__in=EDITABLE).select_related("unit")
    return list(filed.order_by("-year", "-month", alphabetical("unit__name"))[:limit])


def history(unit: Unit) -> QuerySet[Submission]:
    """Select all filed months of a unit, the latest first (reports tab).

    Each has `sent_at`, the instant of its latest round; `filed_at` is that of the first.
    """
    filed = Submission.objects.filter(unit=unit, filed_at__isnull=False)
    rounds = Revision.objects.filter(submission=OuterRef("pk")).order_by("-round")
    filed = filed.annotate(sent_at=Subquery(rounds.values("filed_at")[:1]))
    return filed.select_related("desk").order_by("-year", "-month")


def _begun(user: User) -> dict[tuple[int, JalaliMonth], datetime | None]:
    """Map every opened month of the person's units to the instant at which it was filed."""
    mine = Submission.objects.of(user).values_list("unit", "year", "month", "filed_at")
    return {(unit, JalaliMonth(year, month)): filed_at for unit, year, month, filed_at in mine}


def _missing(
    unit: Unit,
    licences: list[Licence],
    begun: Mapping[tuple[int, JalaliMonth], datetime | None],
    rules: DutyRules,
    at: datetime,
    most: int | None = MISSING_SHOWN,
) -> list[UnopenedMonth]:
    """List the months a unit owes or will, not begun, the latest `most` of them or all.

    The last ended month is among them before its final day. `begun` holds every opened month with
    the instant at which it was filed.
    """
    filed = [month for (pk, month), filed_at in begun.items() if pk == unit.pk and filed_at]
    # A unit lies where its last licence is, and these come by the day of issue, the last first.
    province, until = licences[0].county.province_id, current_month(at) - 1
    months = rules.obliged(province, until, unit.obliged_from)
    found: list[UnopenedMonth] = []
    for month in reversed(due_months(licences, months)):
        if most is not None and len(found) == most:
            break
        if (unit.pk, month) not in begun:
            # A due month has valid days, so one of the licences serves it.
            licence = next(x for x in licences if refusal(x, month) is None)
            before = any(other < month for other in filed)
            found.append(UnopenedMonth(unit, licence, month, like_last=before))
    return found
