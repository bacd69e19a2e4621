"""The gateway reports what arrived; what came back is kept, and followed by a letter."""

import json
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.enums import Channel, Delivery
from accounts.models import Outbox
from accounts.notices.backends import MemorySms
from accounts.notices.outbox import send_due
from accounts.notices.report_services import record
from tests.accounts.notices.test_services import AT, reachable, tell
from tests.concurrency import race

pytestmark = pytest.mark.django_db
TOKEN = "report-token"


@pytest.fixture(autouse=True)
def _agreed(settings: Any) -> None:
    MemorySms.sent.clear()
    settings.SMS_REPORT_TOKEN = TOKEN


def sent() -> Outbox:
    """Let one SMS leave, and give it as it is kept."""
    tell(reachable())
    assert send_due(AT) == 1
    return Outbox.objects.get(channel=Channel.SMS)


def post(body: Any, token: str = TOKEN) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return Client().post(
        "/api/v1/sms-reports/",
        text,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def report(row: Outbox, state: str) -> Any:
    return post({"reports": [{"id": row.gateway_id, "state": state}]})


def test_what_arrived_is_kept_with_its_moment() -> None:
    row = sent()
    assert row.gateway_id == "memory-1"
    assert report(row, "delivered").json() == {"recorded": 1}
    row.refresh_from_db()
    assert (row.state, row.arrived) == (Delivery.SENT, True)
    assert row.reported_at
    assert mail.outbox == []


def test_what_came_back_is_followed_by_a_letter_once() -> None:
    row = sent()
    for recorded in (1, 0):
        assert report(row, "failed").json() == {"recorded": recorded}
    send_due(AT.replace(year=2030))
    row.refresh_from_db()
    assert row.arrived is False
    assert [letter.to for letter in mail.outbox] == [["leila@example.ir"]]
    # The first word stands, whatever is said after.
    assert report(row, "delivered").json() == {"recorded": 0}


def test_an_unknown_message_changes_nothing_and_a_broken_row_spoils_none() -> None:
    row = sent()
    good = {"id": row.gateway_id, "state": "delivered"}
    rows = [{"id": "other", "state": "failed"}, 7, {"id": 3}, {"id": "x", "state": "?"}, good]
    assert post({"reports": rows}).json() == {"recorded": 1}


@pytest.mark.parametrize("body", ["{", [], {"reports": 1}, {"reports": [{}] * 1001}])
def test_what_is_no_list_of_reports_is_refused(body: Any) -> None:
    assert post(body).status_code == 422


@pytest.mark.parametrize("token", ["", "other", f"{TOKEN}x", "ش"])
def test_nobody_else_reports(token: str) -> None:
    row = sent()
    answer = post({"reports": [{"id": row.gateway_id, "state": "failed"}]}, token)
    assert answer.status_code == 401
    row.refresh_from_db()
    assert row.arrived is None


def test_without_a_token_agreed_on_nobody_may(settings: Any) -> None:
    settings.SMS_REPORT_TOKEN = ""
    assert post({"reports": []}, "").status_code == 401


@pytest.mark.django_db(transaction=True)
def test_the_same_report_twice_at_one_moment_is_one() -> None:
    row = sent()
    counted = race([lambda: record({row.gateway_id: False}, AT)] * 3)
    assert [counted.count(0), counted.count(1)] == [2, 1]
    assert Outbox.objects.filter(channel=Channel.EMAIL).count() == 1
