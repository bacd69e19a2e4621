"""The operator's doors: the first statistics office, officers, unions, and the way back."""

import io
import re
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.authority import read_authority
from accounts.enums import OrganizationKind, Permission, Role
from accounts.models import Organization, OrganizationPermission, User
from accounts.services import load_organizations
from catalog.services import load_reference

FIXTURES = Path(__file__).parents[3] / "fixtures"
OFFICE = ("sima", "statistics_officer", "statistics")
PASSWORD = "three green lamps 61"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offices() -> None:
    load_reference(FIXTURES)
    load_organizations(FIXTURES)


def run(monkeypatch: pytest.MonkeyPatch, *words: str, password: str = PASSWORD) -> str:
    """Run a command as a script would, the password on its standard input."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    said = io.StringIO()
    call_command(*words, stdout=said)
    return said.getvalue()


def appointed(monkeypatch: pytest.MonkeyPatch) -> User:
    run(monkeypatch, "appoint", *OFFICE, "--full-name", "سیما آزمایشی")
    return User.objects.get(username="sima")


def test_one_command_makes_the_first_statistics_office(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    user = appointed(monkeypatch)
    office = Organization.objects.get(code="statistics")
    assert read_authority(user).roles == {Role.STATISTICS_OFFICER}
    assert read_authority(user).may(Permission.MANAGE_CATALOGUE, office.pk)
    signed_in = client.post("/accounts/login/", {"username": "sima", "password": PASSWORD})
    assert signed_in.status_code == 302
    assert client.get("/policy/").status_code == 200


@pytest.mark.parametrize("password", ["", "short", "12345678", "password", "amar-1405"])
def test_a_weak_password_makes_no_account(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    with pytest.raises(CommandError) as refusal:
        run(monkeypatch, "appoint", *OFFICE, "--full-name", "سیما", password=password)
    # One language, whole sentences: Django has only some of them in Persian.
    assert re.fullmatch(r"([A-Z][A-Za-z0-9 ,]+\. ?)+", str(refusal.value))
    assert not User.objects.exists()
    assert not OrganizationPermission.objects.exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (OFFICE, "name its person"),
        (("sima", "boss", "statistics", "--full-name", "x"), "no role 'boss'"),
        (("sima", "union_officer", "nowhere", "--full-name", "x"), "no organization 'nowhere'"),
        (("sima", "union_officer", "ministry", "--full-name", "x"), "not a post at ministry"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_made(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], why: str
) -> None:
    with pytest.raises(CommandError, match=why):
        run(monkeypatch, "appoint", *words)
    assert not User.objects.exists()


def test_a_post_is_taken_back_at_once_and_stays_as_history(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    user = appointed(monkeypatch)
    client.post("/accounts/login/", {"username": "sima", "password": PASSWORD})
    run(monkeypatch, "appoint", *OFFICE, "--take-back")
    assert read_authority(user).roles == frozenset()
    assert client.get("/policy/").status_code == 302, "signed out"
    rows = OrganizationPermission.objects.filter(user=user)
    assert rows.exists()
    assert all(row.until for row in rows)
    with pytest.raises(CommandError, match="does not hold"):
        run(monkeypatch, "appoint", *OFFICE, "--take-back")


def test_a_post_taken_back_by_mistake_is_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    user = appointed(monkeypatch)
    run(monkeypatch, "appoint", *OFFICE, "--take-back")
    run(monkeypatch, "appoint", *OFFICE)
    assert read_authority(user).roles == {Role.STATISTICS_OFFICER}


def test_an_account_that_exists_keeps_its_password(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    appointed(monkeypatch)
    run(monkeypatch, "appoint", "sima", "technical_admin", "statistics", password="another one 99")
    assert User.objects.get(username="sima").check_password(PASSWORD)


def test_a_switched_off_account_gets_no_post(monkeypatch: pytest.MonkeyPatch) -> None:
    appointed(monkeypatch)
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match="switched off"):
        run(monkeypatch, "appoint", "sima", "technical_admin", "statistics")


def test_a_union_stands_below_its_countys_organization(monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, "union", "u-malekan-1", "اتحادیهٔ نانوایان", "0316")
    union = Organization.objects.get(code="u-malekan-1")
    assert (union.kind, union.province_id, union.county_id) == (
        OrganizationKind.UNION,
        "03",
        "0316",
    )
    assert union.parent
    assert union.parent.kind == OrganizationKind.PROVINCE
    assert union.access_granted_at
    run(monkeypatch, "appoint", "omid", "union_officer", "u-malekan-1", "--full-name", "امید")
    omid = User.objects.get(username="omid")
    assert read_authority(omid).may(Permission.DECIDE, union.pk)


def test_a_union_gets_another_name_and_keeps_its_officers_and_its_access(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run(monkeypatch, "union", "u-malekan-1", "اتحادیهٔ نانوایان", "0316")
    before = Organization.objects.get(code="u-malekan-1")
    run(monkeypatch, "appoint", "omid", "union_officer", "u-malekan-1", "--full-name", "امید")
    run(monkeypatch, "union", "u-malekan-1", "اتحادیهٔ نانوایان و شیرینی‌پزان", "0316")
    union = Organization.objects.get(code="u-malekan-1")
    assert union.name == "اتحادیهٔ نانوایان و شیرینی‌پزان"
    assert (union.pk, union.access_granted_at) == (before.pk, before.access_granted_at)
    assert read_authority(User.objects.get(username="omid")).may(Permission.DECIDE, union.pk)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("u1", "x", "9999"), "no county"),
        (("u" * 21, "x", "0316"), "20"),
        (("ministry", "x", "0316"), "already exists"),
    ],
)
def test_a_union_that_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], why: str
) -> None:
    before = Organization.objects.count()
    with pytest.raises(CommandError, match=why):
        run(monkeypatch, "union", *words)
    assert Organization.objects.count() == before
