"""What the tests of review need besides the world: rows read afresh, policy rows, crowds."""

import datetime as dt
from datetime import datetime
from typing import Any

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from catalog.models import Policy
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, from_parts
from review.enums import DecisionKind
from review.models import Decision
from statistics.models import Submission
from tests.by_hand import at_union
from tests.world import FILED_AT, World, licence_for
from units.enums import MemberRole
from units.models import Licence, UnitMember

# Fewer than the months that a submission may have.
MONTHS_A_UNIT = 12 * 100
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
    "route_union_id",
    "route_province_id",
    "route_ministry_id",
)
INBOX = "/review/"
# What a union answers to its three statements when it approves.
STATED = {"licence": "yes", "place": "yes", "quantity": "yes"}


def page(case: Submission) -> str:
    return f"{INBOX}{case.tracking_number}/"


def fresh(case: Submission) -> Submission:
    return Submission.objects.get(pk=case.pk)


def standing(case: Submission) -> dict[str, Any]:
    """Read where the case stands, as the database has it now."""
    found: dict[str, Any] = Submission.objects.values(*STANDING).get(pk=case.pk)
    return found


def log(case: Submission) -> list[Decision]:
    """Read the decisions on a case in order."""
    return list(Decision.objects.filter(submission=case).order_by("version"))


def kinds(case: Submission) -> list[str]:
    return [decision.kind for decision in log(case)]


def lapses(case: Submission) -> int:
    return kinds(case).count(DecisionKind.LAPSED)


def policy(key: PolicyKey, value: int | None, day: dt.date | None = None, **scope: Any) -> None:
    """Add a value, in force from 1398/01/01 unless told."""
    day = day or from_parts(1398, 1, 1)
    Policy.objects.create(key=key, value=value, effective_from=day, source_clause="نمونه", **scope)


def owns_too(world: World, user: User) -> None:
    """Make a person delegate of the unit."""
    UnitMember.objects.create(unit=world.unit, user=user, role=MemberRole.DELEGATE)


def another_union(world: World) -> Organization:
    """Make a second union below the same province."""
    return Organization.objects.create(
        code="union-2",
        kind=OrganizationKind.UNION,
        name="اتحادیه کفش ملکان",
        parent=world.province,
        province_id="03",
        access_granted_at=FILED_AT,
    )


def crowd(world: World, count: int, due_at: datetime) -> list[Submission]:
    """Lay many cases at the union, all with one due instant, written without being filed."""
    return _lying_at_the_union(world.licence, JalaliMonth(1400, 1), range(count), due_at)


def throng(world: World, count: int, due_at: datetime) -> list[Submission]:
    """Lay even more such cases there, of other units of the owner."""
    made: list[Submission] = []
    taken = Submission.objects.count()
    while len(made) < count:
        numbers = range(taken + len(made), taken + min(count, len(made) + MONTHS_A_UNIT))
        guild_id = f"04{numbers.start:08}"
        licence = licence_for(guild_id, "9990000018", world.union, world.owner)
        made += _lying_at_the_union(licence, JalaliMonth(1387, 1), numbers, due_at)
    return made


def _lying_at_the_union(
    licence: Licence, first: JalaliMonth, numbers: range, due_at: datetime
) -> list[Submission]:
    lying = at_union(licence, FILED_AT)
    months = [first + number for number in range(len(numbers))]
    return Submission.objects.bulk_create(
        Submission(
            unit=licence.unit,
            licence=licence,
            year=month.year,
            month=month.month,
            tracking_number=f"{99000000000 + number}",
            **lying | {"due_at": due_at, "priority_at": due_at},
            round=1,
            version=6,
        )
        for number, month in zip(numbers, months, strict=True)
    )
