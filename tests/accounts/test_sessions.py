"""Where a person is signed in: kept from the sign-in on, shown in plain words, ended from afar."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User, UserSession
from accounts.sessions import browser_words
from config.jalali import tehran_day
from tests.accounts.conftest import sign_in
from tests.world import World, person

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1"
CURL = "curl/8.5"


@pytest.fixture
def user() -> User:
    return person("leila")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "فایرفاکس روی لینوکس"),
        (CHROME, "کروم روی اندروید"),
        (EDGE, "اج روی ویندوز"),
        (IPHONE, "سافاری روی آیفون"),
        (CURL, "مرورگر ناشناس"),
        ("", "مرورگر ناشناس"),
    ],
)
def test_a_browser_has_a_plain_name(agent: str, words: str) -> None:
    assert browser_words(agent) == words


def test_the_session_key_changes_at_sign_in(user: User, browser: Browser) -> None:
    client = browser()
    session = client.session
    session["before"] = "kept"
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    sign_in(client, "leila")
    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()


def test_a_sign_in_is_kept_and_a_sign_out_takes_it_away(user: User, browser: Browser) -> None:
    client = browser("192.0.2.7", HTTP_USER_AGENT=FIREFOX)
    sign_in(client, "leila")
    kept = user.sessions.get()
    assert (kept.session_id, kept.agent) == (client.session.session_key, FIREFOX)
    assert (kept.address, kept.seen_on) == ("192.0.2.7", tehran_day(datetime.now(UTC)))
    client.post("/accounts/logout/")
    assert not UserSession.objects.exists()


def test_the_list_shows_own_sessions_and_marks_this_one(user: User, browser: Browser) -> None:
    here = browser(HTTP_USER_AGENT=FIREFOX)
    sign_in(browser(HTTP_USER_AGENT=CHROME), "leila")
    sign_in(here, "leila")
    person("kaveh")
    sign_in(browser(HTTP_USER_AGENT=EDGE), "kaveh")
    answer = here.get("/accounts/sessions/")
    shown = [(place.browser, place.current) for place in answer.context["places"]]
    assert shown == [("فایرفاکس روی لینوکس", True), ("کروم روی اندروید", False)]
    assert answer.content.decode().count('chip-done">همین مرورگر') == 1


def test_a_session_that_ran_out_is_not_listed(user: User, browser: Browser) -> None:
    sign_in(browser(), "leila")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=13)):
        here = browser()
        sign_in(here, "leila")
        assert len(here.get("/accounts/sessions/").context["places"]) == 1


def test_leaving_everywhere_ends_all_but_this_one_and_nobody_elses(
    user: User, browser: Browser
) -> None:
    here, there, stranger = browser(), browser(), browser()
    person("kaveh")
    sign_in(here, "leila")
    sign_in(there, "leila")
    sign_in(stranger, "kaveh")
    assert here.post("/accounts/sessions/end/")["Location"] == "/accounts/sessions/"
    assert there.get("/accounts/sessions/").status_code == 302
    assert stranger.get("/accounts/sessions/").status_code == 200
    assert len(here.get("/accounts/sessions/").context["places"]) == 1


def test_the_last_day_follows_what_is_sent_not_what_is_read(user: User, browser: Browser) -> None:
    evening = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
    with time_machine.travel(evening, tick=False) as clock:
        client = browser()
        sign_in(client, "leila")
        clock.move_to(evening + timedelta(hours=5))
        client.get("/accounts/sessions/")
        assert user.sessions.get().seen_on == tehran_day(evening)
        client.post("/accounts/notices/read/")
        assert user.sessions.get().seen_on == tehran_day(evening) + timedelta(days=1)


def test_the_day_is_written_once(
    user: User, browser: Browser, django_assert_num_queries: Any
) -> None:
    client = browser()
    sign_in(client, "leila")
    with django_assert_num_queries(3):  # session, person, the notices themselves
        client.post("/accounts/notices/read/")


def test_one_session_is_ended_by_its_owner_alone(user: User, browser: Browser) -> None:
    here, there, other = browser(), browser(HTTP_USER_AGENT=CHROME), browser()
    sign_in(there, "leila")
    sign_in(here, "leila")
    person("kaveh")
    sign_in(other, "kaveh")
    place = next(p for p in here.get("/accounts/sessions/").context["places"] if not p.current)
    assert str(there.session.session_key) not in place.handle
    end = {"place": place.handle}
    other.post("/accounts/sessions/end/", end)
    assert there.get("/accounts/profile/").status_code == 200
    here.post("/accounts/sessions/end/", end)
    assert there.get("/accounts/profile/").status_code == 302
    assert here.get("/accounts/profile/").status_code == 200


def test_an_officer_who_was_away_signs_in_anew_and_an_owner_does_not(
    world: World, browser: Browser, settings: Any
) -> None:
    settings.OFFICER_IDLE_MINUTES = 60
    officer, owner, noon = browser(), browser(), datetime.now(UTC)
    with time_machine.travel(noon, tick=False) as clock:
        sign_in(officer, world.union_officer.username)
        sign_in(owner, world.owner.username)
        for minutes in (50, 100, 150):
            clock.move_to(noon + timedelta(minutes=minutes))
            assert officer.get("/accounts/profile/").status_code == 200
        clock.move_to(noon + timedelta(minutes=212))
        assert officer.get("/accounts/profile/").status_code == 302
        assert owner.get("/accounts/profile/").status_code == 200
        # A copied session without the cookie of who was seen opens nothing either.
        officer.cookies.pop("seen")
        assert officer.get("/accounts/profile/").status_code == 302
        sign_in(officer, world.union_officer.username)
        assert officer.get("/accounts/profile/").status_code == 200


def test_the_person_sees_the_trail_of_the_account(user: User, browser: Browser) -> None:
    sign_in(browser("192.0.2.7"), "leila", "wrong")
    here = browser("192.0.2.7")
    sign_in(here, "leila")
    page = here.get("/accounts/sessions/").content.decode()
    assert "سوابق ورود" in page
    assert "ورود ناموفق" in page
