"""Is the process alive, and can it do its work?"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from redis.exceptions import ConnectionError as RedisDown

from config import heartbeats, readiness
from config.environment import Profile
from config.health import LAG_LIMIT
from statistics.models import Submission
from tests.world import World


def test_a_living_process_says_so_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


NAMES = {
    *("database", "clock", "migrations", "role", "append_only", "pooler", "evidence", "redis"),
    *("worker", "beat", "sweep"),
}


@pytest.fixture(autouse=True)
def _alive() -> Iterator[None]:
    """Let worker and beat have signed a moment ago."""
    names = (*heartbeats.QUEUES, heartbeats.BEAT)
    heartbeats.sign(*names)
    yield
    cache.delete_many([heartbeats.key(name) for name in names])


def wrong(client: Client) -> dict[str, str]:
    """Ask, and keep what is not as it should be."""
    answer = client.get("/readyz")
    report: dict[str, Any] = answer.json()
    assert report.pop("sweep_lag_seconds") == 0
    found = {name: words for name, words in report.items() if words != "ok"}
    ready = found.pop("ready")
    assert (answer.status_code == 200) == ready == (not found)
    return found


@pytest.mark.django_db
def test_ready_means_that_every_question_is_answered_well(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    report = answer.json()
    assert set(report) == {*NAMES, "ready", "sweep_lag_seconds"}
    assert {report[name] for name in NAMES} == {"ok"}
    assert report["sweep_lag_seconds"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("gone", "name"),
    [("beat", "beat"), ("exports", "worker"), ("imports", "worker"), ("files", "worker")],
)
def test_who_gave_no_sign_of_life_is_named(client: Client, gone: str, name: str) -> None:
    cache.delete(heartbeats.key(gone))
    found = wrong(client)
    assert list(found) == [name]
    assert found[name].startswith("silent")


@pytest.mark.django_db
def test_a_clock_that_is_wrong_is_named(client: Client, settings: Settings) -> None:
    settings.CLOCK_GUARD = True
    with time_machine.travel(timezone.now() + dt.timedelta(days=10), tick=True):
        assert "+864000 s" in wrong(client)["clock"]


@pytest.mark.django_db
def test_a_migration_that_was_forgotten_is_named(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'review' AND name LIKE '0001%'")
    assert wrong(client) == {"migrations": "1 not applied"}


@pytest.mark.django_db
def test_a_database_that_takes_no_writing_is_named(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
    assert wrong(client) == {"database": "read only"}


@pytest.mark.django_db
def test_the_owner_of_the_tables_is_the_wrong_role_and_has_rights_left(
    client: Client, settings: Settings
) -> None:
    settings.PROFILE = Profile.PRODUCTION
    found = wrong(client)
    assert found["role"] == "owns the tables"
    assert found["append_only"].startswith("rights left on")


@pytest.mark.django_db
def test_a_store_that_takes_no_file_is_named(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    plain = tmp_path / "a file"
    plain.write_text("")
    settings.PORTAL_FILES = plain / "below"
    assert wrong(client)["evidence"].startswith("not writable")


@pytest.mark.django_db
def test_a_pooler_that_nobody_spoke_of_is_named(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = readiness._one
    monkeypatch.setattr(
        readiness, "_one", lambda sql: (-1,) if "pg_backend_pid" in sql else one(sql)
    )
    assert wrong(client) == {"pooler": "not told (DATABASE_POOLER)"}


@pytest.mark.django_db
def test_a_stranger_learns_only_whether_it_is_ready(client: Client) -> None:
    answer = client.get("/readyz", REMOTE_ADDR="203.0.113.7")
    assert (answer.status_code, answer.json()) == (200, {"ready": True})


@pytest.mark.parametrize(("late", "status"), [(LAG_LIMIT // 2, 200), (LAG_LIMIT * 2, 503)])
def test_a_late_sweep_is_shown_in_seconds_and_too_late_is_not_ready(
    world: World, client: Client, late: int, status: int
) -> None:
    case = world.filed()
    due = timezone.now() - dt.timedelta(seconds=late)
    Submission.objects.filter(pk=case.pk).update(due_at=due)
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert abs(answer.json()["sweep_lag_seconds"] - late) < LAG_LIMIT // 4


def test_what_is_not_due_yet_does_not_lag(world: World, client: Client) -> None:
    case = world.filed()
    soon = timezone.now() + dt.timedelta(minutes=1)
    Submission.objects.filter(pk=case.pk).update(due_at=soon)
    assert client.get("/readyz").json()["sweep_lag_seconds"] == 0


@pytest.mark.django_db
def test_without_database_the_process_is_alive_but_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("no server")

    monkeypatch.setattr(connection, "cursor", down)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "down"
    # What hangs on it is not asked.
    assert answer.json()["clock"] == answer.json()["sweep"] == "unknown"
    assert answer.json()["redis"] == "ok"
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_without_redis_the_process_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*args: Any, **kwargs: Any) -> Any:
        raise RedisDown("no server")

    monkeypatch.setattr(cache, "get", down, raising=False)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["redis"] == "down"
    assert answer.json()["worker"] == answer.json()["beat"] == "unknown"
    assert answer.json()["database"] == "ok"
