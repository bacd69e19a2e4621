"""The code after the password: what it opens, what it refuses, and how often it may be wrong."""

from collections import Counter
from typing import Any

import pytest
import time_machine as clock
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.enums import AccessKind, OrganizationKind, Role
from accounts.grants import grant
from accounts.models import AccessEvent, Notice, Organization, User, UserSession
from accounts.second_factor.services import turn_off
from config.persian import to_persian_digits
from tests import access_table as table
from tests.access import staged
from tests.accounts.second_factor.phones import (
    CODES,
    ENTER,
    LOGIN,
    SETUP,
    SHOWN_ONCE,
    codes_on,
    offer_in,
    say_password,
    shown,
    shown_for,
    with_phone,
)
from tests.page_fields import value_in
from tests.world import FILED_AT, World, officer

PROFILE, CSRF = "/accounts/profile/", "csrfmiddlewaretoken"


@pytest.fixture(autouse=True)
def _required(settings: Any, time_machine: clock.TimeMachineFixture) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    time_machine.move_to(FILED_AT, tick=False)


def later(time_machine: clock.TimeMachineFixture, seconds: int) -> None:
    time_machine.shift(seconds)


def lines(user: User, kind: AccessKind) -> int:
    return AccessEvent.objects.filter(user=user, kind=kind).count()


def test_an_officer_is_signed_in_by_password_and_code(world: World, client: Client) -> None:
    user = world.union_officer
    device = with_phone(user)
    led = say_password(client, user, next="/review/")
    assert led.headers["Location"] == ENTER
    assert lines(user, AccessKind.SIGNED_IN) == 0
    assert not UserSession.objects.filter(user=user).exists()
    between = client.cookies["sessionid"].value
    done = client.post(ENTER, {"code": shown(device)})
    assert done.headers["Location"] == "/review/"
    assert client.get("/review/").status_code == 200
    assert lines(user, AccessKind.SIGNED_IN) == 1
    # Under a key that nobody knew before the code.
    assert client.cookies["sessionid"].value != between
    assert not Session.objects.filter(pk=between).exists()


def test_between_password_and_code_no_address_opens(world: World) -> None:
    stage = staged(world)
    with_phone(stage.people[table.UNION])
    for persona, due in ((table.UNION, ENTER), (table.PROVINCE, SETUP)):
        browser = Client()
        assert say_password(browser, stage.people[persona]).headers["Location"] == due
        for cell in table.cells(table.ANONYMOUS, ("GET",)):
            if cell.name in ("second_factor:enter", "second_factor:setup"):
                continue
            answer = browser.get(stage.address(cell._replace(persona=persona)))
            assert answer.status_code == cell.status, cell
            if cell.status == 302:
                assert answer.headers["Location"].startswith(LOGIN), cell


def test_a_session_that_has_shown_no_code_opens_nothing(world: World) -> None:
    """Every address once, by one of the officers in turn; each by all of them tries promise P12."""
    stage = staged(world)
    reviewers = (table.UNION, table.COUNTY, table.PROVINCE, table.HEAD, table.MINISTRY)
    officers = (*reviewers, table.STATISTICS, table.IMPORT, table.ADMIN)
    asked = Counter[str]()
    for number, cell in enumerate(table.cells(table.ANONYMOUS, ("GET", "POST"))):
        # These are for everybody, and end the session.
        if cell.status != 302 or cell.name.startswith("accounts:log"):
            continue
        # Whoever is asked for a page is sent its form too.
        persona = officers[number // 2 % len(officers)]
        address = stage.address(cell._replace(persona=persona))
        answer = stage.browser(persona).generic(cell.method, address)
        assert answer.headers["Location"].startswith(LOGIN), (persona, cell)
        asked[persona] += 1
    assert set(asked) == set(officers)
    assert min(asked.values()) > 80


def test_the_button_pressed_twice_signs_in_once_and_leads_home(world: World) -> None:
    device = with_phone(world.union_officer)
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(LOGIN).content.decode()
    say_password(browser, world.union_officer, csrfmiddlewaretoken=value_in(page, CSRF))
    page = browser.get(ENTER).content.decode()
    said = {"code": shown(device), CSRF: value_in(page, CSRF)}
    assert browser.post(ENTER, said).headers["Location"] == "/"
    # The second click comes with the cookies of the first one's answer.
    again = browser.post(ENTER, said, follow=True)
    assert again.status_code == 200
    assert lines(world.union_officer, AccessKind.SIGNED_IN) == 1
    assert lines(world.union_officer, AccessKind.FACTOR_WRONG) == 0


def test_owners_sign_in_as_before(world: World, client: Client) -> None:
    assert say_password(client, world.owner).headers["Location"] == "/"
    assert client.get(PROFILE).status_code == 200


def test_a_post_given_meanwhile_asks_for_the_code_at_once(world: World, client: Client) -> None:
    say_password(client, world.owner)
    grant(world.owner, Role.UNION_OFFICER, world.union)
    assert client.get(PROFILE).headers["Location"].startswith(LOGIN)
    assert say_password(client, world.owner).headers["Location"] == SETUP


@pytest.mark.parametrize("ahead", [-60, -30, 0, 30, 60])
def test_a_clock_a_minute_wrong_does_no_harm(world: World, client: Client, ahead: int) -> None:
    device = with_phone(world.union_officer)
    say_password(client, world.union_officer)
    assert client.post(ENTER, {"code": shown(device, ahead)}).status_code == 302


@pytest.mark.parametrize("ahead", [-300, 300])
def test_a_clock_five_minutes_wrong_is_named(world: World, client: Client, ahead: int) -> None:
    device = with_phone(world.union_officer)
    say_password(client, world.union_officer)
    answer = client.post(ENTER, {"code": shown(device, ahead)})
    assert answer.status_code == 422
    assert "ساعت گوشی شما درست نیست" in answer.content.decode()


def test_a_code_serves_once(
    world: World, client: Client, time_machine: clock.TimeMachineFixture
) -> None:
    device = with_phone(world.union_officer)
    code = shown(device)
    for browser, status in ((client, 302), (Client(), 422)):
        say_password(browser, world.union_officer)
        answer = browser.post(ENTER, {"code": code})
        assert answer.status_code == status
    assert "یک بار استفاده شده است" in answer.content.decode()
    later(time_machine, 30)
    assert browser.post(ENTER, {"code": shown(device)}).status_code == 302


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "12345678901", "0" * 60])
def test_what_is_no_code_is_told_before_it_counts(world: World, client: Client, typed: str) -> None:
    with_phone(world.union_officer)
    say_password(client, world.union_officer)
    assert client.post(ENTER, {"code": typed}).status_code == 422
    assert lines(world.union_officer, AccessKind.FACTOR_WRONG) == 0


def test_the_code_is_read_in_any_digits_and_with_blanks(world: World, client: Client) -> None:
    code = to_persian_digits(shown(with_phone(world.union_officer)))
    say_password(client, world.union_officer)
    assert client.post(ENTER, {"code": f" {code[:3]} {code[3:]} "}).status_code == 302


def wrong(device: Any) -> str:
    return f"{(int(shown(device)) + 500_000) % 1_000_000:06d}"


def test_five_wrong_codes_shut_the_door_and_tell_the_person(
    world: World, time_machine: clock.TimeMachineFixture
) -> None:
    user = world.union_officer
    device = with_phone(user)
    for _ in range(5):
        # Another browser each time: what is counted is the account's.
        browser = Client()
        say_password(browser, user)
        assert browser.post(ENTER, {"code": wrong(device)}).status_code == 422
        later(time_machine, 20)
    shut = browser.post(ENTER, {"code": shown(device)})
    assert shut.status_code == 429
    assert int(shut.headers["Retry-After"]) > 600
    assert lines(user, AccessKind.FACTOR_WRONG) == 5
    assert Notice.objects.filter(user=user, title__contains="رمز دوم چند بار نادرست").count() == 1
    later(time_machine, 15 * 60)
    say_password(browser, user)
    assert browser.post(ENTER, {"code": shown(device)}).status_code == 302


def test_a_day_takes_twenty_wrong_codes_and_no_more(
    world: World, client: Client, time_machine: clock.TimeMachineFixture
) -> None:
    device = with_phone(world.union_officer)
    seen = []
    for _ in range(30):
        say_password(client, world.union_officer)
        seen.append(client.post(ENTER, {"code": wrong(device)}).status_code)
        later(time_machine, 4 * 60)
    assert seen.count(422) == 20


def test_a_new_password_does_not_lift_the_bound_and_two_people_do(
    world: World, client: Client, time_machine: clock.TimeMachineFixture
) -> None:
    """Each reset would buy twenty guesses more of whoever reads the person's letters."""
    user = world.union_officer
    device = with_phone(user)
    for _ in range(30):
        say_password(client, user)
        client.post(ENTER, {"code": wrong(device)})
        later(time_machine, 4 * 60)
    user.set_password("tamam-rooz-1399")
    user.save()
    again = {"username": user.username, "password": "tamam-rooz-1399"}
    client.post(LOGIN, again)
    shut = client.post(ENTER, {"code": shown(device)})
    assert shut.status_code == 429
    assert "رمز جدید این مهلت را کوتاه نمی‌کند" in shut.content.decode()
    turn_off(user)
    assert Client().post(LOGIN, again).headers["Location"] == SETUP


def test_a_second_guess_in_the_same_second_is_not_looked_at(world: World, client: Client) -> None:
    device = with_phone(world.union_officer)
    say_password(client, world.union_officer)
    client.post(ENTER, {"code": wrong(device)})
    assert client.post(ENTER, {"code": shown(device)}).status_code == 429


def test_a_recovery_code_works_once_and_says_how_many_are_left(
    world: World, client: Client, time_machine: clock.TimeMachineFixture
) -> None:
    user = world.union_officer
    with_phone(user)
    say_password(client, user)
    written = f"{CODES[3][:5]}-{CODES[3][5:]}"
    assert client.post(ENTER, {"code": written}).status_code == 302
    assert "۹ کد بازیابی مانده است" in client.get(PROFILE).content.decode()
    assert Notice.objects.filter(user=user, title__contains="کد بازیابی").exists()
    other = Client()
    say_password(other, user)
    assert other.post(ENTER, {"code": written}).status_code == 422
    assert lines(user, AccessKind.FACTOR_WRONG) == 1


def test_recovery_codes_outlive_a_change_of_the_portals_key(
    world: World, client: Client, settings: Any
) -> None:
    with_phone(world.union_officer)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, made at random, of more than fifty characters"
    say_password(client, world.union_officer)
    assert client.post(ENTER, {"code": CODES[0]}).status_code == 302


def test_ten_minutes_after_the_password_it_is_asked_anew(
    world: World, client: Client, time_machine: clock.TimeMachineFixture
) -> None:
    device = with_phone(world.union_officer)
    say_password(client, world.union_officer, next="/review/")
    later(time_machine, 11 * 60)
    led = client.post(ENTER, {"code": shown(device)})
    assert led.headers["Location"] == f"{LOGIN}?next=/review/"


def test_a_password_changed_meanwhile_was_not_said(world: World, client: Client) -> None:
    user = world.union_officer
    device = with_phone(user)
    say_password(client, user)
    user.set_password("another-pass-1398")
    user.save()
    assert client.post(ENTER, {"code": shown(device)}).headers["Location"].startswith(LOGIN)


def test_who_has_only_the_password_puts_no_other_phone_in_the_place(
    world: World, client: Client
) -> None:
    with_phone(world.union_officer)
    say_password(client, world.union_officer)
    assert client.get(SETUP).headers["Location"] == ENTER
    assert client.post(SETUP, {"offer": "x", "code": "123456"}).headers["Location"] == ENTER


def test_an_officer_without_a_phone_sets_it_up_before_anything_else(
    world: World, client: Client
) -> None:
    user = world.union_officer
    assert say_password(client, user, next="/review/").headers["Location"] == SETUP
    page = client.get(SETUP).content.decode()
    offer, secret = offer_in(page)
    done = client.post(SETUP, {"offer": offer, "code": shown_for(secret)})
    assert done.headers["Location"] == SHOWN_ONCE
    assert len(set(codes_on(client))) == 10
    assert client.post(SHOWN_ONCE).headers["Location"] == "/review/"
    assert client.get(SHOWN_ONCE).status_code == 302
    assert client.get("/review/").status_code == 200


def test_typed_work_waits_for_the_code_too(world: World, client: Client) -> None:
    # A session that ended while somebody wrote: the form is kept, the code comes between.
    user = world.province_officer
    device = with_phone(user)
    say_password(client, user)
    client.post(ENTER, {"code": shown(device)})
    page = client.get("/accounts/second-factor/resets/").content.decode()
    sent = {"typed_by": value_in(page, "typed_by"), "person": "leila", "reason": "گوشی گم شد"}
    Session.objects.all().delete()
    led = client.post("/accounts/second-factor/resets/", sent).headers["Location"]
    assert led.startswith(LOGIN)
    assert "kept" in led
    place = client.get(led).context["next"]
    say_password(client, user, next=place)
    done = client.post(ENTER, {"code": CODES[0]}).headers["Location"]
    assert done == place
    assert "گوشی گم شد" in client.get(done).content.decode()


def test_the_technical_pages_stand_behind_it_too(world: World, client: Client) -> None:
    office = Organization.objects.create(
        code="statistics", kind=OrganizationKind.STATISTICS, name="دفتر آمار"
    )
    admin = officer("admin", Role.TECHNICAL_ADMIN, office)
    client.force_login(admin)
    assert client.get("/technical/").headers["Location"].startswith(LOGIN)
    device = with_phone(admin)
    say_password(client, admin)
    client.post(ENTER, {"code": shown(device)})
    assert client.get("/technical/").status_code == 200
