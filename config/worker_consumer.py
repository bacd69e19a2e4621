"""The worker's line to Redis, which outlives a Redis that falls while a task is in hand."""

from contextlib import suppress

from celery.worker.consumer import Consumer


class ReconnectingConsumer(Consumer):  # type: ignore[misc]
    """Celery's consumer, which gives back what is in hand before the line is taken down."""

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        """Close the channel of tasks while it still knows where Redis is.

        Celery 5.7 closes it once for the answer that is awaited, which fails, and once more when it
        has forgotten the address: with a message in hand that was an AttributeError and the end of
        the worker, which took no task any more while the one in hand lasted.
        """
        if self.task_consumer:
            # The first closing ends at the answer that never came, the second gives back.
            for _ in range(2):
                # What nobody takes back is lost with that Redis, and the beat sends it anew.
                with suppress(Exception):
                    self.task_consumer.channel.close()
        super().on_connection_error_after_connected(exc)
