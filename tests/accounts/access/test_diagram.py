"""The picture of a union's way shows the table, and the document shows the picture."""

import re

from accounts.access.diagram import access_diagram
from accounts.access.rules import MOVES, ONWARD
from accounts.enums import OPEN_ACCESS_STATES, AccessAct, AccessState
from tests.test_architecture import ROOT


def test_the_picture_has_every_move_and_no_other() -> None:
    arrows = re.findall(r"^ +(\w+) --> (\w+): (.+)$", access_diagram(), re.MULTILINE)
    drawn = {
        (source, to, name.split(" · ")[0])
        for source, to, names in arrows
        for name in names.split(" / ")
    }
    assert drawn == {
        (source, to, act)
        for source, acts in MOVES.items()
        for act, move in acts.items()
        for to in move.to
    }


def test_every_state_has_its_moves_and_every_open_one_a_way_on() -> None:
    assert set(MOVES) == set(AccessState)
    assert set(ONWARD) == set(OPEN_ACCESS_STATES)
    assert all(act in MOVES[state] for state, act in ONWARD.items())
    done = {act for acts in MOVES.values() for act in acts}
    assert done == set(AccessAct) - {AccessAct.REGISTERED}


def test_the_document_shows_the_picture_of_today() -> None:
    document = (ROOT / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert access_diagram() in re.findall(r"```mermaid\n(.*?)\n```", document, re.DOTALL)
