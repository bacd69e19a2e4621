"""P12: the browser is safe: signing in, sessions, locks, redirects and forged forms."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from config.celery import app
from promises.pytest_plugin import Tally
from tests import access_table as table
from tests.access import staged
from tests.world import FILED_AT, World, person

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "test-pass-1398", "گل‌سرخ-نیمه‌شب-8"
LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"
CHANGE, PROFILE = "/accounts/password/", "/accounts/profile/"
KNOWN, CLOSED, UNKNOWN = "leila-1398", "kaveh-1398", "nobdy-1398"
# Addresses for documentation (RFC 5737): nobody's.
HERE, THERE = "192.0.2.7", "198.51.100.9"
# What a form of a signed-in person finds at the doors of machines.
MACHINES = {"inquiry_api:ask": 401, "inquiry_api:one": 405, "sms_reports:reports": 401}
LED_ON = {"accounts:login", "second_factor:setup", "second_factor:enter"}
# Ways of writing an address that a browser may take for another site.
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "http:///evil.example/x",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "\x01https://evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
)


def enter(browser: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.post(LOGIN, {"username": name, "password": password} | more)


def fail(name: str, times: int, address: str = HERE) -> Any:
    """Type wrong passwords at an address; only the last answer is given back."""
    return [enter(Client(REMOTE_ADDR=address), name, f"wrong-{n}") for n in range(times)][-1]


def plain(answer: Any, name: str) -> tuple[Any, ...]:
    """Take the token of its form and the name that was typed out of an answer."""
    text: str = answer.content.decode().replace(name, "")
    token = answer.context.get("csrf_token", "") if answer.context else ""
    return answer.status_code, text.replace(str(token), ""), answer.headers, set(answer.cookies)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which passwords are hashed: that is what takes time at the door."""
    found: list[str] = []
    for name in ("encode", "verify"):
        original: Callable[..., Any] = getattr(Argon2PasswordHasher, name)

        def counted(
            hasher: Any, password: str, *more: Any, run: Callable[..., Any] = original
        ) -> Any:
            found.append(password)
            return run(hasher, password, *more)

        monkeypatch.setattr(Argon2PasswordHasher, name, counted)
    return found


def closed(name: str) -> User:
    user = person(name)
    user.is_active = False
    user.save()
    return user


def test_the_door_says_the_same_of_everybody(
    hashed: list[str], time_machine: clock.TimeMachineFixture, tally: Tally
) -> None:
    time_machine.move_to(FILED_AT, tick=False)
    person(KNOWN)
    closed(CLOSED)
    for attempt in range(1, 7):
        seen = []
        for name, password in ((KNOWN, "wrong"), (CLOSED, PASSWORD), (UNKNOWN, "wrong")):
            hashed.clear()
            with CaptureQueriesContext(connection) as asked:
                answer = enter(Client(REMOTE_ADDR=HERE), name, password)
            seen.append((plain(answer, name), len(hashed), len(asked)))
        for one in seen:
            tally.add(one[0] == seen[0][0], f"attempt {attempt}: another answer")
            tally.add(one[1:] == seen[0][1:], f"attempt {attempt}: other work {one[1:]}")


def test_a_forgotten_password_says_the_same_of_everybody(
    monkeypatch: pytest.MonkeyPatch, hashed: list[str], tally: Tally
) -> None:
    queued: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda name, *args, **options: queued.append(name))
    for user in (person(KNOWN), closed(CLOSED)):
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.ir")
    seen = []
    for name in (KNOWN, CLOSED, UNKNOWN):
        queued.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = Client().post(RESET, {"email": f"{name}@example.ir"})
        seen.append((plain(answer, name), len(asked), len(hashed), len(queued)))
    for one in seen:
        tally.add(one == seen[0], "a forgotten password tells who has an account")


def test_a_lock_closes_one_door_and_no_other(tally: Tally) -> None:
    for name in ("leila", "kaveh"):
        person(name)
    tally.add(fail("leila", 4).status_code == 200, "locked too early")
    tally.add(fail("leila", 1).status_code == 429, "not locked")
    locked = enter(Client(REMOTE_ADDR=HERE), "leila")
    tally.add(locked.status_code == 429, "the right password opens a locked door")
    tally.add("sessionid" not in locked.cookies, "a locked door begins a session")
    tally.add(enter(Client(REMOTE_ADDR=THERE), "leila").status_code == 302, "locked elsewhere")
    tally.add(enter(Client(REMOTE_ADDR=HERE), "kaveh").status_code == 302, "locked for others")
    forwarded = Client(REMOTE_ADDR=HERE, headers={"X-Forwarded-For": THERE})
    tally.add(enter(forwarded, "leila").status_code == 429, "an address was made up")


def test_the_session_changes_its_key_and_ends(tally: Tally) -> None:
    person("leila")
    browser, other = Client(), Client()
    enter(other, "leila")
    fixed = browser.session
    fixed["before"] = True
    fixed.save()
    browser.cookies["sessionid"] = str(fixed.session_key)
    answer = enter(browser, "leila")
    first = str(browser.session.session_key)
    tally.add(first != fixed.session_key, "sign-in keeps the key")
    tally.add(not Session.objects.filter(pk=fixed.session_key).exists(), "the old key lives on")
    for name in ("httponly", "samesite"):
        tally.add(bool(answer.cookies["sessionid"][name]), f"the cookie lacks {name}")
    changed = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    tally.add(browser.post(CHANGE, changed).status_code == 302, "the password did not change")
    second = str(browser.session.session_key)
    tally.add(second != first, "a new password keeps the key")
    tally.add(not Session.objects.filter(pk=first).exists(), "the key before it lives on")
    tally.add(other.get(PROFILE).status_code == 302, "another browser stays signed in")
    browser.post("/accounts/logout/")
    browser.cookies["sessionid"] = second
    tally.add(browser.get(PROFILE).status_code == 302, "sign-out leaves the session alive")


def test_nobody_is_led_elsewhere(tally: Tally) -> None:
    person("leila")
    for there in ELSEWHERE:
        at_door, inside = Client(), Client()
        enter(inside, "leila")
        answers = (
            enter(at_door, "leila", next=there),
            Client().post(f"{LOGIN}?next={there}", {"username": "leila", "password": PASSWORD}),
            inside.get(LOGIN, {"next": there}),
        )
        for answer in answers:
            led = answer.headers.get("Location")
            tally.add(led == "/", f"{there!r} leads to {led!r}")
    wanted = enter(Client(), "leila", next="/units/").headers["Location"]
    tally.add(wanted == "/units/", "an address of ours is forgotten")


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil", ""])
def test_a_made_up_host_is_refused(tally: Tally, host: str) -> None:
    answer = Client().get(LOGIN, headers={"host": host or "a b"})
    tally.add(answer.status_code == 400, f"{host!r}: {answer.status_code}")
    named = Client().get("/statistics/", headers={"x-forwarded-host": host or "a b"})
    tally.add(host == "" or host not in named.headers["Location"], f"{host!r} is believed")


def test_no_form_can_be_forged(world: World, tally: Tally) -> None:
    stage = staged(world)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.owner)
    for cell in table.cells(table.OWNER, ("POST",)):
        if cell.case in ("", table.NEAR):
            answer = browser.post(stage.address(cell))
            # Who is signed in already is led on by the pages of signing in, and nothing is done.
            led = cell.name in LED_ON and answer.status_code == 302
            # A machine's door knows no cookie: whoever is signed in is nobody there.
            unknown = answer.status_code == MACHINES.get(cell.name)
            kept = led or unknown or answer.status_code == 403
            tally.add(kept, f"{cell.name}: {answer.status_code}")
    browser.get(PROFILE)
    token = browser.cookies["csrftoken"].value
    address = reverse("accounts:end_others")
    good = browser.post(address, {"csrfmiddlewaretoken": token})
    tally.add(good.status_code == 302, f"our own form: {good.status_code}")
    foreign = {"origin": "https://evil.example"}
    forged = browser.post(address, {"csrfmiddlewaretoken": token}, headers=foreign)
    tally.add(forged.status_code == 403, f"from elsewhere: {forged.status_code}")
    cookie = browser.cookies["csrftoken"]
    tally.add(bool(cookie["httponly"]) and cookie["samesite"] == "Lax", "the token's cookie")
