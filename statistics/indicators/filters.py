"""What an address asks of the pages of statistics, within the reach of the person.

What is malformed, unknown or out of reach answers alike: 404.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import Http404

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User, short_name
from catalog.models import County
from config.http import row_id
from statistics.indicators.periods import IndicatorPeriod
from statistics.indicators.queries import IndicatorPlace, IsicBranch, Narrowing
from statistics.indicators.reference import Reference, read_reference

_NAMES = ("period", "product", "organization", "county", "union", "isic", "units", "all")
_PRODUCT = re.compile("[0-9]{10}")
SELECTED = "selected"
COUNTRY = "همهٔ کشور"
_COUNTRYWIDE = {OrganizationKind.MINISTRY, OrganizationKind.STATISTICS}


@dataclass(frozen=True)
class IndicatorFilter:
    """What is shown; `reach` is all that the person may ask for."""

    reach: IndicatorPlace
    place: IndicatorPlace
    narrowing: Narrowing
    period: IndicatorPeriod | None
    product: str
    whole_list: bool
    reference: Reference
    asked: Mapping[str, str]

    def query(self, **changes: str) -> str:
        """Write the address of this page with some filters chosen otherwise; '' takes one off."""
        kept = {**self.asked, **changes}
        return "?" + urlencode({name: value for name, value in kept.items() if value})


def reach_of(user: User) -> IndicatorPlace:
    """Find whose totals a person sees: of several posts the widest counts."""
    offices = authority_of(user).organizations(Permission.VIEW_REGISTRY)
    if any(office.kind in _COUNTRYWIDE for office in offices):
        return IndicatorPlace(COUNTRY)

    def of_kind(kind: OrganizationKind) -> tuple[Organization, ...]:
        return tuple(office for office in offices if office.kind == kind)

    if provinces := of_kind(OrganizationKind.PROVINCE):
        return IndicatorPlace(_joined(provinces), organizations=provinces)
    if seats := of_kind(OrganizationKind.COUNTY_OFFICE):
        codes = [seat.county_id for seat in seats]
        return IndicatorPlace(
            _joined(seats), counties=tuple(County.objects.filter(pk__in=codes).order_by("pk"))
        )
    # Nobody without an office comes here; no union would be no row.
    unions = of_kind(OrganizationKind.UNION)
    return IndicatorPlace(_joined(unions), unions=unions)


def read_filter(user: User, data: Mapping[str, str]) -> IndicatorFilter:
    """Read an address; 404 for what is malformed, unknown or out of reach."""
    asked = {name: data.get(name, "") for name in _NAMES}
    reach = reach_of(user)
    reference = read_reference(reach)
    isic = reference.tree.get(asked["isic"])
    period = IndicatorPeriod.parse(asked["period"])
    if (
        (asked["isic"] and isic is None)
        or (asked["period"] and period is None)
        or (asked["product"] and not _PRODUCT.fullmatch(asked["product"]))
        or asked["units"] not in ("", SELECTED)
        or asked["all"] not in ("", "1")
    ):
        raise Http404
    return IndicatorFilter(
        reach,
        _place(reach, reference.offices, asked),
        _narrowing(reference, isic, asked["units"] == SELECTED),
        period,
        asked["product"],
        bool(asked["all"]),
        reference,
        asked,
    )


def _narrowing(reference: Reference, isic: IsicBranch | None, selected: bool) -> Narrowing:
    """Find what is below a node."""
    if isic is None:
        return Narrowing(None, selected)
    tree = reference.tree
    below = tuple(code for code, node in tree.items() if node.path.startswith(isic.path))
    products = reference.goods.products
    goods = tuple(pk for pk, (_, _, class_) in products.items() if class_ in below)
    return Narrowing(isic, selected, below, goods)


def _place(
    reach: IndicatorPlace, offices: tuple[Organization, ...], asked: Mapping[str, str]
) -> IndicatorPlace:
    place = reach
    if asked["organization"]:
        office = next((one for one in offices if one.code == asked["organization"]), None)
        if office is None:
            raise Http404
        place = replace(place, name=office.name, organizations=(office,))
    if asked["county"]:
        county = _county(asked["county"], place, offices)
        place = replace(place, name=f"شهرستان {county.name}", counties=(county,))
    if asked["union"]:
        union = _union(asked["union"], place, offices)
        place = replace(place, name=union.name, unions=(union,))
    return place


def _county(code: str, place: IndicatorPlace, offices: tuple[Organization, ...]) -> County:
    """Find a county of the reach; its organization is what its code names."""
    if place.counties is not None:
        found = next((one for one in place.counties if one.code == code), None)
    else:
        within = [office.code for office in place.organizations or offices]
        found = County.objects.filter(code=code[:4], organization_code__in=within).first()
    if found is None or found.code != code:
        raise Http404
    return found


def _union(text: str, place: IndicatorPlace, offices: tuple[Organization, ...]) -> Organization:
    """Find a union of the reach: below an organization, or with members in a county of it."""
    if place.unions is not None:
        found = next((one for one in place.unions if str(one.pk) == text), None)
    else:
        unions = Organization.objects.filter(kind=OrganizationKind.UNION, pk=row_id(text) or 0)
        if offices:
            found = unions.filter(parent__in=place.organizations or offices).first()
        else:
            # What is read of it is of the county alone, whatever else the union has.
            codes = [county.organization_code for county in place.counties or ()]
            found = unions.filter(parent__code__in=codes).first()
    if found is None:
        raise Http404
    return found


def _joined(offices: tuple[Organization, ...]) -> str:
    if len(offices) == 1:
        return offices[0].name
    return "، ".join(short_name(office.name) for office in offices)
