"""Runs a reader of hostile files in a process of its own; tells why it ended early."""

import signal
import subprocess
import sys
from functools import partial
from io import SEEK_END
from typing import IO

_LONGEST_TROUBLE = 2000

_ENDED_BY = {
    signal.SIGXCPU: "TOO_SLOW",
    signal.SIGALRM: "TOO_SLOW",
    # Of what it may write.
    signal.SIGXFSZ: "TOO_LARGE",
    # Of the hard limit of time, too, but mostly of a machine that ran out of memory.
    signal.SIGKILL: "TOO_LARGE",
    # So a library of Rust or C++ ends when it gets no more memory.
    signal.SIGABRT: "TOO_LARGE",
}


def run(
    script: str, source: bytes | IO[bytes], answer: IO[bytes], trouble: IO[bytes], patience: float
) -> int:
    """Run a script over a file; return how it ended, as a negative signal where one ended it.

    The script sets its own limits; `patience` is for one that cannot end itself. Raises OSError
    when it does not start.
    """
    start = partial(
        subprocess.run,
        # Alone, and without what the environment holds: it has the keys of the portal.
        [sys.executable, "-I", script],
        stdout=answer,
        stderr=trouble,
        env={},
        cwd="/",
        timeout=patience,
        check=False,
    )
    try:
        ended = start(input=source) if isinstance(source, bytes) else start(stdin=source)
    except subprocess.TimeoutExpired:
        return -signal.SIGALRM
    return ended.returncode


def last_words(trouble: IO[bytes]) -> str:
    """Read the end of what a process had to complain of, for the journal."""
    trouble.seek(max(0, trouble.seek(0, SEEK_END) - _LONGEST_TROUBLE))
    return trouble.read().decode(errors="replace")


def cause_of(code: int) -> str:
    """Name the cause of an end that is no answer."""
    return _ENDED_BY.get(signal.Signals(-code), "UNREADABLE") if code < 0 else "UNREADABLE"
