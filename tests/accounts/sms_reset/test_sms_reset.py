"""A forgotten password by SMS: to the account's own mobile, and alike for every name."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine as clock
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import contact_change
from accounts.enums import AccessKind, Role
from accounts.models import AccessEvent, OneTimeCode, User, UserSession
from accounts.notices.backends import MemorySms
from accounts.sms_reset import services
from tests.codes import last_code, wrong_code
from tests.conftest import StrictClient
from tests.world import World, officer, person, tehran

pytestmark = pytest.mark.django_db
ASK, CODE = "/accounts/password/reset/sms/", "/accounts/password/reset/sms/code/"
SET, DONE = "/accounts/password/reset/set/", "/accounts/password/reset/done/"
NOW = tehran(1398, 8, 3)
MOBILE = "09120000001"
NEW = dict.fromkeys(("new_password1", "new_password2"), "گل‌سرخ-نیمه‌شب-8")


@pytest.fixture(autouse=True)
def worker(time_machine: clock.TimeMachineFixture) -> Iterator[None]:
    """Let a worker stand by that does at once what it is handed: whose name, never the name."""
    time_machine.move_to(NOW, tick=False)

    def hand_over(task: str, args: list[Any]) -> None:
        assert task == "accounts.tasks.send_reset_code"
        assert isinstance(args[0], int)
        services.send_to(args[0], args[1], args[2], timezone.now())

    MemorySms.sent.clear()
    with patch.object(services, "hand_over", hand_over):
        yield


@pytest.fixture
def leila() -> User:
    user = person("leila")
    user.mobile, user.mobile_proved = MOBILE, True
    user.save()
    return user


def ask(browser: Client, name: str = "leila") -> Any:
    return browser.post(ASK, {"username": name})


def type_code(browser: Client, code: str) -> Any:
    return browser.post(CODE, {"code": code})


def plain(answer: Any) -> str:
    text: str = answer.content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_a_new_password_by_the_code_of_the_account_s_own_mobile(
    client: Client, leila: User
) -> None:
    other = StrictClient()
    other.force_login(leila)
    assert ask(client).url == CODE
    assert [message.address for message in MemorySms.sent] == [MOBILE]
    assert type_code(client, last_code()).url == SET
    assert client.post(SET, NEW).headers["Location"] == DONE
    leila.refresh_from_db()
    assert leila.check_password(NEW["new_password1"])
    assert not UserSession.objects.filter(user=leila).exists()
    kinds = list(AccessEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds[-3:] == [AccessKind.RESET_ASKED, AccessKind.LINK_OPENED, AccessKind.PASSWORD]


def test_a_typed_number_gets_no_code(client: Client, leila: User) -> None:
    client.post(ASK, {"username": "leila", "mobile": "09129999999"})
    client.post(ASK, {"username": MOBILE})
    assert [message.address for message in MemorySms.sent] == [MOBILE]


@pytest.mark.parametrize("name", ["nobody", "closed", "silent"])
def test_names_without_a_mobile_are_answered_as_those_with_one(leila: User, name: str) -> None:
    """In words, in status, in bytes, and in what is asked of the database; guess after guess."""
    closed = person("closed")
    closed.is_active, closed.mobile = False, "09120000003"
    closed.save()
    person("silent")
    seen = []
    for number, typed in enumerate(("leila", name)):
        browser = StrictClient(REMOTE_ADDR=f"192.0.2.{number}")
        handed: list[Any] = []
        later = patch.object(services, "hand_over", lambda _, args, to=handed: to.extend(args))
        with later, CaptureQueriesContext(connection) as asked:
            told = [_told(ask(browser, typed))]
        # Read at once: the next request forgets them.
        work = _statements(asked)
        services.send_to(handed[0], handed[1], handed[2], NOW)
        told += [_told(browser.get(CODE))]
        with CaptureQueriesContext(connection) as tried:
            told += [_told(type_code(browser, "000000")) for _ in range(7)]
        seen.append((told, work, _statements(tried)))
    assert seen[0][0] == seen[1][0]
    for mine, theirs in zip(seen[0][1:], seen[1][1:], strict=True):
        assert mine == theirs
    assert "۴ بار دیگر" in seen[0][0][2][1]
    assert "کد جدید بگیرید" in seen[0][0][8][1]


def _told(answer: Any) -> tuple[int, str, int]:
    return answer.status_code, plain(answer), len(answer.content)


def _statements(found: CaptureQueriesContext) -> list[str]:
    return [re.sub(r"'[^']*'|\d+|NULL", "?", row["sql"]) for row in found.captured_queries]


def test_what_nobody_has_is_guessed_by_nobody(client: Client) -> None:
    ask(client, "nobody")
    row = OneTimeCode.objects.get()
    assert len(row.digest) == 64
    assert not MemorySms.sent


def test_more_codes_than_a_day_allows_look_as_if_they_were_sent(
    client: Client, leila: User, time_machine: clock.TimeMachineFixture
) -> None:
    for number in range(8):
        time_machine.move_to(NOW + number * timedelta(minutes=2))
        assert ask(client).status_code == 302
    assert len(MemorySms.sent) == 6
    assert "بار دیگر" in type_code(client, wrong_code()).content.decode()


def test_ten_names_an_hour_are_asked_about_from_a_line(client: Client, leila: User) -> None:
    for number in range(10):
        assert ask(client, f"nobody{number}").status_code == 302
    shut = ask(client)
    assert shut.status_code == 429
    assert "دوباره تلاش کنید" in shut.content.decode()
    assert not MemorySms.sent


def test_two_codes_are_a_minute_apart(client: Client, leila: User) -> None:
    ask(client)
    refused = client.post(CODE, {"send": "1"})
    assert refused.status_code == 422
    assert "یک دقیقه صبر کنید" in refused.content.decode()
    assert len(MemorySms.sent) == 1


def test_a_code_of_another_browser_opens_nothing_here(client: Client, leila: User) -> None:
    ask(client)
    code = last_code()
    stranger = StrictClient(REMOTE_ADDR="192.0.2.9")
    ask(stranger, "leila")
    assert type_code(stranger, code).status_code == 422
    assert stranger.get(SET).status_code == 410
    assert type_code(client, code).url == SET


def test_a_mobile_changed_meanwhile_opens_nothing(client: Client, leila: User) -> None:
    ask(client)
    User.objects.update(mobile="09120000009")
    assert type_code(client, last_code()).status_code == 422
    assert client.get(SET).status_code == 410


def test_a_reset_signs_nobody_in(client: Client, world: World) -> None:
    """So that a second factor is asked for as ever."""
    expert = officer("expert", Role.UNION_OFFICER, world.union)
    expert.mobile, expert.mobile_proved = MOBILE, True
    expert.save()
    ask(client, "expert")
    type_code(client, last_code())
    client.post(SET, NEW)
    assert client.get("/statistics/").headers["Location"].startswith("/accounts/login/")


def test_the_page_is_open_for_half_an_hour(
    client: Client, leila: User, time_machine: clock.TimeMachineFixture
) -> None:
    assert client.get(CODE).status_code == 410
    ask(client)
    time_machine.move_to(NOW + timedelta(minutes=31))
    assert client.get(CODE).status_code == 410
    assert type_code(client, last_code()).status_code == 410


def test_without_a_way_to_send_the_page_says_so(client: Client, leila: User) -> None:
    with override_settings(SMS_SENDER=""):
        assert "پیامکی ارسال نمی‌کند" in client.get(ASK).content.decode()
        assert ask(client).status_code == 422


def test_a_number_that_was_only_typed_into_the_profile_opens_nothing(
    client: Client, leila: User
) -> None:
    contact_change.change(leila, "", "09120000009", NOW)
    assert ask(client).url == CODE
    assert not MemorySms.sent
    # The number that was there is gone too: nothing is left that is proved.
    contact_change.change(leila, "", MOBILE, NOW)
    leila.refresh_from_db()
    assert not leila.mobile_proved


def test_the_proof_outlives_a_change_of_the_address(leila: User) -> None:
    contact_change.change(leila, "leila@example.ir", MOBILE, NOW)
    leila.refresh_from_db()
    assert leila.mobile_proved
