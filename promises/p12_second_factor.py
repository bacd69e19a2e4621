"""P12: the browser is safe: between password and code nothing opens, and codes are not guessed."""

from typing import Any

import pytest
import time_machine as clock
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import AccessEvent, User
from promises.pytest_plugin import Tally
from tests import access_table as table
from tests.access import Stage, staged
from tests.accounts.second_factor.phones import (
    CODES,
    ENTER,
    LOGIN,
    SETUP,
    say_password,
    shown,
    with_phone,
)
from tests.world import FILED_AT, World

pytestmark = pytest.mark.django_db
OFFICERS = (*table.READERS, *table.OTHERS)
# What may be seen of nobody: the two pages of the sign-in and what is open to all.
PASSED = ("second_factor:enter", "second_factor:setup")
GUESSES = 200


@pytest.fixture
def stage(world: World, settings: Any, time_machine: clock.TimeMachineFixture) -> Stage:
    """Set everybody on stage where officers show a code."""
    settings.SECOND_FACTOR_REQUIRED = True
    time_machine.move_to(FILED_AT, tick=False)
    return staged(world)


@pytest.mark.parametrize("persona", OFFICERS)
def test_an_officer_without_the_code_is_nobody(stage: Stage, persona: str, tally: Tally) -> None:
    # Every session of the stage was begun without one.
    for cell in table.cells(table.ANONYMOUS, ("GET", "POST")):
        if cell.name in PASSED or cell.name.startswith("accounts:"):
            continue
        answer = stage.browser(persona).generic(
            cell.method, stage.address(cell._replace(persona=persona))
        )
        where = f"{persona} {cell.name} {cell.method}"
        tally.add(answer.status_code == cell.status, f"{where}: {answer.status_code}")
        led = str(answer.headers.get("Location", LOGIN))
        tally.add(cell.status != 302 or led.startswith(LOGIN), f"{where}: led to {led}")


def test_the_password_alone_opens_two_pages(stage: Stage, tally: Tally) -> None:
    user = stage.people[table.UNION]
    with_phone(user)
    browser = Client()
    say_password(browser, user)
    for cell in table.cells(table.ANONYMOUS, ("GET",)):
        answer = browser.get(stage.address(cell._replace(persona=table.UNION)))
        if cell.name not in PASSED:
            tally.add(answer.status_code == cell.status, f"{cell.name}: {answer.status_code}")
    tally.add(browser.get(SETUP).headers["Location"] == ENTER, "another phone is put in the place")
    tally.add(browser.post(SETUP).headers["Location"] == ENTER, "another phone is put in the place")


def test_the_key_of_the_session_is_new_with_each_step(stage: Stage, tally: Tally) -> None:
    user = stage.people[table.UNION]
    device, browser, keys = with_phone(user), Client(), []
    browser.cookies["sessionid"] = "planted-by-somebody-else"
    for step in (
        lambda: say_password(browser, user),
        lambda: browser.post(ENTER, {"code": shown(device)}),
    ):
        answer = step()
        keys.append(browser.cookies["sessionid"].value)
        cookie = answer.cookies["sessionid"]
        tally.add(bool(cookie["httponly"]) and cookie["samesite"] == "Lax", "the session's cookie")
    tally.add(len({"planted-by-somebody-else", *keys}) == 3, "a key outlives its step")
    tally.add(not Session.objects.filter(pk=keys[0]).exists(), "the key before the code lives on")
    tally.add(browser.get("/accounts/profile/").status_code == 200, "not signed in")


def test_wrong_codes_are_bounded(
    stage: Stage, time_machine: clock.TimeMachineFixture, tally: Tally
) -> None:
    user = stage.people[table.UNION]
    device = with_phone(user)
    looked_at = 0
    for number in range(GUESSES):
        # A stranger with the password, a browser and a line for each guess, over four hours.
        browser = Client(REMOTE_ADDR=f"192.0.2.{number % 250}")
        if number % 20 == 0:
            say_password(browser, user)
            held = browser.cookies["sessionid"].value
        browser.cookies["sessionid"] = held
        code = f"{(int(shown(device)) + 100_000 + number) % 1_000_000:06d}"
        answer = browser.post(ENTER, {"code": code})
        looked_at += answer.status_code == 422
        tally.add(answer.status_code in (422, 429, 302), f"{answer.status_code}")
        time_machine.shift(75)
        if number % 8 == 7:
            say_password(browser, user)
            held = browser.cookies["sessionid"].value
    tally.add(looked_at <= 20, f"{looked_at} guesses of {GUESSES} were looked at")
    tally.add(looked_at > 0, "none was looked at")
    tally.say(f"codes: {looked_at} of {GUESSES} guesses of one account in four hours looked at")


def test_a_used_code_and_a_foreign_one_open_nothing(
    world: World, stage: Stage, time_machine: clock.TimeMachineFixture, tally: Tally
) -> None:
    user, other = stage.people[table.UNION], stage.people[table.PROVINCE]
    device, foreign = with_phone(user), with_phone(other)
    first, code = Client(), shown(device)
    say_password(first, user)
    first.post(ENTER, {"code": code})
    for typed in (code, shown(foreign), "000000", "0" * 10, ""):
        time_machine.shift(20)
        browser = Client()
        say_password(browser, user)
        browser.post(ENTER, {"code": typed})
        opened = browser.get("/accounts/profile/").status_code == 200
        tally.add(not opened, f"{typed!r} opens the account")
    time_machine.shift(900)
    browser = Client()
    say_password(browser, user)
    tally.add(browser.post(ENTER, {"code": CODES[0]}).status_code == 302, "a recovery code")
    tally.add(not _kept_plain(user), "a code stands in the trail")


def _kept_plain(user: User) -> bool:
    rows = AccessEvent.objects.filter(user=user).values_list("detail", "path", "name")
    return any(code in " ".join(row) for row in rows for code in CODES)
