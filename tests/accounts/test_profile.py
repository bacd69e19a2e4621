"""The own account: how a person is reached."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import PASSWORD, run
from tests.examples import examples
from tests.world import person

pytestmark = pytest.mark.django_db
PAGE = "/accounts/profile/"
SAID = {"current_password": PASSWORD}
Queue = list[tuple[str, list[Any]]]
SignIn = Callable[[User], Client]


def test_the_name_in_the_bar_and_in_the_folded_menu_lead_to_the_account(sign_in: SignIn) -> None:
    page = sign_in(person("leila")).get("/help/").content.decode()
    assert page.count(f'href="{PAGE}"') == 2


def test_the_account_shows_who_one_is_and_does_not_let_it_be_changed(sign_in: SignIn) -> None:
    user = person("leila", "لیلا نمونه‌پور")
    browser = sign_in(user)
    assert "لیلا نمونه‌پور" in browser.get(PAGE).content.decode()
    browser.post(PAGE, {"full_name": "دیگری", "username": "other", "is_superuser": "on"})
    user.refresh_from_db()
    assert (user.full_name, user.username, user.is_superuser) == ("لیلا نمونه‌پور", "leila", False)


def test_a_user_name_of_digits_has_the_portals_digits(sign_in: SignIn) -> None:
    page = sign_in(person("0012345679")).get(PAGE).content.decode()
    assert '<bdi class="code">۰۰۱۲۳۴۵۶۷۹</bdi>' in page
    # A name of letters is typed as it stands.
    other = sign_in(person("leila-9")).get(PAGE).content.decode()
    assert '<bdi class="code">leila-9</bdi>' in other


TYPED = [example for example in examples("identifiers.json", "mobile") if example["in"]]


@pytest.mark.parametrize("example", TYPED, ids=lambda e: e["in"])
def test_a_mobile_number_is_stored_in_one_form_or_refused(
    sign_in: SignIn, example: dict[str, Any]
) -> None:
    user = person("leila")
    answer = sign_in(user).post(PAGE, {"mobile": example["in"], **SAID})
    user.refresh_from_db()
    if example.get("out"):
        assert (answer.status_code, user.mobile) == (302, example["out"])
    else:
        assert (answer.status_code, user.mobile) == (422, "")
        assert "شمارهٔ همراه را کامل بنویسید" in answer.content.decode()


def test_ways_of_notice_are_chosen_without_the_password(sign_in: SignIn) -> None:
    user = person("leila")
    sign_in(user).post(PAGE, {"email": "", "mobile": "", "notify_sms": "on"})
    user.refresh_from_db()
    assert (user.notify_email, user.notify_sms) == (False, True)


def test_without_a_gateway_no_sms_is_offered_and_the_choice_stays(
    sign_in: SignIn, settings: Any
) -> None:
    settings.SMS_SENDER = ""
    user = person("leila")
    browser = sign_in(user)
    assert "notify_sms" not in browser.get(PAGE).content.decode()
    browser.post(PAGE, {"notify_email": "on"})
    user.refresh_from_db()
    assert user.notify_sms


def test_what_cannot_be_read_stays_typed_and_nothing_is_stored(sign_in: SignIn) -> None:
    user = person("leila")
    answer = sign_in(user).post(PAGE, {"email": "leila", "mobile": "12"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="leila"' in page
    assert 'value="12"' in page
    user.refresh_from_db()
    assert (user.email, user.mobile) == ("", "")


@pytest.fixture
def leila() -> User:
    user = person("leila")
    User.objects.filter(pk=user.pk).update(email="leila@example.ir", mobile="09120000000")
    user.refresh_from_db()
    return user


def stored(user: User) -> tuple[str, str]:
    user.refresh_from_db()
    return user.email, user.mobile


@pytest.mark.parametrize("typed", ["", "wrong"])
@pytest.mark.parametrize("change", [{"email": "thief@example.ir"}, {"mobile": "09121111111"}])
def test_an_open_desk_does_not_give_the_account_away(
    sign_in: SignIn, leila: User, queued: Queue, change: dict[str, str], typed: str
) -> None:
    sent = {"email": leila.email, "mobile": leila.mobile, "current_password": typed} | change
    assert sign_in(leila).post(PAGE, sent).status_code == 422
    assert stored(leila) == ("leila@example.ir", "09120000000")
    assert not queued


def test_a_new_address_counts_once_its_link_was_opened_and_the_old_one_is_told(
    sign_in: SignIn, leila: User, queued: Queue, django_capture_on_commit_callbacks: Any
) -> None:
    browser = sign_in(leila)
    sent = {"email": "new@Example.IR", "mobile": leila.mobile, **SAID}
    assert browser.post(PAGE, sent).status_code == 302
    assert stored(leila)[0] == "leila@example.ir"
    run(queued.pop())
    letter = mail.outbox[-1]
    assert letter.to == ["new@example.ir"]
    link = re.search(r"http://\S+?(/accounts/\S+)", str(letter.body))
    assert link is not None
    assert sign_in(person("kaveh")).get(link[1]).status_code == 410
    page = browser.get(link[1])
    assert (page.status_code, stored(leila)[0]) == (200, "leila@example.ir")
    token = {"link": page.context["link"]}
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post("/accounts/profile/address/", token).status_code == 302
    assert stored(leila)[0] == "new@example.ir"
    for task in queued:
        run(task)
    assert [to for one in mail.outbox for to in one.to] == ["new@example.ir", "leila@example.ir"]
    assert "ne***w@example.ir" in str(mail.outbox[-1].body) or "n***" in str(mail.outbox[-1].body)
    assert leila.notices.get().kind == "security"
    # It serves once; who sends it again is told that it was done.
    assert browser.get(link[1]).status_code == 410
    assert browser.post("/accounts/profile/address/", token).headers["Location"] == PAGE
    assert stored(leila)[0] == "new@example.ir"


def test_a_link_lasts_a_day(sign_in: SignIn, leila: User, queued: Queue) -> None:
    browser = sign_in(leila)
    browser.post(PAGE, {"email": "new@example.ir", "mobile": leila.mobile, **SAID})
    run(queued.pop())
    link = re.search(r"http://\S+?(/accounts/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    day = timedelta(days=1, seconds=1)
    with time_machine.travel(datetime.now(UTC) + day):
        # The session has ended meanwhile too.
        assert sign_in(leila).get(link[1]).status_code == 410


def test_another_number_is_told(sign_in: SignIn, leila: User) -> None:
    sent = {"email": leila.email, "mobile": "09121111111", **SAID}
    assert sign_in(leila).post(PAGE, sent).status_code == 302
    assert stored(leila) == ("leila@example.ir", "09121111111")
    assert leila.notices.get().kind == "security"


def test_the_password_is_not_guessed_there_either(sign_in: SignIn, leila: User) -> None:
    browser = sign_in(leila)
    sent = {"email": leila.email, "mobile": "09121111111"}
    for _ in range(5):
        browser.post(PAGE, sent | {"current_password": "wrong"})
    answer = browser.post(PAGE, sent | SAID)
    assert answer.status_code == 422
    assert "چند دقیقهٔ دیگر" in answer.content.decode()
