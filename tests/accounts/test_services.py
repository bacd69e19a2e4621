"""The organizations every installation knows."""

from pathlib import Path

import pytest

from accounts.enums import OrganizationKind
from accounts.models import Organization
from accounts.services import load_organizations
from tests.references import load_lists, load_offices

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture
def loaded(db: None) -> int:
    """Load the code lists and the organizations; return how many were written."""
    load_lists()
    return load_offices()


def test_there_are_a_ministry_its_statistics_office_and_32_provinces(loaded: int) -> None:
    assert loaded == 34
    kinds = Organization.objects.values_list("kind", flat=True).order_by("pk")
    assert sorted(kinds) == ["ministry", *["province"] * 32, "statistics"]


def test_every_provincial_organization_reports_to_the_ministry(loaded: int) -> None:
    provinces = Organization.objects.filter(kind=OrganizationKind.PROVINCE)
    assert {p.parent and p.parent.code for p in provinces.order_by("pk")} == {"ministry"}
    assert provinces.exclude(province=None).count() == 32


def test_the_south_of_kerman_has_its_own_organization(loaded: int) -> None:
    codes = Organization.objects.filter(province="08").values_list("code", flat=True)
    assert sorted(codes) == ["08", "08S"]


def test_a_second_run_writes_nothing(loaded: int) -> None:
    assert load_organizations(FIXTURES) == 0
    assert Organization.objects.count() == loaded


def test_a_changed_name_is_brought_in_line(loaded: int) -> None:
    Organization.objects.filter(code="03").update(name="نامی دیگر")
    assert load_organizations(FIXTURES) == 1
    assert Organization.objects.get(code="03").name != "نامی دیگر"
