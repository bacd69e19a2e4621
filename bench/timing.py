"""Fair timings on a noisy machine: interleaved medians, least of three, floors before and after."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any
from unittest.mock import patch

from django.db import connection

DRIFT = 1.5
TRIES = 4
WARM = 5

Action = Callable[[], object]


class NoisyError(RuntimeError):
    """The floor moved too much between before and after: the case is to be run again."""


def seconds(action: Action) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def interleaved(ours: Action, floor: Action, rounds: int = 41) -> tuple[float, float]:
    """Time both in turn and take their medians; for what takes milliseconds.

    Noisy when the floor differs by more than DRIFT between the two halves.
    """
    # The first calls prepare statements and read templates.
    for _ in range(WARM):
        ours()
        floor()
    pairs = [(seconds(ours), seconds(floor)) for _ in range(rounds)]
    floors = [pair[1] for pair in pairs]
    before, after = median(floors[: rounds // 2]), median(floors[rounds // 2 :])
    if max(before, after) > DRIFT * min(before, after):
        raise NoisyError
    return median(pair[0] for pair in pairs), median(floors)


def median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 2]


def least(ours: Action, floor: Action, reset: Action, runs: int = 3) -> tuple[float, float]:
    """Take the least of `runs` for both; for what takes seconds.

    `reset` brings the rows back and cleans up before each. A run whose floor differs by more than
    DRIFT between before and after is rejected; Noisy when too many are.
    """
    best_ours, best_floor, good = float("inf"), float("inf"), 0
    for _ in range(runs * TRIES):
        before = _fresh(floor, reset)
        mine = _fresh(ours, reset)
        after = _fresh(floor, reset)
        if max(before, after) > DRIFT * min(before, after):
            continue
        best_ours, best_floor = min(best_ours, mine), min(best_floor, before, after)
        good += 1
        if good == runs:
            return best_ours, best_floor
    if good:
        return best_ours, best_floor
    raise NoisyError


@dataclass
class Stopwatch:
    """Seconds that one function took of a longer piece of work, the last time it was called."""

    spent: float = 0.0

    @contextmanager
    def around(self, module: ModuleType, name: str) -> Iterator[None]:
        """Watch a function of a module, called in the block by its name in that module."""
        watched = getattr(module, name)

        def timed(*given: Any) -> Any:
            start = time.perf_counter()
            try:
                return watched(*given)
            finally:
                self.spent = time.perf_counter() - start

        with patch.object(module, name, timed):
            yield


def execute(sql: str, params: dict[str, Any] | None = None) -> int:
    """Run one statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def clean(*tables: str) -> None:
    """Clear dead rows of the tables and write the buffers out, so each run starts alike."""
    for table in tables:
        execute(f"VACUUM {table}")
    execute("CHECKPOINT")


def _fresh(action: Action, reset: Action) -> float:
    reset()
    return seconds(action)
