"""The only writer of authority: a role at an organization, given and taken back."""

from datetime import datetime

from django.contrib.auth.models import Permission as AuthPermission
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.utils import timezone

from accounts.enums import ROLE_KIND, ROLE_PERMISSIONS, Role
from accounts.models import Organization, OrganizationPermission, User


class WrongPostError(ValueError):
    """The role does not exist at organizations of this kind."""


@transaction.atomic
def grant(
    user: User,
    role: Role,
    organization: Organization,
    until: datetime | None = None,
    since: datetime | None = None,
) -> None:
    """Give `user` the permissions of `role` at `organization`, for good or until a moment.

    With `since` it begins then, as for a substitute, beside what the person holds already.
    Granting again changes only the end. Raises WrongPostError when the role has no place there.
    """
    if ROLE_KIND[role] != organization.kind:
        raise WrongPostError(f"{role} is not a post at {organization.kind}")
    permissions = _permissions(role)
    # Who holds one already keeps the row, also where two grant it at once.
    OrganizationPermission.objects.bulk_create(
        [
            OrganizationPermission(
                user=user,
                role=role,
                content_object=organization,
                permission=permission,
                since=since,
                until=until,
            )
            for permission in permissions
        ],
        ignore_conflicts=True,
    )
    rows = OrganizationPermission.objects.filter(
        user=user, role=role, content_object=organization, since=since, permission__in=permissions
    )
    rows.exclude(until=until).update(until=until)


def revoke(user: User, role: Role, organization: Organization, at: datetime | None = None) -> None:
    """End the role of `user` at `organization`; the rows stay as history."""
    at = at or timezone.now()
    rows = OrganizationPermission.objects.filter(user=user, role=role, content_object=organization)
    # What has ended keeps its own end.
    rows.exclude(until__lte=at).update(until=at)


def end_dated(
    user: User, role: Role, organization: Organization, since: datetime, at: datetime
) -> None:
    """End the dated grant that began at `since`; what the person holds besides stays."""
    rows = OrganizationPermission.objects.filter(user=user, role=role, content_object=organization)
    rows.filter(since=since, until__gt=at).update(until=at)


@transaction.atomic
def sync_roles() -> int:
    """Bring every held role to the permissions its definition has now; return rows changed."""
    changed = 0
    held = OrganizationPermission.objects.values_list(
        "user", "role", "content_object", "since", "until"
    ).distinct()
    # Each grant is completed for its own time: a substitute's gets no more days than it had.
    for user_id, role, organization_id, since, until in list(held.order_by("user", "role")):
        for permission in _permissions(Role(role)):
            _, created = OrganizationPermission.objects.get_or_create(
                user_id=user_id,
                role=role,
                content_object_id=organization_id,
                permission=permission,
                since=since,
                defaults={"until": until},
            )
            changed += created
    for role in Role:
        # Ended rows too: the history shows each role as it is defined now.
        stale = OrganizationPermission.objects.filter(role=role)
        changed += stale.exclude(permission__in=_permissions(role)).delete()[0]
    return changed


def out_of_step() -> int:
    """Count the held posts whose permissions differ from those of their definition now."""
    posts = OrganizationPermission.objects.values("user", "role", "content_object", "since")
    held = posts.annotate(held=ArrayAgg("permission__codename")).order_by("user", "role")
    return sum(set(post["held"]) != set(ROLE_PERMISSIONS[Role(post["role"])]) for post in held)


def _permissions(role: Role) -> list[AuthPermission]:
    return list(
        AuthPermission.objects.filter(
            content_type__app_label="accounts",
            content_type__model="organization",
            codename__in=ROLE_PERMISSIONS[role],
        ).order_by("codename")
    )
