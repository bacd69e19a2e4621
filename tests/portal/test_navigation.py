"""Where each person begins, and the menu of their role."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from tests.statistics.filing import text_of
from tests.world import MEHR, World, officer, person
from units.enums import MemberRole
from units.models import UnitMember

SignIn = Callable[[Any], Client]


def role(world: World, name: str) -> User:
    """Make a person who stands in a role, or take one of the world."""
    match name:
        case "delegate":
            user = person("delegate")
            UnitMember.objects.create(unit=world.unit, user=user, role=MemberRole.DELEGATE)
            return user
        case "statistics" | "technical":
            office = Organization.objects.create(
                code="s", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
            )
            post = Role.STATISTICS_OFFICER if name == "statistics" else Role.TECHNICAL_ADMIN
            return officer(name, post, office)
        case "head":
            return officer("head", Role.PROVINCE_HEAD, world.province)
        case "import":
            return officer("import", Role.IMPORT_REVIEWER, world.ministry)
        case "superuser":
            return User.objects.create_superuser("admin", None, full_name="راهبر")
        case "nobody":
            return person("nobody")
    user = getattr(world, name)
    assert isinstance(user, User)
    return user


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("owner", "/statistics/"),
        ("delegate", "/statistics/"),
        ("union_officer", "/review/"),
        ("province_officer", "/review/"),
        ("head", "/review/watch/"),
        ("ministry_officer", "/review/"),
        ("statistics", "/reports/"),
        ("import", "/import-orders/"),
        ("technical", "/technical/"),
        ("superuser", "/help/"),
        ("nobody", "/help/"),
    ],
)
def test_each_role_begins_at_its_own_page_and_may_open_its_whole_menu(
    world: World, sign_in: SignIn, name: str, first: str
) -> None:
    browser = sign_in(role(world, name))
    assert browser.get("/").headers["Location"] == first
    answer = browser.get(first)
    assert answer.status_code == 200
    entries = answer.context["menu"]
    assert 1 <= len(entries) <= 7
    for entry in entries:
        page = browser.get(entry["url"])
        assert page.status_code == 200
        assert [e["url"] for e in page.context["menu"] if e["current"]] == [entry["url"]]


def counted(entries: list[dict[str, Any]]) -> dict[str, int]:
    return {entry["url"]: entry["count"] for entry in entries if entry["count"]}


def test_the_menu_says_how_much_waits(world: World, sign_in: SignIn) -> None:
    world.filed(MEHR - 1)
    world.filed()
    inbox = sign_in(world.union_officer).get("/help/")
    assert counted(inbox.context["menu"]) == {"/review/": 2}
    assert "پرونده در انتظار بررسی" in text_of(inbox)
    # What lies on another desk is no work of this one.
    assert counted(sign_in(world.province_officer).get("/help/").context["menu"]) == {}


def test_the_menu_of_a_unit_counts_the_months_to_correct(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.owner)
    assert counted(browser.get("/help/").context["menu"]) == {}
    world.returned()
    assert counted(browser.get("/help/").context["menu"]) == {"/statistics/": 1}
    assert counted(sign_in(world.union_officer).get("/help/").context["menu"]) == {}


def test_who_reviews_import_orders_is_told_what_their_page_opens(
    world: World, sign_in: SignIn
) -> None:
    page = text_of(sign_in(role(world, "import")).get("/import-orders/"))
    assert "صفحهٔ استعلام هنوز راه‌اندازی نشده است" in page
    assert sign_in(world.owner).get("/import-orders/").status_code == 403


def test_an_officer_who_owns_a_unit_has_both(world: World, sign_in: SignIn) -> None:
    user = world.union_officer
    UnitMember.objects.create(unit=world.unit, user=user, role=MemberRole.DELEGATE)
    urls = {entry["url"] for entry in sign_in(user).get("/review/").context["menu"]}
    assert {"/review/", "/statistics/", "/units/"} <= urls


def test_a_page_below_an_entry_marks_it(world: World, sign_in: SignIn) -> None:
    case = world.filed()
    browser = sign_in(world.union_officer)
    pages = {f"/review/{case.tracking_number}/": "/review/"}
    pages["/review/complaints/"] = "/review/followup/"
    for page, entry in pages.items():
        menu = browser.get(page).context["menu"]
        assert [row["url"] for row in menu if row["current"]] == [entry]


@pytest.mark.django_db
def test_who_is_not_signed_in_has_no_menu(client: Client) -> None:
    answer = client.get("/help/")
    assert answer.status_code == 200
    assert not answer.context["menu"]
    assert "/accounts/logout/" not in text_of(answer)


def test_a_refusal_has_no_frame_and_reads_none(
    world: World, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    browser = sign_in(world.owner)
    with django_assert_num_queries(0):
        assert browser.put("/units/").status_code == 405
    # Session, person, authority; then the line of the trail in a savepoint of its own.
    with django_assert_num_queries(6):
        assert browser.get("/review/").status_code == 403
