"""The statistics office's pages of the lists; the chip in inbox and case."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client
from django.urls import reverse

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from statistics.models import SelectedProduct, SelectedUnit
from tests.world import BAG, FILED_AT, World, officer


@pytest.fixture
def office(
    world: World, sign_in: Callable[[User], Client], time_machine: clock.TimeMachineFixture
) -> Client:
    """Return the browser of the statistics office on the day of filing."""
    time_machine.move_to(FILED_AT, tick=False)
    place = Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return sign_in(officer("stats", Role.STATISTICS_OFFICER, place))


def posted(**changes: Any) -> dict[str, Any]:
    """Return a filled form."""
    since = {"since_0": 3, "since_1": 8, "since_2": 1398}
    why = {"criterion": "سهم بزرگ", "source": "نامهٔ ۱۲۳"}
    return {"guild_id": "0499999913", **since, **why, **changes}


def test_a_unit_is_put_on_the_list_and_ended_there(office: Client, world: World) -> None:
    answer = office.post(reverse("selected:add_unit"), posted())
    assert answer.status_code == 302
    entry = SelectedUnit.objects.get()
    assert entry.unit == world.unit
    page = office.get(reverse("selected:index")).content.decode()
    assert "سهم بزرگ" in page
    assert "در فهرست" in page
    there = reverse("selected:end", args=["units", entry.pk])
    assert office.get(there).status_code == 200
    last = {"until_0": 4, "until_1": 8, "until_2": 1398}
    assert office.post(there, last).status_code == 302
    entry.refresh_from_db()
    assert entry.ended_at == FILED_AT
    assert reverse("selected:end", args=["units", entry.pk]) not in str(
        office.get(reverse("selected:index")).content
    )


def test_a_product_is_put_on_its_list(office: Client) -> None:
    answer = office.post(reverse("selected:add_product"), posted(code=BAG))
    assert answer.status_code == 302
    assert SelectedProduct.objects.get().product.code == BAG
    page = office.get(reverse("selected:index"), {"list": "products"}).content.decode()
    assert "کیسه پلی اتیلن" in page


@pytest.mark.parametrize(
    "changes", [{"guild_id": "0400000000"}, {"criterion": ""}, {"source": " "}, {"since_0": ""}]
)
def test_what_is_refused_is_said_and_typed_text_stays(office: Client, changes: Any) -> None:
    answer = office.post(reverse("selected:add_unit"), posted(**changes))
    assert answer.status_code == 422
    assert not SelectedUnit.objects.exists()
    kept = "سهم بزرگ" if "criterion" not in changes else "نامهٔ ۱۲۳"
    assert kept in answer.content.decode()


def test_an_unknown_entry_is_not_there(office: Client) -> None:
    for address in (reverse("selected:end", args=["units", "7"]), "/selected/nothing/7/end/"):
        assert office.get(address).status_code == 404


def test_the_chip_stands_in_inbox_and_case(
    office: Client, world: World, sign_in: Callable[[User], Client]
) -> None:
    office.post(reverse("selected:add_unit"), posted())
    case = world.filed()
    browser = sign_in(world.union_officer)
    for address in (
        reverse("review:inbox") + "?only=selected",
        reverse("review:case", args=[case.tracking_number]),
    ):
        assert "واحد منتخب" in browser.get(address).content.decode()
