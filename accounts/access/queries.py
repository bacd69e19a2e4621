"""Reading requests for access: whose they are to see, what waits at which desk, in what order."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.access.rules import DESK, Hand
from accounts.authority import authority_of, holders
from accounts.enums import (
    OPEN_ACCESS_STATES,
    AccessAct,
    AccessState,
    OrganizationKind,
    Permission,
)
from accounts.models import AccessHop, AccessRequest, Organization, User
from catalog.fields import alphabetical


@dataclass(frozen=True)
class Desks:
    """The desks at which one person handles requests."""

    counties: tuple[Organization, ...]
    provinces: tuple[Organization, ...]
    statistics: tuple[Organization, ...]

    @property
    def any(self) -> bool:
        return bool(self.counties or self.provinces or self.statistics)

    def office_for(self, hand: Hand, union: Organization) -> Organization | None:
        """Find the office by which the person acts on a union's request; None where by none."""
        if hand is Hand.COUNTY:
            mine = (o for o in self.counties if o.county_id == union.county_id)
        elif hand is Hand.PROVINCE:
            mine = (o for o in self.provinces if o.pk == union.parent_id)
        else:
            mine = (o for o in self.statistics if hand is Hand.STATISTICS)
        return next(mine, None)


def desks_of(user: User) -> Desks:
    offices = authority_of(user).organizations(Permission.HANDLE_ACCESS)
    kinds = OrganizationKind

    def of(kind: OrganizationKind) -> tuple[Organization, ...]:
        return tuple(office for office in offices if office.kind == kind)

    return Desks(of(kinds.COUNTY_OFFICE), of(kinds.PROVINCE), of(kinds.STATISTICS))


def visible_to(user: User) -> QuerySet[AccessRequest]:
    """Find the requests on whose way the person stands: their own, and those of their offices."""
    desks, rows = desks_of(user), AccessRequest.objects.all()
    if desks.statistics:
        return rows
    return rows.filter(
        Q(applicant=user)
        | Q(union__county__in=[office.county_id for office in desks.counties])
        | Q(union__parent__in=[office.pk for office in desks.provinces])
    )


def waiting_for(user: User) -> QuerySet[AccessRequest]:
    """Find what lies at the person's desks, in no order."""
    desks = desks_of(user)
    found = Q(
        state=AccessState.AT_COUNTY, union__county__in=[o.county_id for o in desks.counties]
    ) | Q(state=AccessState.AT_PROVINCE, union__parent__in=[o.pk for o in desks.provinces])
    if desks.statistics:
        found |= Q(state__in=_STATISTICS)
    return AccessRequest.objects.filter(found)


_STATISTICS = [state for state, hand in DESK.items() if hand is Hand.STATISTICS]


def first_waiting(request: AccessRequest) -> AccessRequest:
    """Find the oldest request that waits for the same act at the same desk (§3: one by one)."""
    rows = AccessRequest.objects.filter(state=request.state)
    if request.state == AccessState.AT_COUNTY:
        rows = rows.filter(union__county=request.union.county_id)
    elif request.state == AccessState.AT_PROVINCE:
        rows = rows.filter(union__parent=request.union.parent_id)
    return rows.select_related("union").order_by("arrived_at", "pk").first() or request


def county_office(union: Organization) -> Organization | None:
    """Find the office of the union's county; None for a union of the province, or without one."""
    if union.county_id is None:
        return None
    offices = Organization.objects.filter(kind=OrganizationKind.COUNTY_OFFICE)
    return offices.filter(county=union.county_id).order_by("code").first()


def desk_of(request: AccessRequest, state: AccessState) -> Organization | None:
    """Name the office at which a request lies in a state; None where with the union."""
    hand = DESK.get(state)
    if hand is Hand.COUNTY:
        return county_office(request.union)
    if hand is Hand.PROVINCE:
        return request.union.parent
    if hand is Hand.STATISTICS:
        return Organization.objects.filter(kind=OrganizationKind.STATISTICS).order_by("pk").first()
    return None


def handlers(office: Organization | None) -> set[int]:
    """Find who handles requests at an office (ids)."""
    return holders(Permission.HANDLE_ACCESS, office.pk) if office else set()


def joinable() -> QuerySet[Organization]:
    """Find the unions that may sign up: without access, and nobody is on the way for them."""
    open_ = AccessRequest.objects.filter(union=OuterRef("pk"), state__in=OPEN_ACCESS_STATES)
    unions = Organization.objects.filter(kind=OrganizationKind.UNION, access_granted_at=None)
    return unions.filter(~Exists(open_)).order_by(alphabetical("name"), "pk")


def hops_of(request: AccessRequest) -> list[AccessHop]:
    rows = AccessHop.objects.filter(request=request).select_related("office", "by")
    return list(rows.order_by("pk"))


def taken_back_at(request: AccessRequest) -> datetime | None:
    """Tell when the access that was given was taken back; None where it was not."""
    rows = AccessHop.objects.filter(request=request, act=AccessAct.TAKEN_BACK)
    return rows.order_by("pk").values_list("at", flat=True).last()


def ended_before_a_letter(request: AccessRequest) -> bool:
    """Tell whether an office on the way ended it while it lay with the union itself."""
    rows = AccessHop.objects.filter(request=request, act=AccessAct.REFUSED)
    return rows.exclude(office__kind=OrganizationKind.STATISTICS).exists()


def asks(user: User, request: AccessRequest) -> bool:
    """Tell whether the person may ask the liaison about this request (§4)."""
    mine = request.applicant_id == user.pk
    return mine or desks_of(user).office_for(Hand.COUNTY, request.union) is not None


def headed_by(user: User) -> Organization | None:
    """Find the provincial organization whose head the person is: they name its liaison."""
    offices = authority_of(user).organizations(Permission.EVALUATE)
    return next((o for o in offices if o.kind == OrganizationKind.PROVINCE), None)


def liaison_of(province: Organization | None) -> User | None:
    """Find whom unions of a province ask; None where nobody is named who still handles requests."""
    if province is None or province.liaison is None:
        return None
    return province.liaison if province.liaison.pk in handlers(province) else None
