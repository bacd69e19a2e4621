"""Input that nobody types by mistake is answered, never fatal, and stores nothing."""

from collections.abc import Callable

import pytest
import time_machine as clock
from django.core.exceptions import ValidationError
from django.test import Client

from config.fields import PlainTextField, checked_number
from config.keyset import behind_moment
from review.inbox.queries import queue
from statistics.models import Employment, ProductionLine
from tests.world import FILED_AT, World

SignIn = Callable[[object], Client]
LENGTHENS = "\ufdfa"  # one character that normalizing writes as eighteen


def test_a_number_of_many_digits_is_too_large_and_nothing_worse() -> None:
    with pytest.raises(ValidationError, match="کمتر"):
        checked_number("9" * 29, 3, 10**12)


def test_the_length_of_words_is_checked_as_they_are_stored() -> None:
    field = PlainTextField(max_length=100)
    assert field.clean("ا" * 100) == "ا" * 100
    with pytest.raises(ValidationError):
        field.clean(LENGTHENS * 100)


def test_remarks_that_grow_past_their_room_are_refused(world: World, sign_in: SignIn) -> None:
    case = world.draft()
    people = {"official": "1", "contract": "1", "contractor": "1", "version": "0"}
    answer = sign_in(world.owner).post(
        f"/statistics/{case.tracking_number}/employment/",
        people | {"action": "save", "remarks": LENGTHENS * 1000},
    )
    assert answer.status_code == 422
    assert Employment.objects.get(submission=case).remarks == ""


@pytest.mark.django_db
def test_nul_hidden_in_a_cookie_is_a_bad_request(client: Client) -> None:
    client.cookies.load('sessionid="aaaaaaaaaa\\000b"')
    assert client.get("/help/").status_code == 400


@pytest.mark.django_db
def test_a_form_in_another_encoding_is_a_bad_request(client: Client) -> None:
    kind = "application/x-www-form-urlencoded; charset=utf-7"
    answer = client.post("/accounts/login/", "username=a", content_type=kind)
    assert answer.status_code == 400


@pytest.mark.django_db
def test_a_name_longer_than_any_account_s_is_just_wrong(client: Client) -> None:
    answer = client.post("/accounts/login/", {"username": "z" * 300, "password": "x"})
    assert answer.status_code == 200
    assert "نام کاربری یا رمز عبور درست نیست" in answer.content.decode()


@pytest.mark.parametrize(
    "cursor", ["0001-01-01T00:00:00+23:59,1", "9999-12-31T23:59:59-23:59,1", "x,1", ",,"]
)
def test_a_cursor_no_calendar_has_is_the_beginning(world: World, cursor: str) -> None:
    case = world.filed()
    cases = queue(world.union_officer, FILED_AT)
    assert list(behind_moment(cases, cursor, "priority_at")) == [case]


def test_fewer_rows_than_none_is_an_incomplete_form(world: World, sign_in: SignIn) -> None:
    case = world.draft()
    answer = sign_in(world.owner).post(
        f"/statistics/{case.tracking_number}/production/",
        {
            "version": "0",
            "action": "save",
            "lines-TOTAL_FORMS": "-1",
            "lines-INITIAL_FORMS": "0",
            "lines-0-product": "2520512459",
            "lines-0-quantity": "666",
        },
    )
    assert answer.status_code == 422
    assert "فرم ناقص رسید" in answer.content.decode()
    assert not ProductionLine.objects.filter(submission=case).exists()


@pytest.mark.parametrize("asked", ["1_39805", "+13985", " 139805", "139805\n", "1398", "9" * 5000])
def test_a_month_in_an_address_is_six_digits_or_nothing(
    world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture, asked: str
) -> None:
    time_machine.move_to(FILED_AT, tick=False)
    browser = sign_in(world.owner)
    plain = browser.get("/statistics/new/", {"month": "139805"})
    assert plain.context["form"].initial["month"] == 5
    guessed = browser.get("/statistics/new/", {"month": asked})
    assert guessed.context["form"].initial["month"] == 7


def test_more_than_a_form_holds_is_refused_in_words(world: World, sign_in: SignIn) -> None:
    case = world.draft()
    browser = sign_in(world.owner)
    many = {f"lines-{n}-quantity": "1" for n in range(10_000)}
    for sent in (many, {"remarks": "x" * 3_000_000}):
        answer = browser.post(f"/statistics/{case.tracking_number}/production/", sent)
        assert answer.status_code == 413
        assert "در چند بار ارسال کنید" in answer.content.decode()
    assert not ProductionLine.objects.filter(submission=case).exists()
