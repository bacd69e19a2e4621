"""What the tests of accounts share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from config.celery import app
from tests.conftest import StrictClient

PASSWORD = "test-pass-1398"


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[Any]]]:
    """Catch what is handed to the worker, instead of handing it over."""
    found: list[tuple[str, list[Any]]] = []
    monkeypatch.setattr(
        app, "send_task", lambda name, args=(), **options: found.append((name, list(args)))
    )
    return found


@pytest.fixture
def browser() -> Callable[..., Client]:
    """Give a function that opens a browser at an address, nobody signed in."""

    def open_at(address: str = "127.0.0.1", **headers: Any) -> Client:
        return StrictClient(REMOTE_ADDR=address, **headers)

    return open_at


def sign_in(client: Client, username: str, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"username": username, "password": password})


def run(task: tuple[str, list[Any]]) -> Any:
    """Do what the worker would do with a task."""
    app.loader.import_default_modules()
    return app.tasks[task[0]](*task[1])
