"""Signs of life of worker and beat, in Redis: whoever asks `/readyz` sees which of them is gone."""

from typing import Any

from celery.beat import PersistentScheduler
from celery.signals import worker_ready
from django.core.cache import cache
from redis.exceptions import RedisError

# The queues of `config.celery`; a worker may serve one of them or several.
QUEUES = ("deadlines", "exports", "imports", "files")
BEAT = "beat"
# Beat is busy every minute at the latest, its shortest turn.
LIVES_SECONDS = 150
EVERY_SECONDS = 20.0


def key(name: str) -> str:
    return f"alive:{name}"


def sign(*names: str) -> None:
    """Say that these live; without Redis nobody can be told."""
    try:
        for name in names:
            cache.set(key(name), 1, LIVES_SECONDS)
    except RedisError:
        return


def silent(*names: str) -> list[str]:
    """List those that gave no sign of life lately. Raises RedisError."""
    return [name for name in names if not cache.get(key(name))]


@worker_ready.connect  # type: ignore[untyped-decorator]
def keep_signing(sender: Any, **_: Any) -> None:
    """Let a worker sign for the queues it takes from, as long as its loop runs."""
    served = sorted(queue.name for queue in sender.task_consumer.queues)
    sign(*served)
    sender.timer.call_repeatedly(EVERY_SECONDS, sign, served)


class SigningScheduler(PersistentScheduler):  # type: ignore[misc]
    """Celery's clock, which signs at every turn."""

    def tick(self, *args: Any, **options: Any) -> Any:
        sign(BEAT)
        return super().tick(*args, **options)
