"""Which filed months an office reads."""

from django.db.models import Q

from accounts.enums import OrganizationKind
from accounts.models import Organization


def reach_of(organization: Organization) -> Q:
    """Tell what an office reads: what was filed on its route; a county office reads by place."""
    match OrganizationKind(organization.kind):
        case OrganizationKind.UNION:
            return Q(route_union=organization)
        case OrganizationKind.COUNTY_OFFICE:
            return Q(licence__county=organization.county)
        case OrganizationKind.PROVINCE:
            return Q(route_province=organization)
        case OrganizationKind.MINISTRY:
            # The ministry reads the whole country.
            return Q(pk__isnull=False)
        case _:
            return Q(pk__in=[])
