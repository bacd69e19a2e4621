"""The own account: how a person is reached."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.examples import examples
from tests.world import person

pytestmark = pytest.mark.django_db
PAGE = "/accounts/profile/"
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


TYPED = [example for example in examples("identifiers.json", "mobile") if example["in"]]


@pytest.mark.parametrize("example", TYPED, ids=lambda e: e["in"])
def test_a_mobile_number_is_stored_in_one_form_or_refused(
    sign_in: SignIn, example: dict[str, Any]
) -> None:
    user = person("leila")
    answer = sign_in(user).post(PAGE, {"mobile": example["in"]})
    user.refresh_from_db()
    if example.get("out"):
        assert (answer.status_code, user.mobile) == (302, example["out"])
    else:
        assert (answer.status_code, user.mobile) == (422, "")
        assert "شمارهٔ همراه را کامل بنویسید" in answer.content.decode()


def test_ways_of_notice_are_chosen(sign_in: SignIn) -> None:
    user = person("leila")
    browser = sign_in(user)
    browser.post(PAGE, {"email": "leila@Example.IR", "mobile": "", "notify_sms": "on"})
    user.refresh_from_db()
    assert (user.email, user.notify_email, user.notify_sms) == ("leila@example.ir", False, True)


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
