"""Saves that the page asks for: a draft and never more, answered in JSON."""

import json
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from config.autosave import NOT_NOW, NOT_SAVED, OVERTAKEN, SESSION_ENDED
from statistics.enums import StepStatus
from tests.conftest import StrictClient
from tests.statistics.filing import Filer, exports, people, production
from tests.world import BAG

BY_ITSELF = {"X-Autosave": "1"}


def send(filer: Filer, page: str, data: dict[str, Any], version: int | str) -> tuple[int, Any]:
    """Save as the script does; return status and answer."""
    posted = data | {"version": version}
    answer = filer.browser.post(filer.url(page), posted, headers=BY_ITSELF)
    assert answer.headers["Content-Type"] == "application/json"
    return answer.status_code, json.loads(answer.content)


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("production", production((BAG, "۲۱"))),
        ("exports", exports((BAG, "5", "5", "", ""))),
        ("employment", people(official="9")),
    ],
)
def test_a_step_is_saved_as_a_draft_and_its_next_version_named(
    filer: Filer, page: str, data: dict[str, Any]
) -> None:
    filer.green()
    status, said = send(filer, page, data, 1)
    assert (status, said["text"], said["version"]) == (200, "ذخیره شد ۱۱:۰۰", "2")
    assert filer.status(page) == StepStatus.DRAFT
    assert send(filer, page, data, 2)[0] == 200


def test_the_one_screen_names_its_four_versions(filer: Filer) -> None:
    filer.begin()
    data = production((BAG, "21")) | exports(answer="") | people()
    status, said = send(filer, "month", data, "1-0-0-0")
    assert (status, said["version"]) == (200, "1-1-1-1")
    assert filer.figures.produced == {BAG: 21}


def test_what_cannot_be_read_is_told_by_its_field_and_not_stored(filer: Filer) -> None:
    before = filer.begin().stored
    status, said = send(filer, "production", production((BAG, "12/5")), 0)
    assert (status, said["text"]) == (422, NOT_SAVED)
    assert "«/»" in said["errors"]["id_lines-0-quantity"]
    assert filer.stored == before


def test_an_empty_field_is_no_fault_while_somebody_types(filer: Filer) -> None:
    filer.begin()
    assert send(filer, "production", production((BAG, "")), 0)[0] == 200


def test_another_windows_save_is_not_overwritten(filer: Filer) -> None:
    filer.begin()
    filer.send("employment", people(official="4"), "save")
    assert send(filer, "employment", people(official="9"), 0) == (
        409,
        {"text": OVERTAKEN, "errors": {}},
    )
    assert filer.figures.official == 4


def test_a_save_whose_answer_was_lost_may_be_repeated(filer: Filer) -> None:
    filer.begin()
    assert send(filer, "employment", people(official="4"), 0)[1]["version"] == "1"
    status, said = send(filer, "employment", people(official="4"), 0)
    assert (status, said["version"]) == (200, "1")


def test_a_month_that_was_sent_is_not_written(filer: Filer) -> None:
    filer.tracking = filer.world.filed().tracking_number
    assert send(filer, "employment", people(), 1) == (409, {"text": NOT_NOW, "errors": {}})


def test_an_ended_session_is_told_and_nothing_is_kept_for_it(filer: Filer) -> None:
    filer.begin()
    Session.objects.all().delete()
    assert send(filer, "employment", people(), 0) == (401, {"text": SESSION_ENDED, "errors": {}})


def test_a_replaced_csrf_token_is_told(filer: Filer) -> None:
    filer.begin()
    filer.browser = StrictClient(enforce_csrf_checks=True)
    filer.browser.force_login(filer.world.owner)
    assert send(filer, "employment", people(), 0) == (403, {"text": SESSION_ENDED, "errors": {}})


def test_a_save_leaves_no_message_for_the_next_page(filer: Filer) -> None:
    filer.begin()
    send(filer, "employment", people(), 0)
    assert "ذخیره موقت شد." not in filer.read("employment")


def test_a_reason_alone_does_not_pass_for_saved_over_another_window(filer: Filer) -> None:
    filer.begin()
    saved = exports((BAG, "5", "5", "1", "20"))
    assert send(filer, "exports", saved, 0)[0] == 200
    assert send(filer, "exports", saved, 0)[0] == 200
    explained = saved | {"exports-0-tonnes_reason": "بسته‌بندی"}
    assert send(filer, "exports", explained, 0)[0] == 409
    reason = {f"why-X-21-exports-{BAG}-quantity": "stock"}
    assert send(filer, "exports", saved | reason, 0)[0] == 409
