"""Officers the bench sits at desks of the seeded country."""

from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from accounts.enums import OrganizationKind, Role
from accounts.grants import grant
from accounts.models import Organization, User
from statistics.enums import IN_REVIEW
from statistics.models import Submission

ROLES = {
    OrganizationKind.UNION: Role.UNION_OFFICER,
    OrganizationKind.PROVINCE: Role.PROVINCE_EXPERT,
    OrganizationKind.MINISTRY: Role.MINISTRY_EXPERT,
}


def officer_at(desk: Organization) -> User:
    """Return an officer of that desk, made at the first call."""
    user, _ = User.objects.get_or_create(
        username=f"bench-{desk.code}", defaults={"full_name": "کارشناس سنجش", "password": "!"}
    )
    grant(user, ROLES[OrganizationKind(desk.kind)], desk)
    return User.objects.get(pk=user.pk)


def fill(desk: Organization, cases: int) -> None:
    """Let at least `cases` lie on a desk, so that its queue is as long as wanted."""
    lying = Submission.objects.filter(desk=desk, state__in=IN_REVIEW).count()
    if lying >= cases:
        return
    elsewhere = Submission.objects.filter(state__in=[*IN_REVIEW, "final"]).exclude(desk=desk)
    taken = elsewhere.order_by("pk").values("pk")
    Submission.objects.filter(pk__in=taken[: cases - lying]).update(
        state="at_ministry", desk=desk, final_at=None, **_clock()
    )


def _clock() -> dict[str, Any]:
    at = Coalesce(F("final_at"), F("filed_at"))
    return {"entered_at": at, "due_at": None, "priority_at": at}
