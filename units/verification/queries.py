"""What was verified of a unit, which units were not yet, and what is to be followed up."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from config.keyset import COUNT_CAP
from units.models import Licence, MobileChange, RegistryIssue, Unit, Verification


def verification_of(unit_id: int) -> Verification | None:
    """Find the last verification of a unit's last licence; None when there is none."""
    last = Licence.objects.filter(unit=unit_id).order_by("-issued_on", "number").values("pk")[:1]
    rows = Verification.objects.filter(licence__in=last).select_related("office", "by")
    return rows.order_by("-pk").first()


def verifications_of(unit_id: int) -> list[Verification]:
    """List the verifications of a unit, the latest first."""
    rows = Verification.objects.filter(unit=unit_id).select_related("office", "by", "licence")
    return list(rows.order_by("-pk")[:50])


def issues_of(unit_id: int) -> list[RegistryIssue]:
    """List what of a unit's file waits to be put right, the oldest first."""
    rows = RegistryIssue.objects.filter(unit=unit_id, settled_at=None)
    return list(rows.select_related("contact", "opened_office").order_by("opened_at", "pk"))


def open_issues(user: User) -> QuerySet[RegistryIssue]:
    """Find what waits with the units that the person's offices keep."""
    reach = kept_by(user).values("pk")
    rows = RegistryIssue.objects.filter(settled_at=None, unit__in=reach)
    return rows.select_related("unit", "unit__county", "contact", "opened_office")


def waiting_mobiles(user: User) -> int:
    """Count the changes of a registered mobile that wait for a second officer, up to the cap."""
    rows = MobileChange.objects.filter(settled_at=None, unit__in=kept_by(user).values("pk"))
    return rows.order_by()[: COUNT_CAP + 1].count()


def unverified_units(user: User) -> QuerySet[Unit]:
    """Find the units that the person's offices keep and whose last licence nobody has verified."""
    last = Licence.objects.filter(unit=OuterRef("unit")).order_by("-issued_on", "number")
    seen = Verification.objects.filter(unit=OuterRef("pk"), licence__in=last.values("pk")[:1])
    return kept_by(user).filter(~Exists(seen), closed_on=None)


def kept_by(user: User) -> QuerySet[Unit]:
    """Find the units whose facts the person's offices keep."""
    keeps = authority_of(user).organizations(Permission.KEEP_REGISTRY)
    return Unit.objects.visible_to(user) if keeps else Unit.objects.none()
