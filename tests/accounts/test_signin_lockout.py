"""Five wrong passwords close the door for a name at one address, and for nobody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client, RequestFactory

from accounts import trail
from accounts.enums import AccessKind
from config.jalali import format_time
from tests.accounts.conftest import run, sign_in
from tests.world import person

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
NOON = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
HERE, THERE = "192.0.2.7", "198.51.100.9"


def fail(browser: Browser, times: int, name: str = "leila", address: str = HERE) -> Any:
    """Type a wrong password so often; return the last answer."""
    answers = [sign_in(browser(address), name, f"wrong-{n}") for n in range(times)]
    return answers[-1]


def tried(times: int, name: str = "leila", address: str = HERE) -> None:
    """Let a wrong password have been typed so often, without the cost of looking at each."""
    request = RequestFactory(REMOTE_ADDR=address).post("/accounts/login/")
    for _ in range(times):
        trail.record(AccessKind.FAILED, request, name)


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


def test_an_account_guessed_from_many_addresses_is_shut(browser: Browser) -> None:
    """Four tries at each of five addresses: no pair locks, the account does."""
    person("leila")
    for n in range(4):
        tried(4, address=f"198.51.{n}.9")
    assert fail(browser, 3, address="198.51.4.9").status_code == 200
    assert fail(browser, 1, address="198.51.4.9").status_code == 200
    assert fail(browser, 1, address="198.51.5.9").status_code == 429
    right = sign_in(browser("203.0.113.1"), "leila")
    assert (right.status_code, "sessionid" in right.cookies) == (429, False)


def test_who_came_from_there_before_is_not_shut_out_by_strangers(browser: Browser) -> None:
    person("leila")
    assert sign_in(browser(HERE), "leila").status_code == 302
    tried(24, address=THERE)
    assert sign_in(browser(HERE), "leila").status_code == 302
    assert sign_in(browser("203.0.113.1"), "leila").status_code == 429


def test_many_names_from_one_line_are_shut_and_no_other_line(browser: Browser) -> None:
    person("leila")
    for n in range(29):
        tried(1, f"name-{n}")
    assert fail(browser, 1, "name-29").status_code == 200
    assert fail(browser, 1, "name-30").status_code == 429
    assert sign_in(browser(HERE), "leila").status_code == 429
    assert sign_in(browser(THERE), "leila").status_code == 302


def test_ipv6_is_counted_by_the_line_and_a_network_as_a_whole(browser: Browser) -> None:
    for n in range(30):
        tried(1, f"name-{n}", f"2001:db8:5:6::{n:x}")
    assert fail(browser, 1, "other", "2001:db8:5:6:ffff::1").status_code == 429
    assert fail(browser, 1, "other", "2001:db8:5:7::1").status_code == 200
    for n in range(150):
        tried(1, f"more-{n}", f"192.0.2.{n}")
    assert fail(browser, 1, "another", "192.0.2.222").status_code == 429


def test_a_shut_account_opens_when_the_tries_have_aged(browser: Browser) -> None:
    person("leila")
    with time_machine.travel(NOON, tick=False) as clock:
        tried(20)
        answer = sign_in(browser(THERE), "leila")
        assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
        clock.move_to(NOON + timedelta(minutes=60, seconds=1))
        assert sign_in(browser(THERE), "leila").status_code == 302


def test_the_person_is_told_once_when_their_password_is_guessed(
    browser: Browser, queued: list[tuple[str, list[Any]]]
) -> None:
    user = person("leila")
    for name in ("leila", "nobody"):
        tried(3, name)
        fail(browser, 4, name, THERE)
    told = [task for task in queued if task[0] == "accounts.tasks.tell_of_guesses"]
    # Never what was typed: it may be a national id, and a queue is read by many.
    assert [task[1] for task in told] == [[user.pk], [0]]
    for task in told:
        run(task)
    notice = user.notices.get()
    assert (notice.kind, notice.url) == ("security", "/accounts/sessions/")
    assert "۷ بار" in notice.body


def test_the_next_sign_in_says_what_was_tried(browser: Browser) -> None:
    person("leila")
    fail(browser, 2)
    there = browser(HERE)
    sign_in(there, "leila")
    assert "رمز نادرست" not in there.get("/help/").content.decode()
    fail(browser, 3, address=THERE)
    again = browser(HERE)
    sign_in(again, "leila")
    assert (
        "۳ بار رمز نادرست وارد شده است، ۳ بار از جای دیگر" in again.get("/help/").content.decode()
    )


def plain(answer: Any, name: str) -> str:
    text: str = answer.content.decode().replace(name, "")
    token = answer.context.get("csrf_token", "") if answer.context else ""
    return text.replace(str(token), "")
