"""Background processes of a checkout: started apart from the terminal, found again, ended.

A pid file holds the process id and its start time, so that an id the system has given to
somebody else meanwhile is never taken for ours. Nothing here needs Django.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

# The start time is counted from the boot time, which moves a little with the clock.
CLOCK_SLACK_SECONDS = 2.0
PAUSE_SECONDS = 0.05


def spawn(args: Sequence[str], log: Path, env: Mapping[str, str] | None = None) -> psutil.Process:
    """Start `args` in a session of its own, output appended to `log`; return at once.

    It holds no pipe of ours, so `make demo | cat` ends when make ends.
    """
    with log.open("ab") as output:
        child = subprocess.Popen(
            args,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=env,
        )
    # It outlives this process; without a result Popen would warn that nobody waited for it.
    child.returncode = 0
    return psutil.Process(child.pid)


def alive(process: psutil.Process) -> bool:
    """Tell whether the process still runs; a dead one nobody waited for does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def end(members: Sequence[psutil.Process], sign: signal.Signals, patience: float) -> None:
    """Send `sign`, wait up to `patience` seconds, then kill what is left."""
    for step in (sign, signal.SIGKILL):
        for member in members:
            with suppress(psutil.NoSuchProcess):
                member.send_signal(step)
        until(lambda: not any(map(alive, members)), patience)


def until(happened: Callable[[], object], patience: float, pause: float = PAUSE_SECONDS) -> bool:
    """Ask again and again, for what cannot call us; tell whether it happened in time.

    Asked once more behind the last pause: on a busy machine that may have been a long one.
    """
    deadline = time.monotonic() + patience
    while not happened():
        if time.monotonic() > deadline:
            return bool(happened())
        time.sleep(pause)
    return True


@dataclass(frozen=True)
class Background:
    """A named process of this checkout, with `<name>.pid` and `<name>.log` in `folder`."""

    folder: Path
    name: str

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        """Process id and start time (seconds since the epoch) of the last start."""
        return self.folder / f"{self.name}.pid"

    def start(self, args: Sequence[str], env: Mapping[str, str] | None = None) -> psutil.Process:
        """Start the process; one that still runs under this name is ended first."""
        self.stop()
        self.folder.mkdir(parents=True, exist_ok=True)
        process = spawn(args, self.log, env)
        self.pid_file.write_text(f"{process.pid} {process.create_time()}\n", encoding="ascii")
        return process

    def process(self) -> psutil.Process | None:
        """Find the running process; None where its id belongs to somebody else by now."""
        try:
            pid, started = self._recorded()
            process = psutil.Process(pid)
            same = abs(process.create_time() - started) < CLOCK_SLACK_SECONDS
        except (OSError, ValueError, psutil.NoSuchProcess):
            return None
        return process if same and alive(process) else None

    def stop(self, patience: float = 60.0) -> None:
        """End the process and all it started; nothing happens when it does not run."""
        leader = self.process()
        left = self._group(leader)
        if leader:
            # The leader ends its workers in good order; the rest of the group is killed after it.
            end([leader], signal.SIGTERM, patience)
        end(left, signal.SIGTERM, patience)
        self.pid_file.unlink(missing_ok=True)

    def _recorded(self) -> tuple[int, float]:
        pid, started = self.pid_file.read_text(encoding="ascii").split()
        return int(pid), float(started)

    def _group(self, leader: psutil.Process | None) -> list[psutil.Process]:
        """List our process group without its leader, also after the leader was killed."""
        try:
            pid, started = self._recorded()
        except (OSError, ValueError):
            return []
        if leader is None and psutil.pid_exists(pid) and alive(psutil.Process(pid)):
            return []  # the id now belongs to somebody else
        return [member for member in psutil.process_iter() if _belongs(member, pid, started)]


def _belongs(member: psutil.Process, group: int, started: float) -> bool:
    try:
        return (
            member.pid != group
            and os.getpgid(member.pid) == group
            and member.uids().real == os.getuid()
            and member.create_time() > started - CLOCK_SLACK_SECONDS
        )
    except (OSError, psutil.Error):
        return False
