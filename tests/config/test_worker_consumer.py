"""What becomes of a task in hand when the worker's line to Redis breaks."""

import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery

from config.celery import app
from config.worker_consumer import ReconnectingConsumer
from tests.scheduler import environ

QUEUE = "in_hand"
# Not waited out: what is asked for is not there.
AT_ONCE = 0


@pytest.fixture
def alone() -> Iterator[Celery]:
    """Give an app like ours with a queue that is nobody else's."""
    other = Celery("alone", broker=environ()["REDIS_URL"], set_as_current=False)
    other.conf.broker_transport_options = app.conf.broker_transport_options
    other.conf.task_default_queue = QUEUE
    # What these two do needs the pool of a whole worker, or warns.
    other.conf.worker_enable_prefetch_count_reduction = False
    other.conf.worker_cancel_long_running_tasks_on_connection_loss = True
    yield other
    with other.connection_for_read() as line:
        line.default_channel.queue_purge(QUEUE)
    other.close()


@pytest.fixture
def consumer(alone: Celery) -> ReconnectingConsumer:
    """Give a consumer that has taken a task, not answered for it, and asked for the next."""
    alone.send_task("nobody.runs_this")
    controller = SimpleNamespace(use_eventloop=False)
    found = ReconnectingConsumer(lambda request: None, app=alone, controller=controller)
    found.connection = alone.connection_for_read()
    found.task_consumer = alone.amqp.TaskConsumer(found.connection, on_message=lambda message: None)
    found.task_consumer.consume()
    found.connection.drain_events(timeout=60)
    with pytest.raises(TimeoutError):
        # The question stays open.
        found.connection.drain_events(timeout=AT_ONCE)
    return found


def _waiting(line: Any) -> object:
    return line.default_channel.queue_declare(QUEUE).message_count


def _refuse() -> None:
    raise ConnectionError("Connection refused.")


def test_a_line_that_breaks_gives_the_task_in_hand_back_and_ends_no_worker(
    alone: Celery, consumer: ReconnectingConsumer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with alone.connection_for_read() as other:
        assert _waiting(other) == 0
        # A Redis that falls: the open question has no answer, and the channels by which workers
        # hear of each other cannot be left in good order.
        consumer.task_consumer.channel.client.connection._sock.shutdown(socket.SHUT_RDWR)
        monkeypatch.setattr(consumer.connection.channel(), "close", _refuse)
        consumer.on_connection_error_after_connected(ConnectionError("Connection closed."))
        assert consumer.connection is None
        assert _waiting(other) == 1


def test_a_line_that_breaks_before_a_task_was_asked_for_ends_no_worker(alone: Celery) -> None:
    controller = SimpleNamespace(use_eventloop=False)
    consumer = ReconnectingConsumer(lambda request: None, app=alone, controller=controller)
    consumer.connection = alone.connection_for_read()
    consumer.on_connection_error_after_connected(ConnectionError("Connection closed."))
    assert consumer.connection is None


def test_our_workers_are_of_this_kind() -> None:
    kind = f"{ReconnectingConsumer.__module__}:{ReconnectingConsumer.__name__}"
    assert app.conf.worker_consumer == kind
