"""What a person may do, read from the permissions on organizations.

A superuser flag gives nothing here: decisions ask the organization's own permission.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.enums import Permission, Role
from accounts.models import Organization, OrganizationPermission, User


@dataclass(frozen=True)
class Authority:
    """The organizations at which one person holds each permission, and the posts they hold."""

    by_permission: dict[Permission, tuple[Organization, ...]] = field(default_factory=dict)
    roles: frozenset[Role] = frozenset()

    def organizations(self, permission: Permission) -> tuple[Organization, ...]:
        return self.by_permission.get(permission, ())

    def may(self, permission: Permission, organization_id: int | None) -> bool:
        return any(o.pk == organization_id for o in self.organizations(permission))


def authority_of(user: User | AnonymousUser) -> Authority:
    """Read the person's authority once for each loaded user, and so once a request."""
    cached: Authority | None = getattr(user, "_authority", None)
    if cached is None:
        cached = read_authority(user)
        user._authority = cached  # type: ignore[union-attr]
    return cached


def read_authority(user: User | AnonymousUser) -> Authority:
    """Read it anew, past the request's copy; inactive people have none."""
    # An anonymous visitor asks nothing of the database.
    if not isinstance(user, User):
        return Authority()
    rows = (
        in_force(timezone.now())
        .filter(user=user, user__is_active=True)
        .select_related("content_object")
        .annotate(codename=F("permission__codename"))
        .order_by("content_object_id", "role")
    )
    where: dict[Permission, dict[int, Organization]] = defaultdict(dict)
    roles = set()
    for row in rows:
        roles.add(Role(row.role))
        # By id: two roles at one office, or a substitute's beside one's own, give it once.
        where[Permission(row.codename)][row.content_object_id] = row.content_object
    return Authority({p: tuple(found.values()) for p, found in where.items()}, frozenset(roles))


def granted(user: User, permission: Permission) -> QuerySet[OrganizationPermission, Any]:
    """Select the organizations (ids) at which a person holds `permission` now, within a query."""
    rows = in_force(timezone.now()).filter(user=user, user__is_active=True)
    return rows.filter(permission__codename=permission).values("content_object")


def holders(permission: Permission, organization_id: int) -> set[int]:
    """Find the active people (ids) who hold `permission` at the organization now."""
    rows = in_force(timezone.now()).filter(
        permission__codename=permission,
        content_object=organization_id,
        user__is_active=True,
    )
    return set(rows.values_list("user", flat=True))


def holders_anywhere(permission: Permission) -> set[int]:
    """Find the active people (ids) who hold `permission` at any organization now."""
    rows = in_force(timezone.now()).filter(permission__codename=permission, user__is_active=True)
    return set(rows.values_list("user", flat=True))


def in_force(at: datetime) -> QuerySet[OrganizationPermission]:
    """Keep what is granted at that moment; whether its person is active is asked apart."""
    begun = Q(since=None) | Q(since__lte=at)
    return OrganizationPermission.objects.filter(begun, Q(until=None) | Q(until__gt=at))
