"""A long work of a worker signs that it goes on: without a sign the worker is taken for dead."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection


@contextmanager
def signing(sign: Callable[[], object], seconds: float, name: str) -> Iterator[None]:
    """Call `sign` every so many seconds while the work goes on, in a thread of that name.

    The thread has a connection of its own: that of the work is in the middle of a statement. A
    worker that is killed signs no more; one that hangs is ended by the limits of its work.
    """
    over = threading.Event()

    def keep_signing() -> None:
        try:
            while not over.wait(seconds):
                # A sign that is missed is made up for by the next.
                with suppress(DatabaseError):
                    sign()
        finally:
            # The thread's own.
            connection.close()

    signer = threading.Thread(target=keep_signing, name=name, daemon=True)
    signer.start()
    try:
        yield
    finally:
        over.set()
        signer.join()
