"""The way from a page to the worker: a broker that hangs is waited for once, not by everybody."""

import time
from threading import Lock
from typing import Any

from kombu.exceptions import OperationalError

from config.celery import app

# So long nobody asks a broker that did not answer. Forty visitors at once would otherwise hold
# every thread of the portal for as long as each of them waits.
REST_SECONDS = 10.0
_NOBODY = float("-inf")


class Broker:
    """What one process knows of the broker: whether it answered when it was asked last."""

    def __init__(self) -> None:
        self._asking = Lock()
        self._silent_since = _NOBODY

    def hand_over(self, task: str, args: list[Any], queue: str) -> None:
        """Send a task. Raises kombu's OperationalError when the broker is away.

        One thread asks at a time; those behind it hear what it found.
        """
        doubtful = self._silent_since != _NOBODY
        if self._resting() or not self._asking.acquire(blocking=not doubtful):
            raise OperationalError("the broker did not answer a moment ago")
        try:
            if self._resting():
                raise OperationalError("the broker did not answer a moment ago")
            app.send_task(task, args, queue=queue, retry=False)
        except OperationalError:
            if not self._resting():
                self._silent_since = time.monotonic()
            raise
        else:
            self._silent_since = _NOBODY
        finally:
            self._asking.release()

    def _resting(self) -> bool:
        return time.monotonic() - self._silent_since < REST_SECONDS


broker = Broker()


def hand_over(task: str, args: list[Any], queue: str = "exports") -> None:
    """Send a task to the worker. Raises kombu's OperationalError when the broker is away."""
    broker.hand_over(task, args, queue)
