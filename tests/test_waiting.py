"""What waits, waits for an event: a pause that is long enough here is too short on a busy machine.

An upper bound is only ever waited out by what fails, so it may be generous.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local.processes import Background
from tests import scheduler
from tests.scheduler import wait_for
from tests.test_architecture import ROOT, sources

PAUSES = {"sleep", "wait_for_timeout"}
# Whose first argument, or `timeout`, is how long they wait.
WAITS = {"wait", "join", "result", "acquire"}
BOUNDS = {"timeout", "patience"}
LEAST_BOUND_SECONDS = 60
# Who may pause, and for what.
PAUSING = {
    "config/local/processes.py": "the one loop that asks again for what cannot call us",
    "config/repeated_posts.py": "a second click asks whether the first is done: it cannot tell",
    "promises/p1_nothing_lost.py": "servers fall at a moment drawn by chance; breath between tries",
    "promises/p2_one_winner.py": "rivals hesitate by chance, so that either may be first",
    "promises/county_race.py": "a county moves at a moment of the units' moves drawn by chance",
    "promises/activity_race.py": "runs begin at a moment of the filing drawn by chance",
    "promises/kill_worker.py": "a sweep is killed at a moment drawn by chance",
    "promises/http_clients.py": "a visitor takes breath before trying again",
    "bench/cases/load_during_sweep.py": "people act at a steady pace, which is what is measured",
}


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Yield every call with the name of what is called."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func).rpartition(".")[2]


def pauses(root: Path) -> dict[str, list[int]]:
    """Find the lines that pause for a time, by file."""
    found: dict[str, list[int]] = {}
    for path in sources(root, ".py"):
        for call, name in calls(path):
            if name in PAUSES:
                found.setdefault(str(path.relative_to(root)), []).append(call.lineno)
    return found


def short_bounds(root: Path) -> list[str]:
    """Find waits that give up after a few seconds written in place."""
    found = []
    for path in sources(root, ".py"):
        for call, name in calls(path):
            bounds = [word.value for word in call.keywords if word.arg in BOUNDS]
            bounds += call.args[:1] if name in WAITS else []
            if any(_seconds(bound) < LEAST_BOUND_SECONDS for bound in bounds):
                found.append(f"{path.relative_to(root)}:{call.lineno} {name}")
    return found


def _seconds(bound: ast.expr) -> float:
    value = bound.value if isinstance(bound, ast.Constant) else None
    return float(value) if isinstance(value, int | float) else LEAST_BOUND_SECONDS


def test_only_the_named_pause() -> None:
    assert {name: lines for name, lines in pauses(ROOT).items() if name not in PAUSING} == {}


def test_who_pauses_no_more_is_named_no_more() -> None:
    assert PAUSING.keys() <= pauses(ROOT).keys()


def test_no_wait_gives_up_after_a_few_seconds() -> None:
    assert short_bounds(ROOT) == []


def test_how_wide_a_page_is_is_asked_in_one_place_which_waits_for_the_page() -> None:
    asked = ".".join(("documentElement", "scrollWidth"))
    asking = [
        str(path.relative_to(ROOT))
        for room in ("tests", "promises")
        for path in sources(ROOT / room, ".py")
        if asked in path.read_text(encoding="utf-8")
    ]
    assert asking == ["tests/browser/acts.py"]


@pytest.mark.parametrize(
    "line",
    ["time.sleep(1)", "sleep(0.1)", "page.wait_for_timeout(300)", "f(lambda: sleep(x))"],
)
def test_a_pause_is_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(f"x = 1\n{line}\n")
    assert pauses(tmp_path) == {"planted.py": [2]}


@pytest.mark.parametrize(
    "line", ["thread.join(5)", "event.wait(0.5)", "f.result(timeout=30)", "end(x, patience=5)"]
)
def test_a_short_bound_is_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(f"{line}\n")
    assert len(short_bounds(tmp_path)) == 1


@pytest.mark.parametrize("line", ["thread.join()", "' '.join(x)", "gate.wait(PATIENCE)", "w(60)"])
def test_an_event_and_a_generous_bound_are_let_through(line: str, tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(f"{line}\n")
    assert short_bounds(tmp_path) == []


def test_a_wait_in_vain_says_how_things_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "PATIENCE_SECONDS", -1)
    with pytest.raises(pytest.fail.Exception, match="it stands so: 3 letters wait"):
        wait_for(lambda: False, told=lambda: "3 letters wait")
    with pytest.raises(pytest.fail.Exception, match=r"the last answer was \[\]"):
        wait_for(list)


def test_a_process_that_has_ended_is_not_waited_for_and_its_log_is_shown(tmp_path: Path) -> None:
    worker = Background(tmp_path, "worker")
    faulty = "print('CRITICAL it fell'); print('SERVER_ERROR = 5\\n' * 20); print('the end')"
    worker.start([sys.executable, "-c", faulty])
    with pytest.raises(pytest.fail.Exception) as failed:
        wait_for(lambda: False, worker)
    words = str(failed.value).splitlines()
    assert "not running any more: worker" in words
    assert [words.count(f"  {line}") for line in ("CRITICAL it fell", "the end")] == [1, 1]
    # A name that holds the word is no fault.
    assert words.count("  SERVER_ERROR = 5") < scheduler.LAST_LINES
