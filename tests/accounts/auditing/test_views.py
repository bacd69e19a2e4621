"""Reading the trail: the one post that may, by person, day and kind, and no name in an address."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine as clock
from django.test import Client
from django.utils import timezone

from accounts import trail
from accounts.enums import AccessKind, OrganizationKind, Role
from accounts.models import AccessEvent, Organization, User
from config.jalali import short_day, tehran_day
from tests.accounts.auditing.posts import auditor as made
from tests.statistics.filing import text_of
from tests.world import World, officer, person

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


@pytest.fixture
def auditor(world: World) -> User:
    return made(world)


@pytest.fixture
def browser(auditor: User, sign_in: SignIn) -> Client:
    return sign_in(auditor)


def kinds(page: Any) -> list[str]:
    return [row.kind for row in page.context["rows"]]


def test_a_persons_lines_are_what_they_did_and_what_was_done_to_them(browser: Client) -> None:
    leila, kaveh = person("1270000996"), person("kaveh")
    trail.record(AccessKind.FAILED, None, leila.username)
    trail.record(AccessKind.ADMINISTERED, None, kaveh.username, kaveh, about=leila)
    trail.record(AccessKind.FAILED, None, "another")
    # Typed on any keyboard.
    answer = browser.post("/trail/", {"name": "۱۲۷۰۰۰۰۹۹۶", "day": "", "kind": ""})
    assert "1270000996" not in answer.headers["Location"]
    assert kinds(browser.get(answer.headers["Location"])) == ["admin", "failed"]


def test_a_day_begins_and_ends_in_tehran(browser: Client) -> None:
    day = tehran_day(timezone.now())
    with clock.travel(timezone.now() - timedelta(days=1), tick=False):
        trail.record(AccessKind.LOCKED, None, "a")
    trail.record(AccessKind.FAILED, None, "a")
    shown = browser.post("/trail/", {"day": short_day(day)}, follow=True)
    assert AccessKind.FAILED in kinds(shown)
    assert AccessKind.LOCKED not in kinds(shown)
    assert short_day(day) in shown.content.decode()


def test_a_kind_is_shown_alone_by_pages(browser: Client) -> None:
    for _ in range(30):
        trail.record(AccessKind.FAILED, None, "a")
    first = browser.post("/trail/", {"kind": "failed"}, follow=True)
    assert kinds(first) == ["failed"] * 25
    here = first.redirect_chain[0][0]
    second = browser.get(here + first.context["next"])
    assert kinds(second) == ["failed"] * 5
    seen = {row.pk for row in (*first.context["rows"], *second.context["rows"])}
    assert len(seen) == 30


def test_who_looks_is_a_line_with_the_name_starred(browser: Client, auditor: User) -> None:
    browser.post("/trail/", {"name": "leila-namuneh"})
    line = AccessEvent.objects.get(kind=AccessKind.TRAIL_READ)
    assert (line.user, line.detail) == (auditor, "le***h")


def test_nothing_to_look_for_and_an_unreadable_day_are_asked_again(browser: Client) -> None:
    for typed in ({}, {"day": "دیروز"}, {"kind": "x"}):
        assert browser.post("/trail/", typed).status_code == 422
    assert "دیروز" in browser.post("/trail/", {"day": "دیروز"}).content.decode()


def test_a_search_is_of_one_person_and_goes_after_a_while(
    browser: Client, sign_in: SignIn, world: World, auditor: User
) -> None:
    here = browser.post("/trail/", {"name": "a"}).headers["Location"]
    other = officer("second", Role.ACCESS_AUDITOR, Organization.objects.get(code="s"))
    assert sign_in(other).get(here).status_code == 410
    with clock.travel(timezone.now() + timedelta(minutes=16), tick=False):
        gone = sign_in(auditor).get(here)
        assert gone.status_code == 410
        assert "پس از ۱۵ دقیقه" in text_of(gone)


def test_changes_of_posts_are_read_as_the_database_wrote_them(
    browser: Client, world: World
) -> None:
    page = browser.get("/trail/grants/")
    told = [(row.person, row.act, row.role) for row in page.context["rows"]]
    assert (world.union_officer.full_name, "پست داده شد", "کارشناس اتحادیه") in told
    # A post is one line, though it has several permissions.
    assert len([row for row in told if row[2] == "کارشناس اتحادیه"]) == 1


def test_an_administrator_does_not_read_the_trail(world: World, sign_in: SignIn) -> None:
    office = Organization.objects.create(
        code="s", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    admin = sign_in(officer("admin", Role.TECHNICAL_ADMIN, office))
    assert admin.get("/trail/").status_code == 403
    assert "سوابق دسترسی" not in admin.get("/technical/").content.decode()
