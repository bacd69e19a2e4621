"""P4: nobody reaches what is not theirs.

Every address of the portal × every persona × every method × {own, a stranger's, missing,
malformed}, against the access table. At commit size each of these is read and posted to, and tried
with one of the methods that no address has, or HEAD, in turn; at night with all.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine as clock
from django.urls import get_resolver

from promises.pytest_plugin import Tally
from tests import access_table as table
from tests.access import FAR_LICENCE, Stage, addresses, judged, staged, stored
from tests.world import FILED_AT, World

# Fewer would mean that a part of the table is no longer tried.
CELLS_AT_LEAST = 4000
NO_LICENCE = "0477777777"
IN_TURN = tuple(method for method in table.METHODS if method not in ("GET", "POST"))


@pytest.fixture
def stage(world: World, time_machine: clock.TimeMachineFixture) -> Stage:
    """Set everybody on stage, on the day on which the cases were filed."""
    time_machine.move_to(FILED_AT, tick=False)
    return staged(world)


def test_no_address_is_unlisted_and_the_table_is_large(tally: Tally) -> None:
    found = list(addresses(get_resolver().url_patterns))
    for name in sorted({*found, *table.TABLE}):
        tally.add(found.count(name) == 1 and name in table.TABLE, f"{name} is not listed once")
    cells = sum(len(list(_tried(persona, False))) for persona in table.PERSONAS)
    tally.add(cells >= CELLS_AT_LEAST, f"only {cells} cells")


@pytest.mark.parametrize("persona", table.PERSONAS)
def test_every_cell_answers_as_its_line_says(
    stage: Stage, tally: Tally, nightly: bool, persona: str
) -> None:
    before = stored()
    for _, fault in judged(stage, _tried(persona, nightly)):
        tally.add(not fault, fault)
    tally.add(stored() == before, f"{persona} moved a case")


def _tried(persona: str, nightly: bool) -> Iterator[table.Cell]:
    """Choose the cells of a persona; the next one begins with another method."""
    first = table.PERSONAS.index(persona)
    for number, cell in enumerate(table.cells(persona)):
        turn = first + number // len(table.METHODS)
        if nightly or cell.method in ("GET", "POST", IN_TURN[turn % len(IN_TURN)]):
            yield cell


def test_a_strangers_licence_is_as_a_missing_one(stage: Stage, tally: Tally) -> None:
    for persona in set(table.SIGNED_IN) - {table.STRANGER}:
        theirs, nobodys = (_asked(stage, persona, x) for x in (FAR_LICENCE, NO_LICENCE))
        for found, missing in zip(theirs, nobodys, strict=True):
            tally.add(found == missing, f"{persona} learns that the licence is there")


def _asked(stage: Stage, persona: str, licence: str) -> list[tuple[int, str]]:
    """Collect what a persona is answered who opens a month of a licence, or seeks it."""
    browser = stage.browser(persona)
    month = {"year": 1398, "month": 5, "activity": "active", "licence": licence}
    answers = [browser.post("/statistics/new/", month)]
    answers.append(browser.get("/statistics/new/", {"licence": licence}))
    for name in ("guild_id", "holder_id"):
        answers.append(browser.post("/statistics/new/", {"action": "search", name: licence}))
    return [(answer.status_code, _plain(answer, licence)) for answer in answers]


def _plain(answer: Any, typed: str) -> str:
    """Take the token of its forms and what was typed out of a page."""
    text: str = answer.content.decode().replace(typed, "")
    token = answer.context.get("csrf_token", "") if answer.context else ""
    # What a form names its person and page by is signed over what was typed.
    return re.sub(r'name="typed_by" value="[^"]*"', "", text.replace(str(token), ""))
