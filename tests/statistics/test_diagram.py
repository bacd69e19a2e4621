"""The picture of the moves shows the table, and the document shows the picture."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from statistics import diagram
from statistics.diagram import state_diagram
from statistics.enums import TRANSITIONS, Event, State

ROOT = Path(__file__).resolve().parents[2]


def drawn_moves() -> set[tuple[str, str, str]]:
    """Return (source, target, event) of every arrow between two states of the picture."""
    arrows = re.findall(r"^ +(\w+) --> (\w+): (.+)$", state_diagram(), re.MULTILINE)
    return {
        (source, target, name.split(" · ")[0])
        for source, target, names in arrows
        for name in names.split(" / ")
    }


def test_the_picture_has_every_move_and_no_other() -> None:
    assert drawn_moves() == {
        (source, target, event)
        for event, moves in TRANSITIONS.items()
        for source, target in moves.items()
    }


def test_a_case_begins_as_a_draft_and_ends_final() -> None:
    lines = [line.strip() for line in state_diagram().splitlines()]
    assert [line for line in lines if "[*]" in line] == ["[*] --> draft", "final --> [*]"]


def test_states_and_events_carry_their_persian_names() -> None:
    for word in (*State.labels, *Event.labels):
        assert word in state_diagram()


def test_a_move_that_is_added_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    reopened = {**TRANSITIONS, Event.RETURN: {State.FINAL: State.RETURNED}}
    monkeypatch.setattr(diagram, "TRANSITIONS", reopened)
    assert ("final", "returned", "return") in drawn_moves()
    assert "final --> [*]" not in state_diagram()


def test_the_document_shows_the_picture_of_today() -> None:
    document = (ROOT / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert re.findall(r"```mermaid\n(.*?)\n```", document, re.DOTALL)[0] == state_diagram()


def test_it_is_printed_without_settings() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "statistics.diagram"],
        cwd=ROOT,
        env={},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", state_diagram())
