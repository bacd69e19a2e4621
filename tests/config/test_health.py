"""Is the process alive, and can it do its work?"""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisDown

from config.health import LAG_LIMIT
from statistics.models import Submission
from tests.world import World


def test_a_living_process_says_so_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_ready_means_database_and_redis_answer_and_nothing_lags(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    report = answer.json()
    assert report["database"] == report["redis"] == "ok"
    assert report["sweep_lag_seconds"] == 0


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
    assert answer.json()["database"] == "ok"
