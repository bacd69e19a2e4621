"""The pages on which the facts of one unit are kept: its acts, facts, numbers and issue."""

from django.urls import reverse

from accounts.models import User
from tests import access_table as table
from tests.access import Stage
from tests.world import FILED_AT, World, licence_for, person
from units.contacts.mobile_services import write_down
from units.contacts.services import OWN_GROUND, NumberTerms, add_number
from units.enums import ContactRole, LicenceStatus, RegistrySource
from units.models import ContactNumber, Licence, LicenceState, RegistryIssue, Unit
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
    pages += _mobile_pages(stage, world, unit)
    issue = RegistryIssue.objects.get(unit=unit)
    return [*pages, (table.COUNTY, reverse("units:issue", args=[issue.pk]))]


def _mobile_pages(stage: Stage, world: World, unit: Unit) -> list[tuple[str, str]]:
    """Give the owner a registered mobile and a new one to prove; let another unit's change wait."""
    ContactNumber.objects.create(
        unit=unit,
        role=ContactRole.HOLDER,
        number="09120000002",
        source=RegistrySource.REGISTRY,
        added_at=FILED_AT,
        registered=True,
    )
    stage.browser(table.OWNER).post(reverse("units:own_mobile"), {"number": "09120000003"})
    other = licence_for("0499999914", "9990000034", world.union, person("other-holder")).unit
    letter = Ground(RegistrySource.LETTER, "نامهٔ ۱۲ اتحادیه")
    change = write_down(world.union_officer, other.pk, "09120000004", letter, FILED_AT)
    settle = reverse("units:mobile_settle", args=[change.pk])
    return [
        (table.UNION, reverse("units:mobile", args=[unit.pk])),
        (table.UNION, settle),
        (table.PROVINCE, settle),
        (table.OWNER, reverse("units:own_mobile_codes")),
    ]


def _acts_and_facts(user: User, unit: Unit, licence: Licence) -> list[str]:
    facts = [*unit_facts(user, unit), *licence_facts(user, unit, licence)]
    acts = acts_for(user, unit)
    return [*(address for _, address in acts), *(line.url for line in facts if line.url)]
