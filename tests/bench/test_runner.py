"""A run of the bench in which cases, copies and the seed fail: the others keep their figures."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

import bench.__main__ as command
from bench import runner
from bench.runner import measure_all
from bench.table import BenchRow
from tests.bench.conftest import Databases, held

# What a child does for each case planted here.
CHILD = """
import os, signal, sys
from bench.table import BenchRow, as_json
match sys.argv[1]:
    case "raises":
        raise ValueError("the case is broken")
    case "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    case "babbles":
        print("no table")
    case "noisy":
        print("too noisy", file=sys.stderr)
        sys.exit(75)
    case case:
        print(as_json([BenchRow(case, 1.0, 1.0, 2.0)]))
"""


@pytest.fixture(autouse=True)
def _planted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "CHILD", (sys.executable, "-c", CHILD))


def reasons(rows: list[BenchRow]) -> dict[str, str]:
    return {row.case: row.failure for row in rows}


def run(name: str, *cases: str) -> list[BenchRow]:
    return [row for rows in measure_all(cases, lambda: name, name) for row in rows]


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("raises", "ValueError: the case is broken"),
        ("killed", "ended by signal 9"),
        ("babbles", "JSONDecodeError: Expecting value"),
        ("noisy", "too noisy"),
    ],
)
def test_a_case_that_fails_costs_the_others_nothing(
    name: str, databases: Databases, case: str, reason: str
) -> None:
    rows = run(name, "good", case, "fine")
    assert [row.case for row in rows] == ["good", case, "fine"]
    assert rows[1].failure.startswith(reason)
    assert [row.ok for row in rows] == [True, False, True]
    assert databases() == []


def test_a_copy_that_cannot_be_dropped_costs_no_figure(
    name: str, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = runner._rows
    with ExitStack() as holding:

        def hold(case: str, done: object) -> list[BenchRow]:
            if case == "good":
                holding.enter_context(held(f"{name}_good"))
            return real(case, done)  # type: ignore[arg-type]

        monkeypatch.setattr(runner, "_rows", hold)
        rows = run(name, "good", "fine")
        assert [row.case for row in rows] == ["good", "good", "fine"]
        assert [row.ok for row in rows] == [True, False, True]
        assert "is being accessed by other users" in rows[1].failure
        assert databases() == [f"{name}_good"]


def test_a_copy_that_cannot_be_made_is_told(name: str) -> None:
    rows = [row for rows in measure_all(["good"], lambda: f"{name}_no", name) for row in rows]
    assert "does not exist" in reasons(rows)["good"]


def test_a_seed_that_fails_leaves_a_row_for_every_case() -> None:
    def prepare() -> str:
        raise OSError("the disk is full")

    rows = [row for rows in measure_all(["good", "fine"], prepare, "x") for row in rows]
    assert reasons(rows) == dict.fromkeys(["good", "fine"], "no seed: OSError: the disk is full")


@pytest.mark.parametrize(("cases", "status"), [(("good",), 0), (("good", "raises"), 1)])
def test_the_table_is_written_and_the_exit_says_whether_a_case_failed(
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    cases: tuple[str, ...],
    status: int,
) -> None:
    monkeypatch.setattr(command, "CASES", cases)
    monkeypatch.setattr(command, "TARGET", tmp_path / "bench.json")
    monkeypatch.setattr(command, "prepare", lambda *seed: name)
    monkeypatch.setattr(sys, "argv", ["bench", "--name", name])
    assert command.main() == status
    written = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["rows"]
    assert [row["case"] for row in written] == list(cases)
    printed = capsys.readouterr().out
    assert all(case in printed for case in cases)


def test_an_interrupted_run_leaves_what_was_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(*_: object) -> object:
        yield [BenchRow("good", 1.0, 1.0, 2.0)]
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "measure_all", interrupted)
    monkeypatch.setattr(command, "TARGET", tmp_path / "bench.json")
    monkeypatch.setattr(sys, "argv", ["bench"])
    with pytest.raises(KeyboardInterrupt):
        command.main()
    assert '"good"' in (tmp_path / "bench.json").read_text(encoding="utf-8")
