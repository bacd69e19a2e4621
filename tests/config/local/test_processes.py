import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from config.local.processes import Background, alive, until

SLEEP = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(600)"]
PARENT = [
    sys.executable,
    "-c",
    "import subprocess, sys, time\n"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "time.sleep(600)",
]


def test_a_started_process_is_found_again_and_ended(tmp_path: Path) -> None:
    started = Background(tmp_path, "one").start(SLEEP)
    found = Background(tmp_path, "one").process()
    assert found == started
    Background(tmp_path, "one").stop()
    assert not alive(started)
    assert Background(tmp_path, "one").process() is None


def test_starting_again_replaces_what_runs(tmp_path: Path) -> None:
    one = Background(tmp_path, "one")
    first = one.start(SLEEP)
    second = one.start(SLEEP)
    assert (alive(first), alive(second)) == (False, True)
    one.stop()


def test_a_number_given_to_another_process_is_left_alone(tmp_path: Path) -> None:
    other = subprocess.Popen(SLEEP, stdout=subprocess.DEVNULL)
    one = Background(tmp_path, "one")
    one.pid_file.write_text(f"{other.pid} 1000000000.0\n")
    assert one.process() is None
    one.stop()
    assert other.poll() is None
    other.kill()
    other.wait()


@pytest.mark.parametrize("text", ["", "nonsense", "12"])
def test_a_broken_pid_file_means_nothing_runs(text: str, tmp_path: Path) -> None:
    one = Background(tmp_path, "one")
    one.pid_file.write_text(text)
    one.stop()
    assert one.process() is None


@pytest.mark.parametrize("leader_killed", [False, True], ids=["leader alive", "leader killed"])
def test_no_child_stays_behind(leader_killed: bool, tmp_path: Path) -> None:
    one = Background(tmp_path, "one")
    leader = one.start(PARENT)
    while not (children := leader.children()):
        assert alive(leader)
    if leader_killed:
        leader.kill()
        leader.wait()
    one.stop()
    assert not any(alive(child) for child in children)


def test_output_goes_to_the_log_and_no_pipe_of_ours_is_held(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from config.local.processes import Background\n"
        f"Background(Path({str(tmp_path)!r}), 'one').start({SLEEP!r})"
    )
    # Reads to the end of the pipe, so it returns only when nobody holds the other end.
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[3], capture_output=True, check=True
    )
    one = Background(tmp_path, "one")
    process = one.process()
    assert (done.stdout, done.stderr) == (b"", b"")
    assert process is not None
    assert os.getsid(process.pid) == process.pid
    assert {path.readlink() for path in Path(f"/proc/{process.pid}/fd").iterdir()} <= {
        Path("/dev/null"),
        one.log,
    }
    while "ready" not in one.log.read_text():
        assert alive(process)
    one.stop()
    assert not psutil.pid_exists(process.pid) or not alive(process)


def test_what_happened_during_the_last_pause_has_happened() -> None:
    """On a busy machine one pause may be longer than all the patience."""
    answers = iter([False, True])
    assert until(lambda: next(answers), patience=-1)


def test_what_does_not_happen_is_told_behind_the_patience() -> None:
    asked: list[None] = []
    assert not until(lambda: asked.append(None), patience=-1)
    assert len(asked) == 2
