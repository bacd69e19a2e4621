"""One's own second factor: turned on, its codes renewed, another phone, turned off."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import AccessKind
from accounts.models import AccessEvent, Notice, User
from accounts.second_factor.services import OFFER_SECONDS, codes_left
from config.persian import to_ascii_digits
from tests.accounts.second_factor.phones import (
    CODES,
    ENTER,
    PASSWORD,
    ROOM,
    SETUP,
    SHOWN_ONCE,
    codes_on,
    offer_in,
    say_password,
    shown,
    shown_for,
    with_phone,
)
from tests.world import FILED_AT, World, person

SignIn = Callable[[User], Client]
RENEW, REMOVE, PROFILE = f"{ROOM}renew/", f"{ROOM}remove/", "/accounts/profile/"


@pytest.fixture(autouse=True)
def _now(time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(FILED_AT, tick=False)


@pytest.fixture
def leila(db: None) -> User:
    return person("leila")


def turned_on(browser: Client, **more: Any) -> Any:
    offer, secret = offer_in(browser.get(SETUP).content.decode())
    said = {"offer": offer, "code": shown_for(secret), "current_password": PASSWORD}
    return browser.post(SETUP, said | more)


def told(user: User) -> list[str]:
    lines = AccessEvent.objects.filter(user=user, kind=AccessKind.FACTOR)
    return list(lines.order_by("pk").values_list("detail", flat=True))


def test_whoever_likes_turns_it_on_and_is_asked_from_then_on(leila: User, sign_in: SignIn) -> None:
    browser, elsewhere = sign_in(leila), sign_in(leila)
    before = browser.cookies["sessionid"].value
    assert turned_on(browser).headers["Location"] == SHOWN_ONCE
    assert browser.cookies["sessionid"].value != before
    assert browser.get(PROFILE).status_code == 200
    # Where nothing was shown the person is signed out.
    assert elsewhere.get(PROFILE).status_code == 302
    assert say_password(Client(), leila).headers["Location"] == ENTER
    assert told(leila) == ["رمز دوم روشن شد"]
    assert Notice.objects.filter(user=leila, title="رمز دوم حساب شما روشن شد").exists()


def test_recovery_codes_are_shown_once_and_kept_by_nobody(leila: User, sign_in: SignIn) -> None:
    browser = sign_in(leila)
    turned_on(browser)
    codes = codes_on(browser)
    # Read again until the person says so: a page lost on the way is no loss.
    assert codes_on(browser) == codes
    kept = StaticToken.objects.values_list("token", flat=True)
    assert len(kept) == 10
    assert not {to_ascii_digits(c).replace("-", "") for c in codes} & set(kept)
    assert browser.post(SHOWN_ONCE).headers["Location"] == ROOM
    assert browser.get(SHOWN_ONCE).headers["Location"] == ROOM


def test_the_same_form_twice_shows_the_same_codes(leila: User, sign_in: SignIn) -> None:
    browser = sign_in(leila)
    page = browser.get(SETUP).content.decode()
    offer, secret = offer_in(page)
    said = {"offer": offer, "code": shown_for(secret), "current_password": PASSWORD}
    first, again = browser.post(SETUP, said), browser.post(SETUP, said)
    assert first.headers["Location"] == again.headers["Location"] == SHOWN_ONCE
    assert TOTPDevice.objects.filter(user=leila).count() == 1
    assert len(codes_on(browser)) == 10


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"current_password": ""}, "رمز عبور فعلی خود را وارد کنید"),
        ({"current_password": "wrong"}, "رمز عبور فعلی درست نیست"),
        ({"code": "000000"}, "این کد درست نیست"),
        ({"code": "12345"}, "رقم است"),
        ({"code": ""}, "کد شش‌رقمی برنامه را بنویسید"),
        ({"offer": ""}, "وقت این صفحه گذشته است"),
        ({"offer": "made-up"}, "وقت این صفحه گذشته است"),
    ],
)
def test_a_refused_setup_keeps_nothing(
    leila: User, sign_in: SignIn, more: dict[str, str], words: str
) -> None:
    answer = turned_on(sign_in(leila), **more)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not TOTPDevice.objects.exists()


def test_an_offer_is_one_persons_and_ends(
    leila: User, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    browser, other = sign_in(leila), sign_in(person("kaveh"))
    offer, secret = offer_in(browser.get(SETUP).content.decode())
    assert turned_on(other, offer=offer, code=shown_for(secret)).status_code == 422
    time_machine.shift(OFFER_SECONDS + 60)
    assert turned_on(browser, offer=offer, code=shown_for(secret)).status_code == 422


def test_a_wrong_clock_is_named_at_the_setup_already(leila: User, sign_in: SignIn) -> None:
    browser = sign_in(leila)
    offer, secret = offer_in(browser.get(SETUP).content.decode())
    answer = turned_on(browser, offer=offer, code=shown_for(secret, 300))
    assert "ساعت گوشی شما درست نیست" in answer.content.decode()
    # The same picture stands: the person need not begin anew.
    assert offer_in(answer.content.decode()) == (offer, secret)


def with_factor(user: User) -> Client:
    browser = Client()
    device = with_phone(user)
    say_password(browser, user)
    assert browser.post(ENTER, {"code": shown(device)}).status_code == 302
    return browser


def test_another_phone_takes_the_place_of_the_first(leila: User) -> None:
    browser = with_factor(leila)
    old = TOTPDevice.objects.get(user=leila)
    assert turned_on(browser).status_code == 302
    assert TOTPDevice.objects.get(user=leila).key != old.key
    assert browser.get(PROFILE).status_code == 200
    other = Client()
    say_password(other, leila)
    assert other.post(ENTER, {"code": CODES[0]}).status_code == 422


def test_new_codes_end_the_old_ones(leila: User) -> None:
    browser = with_factor(leila)
    assert browser.post(RENEW, {"current_password": "wrong"}).status_code == 422
    assert browser.post(RENEW, {"current_password": PASSWORD}).headers["Location"] == SHOWN_ONCE
    assert codes_left(leila) == 10
    other = Client()
    say_password(other, leila)
    assert other.post(ENTER, {"code": CODES[0]}).status_code == 422
    assert told(leila) == ["کدهای بازیابی جدید ساخته شد"]


def test_it_is_turned_off_with_the_own_password(leila: User, time_machine: Any) -> None:
    browser = with_factor(leila)
    time_machine.shift(60)
    elsewhere = Client()
    say_password(elsewhere, leila)
    elsewhere.post(ENTER, {"code": shown(TOTPDevice.objects.get())})
    assert elsewhere.get(PROFILE).status_code == 200
    assert browser.post(REMOVE, {"current_password": ""}).status_code == 422
    assert browser.post(REMOVE, {"current_password": PASSWORD}).headers["Location"] == ROOM
    assert browser.get(PROFILE).status_code == 200
    assert elsewhere.get(PROFILE).status_code == 302
    assert say_password(Client(), leila).headers["Location"] == "/"


def test_who_must_have_it_cannot_turn_it_off(world: World, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    browser = with_factor(world.union_officer)
    assert REMOVE not in browser.get(ROOM).content.decode()
    assert browser.post(REMOVE, {"current_password": PASSWORD}).headers["Location"] == ROOM
    assert TOTPDevice.objects.filter(user=world.union_officer).exists()


def test_a_sign_in_by_another_page_owes_the_code_too(leila: User, sign_in: SignIn) -> None:
    # Such as one that ends with a new account or a new password.
    with_phone(leila)
    assert sign_in(leila).get(PROFILE).status_code == 302


def test_a_command_takes_it_off_and_the_trail_says_so(leila: User) -> None:
    browser = with_factor(leila)
    call_command("reset_factor", "Leila")
    assert browser.get(PROFILE).status_code == 302
    assert say_password(Client(), leila).headers["Location"] == "/"
    line = AccessEvent.objects.get(kind=AccessKind.FACTOR, about=leila)
    assert line.detail == "رمز دوم برداشته شد"
    assert line.user is None
    for name in ("leila", "nobody"):
        with pytest.raises(CommandError):
            call_command("reset_factor", name)
