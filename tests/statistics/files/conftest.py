"""Each test of files has a store of its own, so that what it left there is told."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PORTAL_FILES", tmp_path / "store", raising=False)
