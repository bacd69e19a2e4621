"""A broker that hangs does not hold the portal's threads."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from kombu.exceptions import OperationalError

from config import broker as brokers
from config.broker import Broker
from config.celery import app

HANGS_SECONDS = 0.5


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the broker be silent until the socket's patience is over; count who asked it."""
    asked: list[int] = []
    silence = threading.Event()

    def send(*args: Any, **options: Any) -> None:
        asked.append(threading.get_ident())
        silence.wait(HANGS_SECONDS)
        raise OperationalError("Timeout reading from socket")

    monkeypatch.setattr(app, "send_task", send)
    return asked


def refused(broker: Broker) -> bool:
    try:
        broker.hand_over("task", [], "exports")
    except OperationalError:
        return True
    return False


def test_forty_visitors_wait_for_one_of_them(hanging: list[int]) -> None:
    broker, began = Broker(), time.monotonic()
    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(lambda _: refused(broker), range(40)))
    assert len(hanging) == 1
    # Forty on four threads would have waited ten times.
    assert time.monotonic() - began < 5 * HANGS_SECONDS


def test_after_a_rest_one_asks_again_and_the_others_go_on_at_once(
    hanging: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = Broker()
    assert refused(broker)
    monkeypatch.setattr(brokers, "REST_SECONDS", 0.0)
    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(lambda _: refused(broker), range(4)))
    assert len(hanging) < 5


def test_a_broker_that_is_back_is_used_again(
    hanging: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = Broker()
    assert refused(broker)
    assert refused(broker)
    monkeypatch.setattr(brokers, "REST_SECONDS", 0.0)
    sent: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda task, *args, **options: sent.append(task))
    assert not refused(broker)
    monkeypatch.undo()
    assert sent == ["task"]


def test_settings_give_up_a_silent_redis() -> None:
    from django.conf import settings

    cache: Any = settings.CACHES["default"]["OPTIONS"]
    transport: Any = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    for options in (cache, transport):
        assert options["socket_timeout"] <= 2
        assert options["socket_connect_timeout"] <= 2
