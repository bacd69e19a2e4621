"""Signing in and out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.statistics.filing import text_of
from tests.world import World, person

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
LOGOUT = "/accounts/logout/"
WRONG = "نام کاربری یا رمز عبور درست نیست. هر دو را دوباره بنویسید."


def sign_in(client: Client, username: str, password: str = "test-pass-1398", **more: str) -> Any:
    return client.post(LOGIN, {"username": username, "password": password} | more)


def test_a_person_signs_in_and_is_led_home(client: Client) -> None:
    person("leila")
    answer = sign_in(client, "leila")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/statistics/").status_code == 200


def test_unknown_name_wrong_password_and_closed_account_are_answered_alike(
    client: Client,
) -> None:
    person("leila")
    closed = person("closed")
    closed.is_active = False
    closed.save()
    answers = [
        sign_in(client, "leila", "wrong"),
        sign_in(client, "nobody", "wrong"),
        sign_in(client, "closed", "wrong"),
        sign_in(client, "closed"),
    ]
    texts = set()
    for answer, name in zip(answers, ("leila", "nobody", "closed", "closed"), strict=True):
        assert answer.status_code == 200
        assert WRONG in text_of(answer)
        texts.add(text_of(answer).replace(f'value="{name}"', ""))
    assert len({_without_token(text) for text in texts}) == 1
    assert "_auth_user_id" not in client.session


def test_the_password_is_never_sent_back(client: Client) -> None:
    assert "secret-word" not in text_of(sign_in(client, "leila", "secret-word"))


def test_the_session_key_changes_at_sign_in(client: Client) -> None:
    person("leila")
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    sign_in(client, "leila")
    assert client.session.session_key != before


def test_signing_out_is_a_post_and_ends_the_session(client: Client) -> None:
    client.force_login(person("leila"))
    assert client.get(LOGOUT).status_code == 405
    assert client.get("/statistics/").status_code == 200
    answer = client.post(LOGOUT)
    assert answer.headers["Location"] == LOGIN
    assert client.get("/statistics/").status_code == 302


@pytest.mark.parametrize("url", ["/statistics/", "/statistics/new/", "/review/", "/units/"])
def test_signing_in_is_asked_for_everywhere_and_leads_back(client: Client, url: str) -> None:
    person("leila")
    answer = client.get(url)
    assert answer.headers["Location"] == f"{LOGIN}?next={url}"
    back = sign_in(client, "leila", next=url)
    assert back.headers["Location"] == url


@pytest.mark.parametrize(
    "target",
    ["https://example.org/", "//example.org/", "javascript:alert(1)", "https:///x", "\\\\x.org"],
)
def test_nobody_is_led_to_another_site(client: Client, target: str) -> None:
    person("leila")
    assert sign_in(client, "leila", next=target).headers["Location"] == "/"


def test_who_is_signed_in_is_not_asked_again(client: Client) -> None:
    client.force_login(person("leila"))
    assert client.get(LOGIN).headers["Location"] == "/"


def test_the_guides_sentences_stand_on_the_page_and_no_demo_accounts(client: Client) -> None:
    text = text_of(client.get(LOGIN))
    assert "اگر رمز عبور خود را فراموش کرده اید" in text
    assert "در صورتی که نام کاربری و رمز عبور ندارید" in text
    assert "demo-1405" not in text


def test_an_account_closed_meanwhile_is_out_at_once(
    world: World, sign_in: Callable[[Any], Client]
) -> None:
    browser = sign_in(world.owner)
    world.owner.is_active = False
    world.owner.save()
    assert browser.get("/statistics/").status_code == 302


def _without_token(text: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
