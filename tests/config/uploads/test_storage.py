"""What a full disk or a killed process leaves behind in the store."""

import datetime as dt
import errno
import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from config.uploads import storage

HOUR = dt.timedelta(hours=1)


def halves() -> list[Path]:
    return list(Path(settings.PORTAL_FILES).rglob("*.half"))


def test_a_full_disk_keeps_no_half(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.put(b"content")
    assert halves() == []


def test_halves_of_killed_processes_go_after_an_hour() -> None:
    old, young = storage.path_of("a" * 32), storage.path_of("b" * 32)
    for place, age in ((old, HOUR * 2), (young, HOUR / 2)):
        half = place.with_suffix(".half")
        half.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(b"half")
        then = (timezone.now() - age).timestamp()
        os.utime(half, (then, then))
    key = storage.put(b"whole")
    assert storage.clear_halves(timezone.now()) == 1
    assert halves() == [young.with_suffix(".half")]
    assert storage.path_of(key).read_bytes() == b"whole"
    young.with_suffix(".half").unlink()


def test_the_store_is_tried_by_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(Path(settings.PORTAL_FILES).iterdir()) if settings.PORTAL_FILES.exists() else set()
    storage.try_writing()
    assert set(Path(settings.PORTAL_FILES).iterdir()) == before

    def full(self: Path, data: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        storage.try_writing()
