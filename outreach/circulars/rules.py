"""The line of a circular: which kind of office hands it to which (circular 60/227210 §6).

The circular draws commission → chambers → unions → units. Of these the portal has the unions and
units; the provincial organization, whose head chairs the commission of the province, stands for
the commission, and the office of the county for its chamber.
"""

from accounts.enums import OrganizationKind
from outreach.enums import CircularReach

# Whose letters are circulars: of the country, and of a province.
ISSUES = (OrganizationKind.MINISTRY, OrganizationKind.STATISTICS, OrganizationKind.PROVINCE)
COUNTRYWIDE = (OrganizationKind.MINISTRY, OrganizationKind.STATISTICS)

REACHES = {
    OrganizationKind.MINISTRY: tuple(CircularReach),
    OrganizationKind.STATISTICS: tuple(CircularReach),
    # It hands nothing to itself.
    OrganizationKind.PROVINCE: (CircularReach.UNIONS, CircularReach.UNITS),
}


def goes_below(kind: str, reach: str) -> bool:
    """Tell whether an office of a kind has offices to hand a circular to."""
    below = kind in (OrganizationKind.PROVINCE, OrganizationKind.COUNTY_OFFICE)
    return kind in COUNTRYWIDE or (below and reach != CircularReach.PROVINCES)


def reaches_units(kind: str, reach: str) -> bool:
    """Tell whether an office of a kind hands it to its units."""
    return kind == OrganizationKind.UNION and reach == CircularReach.UNITS
