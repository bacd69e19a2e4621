"""Reading absences: whose, who stands in, and in whose place somebody decides now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.authority import authority_of, in_force
from accounts.enums import ROLE_PERMISSIONS, Permission, Role
from accounts.models import Absence, Organization, OrganizationPermission, User
from catalog.fields import alphabetical

# Only a post that decides needs somebody in its place.
DECIDING = [role for role, held in ROLE_PERMISSIONS.items() if Permission.DECIDE in held]


@dataclass(frozen=True)
class Post:
    """A deciding post that one person holds for good at an organization."""

    user: User
    role: Role
    organization: Organization


def stands_in_for(
    user: User, organization: Organization, at: datetime, barred: Collection[int] = ()
) -> int | None:
    """Find the officer on leave (id) in whose place somebody decides; else None.

    Of several the one who left first. Who is `barred` (ids) from the case would not have decided,
    so nobody decides it in their place.
    """
    rows = Absence.objects.filter(
        substitute=user, organization=organization, since__lte=at, until__gt=at
    ).exclude(absentee__in=barred)
    return rows.order_by("since", "pk").values_list("absentee", flat=True).first()


def posts_to_fill(user: User, at: datetime) -> list[Post]:
    """List the posts for which this person may name a substitute.

    Their own; as head of an organization also those of everybody there.
    """
    # Who only stands in for the head names nobody: else they could name themselves again and again.
    heads = _posts(at).filter(user=user, permission__codename=Permission.EVALUATE)
    rows = _posts(at).filter(
        Q(user=user) | Q(content_object__in=heads.values("content_object")), role__in=DECIDING
    )
    found = {
        (row.user_id, row.role, row.content_object_id): Post(
            row.user, Role(row.role), row.content_object
        )
        for row in rows.select_related("user", "content_object").order_by("user", "role", "pk")
    }
    return list(found.values())


def colleagues(organizations: set[int], at: datetime) -> list[tuple[int, User]]:
    """List who may decide for good at one of these organizations (ids), with its id.

    Leave makes nobody a decider: who only reads there, or looks final months up, does not stand in.
    """
    rows = _posts(at).filter(
        content_object__in=organizations,
        user__is_active=True,
        role__in=DECIDING,
        permission__codename=Permission.DECIDE,
    )
    people = rows.select_related("user").order_by(alphabetical("user__full_name"), "user", "pk")
    found = {(row.content_object_id, row.user_id): row.user for row in people}
    return [(organization, user) for (organization, _), user in found.items()]


def absences_of(posts: list[Post], at: datetime) -> list[Absence]:
    """List the absences from these posts that run or are to come."""
    # Nothing: a Q without any condition would be everything.
    wanted = Q(pk__in=[])
    for post in posts:
        wanted |= Q(absentee=post.user, role=post.role, organization=post.organization)
    return list(_shown(Absence.objects.filter(wanted, until__gt=at)))


def leaves_of(user: User, at: datetime) -> dict[str, Any]:
    """Gather what the profile shows of a person's leave and of those they stand in for."""
    rows = Absence.objects.filter(Q(absentee=user) | Q(substitute=user), until__gt=at)
    holds_a_post = bool(authority_of(user).roles)
    # Owners of units, nearly everybody, cost no query.
    found = list(_shown(rows)) if holds_a_post else []
    return {
        "own_leaves": [row for row in found if row.absentee_id == user.pk],
        "standing_in": [row for row in found if row.substitute_id == user.pk],
        "may_name": holds_a_post and bool(posts_to_fill(user, at)),
    }


def _posts(at: datetime) -> QuerySet[OrganizationPermission]:
    """Keep the grants for good: who stands in names nobody in turn."""
    return in_force(at).filter(since=None)


def _shown(rows: QuerySet[Absence]) -> QuerySet[Absence]:
    names = ("absentee", "substitute", "organization", "named_by")
    return rows.select_related(*names).order_by("since", "pk")
