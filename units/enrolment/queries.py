"""Finding the unit of a pair of ids, its registered mobile, and what its holder is told."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from config.jalali import current_month
from units.eligibility import obstacle, refusal
from units.enums import MemberRole
from units.models import ContactNumber, Licence, Unit, UnitMember


@dataclass(frozen=True)
class LicenceToTell:
    """A licence as its holder reads it, with the condition that fails now, if one does."""

    licence: Licence
    condition: str


@dataclass(frozen=True)
class Keeper:
    """An office that writes down a registered mobile; `phone` is '' where it is not known."""

    name: str
    phone: str


def unit_of(holder_id: str, guild_id: str) -> Unit | None:
    """Find the open unit of a pair of ids: one question, whatever of the pair is wrong."""
    rows = Unit.objects.filter(holder_id=holder_id, guild_id=guild_id, closed_on=None)
    return rows.exclude(guild_id="").first()


def serving(at: datetime) -> QuerySet[ContactNumber]:
    """Keep the registered mobiles to which a code goes now."""
    rows = ContactNumber.objects.filter(registered=True, ended_at=None)
    return rows.filter(Q(serves_from=None) | Q(serves_from__lte=at))


def registered_mobile(unit: Unit, at: datetime) -> str:
    """Give the mobile to which codes for an account go; '' where the registry has none now."""
    return serving(at).filter(unit=unit).values_list("number", flat=True).first() or ""


def mobile_serves_from(unit: Unit, at: datetime) -> datetime | None:
    """Tell from when the mobile that a file has changed opens an account; None where none waits."""
    rows = ContactNumber.objects.filter(
        unit=unit, registered=True, ended_at=None, serves_from__gt=at
    )
    return rows.values_list("serves_from", flat=True).first()


def last_licence(unit: Unit) -> Licence | None:
    """Find the licence by which a unit is shown; None for one that has none."""
    rows = Licence.objects.filter(unit=unit).select_related("kind", "trade", "union", "county")
    return rows.order_by("-issued_on", "number").first()


def units_to_join(unit: Unit, mobile: str, at: datetime) -> QuerySet[Unit]:
    """Find the open units of this holder whose registered mobile is the proved one."""
    same = serving(at).filter(unit=OuterRef("pk"), number=mobile)
    return Unit.objects.filter(Exists(same), holder_id=unit.holder_id, closed_on=None)


def without_owner(units: QuerySet[Unit]) -> QuerySet[Unit]:
    owners = UnitMember.objects.filter(unit=OuterRef("pk"), role=MemberRole.OWNER, ended_at=None)
    return units.exclude(Exists(owners))


def units_apart(unit: Unit, mobile: str, at: datetime) -> list[Unit]:
    """List the holder's other open units, which another mobile or none is registered for."""
    rows = Unit.objects.filter(holder_id=unit.holder_id, closed_on=None)
    joined = units_to_join(unit, mobile, at).values("pk")
    return list(rows.exclude(pk__in=joined).order_by("pk"))


def licences_to_tell(units: QuerySet[Unit], at: datetime) -> list[LicenceToTell]:
    """List the licences of these units, the latest first, each with what fails of it."""
    rows = Licence.objects.with_states().filter(unit__in=units)
    rows = rows.select_related("unit", "kind", "union", "county__province")
    last = current_month(at) - 1
    # One that was issued since has no month yet: that is no fault of it.
    return [
        LicenceToTell(row, (refusal(row, last) or "") if obstacle([row], last) else "")
        for row in rows.order_by("unit_id", "-issued_on", "number")
    ]


def account_of(holder_id: str) -> User | None:
    """Find the account of a holder: of that name, or the owner of another unit of theirs."""
    owns = UnitMember.objects.filter(
        user=OuterRef("pk"), unit__holder_id=holder_id, role=MemberRole.OWNER, ended_at=None
    )
    mine = User.objects.filter(Q(username=holder_id) | Exists(owns))
    return mine.order_by("pk").first()


def is_holder(user: User, holder_id: str) -> bool:
    """Tell whether an account is this holder's: the second unit comes to the first one's."""
    mine = UnitMember.objects.filter(user=user, role=MemberRole.OWNER, ended_at=None)
    return user.username == holder_id or mine.filter(unit__holder_id=holder_id).exists()


def mobile_keepers(unit: Unit) -> list[Keeper]:
    """Name who can write down the holder's mobile, and the province's liaison if there is one."""
    offices = Organization.objects.filter(
        Q(pk=unit.union_id)
        | Q(kind=OrganizationKind.COUNTY_OFFICE, county=unit.county_id)
        | (Q(kind=OrganizationKind.PROVINCE, code=unit.organization_code) & ~Q(liaison_phone=""))
    )
    order = (OrganizationKind.UNION, OrganizationKind.COUNTY_OFFICE, OrganizationKind.PROVINCE)
    found = sorted(offices, key=lambda office: (order.index(office.kind), office.pk))
    return [Keeper(office.name, office.liaison_phone) for office in found]
