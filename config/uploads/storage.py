"""The private store: one file for each key, below a folder that no address leads to."""

import os
from pathlib import Path
from uuid import uuid4

from django.conf import settings


def put(content: bytes) -> str:
    """Write a new file, whole or not at all; return its key."""
    key = uuid4().hex
    place = path_of(key)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = place.with_suffix(".half")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        # The row that names this file is committed next: by then its bytes are on the disk.
        os.fsync(file.fileno())
    # A rename is whole or not at all, so no reader ever sees half a file.
    half.rename(place)
    _sync(place.parent)
    return key


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
