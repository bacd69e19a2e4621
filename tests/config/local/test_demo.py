"""What `make demo` says, and where the letters of the demonstration lead."""

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connection

from config.local import demo
from config.local.paths import LocalUrls
from demo.places import GUILDS

NAMES = r"^  ([a-z][a-z-]+)  +\S| {2,}([a-z][a-z-]+)  +(?:files|county|head|statistics|technical)"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, dict[str, str]]]:
    """Note (port, environment) of each start; nothing is really started."""
    found: list[tuple[int, dict[str, str]]] = []
    monkeypatch.delenv("SITE_URL", raising=False)
    monkeypatch.setattr("config.local.database.start", lambda profile: LocalUrls("", "", ""))
    monkeypatch.setattr(demo, "forget_older_layout", lambda url: None)
    monkeypatch.setattr(demo, "_end_processes", lambda: None)
    monkeypatch.setattr(demo, "_await", lambda address: None)
    monkeypatch.setattr(
        demo, "_start_processes", lambda port, environ: found.append((port, environ))
    )
    done: Any = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr("subprocess.run", lambda *args, **options: done)
    styles: Any = SimpleNamespace(wait=lambda: 0)
    monkeypatch.setattr(demo, "_manage", lambda command, environ: styles)
    monkeypatch.setattr(demo, "_lay_out", lambda say: None)
    # As it starts it says which profile this is; the tests are another one.
    monkeypatch.setenv("PORTAL_PROFILE", os.environ["PORTAL_PROFILE"])
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


@pytest.fixture
def database_url() -> Iterator[str]:
    """An empty database beside the tests' own."""
    name = "older_layout"
    server = {**connection.get_connection_params(), "dbname": "postgres"}
    server = {key: value for key, value in server.items() if key in {"host", "user", "dbname"}}
    with psycopg.connect(**server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name}")
        admin.execute(f"CREATE DATABASE {name}")
        yield psycopg.conninfo.make_conninfo(**{**server, "dbname": name})
        admin.execute(f"DROP DATABASE {name}")


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as found:
        rows = found.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name for (name,) in rows}


def remember(url: str, *applied: tuple[str, str]) -> None:
    with psycopg.connect(url) as writing:
        writing.execute("CREATE TABLE django_migrations (app text, name text)")
        for row in applied:
            writing.execute("INSERT INTO django_migrations VALUES (%s, %s)", row)


def test_an_empty_database_and_one_of_this_layout_are_kept(database_url: str) -> None:
    demo.forget_older_layout(database_url)
    remember(database_url, ("units", "0001_initial"), ("auth", "0012_alter_user"))
    demo.forget_older_layout(database_url)
    assert tables(database_url) == {"django_migrations"}


def test_data_of_an_older_layout_are_made_anew_and_it_is_said(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    remember(database_url, ("units", "0001_initial"), ("units", "0003_who_owes_months"))
    demo.forget_older_layout(database_url)
    assert tables(database_url) == set()
    assert "older layout" in capsys.readouterr().out
