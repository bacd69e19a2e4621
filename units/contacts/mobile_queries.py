"""The registered mobile of a unit's holder, and what waits to be changed about it."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from units.enums import MemberRole
from units.models import ContactNumber, MobileChange, Unit, UnitMember
from units.verification.queries import kept_by


@dataclass(frozen=True)
class OwnMobile:
    """The mobile by which a holder is known, and the units for which it stands."""

    number: str
    rows: list[ContactNumber]


def registered_of(unit_id: int) -> ContactNumber | None:
    rows = ContactNumber.objects.filter(unit=unit_id, registered=True, ended_at=None)
    return rows.first()


def has_owner(unit_id: int) -> bool:
    """Tell whether an account hangs on the unit."""
    rows = UnitMember.objects.filter(unit=unit_id, role=MemberRole.OWNER, ended_at=None)
    return rows.exists()


def waiting_change_of(unit_id: int) -> MobileChange | None:
    rows = MobileChange.objects.filter(unit=unit_id, settled_at=None)
    return rows.select_related("asked_by", "asked_office").first()


def changes_kept_by(user: User) -> QuerySet[MobileChange]:
    """Find the changes of units that the person's offices keep, settled ones too."""
    rows = MobileChange.objects.filter(unit__in=kept_by(user).values("pk"))
    return rows.select_related(
        "unit", "unit__county", "asked_by", "asked_office", "settled_by", "settled_office"
    )


def waiting_changes(user: User) -> QuerySet[MobileChange]:
    """Find what waits for a second person, the oldest first."""
    return changes_kept_by(user).filter(settled_at=None).order_by("asked_at", "pk")


def own_mobile(user: User) -> OwnMobile | None:
    """Find the registered mobile of a holder's own units; None where they have none.

    Where their units differ, it is the account's own mobile, else that of the oldest unit: the
    others are changed after it.
    """
    mine = Unit.objects.filter(
        members__user=user, members__ended_at=None, members__role=MemberRole.OWNER
    )
    rows = ContactNumber.objects.filter(unit__in=mine.values("pk"), registered=True, ended_at=None)
    found = list(rows.select_related("unit").order_by("unit"))
    if not found:
        return None
    numbers = [row.number for row in found]
    number = user.mobile if user.mobile in numbers else numbers[0]
    return OwnMobile(number, [row for row in found if row.number == number])


def mobile_page(user: User) -> str:
    """Name the page on which a holder's registered mobile is changed; '' where there is none."""
    return reverse("units:own_mobile") if own_mobile(user) else ""
