"""The private store: one file for each key, below a folder that no address leads to."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from io import BufferedRandom
from pathlib import Path
from uuid import uuid4

from django.conf import settings

HALF = ".half"
# No upload takes so long: nginx and the web process have given it up long before.
WRITTEN_WITHIN = timedelta(hours=1)


def new_key() -> str:
    return uuid4().hex


def put(content: bytes) -> str:
    """Write a new file, whole or not at all; return its key."""
    key = new_key()
    with writing(key) as file:
        file.write(content)
    return key


@contextmanager
def writing(key: str) -> Iterator[BufferedRandom]:
    """Let a new file be written; it has its key once all of it is on the disk, else it is gone.

    Of a process that is killed meanwhile a half is left that no key leads to.
    """
    place = path_of(key)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = place.with_suffix(HALF)
    try:
        handle = os.open(half, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            # The row that names this file is committed next: by then its bytes are on the disk.
            os.fsync(file.fileno())
        # A rename is whole or not at all, so no reader ever sees half a file.
        half.rename(place)
    except BaseException:
        # A full disk has room again as soon as the half is gone.
        half.unlink(missing_ok=True)
        raise
    _sync(place.parent)


def drop_half(key: str) -> None:
    """Take away what a killed process had written of a file."""
    path_of(key).with_suffix(HALF).unlink(missing_ok=True)


def clear_halves(now: datetime) -> int:
    """Delete halves that a killed process left behind; return how many.

    One that is younger may still be written.
    """
    cleared = 0
    for half in Path(settings.PORTAL_FILES).glob(f"??/*{HALF}"):
        with suppress(FileNotFoundError):
            if half.stat().st_mtime < (now - WRITTEN_WITHIN).timestamp():
                half.unlink()
                cleared += 1
    return cleared


def try_writing() -> None:
    """Put a few bytes into the store and take them away. Raises OSError where none fit."""
    folder = Path(settings.PORTAL_FILES)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    probe = folder / f".probe-{uuid4().hex}"
    try:
        # A full disk takes the name of a file, and not its bytes.
        probe.write_bytes(bytes(4096))
    finally:
        probe.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Without its folder on the disk a file may be lost with the power.
        os.fsync(handle)
    finally:
        os.close(handle)


def path_of(key: str) -> Path:
    """Find where the file of a key lies; ValueError for what is no key."""
    if len(key) != 32 or not set(key) <= set("0123456789abcdef"):
        raise ValueError("not a key of the store")
    return Path(settings.PORTAL_FILES) / key[:2] / key


def drop(key: str) -> None:
    path_of(key).unlink(missing_ok=True)
