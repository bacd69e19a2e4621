"""The shipped portal-manage: whose environment a command runs with."""

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT = Path(settings.BASE_DIR, "deploy", "portal-manage").read_text(encoding="utf-8")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine of its own: the script reads its files from here, and tells instead of running."""
    (tmp_path / "environment").write_text("DATABASE_URL='pooler'\nDATABASE_POOLER='transaction'\n")
    (tmp_path / "environment.owner").write_text("DATABASE_URL='owner'\nDATABASE_POOLER='none'\n")
    (tmp_path / "setpriv").write_text('#!/bin/sh\necho "$DATABASE_URL $DATABASE_POOLER"\n')
    (tmp_path / "setpriv").chmod(0o755)
    (tmp_path / "script").write_text(SCRIPT.replace("/etc/portal", str(tmp_path)))
    return tmp_path


def _said(machine: Path, *words: str) -> str:
    variables = {"PATH": f"{machine}:{os.environ['PATH']}", "PORTAL_CODE": str(machine)}
    command = ["/bin/sh", str(machine / "script"), *words]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_command_has_the_environment_of_the_portal(machine: Path) -> None:
    assert _said(machine, "sweep") == "pooler transaction"


def test_a_command_goes_past_the_pooler_as_the_workers_do(machine: Path) -> None:
    """Behind it the role's limit of 30 seconds would end a sweep or totals made anew."""
    (machine / "environment.worker").write_text("DATABASE_URL='server'\nDATABASE_POOLER='none'\n")
    assert _said(machine, "sweep") == "server none"


def test_the_owner_s_environment_stands_above_the_workers(machine: Path) -> None:
    (machine / "environment.worker").write_text("DATABASE_URL='server'\nDATABASE_POOLER='none'\n")
    assert _said(machine, "--owner", "migrate") == "owner none"
