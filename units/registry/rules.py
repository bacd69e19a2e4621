"""Which office may change which fact of a unit, and do which act: the one table, which runs.

The sources name no office for a single fact; the table is our reading of who issues what (letter
60/310637, directive 5013 §1). A unit is kept by the offices where its last licence lies.
"""

from collections.abc import Mapping
from typing import Final

from accounts.authority import Authority
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization
from units.enums import RegistryAct, RegistryFact
from units.models import Unit

Offices = tuple[OrganizationKind, ...]
_PROVINCE: Final[Offices] = (OrganizationKind.PROVINCE,)
_COUNTY: Final[Offices] = (OrganizationKind.COUNTY_OFFICE, *_PROVINCE)
_ALL: Final[Offices] = (OrganizationKind.UNION, *_COUNTY)

# The facts that are corrected one by one.
FACT_OFFICES: Final[Mapping[RegistryFact, Offices]] = {
    RegistryFact.UNIT_NAME: _ALL,
    RegistryFact.HOLDER_NAME: _PROVINCE,
    RegistryFact.HOLDER_ID: _PROVINCE,
    RegistryFact.GUILD_ID: _PROVINCE,
    # By it files and holders find the licence: another number is another licence.
    RegistryFact.NUMBER: _PROVINCE,
    RegistryFact.KIND: _PROVINCE,
    RegistryFact.TERM: _ALL,
    # One that moves the first due month is the province's alone (D12): `units.registry.services`.
    RegistryFact.ISSUED_ON: _ALL,
    RegistryFact.EXPIRES_ON: _ALL,
    RegistryFact.TRADE: _ALL,
    RegistryFact.ADDRESS: _ALL,
    RegistryFact.POSTAL_CODE: _ALL,
    RegistryFact.POINT: _ALL,
}
ACT_OFFICES: Final[Mapping[RegistryAct, Offices]] = {
    RegistryAct.RENEW: _ALL,
    RegistryAct.SUSPEND: _ALL,
    RegistryAct.LIFT: _ALL,
    RegistryAct.REVOKE: _COUNTY,
    RegistryAct.TRANSFER: _PROVINCE,
    RegistryAct.CLOSE: _PROVINCE,
    RegistryAct.REOPEN: _PROVINCE,
    RegistryAct.NEW_HOLDER: _PROVINCE,
    RegistryAct.VERIFY: _ALL,
    RegistryAct.CONTACTS: _ALL,
    RegistryAct.CAPACITY: _ALL,
}
# A guild id is given by the guild centre; whoever hears of the first one writes it down.
FIRST_GUILD_ID: Final[Offices] = _ALL


def covers(office: Organization, unit: Unit) -> bool:
    """Tell whether the unit lies with this office."""
    match office.kind:
        case OrganizationKind.UNION:
            return office.pk == unit.union_id
        case OrganizationKind.COUNTY_OFFICE:
            return office.county_id is not None and office.county_id == unit.county_id
        case OrganizationKind.PROVINCE:
            return office.code == unit.organization_code
        case _:
            return False


def acting_office(authority: Authority, unit: Unit, kinds: Offices) -> Organization | None:
    """Choose the person's office that may act on the unit; None when none of theirs may."""
    offices = authority.organizations(Permission.KEEP_REGISTRY)
    return next((o for o in offices if o.kind in kinds and covers(o, unit)), None)


def offices_for_fact(unit: Unit, fact: RegistryFact) -> Offices:
    """List who may change a fact of this unit; nobody one that no correction reaches."""
    if fact == RegistryFact.GUILD_ID and not unit.guild_id:
        return FIRST_GUILD_ID
    return FACT_OFFICES.get(fact, ())


def named(offices: Offices) -> str:
    """Name the kinds of offices in a sentence: «اتحادیه، ادارهٔ شهرستان یا سازمان استان»."""
    words = [kind.label for kind in offices]
    return " یا ".join(filter(None, ["، ".join(words[:-1]), words[-1]]))
