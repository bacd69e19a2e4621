"""What the tests of review need besides the world: rows read afresh, policy rows, crowds."""

import datetime as dt
from datetime import datetime
from typing import Any

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from catalog.enums import PolicyKey
from catalog.models import Policy
from config.jalali import JalaliMonth, from_parts
from review.enums import DecisionKind
from review.models import Decision
from statistics.enums import State
from statistics.models import Submission
from tests.world import FILED_AT, World
from units.enums import MemberRole
from units.models import UnitMember

# Every column that says where a case stands; the rest names the case or its flags of lapse.
STANDING = (
    "state",
    "desk_id",
    "entered_at",
    "due_at",
    "correction_due",
    "priority_at",
    "round",
    "version",
    "filed_at",
    "final_at",
    "skipped_union",
)


def fresh(case: Submission) -> Submission:
    """Return the case as the database has it now."""
    return Submission.objects.get(pk=case.pk)


def standing(case: Submission) -> dict[str, Any]:
    """Return where the case stands, as the database has it now."""
    found: dict[str, Any] = Submission.objects.values(*STANDING).get(pk=case.pk)
    return found


def log(case: Submission) -> list[Decision]:
    """Return the decisions on a case in order."""
    return list(Decision.objects.filter(submission=case).order_by("version"))


def kinds(case: Submission) -> list[str]:
    """Return what happened to a case, in order."""
    return [decision.kind for decision in log(case)]


def lapses(case: Submission) -> int:
    """Return how often a case moved because nobody decided."""
    return kinds(case).count(DecisionKind.LAPSED)


def policy(key: PolicyKey, value: int | None, day: dt.date | None = None, **scope: Any) -> None:
    """Add a value, in force from 1398/01/01 unless told."""
    day = day or from_parts(1398, 1, 1)
    Policy.objects.create(key=key, value=value, effective_from=day, source_clause="نمونه", **scope)


def owns_too(world: World, user: User) -> None:
    """Make a person delegate of the unit."""
    UnitMember.objects.create(unit=world.unit, user=user, role=MemberRole.DELEGATE)


def another_union(world: World) -> Organization:
    """Return a second union below the same province."""
    return Organization.objects.create(
        code="union-2",
        kind=OrganizationKind.UNION,
        name="اتحادیه کفش ملکان",
        parent=world.province,
        province_id="03",
        access_granted_at=FILED_AT,
    )


def crowd(world: World, count: int, due_at: datetime) -> list[Submission]:
    """Return many cases at the union, all with one due instant, written without being filed."""
    first = JalaliMonth(1400, 1)
    return Submission.objects.bulk_create(
        Submission(
            unit=world.unit,
            licence=world.licence,
            year=(first + number).year,
            month=(first + number).month,
            tracking_number=f"{99000000000 + number}",
            state=State.AT_UNION,
            desk=world.union,
            entered_at=FILED_AT,
            filed_at=FILED_AT,
            due_at=due_at,
            priority_at=due_at,
            round=1,
            version=6,
        )
        for number in range(count)
    )
