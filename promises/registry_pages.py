"""The pages on which the facts of one unit are kept: its acts, facts, numbers and issue."""

from django.urls import reverse

from accounts.models import User
from tests import access_table as table
from tests.access import Stage
from tests.world import FILED_AT, World
from units.contacts.services import OWN_GROUND, NumberTerms, add_number
from units.enums import ContactRole, LicenceStatus, RegistrySource
from units.models import Licence, LicenceState, RegistryIssue, Unit
from units.registry.queries import acts_for, licence_facts, unit_facts
from units.registry.services import Ground
from units.verification.services import Findings, verify

KEEPERS = (table.UNION, table.COUNTY, table.PROVINCE, table.OWNER)


def registry_pages(stage: Stage, world: World) -> list[tuple[str, str]]:
    """Give the unit a number, an open issue and a suspension; list who opens which page."""
    # Anew: its place came with its licence, after it was made.
    unit = Unit.objects.get(pk=world.unit.pk)
    visit = Ground(RegistrySource.VISIT, "بازدید ۱۹ آبان")
    found = Findings(world.licence.pk, True, False, True, FILED_AT.date())
    verify(world.union_officer, unit.pk, found, visit, FILED_AT)
    terms = NumberTerms(ContactRole.SECOND, "سعید فرضی", "09120000001")
    # From today: the months that are filed here lie before it.
    LicenceState.objects.create(
        licence=world.licence, status=LicenceStatus.SUSPENDED, since=FILED_AT.date()
    )
    number = add_number(world.owner, unit.pk, terms, OWN_GROUND, FILED_AT)
    pages = [
        (persona, address)
        for persona in KEEPERS
        for address in _acts_and_facts(stage.people[persona], unit, world.licence)
    ]
    for persona, name in (
        (table.OWNER, "units:contact_end"),
        (table.OWNER, "units:contact_code"),
        (table.UNION, "units:contact_wrong"),
    ):
        pages.append((persona, reverse(name, args=[unit.pk, number.pk])))
    issue = RegistryIssue.objects.get(unit=unit)
    return [*pages, (table.COUNTY, reverse("units:issue", args=[issue.pk]))]


def _acts_and_facts(user: User, unit: Unit, licence: Licence) -> list[str]:
    facts = [*unit_facts(user, unit), *licence_facts(user, unit, licence)]
    acts = acts_for(user, unit)
    return [*(address for _, address in acts), *(line.url for line in facts if line.url)]
