"""What `make demo` says, and where the letters of the demonstration lead."""

import re
import socket
import subprocess
from typing import Any

import pytest

from config import demo
from review.demo.places import GUILDS

NAMES = r"^  ([a-z][a-z-]+)  +\S| {2,}([a-z][a-z-]+)  +(?:files|county|head|statistics|technical)"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, dict[str, str]]]:
    """Return (port, environment) of each start; nothing is really started."""
    found: list[tuple[int, dict[str, str]]] = []
    monkeypatch.delenv("SITE_URL", raising=False)
    monkeypatch.setattr("config.localdb.start", lambda profile: None)
    monkeypatch.setattr(demo, "_end_processes", lambda: None)
    monkeypatch.setattr(demo, "_await", lambda address: None)
    monkeypatch.setattr(
        demo, "_start_processes", lambda port, environ: found.append((port, environ))
    )
    done: Any = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr("subprocess.run", lambda *args, **options: done)
    return found


def test_letters_lead_to_the_port_that_was_free(
    started: list[tuple[int, dict[str, str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        demo.start(taken)
    port, environ = started[0]
    assert port != taken
    assert environ["SITE_URL"] == f"http://127.0.0.1:{port}/"
    said = capsys.readouterr().out
    assert f"Port {taken} is taken" in said
    assert f"The portal runs on http://127.0.0.1:{port}/" in said


def test_an_address_given_by_hand_is_kept(
    started: list[tuple[int, dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_URL", "https://demo.example.ir")
    demo.start(0)
    assert started[0][1]["SITE_URL"] == "https://demo.example.ir"


def test_the_story_names_every_account_that_owns_a_unit_or_decides() -> None:
    named = {a or b for a, b in re.findall(NAMES, demo.STORY, re.MULTILINE)}
    owners = {shop.owner for guild in GUILDS for shop in guild.shops} - {""}
    officers = {guild.officer for guild in GUILDS} - {"", "officer"}
    assert owners | officers | {"stats", "admin", "delegate", "head", "county"} <= named
