"""The people with access to an owner's units, and the invitations that are on their way."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import User
from catalog.fields import alphabetical
from units.enums import MemberRole
from units.models import DelegateInvitation, Unit, UnitMember

# Older ones are history that nobody acts on.
SHOWN = 20
_NAME = alphabetical("user__full_name")


@dataclass(frozen=True)
class Delegate:
    """A person who files for some of an owner's units."""

    user: User
    memberships: list[UnitMember]


def owned_units(user: User) -> QuerySet[Unit]:
    """Find the units whose holder this person is; a delegate's are not among them."""
    return Unit.objects.filter(
        members__user=user, members__ended_at=None, members__role=MemberRole.OWNER
    )


def delegates_of(owner: User) -> list[Delegate]:
    """List who files for the owner's units, by name."""
    rows = UnitMember.objects.filter(
        unit__in=owned_units(owner).values("pk"), role=MemberRole.DELEGATE, ended_at=None
    )
    found: dict[int, Delegate] = {}
    for row in rows.select_related("user", "unit").order_by(_NAME, "user", "unit"):
        found.setdefault(row.user_id, Delegate(row.user, [])).memberships.append(row)
    return list(found.values())


def delegate_of(owner: User, user_id: int) -> Delegate | None:
    return next((one for one in delegates_of(owner) if one.user.pk == user_id), None)


def invitations_of(owner: User) -> list[DelegateInvitation]:
    """List an owner's latest invitations, the newest first."""
    rows = DelegateInvitation.objects.filter(invited_by=owner).prefetch_related("units")
    return list(rows.select_related("accepted_by").order_by("-pk")[:SHOWN])


def people_of(unit_ids: Iterable[int]) -> dict[int, list[UnitMember]]:
    """Give each unit the people who file for it, its holder first."""
    found: dict[int, list[UnitMember]] = defaultdict(list)
    rows = UnitMember.objects.filter(unit__in=list(unit_ids), ended_at=None)
    for row in rows.select_related("user").order_by("unit", "-role", _NAME, "pk"):
        found[row.unit_id].append(row)
    return dict(found)
