"""The pages of certificates: issued, printed, taken back, and checked by a stranger."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from entitlements.models import Certificate
from tests.entitlements.certificates.posts import issued
from tests.statistics.filing import text_of
from tests.world import FILED_AT, World

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


@pytest.fixture
def owner(world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture) -> Client:
    time_machine.move_to(FILED_AT, tick=False)
    return sign_in(world.owner)


def test_the_owner_issues_prints_and_takes_back(world: World, owner: Client) -> None:
    page = text_of(owner.get("/certificates/"))
    assert "هنوز هیچ ماهی مشمول ثبت نیست" in page
    asked = {"purpose": "order", "addressee": "دفتر ثبت سفارش", "months": "3"}
    answer = owner.post("/certificates/", asked)
    made = Certificate.objects.get()
    assert answer.headers["Location"] == f"/certificates/{made.pk}/"
    paper = text_of(owner.get(f"/certificates/{made.pk}/"))
    for words in (world.unit.name, "دفتر ثبت سفارش", made.shown_code, "ارزش افزوده"):
        assert words in paper
    assert world.unit.holder_id not in paper
    back = owner.post(f"/certificates/{made.pk}/revoke/", follow=True)
    assert "گواهی باطل شد" in text_of(back)
    assert "باطل‌شده" in text_of(owner.get("/certificates/"))


def test_what_is_lacking_is_said_and_what_was_typed_stays(owner: Client) -> None:
    answer = owner.post("/certificates/", {"addressee": "بانک نمونه", "months": "3"})
    assert answer.status_code == 422
    assert "یکی از کارها را انتخاب کنید." in text_of(answer)
    assert "بانک نمونه" in text_of(answer)


def test_a_stranger_checks_by_the_code_alone(world: World, owner: Client) -> None:
    made = issued(world)
    stranger = Client()
    led = stranger.post("/check/", {"code": made.shown_code.lower()})
    assert led.headers["Location"] == f"/check/{made.code}/"
    page = text_of(stranger.get(led.headers["Location"]))
    assert "این گواهی معتبر است" in page
    for secret in (world.unit.name, world.unit.guild_id, world.unit.holder_name):
        assert secret not in page
    assert "۱ بار" in text_of(owner.get("/certificates/"))


def test_revoked_unknown_and_other_peoples_are_three_answers(
    world: World, owner: Client, sign_in: SignIn
) -> None:
    made = issued(world)
    owner.post(f"/certificates/{made.pk}/revoke/")
    stranger = Client()
    revoked = stranger.get(f"/check/{made.code}/")
    assert revoked.status_code == 200
    assert "این گواهی باطل شده است" in text_of(revoked)
    unknown = stranger.get("/check/K7RM-42QX-9S/")
    assert unknown.status_code == 404
    assert "گواهی‌ای با این کد نیست" in text_of(unknown)
    other = sign_in(world.union_officer)
    assert other.get(f"/certificates/{made.pk}/").status_code == 404
    assert other.post(f"/certificates/{made.pk}/revoke/").status_code == 404
