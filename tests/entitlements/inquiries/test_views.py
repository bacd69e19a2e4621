"""The desk of agreements, and the page that explains the machine's door."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client

from accounts.models import User
from config.jalali import short_day
from entitlements.enums import InquiryField
from entitlements.inquiries.agreement_services import propose
from entitlements.inquiries.definition import REFUSALS
from entitlements.inquiries.rules import PREFIX
from entitlements.models import AgencyToken, Agreement
from tests.entitlements.inquiries.asking import machine, pair, post
from tests.entitlements.inquiries.posts import office, terms
from tests.statistics.filing import text_of
from tests.world import FILED_AT, World

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]


@pytest.fixture
def desk(
    world: World, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> tuple[Client, Client]:
    time_machine.move_to(FILED_AT, tick=False)
    first, second = office(world)
    return sign_in(first), sign_in(second)


def typed(**other: Any) -> dict[str, Any]:
    said = terms()
    words = {name: getattr(said, name) for name in ("agency", "legal_basis", "purpose", "number")}
    days = {name: short_day(getattr(said, name)) for name in ("starts_on", "ends_on")}
    return {**words, **days, "per_day": "۱۰۰", "fields_asked": ["activity", "union"]} | other


def test_two_people_agree_and_a_token_asks(world: World, desk: tuple[Client, Client]) -> None:
    first, second = desk
    place = first.post("/inquiries/new/", typed()).headers["Location"]
    agreement = Agreement.objects.get()
    assert (agreement.fields, agreement.per_day) == (["activity", "union"], 100)
    assert "همکار دیگری از دفتر آمار آن را تأیید می‌کند" in text_of(first.get(place))
    assert "تأیید توافق" not in text_of(first.get(place))
    assert "تأیید توافق" in text_of(second.get(place))
    second.post(f"{place}second/")
    until = short_day(agreement.ends_on)
    first.post(f"{place}token/", {"label": "سامانه", "expires_on": until})
    page = text_of(first.get(place))
    assert PREFIX in page
    assert PREFIX not in text_of(second.get(place))
    text = page[page.index(PREFIX) :].split("<")[0].split()[0]
    client = machine(text=text)
    assert post(client, pair(world)).json()["result"] == "found"
    assert post(client, pair(world, fields=["trade"])).status_code == 403
    page = text_of(second.get(place))
    assert "بیرون از توافق" in page
    assert "تاکنون ۱ ردیف پرسیده و ۱ واحد پیدا شده است" in page
    made = AgencyToken.objects.get()
    second.post(f"{place}token/{made.pk}/revoke/")
    assert post(client, pair(world)).status_code == 401
    assert "باطل‌شده" in text_of(second.get(place))
    assert "بانک نمونه" in text_of(second.get("/inquiries/"))


def test_what_is_lacking_is_said_and_what_was_typed_stays(desk: tuple[Client, Client]) -> None:
    answer = desk[0].post(
        "/inquiries/new/", typed(fields_asked=[], per_day="0", ends_on="1390/1/1")
    )
    assert answer.status_code == 422
    page = text_of(answer)
    for words in ("دست‌کم یک فیلد", "دست‌کم ۱ واحد", "بانک نمونه"):
        assert words in page
    answer = desk[0].post("/inquiries/new/", typed(ends_on="1390/01/01"))
    assert "روز پایان پیش از روز آغاز است" in text_of(answer)
    assert not Agreement.objects.exists()


def test_a_token_is_refused_with_the_reason(world: World, desk: tuple[Client, Client]) -> None:
    agreement = waiting_again(world)
    place = f"/inquiries/{agreement.pk}/token/"
    answer = desk[0].post(place, {"label": "x", "expires_on": short_day(agreement.ends_on)})
    assert answer.status_code == 422
    assert "در انتظار نفر دوم" in text_of(answer)
    assert "روز را مانند" in text_of(desk[0].post(place, {"label": "x", "expires_on": "x"}))


def waiting_again(world: World) -> Agreement:
    return propose(User.objects.get(username="stats"), terms(number="9"), FILED_AT)


def test_a_token_of_another_agreement_is_not_there(
    world: World, desk: tuple[Client, Client]
) -> None:
    agreement = waiting_again(world)
    assert desk[0].post(f"/inquiries/{agreement.pk}/token/1/revoke/").status_code == 404
    assert desk[0].post("/inquiries/0/second/").status_code == 404


def test_the_page_for_clients_names_every_field_and_every_refusal(client: Client) -> None:
    page = text_of(client.get("/inquiries/api/"))
    for name in (*InquiryField.values, *(code for _, code, _ in REFUSALS)):
        assert name in page
    assert client.get("/api/v1/inquiry/openapi.json").json()["openapi"] == "3.1.0"
