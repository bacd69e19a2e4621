"""One's own mobile: proved by a code, changed by two, taken off by two people."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine as clock
from django.test import Client

from accounts.codes import services as codes
from accounts.enums import ResetKind, Role
from accounts.models import Notice, OneTimeCode, User
from accounts.notices.backends import MemorySms
from accounts.own_mobile.services import ask_codes, change_own
from accounts.second_factor.reset_services import ask, settle
from accounts.sms_reset.services import send_to
from config.errors import InvalidFieldError
from tests.codes import codes_sent
from tests.world import FILED_AT, World, officer

SignIn = Callable[[User], Client]
PROFILE = "/accounts/profile/"
PAGE, CODES = f"{PROFILE}mobile/", f"{PROFILE}mobile/codes/"
FIRST, SECOND, THIRD = "09120000011", "09120000012", "09120000013"
PASSWORD = "test-pass-1398"


@pytest.fixture(autouse=True)
def worker(world: World, time_machine: clock.TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to(FILED_AT, tick=False)
    MemorySms.sent.clear()
    with codes_sent():
        yield


def code_to(number: str) -> str:
    """Read the newest code that this number got."""
    message = [sent for sent in MemorySms.sent if sent.address == number][-1]
    return "".join(str(int(sign)) for sign in message.title if sign.isdigit())


def with_mobile(user: User, number: str = FIRST) -> User:
    user.mobile, user.mobile_proved = number, True
    user.save()
    return user


def test_an_officer_proves_the_number_that_was_only_typed(world: World, sign_in: SignIn) -> None:
    user = world.union_officer
    User.objects.filter(pk=user.pk).update(mobile=FIRST)
    browser = sign_in(user)
    assert f'href="{PAGE}"' in browser.get(PROFILE).content.decode()
    # An open desk proves no number: nothing else says who asks for the first one.
    assert browser.post(PAGE, {"number": FIRST}).status_code == 422
    sent = {"number": FIRST, "current_password": PASSWORD}
    assert browser.post(PAGE, sent).headers["Location"] == CODES
    assert [message.address for message in MemorySms.sent] == [FIRST]
    assert browser.post(CODES, {"new": code_to(FIRST)}).headers["Location"] == PROFILE
    user.refresh_from_db()
    assert (user.mobile, user.mobile_proved) == (FIRST, True)
    MemorySms.sent.clear()
    send_to(user.pk, "nonce:x", {}, FILED_AT + timedelta(minutes=2))
    assert [message.address for message in MemorySms.sent] == [FIRST]


def test_a_proved_number_is_changed_with_both_codes(world: World, sign_in: SignIn) -> None:
    user = with_mobile(world.union_officer)
    browser = sign_in(user)
    # Neither the profile nor the password moves it.
    browser.post(PROFILE, {"mobile": SECOND, "current_password": PASSWORD})
    user.refresh_from_db()
    assert (user.mobile, user.mobile_proved) == (FIRST, True)
    assert browser.post(PAGE, {"number": SECOND}).headers["Location"] == CODES
    assert {message.address for message in MemorySms.sent} == {FIRST, SECOND}
    for said in ({"new": code_to(SECOND), "old": "000000"}, {"old": "000000"}):
        assert browser.post(CODES, said).status_code == 422
    user.refresh_from_db()
    assert user.mobile == FIRST
    assert browser.post(CODES, {"old": code_to(FIRST)}).headers["Location"] == PROFILE
    user.refresh_from_db()
    assert (user.mobile, user.mobile_proved) == (SECOND, True)
    assert Notice.objects.filter(user=user, title__contains="راه‌های ارتباطی").exists()


def test_codes_that_led_to_a_change_lead_to_no_second_one(world: World) -> None:
    user = with_mobile(world.union_officer)
    ask_codes(user, SECOND, FILED_AT)
    change_own(user, SECOND, code_to(FIRST), code_to(SECOND), FILED_AT)
    user.refresh_from_db()
    with pytest.raises(InvalidFieldError):
        ask_codes(user, SECOND, FILED_AT)
    User.objects.filter(pk=user.pk).update(mobile=FIRST)
    user.refresh_from_db()
    with pytest.raises(codes.CodeRefusedError):
        change_own(user, SECOND, "", "", FILED_AT)
    # They go on being counted.
    assert OneTimeCode.objects.count() == 2


def test_without_the_old_number_two_people_take_it_off(world: World, sign_in: SignIn) -> None:
    user = with_mobile(officer("expert", Role.PROVINCE_EXPERT, world.province))
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    said = {"kind": "mobile", "person": "expert", "reason": "خط او واگذار شده است"}
    asker = sign_in(world.province_officer)
    assert asker.post("/accounts/second-factor/resets/", said).status_code == 302
    asked = Notice.objects.get(user=user)
    assert asked.title == "برداشتن شمارهٔ همراه حساب شما درخواست شد"
    page = sign_in(head).get("/accounts/second-factor/resets/").content.decode()
    assert "تأیید و برداشتن شمارهٔ همراه" in page
    row = user.factor_resets.get()
    to = f"/accounts/second-factor/resets/{row.pk}/settle/"
    assert asker.post(to, {"decision": "grant"}).status_code == 403
    assert sign_in(head).post(to, {"decision": "grant"}).status_code == 302
    user.refresh_from_db()
    # Notices go there still; no code for the account does.
    assert (user.mobile, user.mobile_proved) == (FIRST, False)
    assert Notice.objects.filter(user=user, title__contains="دیگر تأییدشده نیست").exists()
    ask_codes(user, THIRD, FILED_AT)
    change_own(user, THIRD, "", code_to(THIRD), FILED_AT)
    user.refresh_from_db()
    assert (user.mobile, user.mobile_proved) == (THIRD, True)


def test_a_number_that_is_not_proved_is_not_asked_to_be_taken_off(world: World) -> None:
    officer("expert", Role.PROVINCE_EXPERT, world.province)
    with pytest.raises(InvalidFieldError, match="شمارهٔ همراه تأییدشده"):
        ask(world.province_officer, "expert", "خط", FILED_AT, ResetKind.MOBILE)


def test_a_lost_number_and_a_lost_factor_are_two_askings(world: World) -> None:
    user = with_mobile(officer("expert", Role.PROVINCE_EXPERT, world.province))
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    row = ask(world.province_officer, "expert", "خط", FILED_AT, ResetKind.MOBILE)
    with pytest.raises(InvalidFieldError, match="رمز دوم"):
        ask(world.province_officer, "expert", "گوشی", FILED_AT)
    assert settle(head, row.pk, False, FILED_AT).granted is False
    user.refresh_from_db()
    assert user.mobile_proved
