"""The statistics office's page of the causes."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine as clock
from django.test import Client
from django.urls import reverse

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from catalog.causes.models import Cause
from tests.statistics.filing import text_of
from tests.world import FILED_AT, World, officer


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
    return {"name": "سیل", "direction": "fall", "note": "مصوبهٔ ۱۲", **since, **changes}


def test_a_cause_is_added_and_ended_and_stays_in_sight(office: Client) -> None:
    assert office.post(reverse("causes:add"), posted()).status_code == 302
    cause = Cause.objects.get(name="سیل")
    assert (cause.direction, cause.added_by.username) == ("fall", "stats")  # type: ignore[union-attr]
    there = reverse("causes:end", args=[cause.pk])
    assert office.get(there).status_code == 200
    last = {"until_0": 4, "until_1": 8, "until_2": 1398}
    assert office.post(there, last).status_code == 302
    cause.refresh_from_db()
    assert cause.ended_at == FILED_AT
    # Its way in: the menu of the office is full.
    assert reverse("causes:index") in office.get(reverse("policy:index")).content.decode()
    text = text_of(office.get(reverse("causes:index")))
    assert "سیل" in text
    assert f'href="{there}"' not in text


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"note": ""}, {"direction": "up"}, {"name": "قطعی برق"}]
)
def test_what_cannot_stand_is_told_at_its_field(office: Client, changes: dict[str, Any]) -> None:
    answer = office.post(reverse("causes:add"), posted(**changes))
    assert answer.status_code == 422
    assert not Cause.objects.filter(name="سیل").exists()


def test_a_name_of_signs_is_shown_as_text(office: Client) -> None:
    office.post(reverse("causes:add"), posted(name="<b>سیل</b>"))
    page = office.get(reverse("causes:index")).content.decode()
    assert "<b>سیل</b>" not in page
    assert "&lt;b&gt;سیل&lt;/b&gt;" in page
