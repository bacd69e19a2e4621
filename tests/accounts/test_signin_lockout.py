"""Five wrong passwords close the door for a name at one address, and for nobody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from config.jalali import format_time
from tests.accounts.conftest import sign_in
from tests.world import person

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
NOON = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
HERE, THERE = "192.0.2.7", "198.51.100.9"


def fail(browser: Browser, times: int, name: str = "leila", address: str = HERE) -> Any:
    """Type a wrong password so often; return the last answer."""
    answers = [sign_in(browser(address), name, f"wrong-{n}") for n in range(times)]
    return answers[-1]


def test_the_fifth_wrong_password_locks_and_says_until_when(browser: Browser) -> None:
    person("leila")
    with time_machine.travel(NOON, tick=False):
        assert fail(browser, 4).status_code == 200
        answer = fail(browser, 1)
    assert (answer.status_code, answer["Retry-After"]) == (429, "900")
    assert format_time(NOON + timedelta(minutes=15)) in answer.content.decode()


def test_the_right_password_does_not_open_a_locked_door(browser: Browser) -> None:
    person("leila")
    fail(browser, 5)
    assert sign_in(browser(HERE), "leila").status_code == 429


def test_the_lock_does_not_reach_the_person_elsewhere(browser: Browser) -> None:
    person("leila")
    fail(browser, 5)
    assert sign_in(browser(THERE), "leila").status_code == 302


def test_the_lock_does_not_reach_others_at_the_same_address(browser: Browser) -> None:
    person("leila")
    person("kaveh")
    fail(browser, 5)
    assert sign_in(browser(HERE), "kaveh").status_code == 302


def test_another_browser_at_the_same_address_does_not_help(browser: Browser) -> None:
    person("leila")
    for n in range(5):
        sign_in(browser(HERE, HTTP_USER_AGENT=f"agent {n}"), "leila", "wrong")
    assert sign_in(browser(HERE, HTTP_USER_AGENT="fresh"), "leila").status_code == 429


def test_the_door_opens_after_a_quarter_of_an_hour_whatever_was_tried_meanwhile(
    browser: Browser,
) -> None:
    person("leila")
    with time_machine.travel(NOON, tick=False) as clock:
        fail(browser, 5)
        clock.move_to(NOON + timedelta(minutes=14))
        assert fail(browser, 3).status_code == 429
        clock.move_to(NOON + timedelta(minutes=15, seconds=1))
        assert sign_in(browser(HERE), "leila").status_code == 302


def test_a_sign_in_forgets_what_was_wrong_before(browser: Browser) -> None:
    person("leila")
    fail(browser, 4)
    assert sign_in(browser(HERE), "leila").status_code == 302
    assert fail(browser, 4).status_code == 200


def test_names_that_exist_and_names_that_do_not_are_answered_alike(browser: Browser) -> None:
    person("leila")
    with time_machine.travel(NOON, tick=False):
        for times in (1, 4):
            known, unknown = (fail(browser, times, name) for name in ("leila", "nobody"))
            assert known.status_code == unknown.status_code
            assert plain(known, "leila") == plain(unknown, "nobody")


def test_an_inactive_account_is_answered_like_an_unknown_one(browser: Browser) -> None:
    user = person("leila")
    user.is_active = False
    user.save()
    right = sign_in(browser(HERE), "leila")
    assert plain(right, "leila") == plain(sign_in(browser(HERE), "nobody"), "nobody")


@pytest.mark.parametrize(
    ("sent", "address"), [(f"203.0.113.1, {HERE}", HERE), ("not an address", None)]
)
def test_behind_a_proxy_the_address_is_what_the_proxy_wrote_last(
    browser: Browser, settings: Any, sent: str, address: str | None
) -> None:
    settings.BEHIND_PROXY = True
    user = person("leila")
    assert sign_in(browser(HTTP_X_FORWARDED_FOR=sent), "leila").status_code == 302
    assert user.sessions.get().address == address


def test_without_a_proxy_nobody_chooses_an_address(browser: Browser) -> None:
    user = person("leila")
    sign_in(browser(HERE, HTTP_X_FORWARDED_FOR=THERE), "leila")
    assert user.sessions.get().address == HERE


def plain(answer: Any, name: str) -> str:
    text: str = answer.content.decode().replace(name, "")
    token = answer.context.get("csrf_token", "") if answer.context else ""
    return text.replace(str(token), "")
