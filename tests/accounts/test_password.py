"""A forgotten password, and a changed one."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from celery import Celery
from django.core import mail
from django.test import Client

from accounts.models import User
from config.broker import Broker
from config.celery import app
from config.environment import Profile
from config.jalali import TEHRAN
from tests.accounts.conftest import PASSWORD, run, sign_in
from tests.world import person

pytestmark = pytest.mark.django_db
ASK, SENT = "/accounts/password/reset/", "/accounts/password/reset/sent/"
NEW = {"new_password1": "گل‌سرخ-نیمه‌شب-8", "new_password2": "گل‌سرخ-نیمه‌شب-8"}
Queue = list[tuple[str, list[Any]]]


@pytest.fixture
def user() -> User:
    user = person("leila")
    user.email = "leila@example.ir"
    user.save()
    return user


def link_for(client: Client, queued: Queue) -> str:
    """Ask for a new password and return the path in the letter."""
    client.post(ASK, {"email": "leila@example.ir"})
    run(queued[-1])
    found = re.search(r"http://testserver(\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def opened(client: Client, path: str) -> Any:
    """Open the link as a person does: read the page, then press «ادامه»."""
    client.get(path)
    return client.post("/accounts/password/reset/new/", {"link": path.partition("link=")[2]})


SET = "/accounts/password/reset/set/"


def test_known_and_unknown_addresses_get_one_answer(
    client: Client, user: User, queued: Queue, django_assert_num_queries: Any
) -> None:
    answers = []
    for address in ("leila@example.ir", "nobody@example.ir"):
        # Limits are asked and the trail written, alike for both.
        with django_assert_num_queries(6):
            answer = client.post(ASK, {"email": address})
        answers.append((answer.status_code, answer["Location"], answer.content))
    assert answers[0] == answers[1] == (302, SENT, b"")
    for task in queued:
        run(task)
    assert [letter.to for letter in mail.outbox] == [["leila@example.ir"]]


def test_where_no_letter_can_be_sent_the_page_says_so_alike(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = Celery("alone", broker="redis+socket:///var/tmp/nobody-answers-here.sock")
    alone.conf.broker_transport_options = app.conf.broker_transport_options
    monkeypatch.setattr("config.broker.broker", Broker())
    monkeypatch.setattr("config.broker.app", alone)
    answers = [client.post(ASK, {"email": email}) for email in (user.email, "no@example.ir")]
    alone.close()
    assert [answer.status_code for answer in answers] == [503, 503]
    text = answers[0].content.decode()
    assert "اکنون نامه‌ای ارسال نمی‌شود" in text
    assert user.email in text


def test_an_inactive_account_gets_no_letter(client: Client, user: User, queued: Queue) -> None:
    User.objects.update(is_active=False)
    client.post(ASK, {"email": user.email})
    run(queued[-1])
    assert mail.outbox == []


@pytest.mark.parametrize("typed", ["", "leila", "leila@", "a@b\n.ir"])
def test_what_is_no_address_is_said_and_stays_typed(
    client: Client, queued: Queue, typed: str
) -> None:
    answer = client.post(ASK, {"email": typed})
    assert answer.status_code == 422
    assert "نشانی ایمیل" in answer.content.decode()
    assert queued == []


def test_the_link_gives_a_new_password_once(client: Client, user: User, queued: Queue) -> None:
    path = link_for(client, queued)
    assert opened(client, path)["Location"] == SET
    assert "رمز جدید را بنویسید" in client.get(SET).content.decode()
    assert client.post(SET, NEW)["Location"] == "/accounts/password/reset/done/"
    user.refresh_from_db()
    assert user.check_password(NEW["new_password1"])
    again = Client().get(path)
    assert again.status_code == 410
    assert "این پیوند دیگر کار نمی‌کند" in again.content.decode()


def test_the_same_password_posted_twice_is_told_of_its_success(
    client: Client, user: User, queued: Queue
) -> None:
    opened(client, link_for(client, queued))
    client.post(SET, NEW)
    again = client.post(SET, {"new_password1": "another-1399", "new_password2": "another-1399"})
    assert again["Location"] == "/accounts/password/reset/done/"
    user.refresh_from_db()
    assert user.check_password(NEW["new_password1"])


def test_a_link_is_spent_when_it_is_opened_and_not_when_it_is_read(
    client: Client, user: User, queued: Queue
) -> None:
    """A mail programme looks ahead; a log, a history, a shared mail box hold the link later."""
    path = link_for(client, queued)
    assert [client.get(path).status_code for _ in range(3)] == [200] * 3
    assert opened(client, path).status_code == 302
    stranger = Client()
    assert stranger.get(path).status_code == 410
    assert opened(stranger, path).status_code == 410
    assert stranger.post(SET, NEW).status_code == 410
    # Who opened it still writes the password.
    assert client.post(SET, NEW).status_code == 302


def test_no_path_holds_the_link(client: Client, user: User, queued: Queue) -> None:
    assert urlsplit(link_for(client, queued)).path == "/accounts/password/reset/new/"


def test_an_opened_link_waits_half_an_hour(client: Client, user: User, queued: Queue) -> None:
    opened(client, link_for(client, queued))
    with time_machine.travel(datetime.now(TEHRAN) + timedelta(minutes=31)):
        assert client.post(SET, NEW).status_code == 410


def test_the_link_ends_with_its_day(client: Client, user: User, queued: Queue) -> None:
    path = link_for(client, queued)
    with time_machine.travel(datetime.now(TEHRAN) + timedelta(hours=25)):
        assert client.get(path).status_code == 410


def test_a_new_password_signs_out_everywhere_and_unlocks(
    client: Client, user: User, queued: Queue, browser: Callable[..., Client]
) -> None:
    elsewhere = browser()
    sign_in(elsewhere, "leila")
    for _ in range(5):
        sign_in(browser(), "leila", "wrong")
    assert sign_in(browser(), "leila").status_code == 429
    opened(client, link_for(client, queued))
    client.post(SET, NEW)
    assert elsewhere.get("/accounts/profile/").status_code == 302
    assert sign_in(browser(), "leila", NEW["new_password1"])["Location"] == "/"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("گل7", "گل7"), "دست‌کم ۸ نویسه"),
        (("1398139813", "1398139813"), "تنها از رقم نباشد"),
        (("password", "password"), "خیلی‌ها استفاده می‌کنند"),
        (("leila@example.ir", "leila@example.ir"), "به نام کاربری یا ایمیل شما نزدیک"),
        (("one-thing-98", "other-thing-98"), "با رمز بالا یکی نیست"),
        (("", ""), "این قلم را پر کنید"),
    ],
)
def test_a_weak_password_is_refused_in_words(
    client: Client,
    user: User,
    sign_in: Callable[[User], Client],
    typed: tuple[str, str],
    words: str,
) -> None:
    browser = sign_in(user)
    sent = {"old_password": PASSWORD, "new_password1": typed[0], "new_password2": typed[1]}
    answer = browser.post("/accounts/password/", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_changing_needs_the_present_password(user: User, sign_in: Callable[[User], Client]) -> None:
    answer = sign_in(user).post("/accounts/password/", NEW | {"old_password": "wrong"})
    assert answer.status_code == 422
    assert "رمز عبور فعلی درست نیست" in answer.content.decode()


def test_a_changed_password_keeps_this_browser_and_ends_the_others(
    user: User, browser: Callable[..., Client]
) -> None:
    here, there = browser(), browser()
    sign_in(here, "leila")
    sign_in(there, "leila")
    key = here.session.session_key
    answer = here.post("/accounts/password/", NEW | {"old_password": PASSWORD})
    assert answer["Location"] == "/accounts/profile/"
    assert here.get("/accounts/profile/").status_code == 200
    assert here.session.session_key != key
    assert [s.session_id for s in user.sessions.order_by("pk")] == [here.session.session_key]
    assert there.get("/accounts/profile/").status_code == 302


def test_the_demonstration_says_where_the_letters_lie(client: Client, settings: Any) -> None:
    assert ".local/demo/mail" not in client.get(SENT).content.decode()
    settings.PROFILE = Profile.DEMO
    assert ".local/demo/mail" in client.get(SENT).content.decode()


def test_letters_to_one_address_are_bounded_and_the_answer_stays(
    client: Client, user: User, queued: Queue
) -> None:
    answers = [client.post(ASK, {"email": "leila@example.ir"}) for _ in range(5)]
    assert {(a.status_code, a["Location"]) for a in answers} == {(302, SENT)}
    assert len(queued) == 3


def test_who_asks_for_one_address_after_another_is_shut(client: Client, queued: Queue) -> None:
    """Two hundred letters in three seconds: ten an hour from one line."""
    answers = [client.post(ASK, {"email": f"n{n}@example.ir"}) for n in range(15)]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429] * 5
    assert len(queued) == 10
