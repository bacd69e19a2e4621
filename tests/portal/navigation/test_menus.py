"""Where each person begins, and the menu of their role."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.appointments.services import begin
from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from tests.accounts.appointments import cases
from tests.oversight.meetings.posts import head_of, sent, task_for
from tests.statistics.filing import text_of
from tests.world import FILED_AT, MEHR, World, officer, person
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
        case "auditor":
            office = Organization.objects.create(
                code="s", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
            )
            return officer("auditor", Role.ACCESS_AUDITOR, office)
        case "affiliate":
            office = Organization.objects.create(
                code="a",
                kind=OrganizationKind.AFFILIATE,
                name="واحد وابسته",
                parent=world.ministry,
            )
            return officer("affiliate", Role.AFFILIATE_EXPERT, office)
        case "ministry_head":
            return officer("ministry-head", Role.MINISTRY_HEAD, world.ministry)
        case "head":
            return officer("head", Role.PROVINCE_HEAD, world.province)
        case "clerk":
            return officer("clerk", Role.UNION_CLERK, world.union)
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
        ("head", "/figures/"),
        ("ministry_officer", "/review/"),
        ("statistics", "/figures/"),
        ("import", "/orders/"),
        ("technical", "/technical/"),
        ("auditor", "/trail/"),
        ("affiliate", "/organizational/"),
        ("ministry_head", "/organizational/"),
        ("clerk", "/union/filing/"),
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
    assert 1 <= len(entries) <= 8
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


def test_a_task_of_a_meeting_is_among_the_work_of_its_office(
    world: World, sign_in: SignIn, third_of_aban: None
) -> None:
    sent(world, task_for(world.union), task_for(world.province))
    union = sign_in(world.union_officer).get("/help/").context["menu"]
    assert counted(union) == {"/figures/meeting/tasks/": 1}
    # Who evaluates has the meetings behind the overview; their menu has no room for one more.
    head = sign_in(head_of(world)).get("/help/").context["menu"]
    assert counted(head) == {"/review/watch/": 1}
    assert counted(sign_in(world.ministry_officer).get("/help/").context["menu"]) == {}


def test_each_office_finds_the_figures_of_its_reach(world: World, sign_in: SignIn) -> None:
    for name, label, place in (
        ("ministry_officer", "آمار", 0),
        ("statistics", "آمار", 0),
        ("head", "آمار استان", 0),
        ("province_officer", "آمار استان", 1),
        ("union_officer", "آمار", 3),
    ):
        menu = sign_in(role(world, name)).get("/help/").context["menu"]
        found = [
            (at, entry["label"]) for at, entry in enumerate(menu) if entry["url"] == "/figures/"
        ]
        assert found == [(place, label)], name


def test_a_menu_without_room_leaves_the_files_to_the_list_of_units(
    world: World, sign_in: SignIn
) -> None:
    browser = sign_in(role(world, "head"))
    menu = browser.get("/imports/").context["menu"]
    assert [entry["url"] for entry in menu if entry["current"]] == ["/units/"]
    assert 'href="/imports/"' in text_of(browser.get("/units/"))
    # Who brings no files is offered none.
    assert 'href="/imports/"' not in text_of(sign_in(world.union_officer).get("/units/"))


def test_the_statistics_office_asks_for_files_from_the_figures(
    world: World, sign_in: SignIn
) -> None:
    world.final()
    browser = sign_in(role(world, "statistics"))
    menu = browser.get("/files/").context["menu"]
    assert [entry["url"] for entry in menu if entry["current"]] == ["/figures/"]
    assert "/editions/" in {entry["url"] for entry in menu}
    assert 'href="/files/"' in text_of(browser.get("/figures/"))


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
    # The session tells whether a code of the second factor is owed.
    with django_assert_num_queries(1):
        assert browser.put("/units/").status_code == 405
    # Session, person, authority; then the line of the trail in a savepoint of its own.
    with django_assert_num_queries(6):
        assert browser.get("/review/").status_code == 403


def _menu(browser: Client) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = browser.get("/help/").context["menu"]
    return entries


def test_the_menu_counts_what_waits_at_the_posts_of_ones_reach(
    world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(FILED_AT, tick=False)
    there = cases.offices(world)
    cases.asked(there)
    # Whose turn it is, and nobody else's: not who signed first, not the offices above.
    assert counted(_menu(sign_in(there.expert))).get("/appointments/") == 1
    for user in (there.head, there.ministry, there.statistics):
        assert "/appointments/" not in counted(_menu(sign_in(user)))
    assert counted(_menu(sign_in(there.expert))) == {"/appointments/": 1}
    page = sign_in(there.expert).get("/help/").content.decode()
    assert "پست در انتظار تأیید یا بازبینی شما" in page


def test_many_waiting_posts_take_no_more_queries(
    world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(FILED_AT, tick=False)
    there = cases.offices(world)

    def queries() -> int:
        browser = sign_in(there.expert)
        browser.get("/help/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/help/")
        return len(asked)

    cases.asked(there)
    one = queries()
    for serial in range(5):
        terms = cases.terms(Role.PROVINCE_EXPERT, there.province, f"0912222{serial:04d}")
        begin(there.head, terms, FILED_AT)
    assert counted(_menu(sign_in(there.expert)))["/appointments/"] == 6
    assert queries() == one
