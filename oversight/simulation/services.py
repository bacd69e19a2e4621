"""Asking for a simulation and running it: it reads everything and writes to itself alone.

A worker that dies is followed by another after a while, from the beginning; a worker that was
taken for dead stops at its next step.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from catalog.policy.book import PolicyBook
from config.broker import hand_over
from oversight.enums import DIFFERENCES, OPEN, Fate, Stage
from oversight.models import Simulation
from oversight.simulation import lapses
from oversight.simulation.activity import Replay
from oversight.simulation.flags import Rehearsal
from oversight.simulation.policy_override import ALL_KEYS, KEYS, Scenario
from statistics.enums import Timeliness
from statistics.errors import NotAllowedError

# A worker that gave no sign for so long is taken for dead.
SILENCE = timedelta(minutes=10)
# So many workers may die of it; the next would take the other work of its queue with it again.
ATTEMPTS = 3
logger = logging.getLogger(__name__)
REFUSAL = "آزمودن سیاست کار دفتر آمار است."


Step = Callable[[], object]


class SupersededError(Exception):
    """Another worker has begun this simulation anew."""


def ask(user: User, values: Mapping[str, int | None], at: datetime) -> Simulation:
    """Put a simulation into the queue, or find the one of the same values that is not done yet.

    Raises NotAllowedError, or ValueError for a foreign key.
    """
    if not values or not set(values) <= set(ALL_KEYS):
        raise ValueError(f"not to be simulated: {sorted(values)}")
    if not authority_of(user).organizations(Permission.MANAGE_CATALOGUE):
        raise NotAllowedError(REFUSAL)
    begun = Simulation.objects.filter(values=dict(values), stage__in=OPEN).order_by("pk").first()
    if begun is not None:
        return begun
    with transaction.atomic():
        row = Simulation.objects.create(values=dict(values), asked_by=user, asked_at=at)
        # After the commit, else the worker finds no row; `robust`: without a broker it waits.
        transaction.on_commit(_wake_worker, robust=True)
    return row


def run_waiting() -> int:
    """Run what waits, one after the other; return how many came to an end."""
    ended = 0
    while (row := _claim(timezone.now())) is not None:
        # Counted before it runs: a worker that is killed writes nothing afterwards.
        if row.attempt > ATTEMPTS:
            logger.error("Simulation %s ended %s workers; it is given up.", row.pk, ATTEMPTS)
            _write(row, stage=Stage.FAILED, ended_at=timezone.now())
            continue
        try:
            _run(row)
            ended += 1
        except SupersededError:
            logger.warning("Simulation %s goes on elsewhere.", row.pk)
        except Exception:
            logger.exception("Simulation %s failed.", row.pk)
            _write(row, stage=Stage.FAILED, ended_at=timezone.now())
    return ended


@transaction.atomic
def _claim(now: datetime) -> Simulation | None:
    """Take the next one that waits, or whose worker died."""
    dead = Q(stage=Stage.RUNNING, touched_at__lt=now - SILENCE)
    # Another worker is claiming that one this moment: the next is taken.
    rows = Simulation.objects.select_for_update(skip_locked=True)
    row = rows.filter(Q(stage=Stage.WAITING) | dead).order_by("pk").first()
    if row is not None:
        # It begins anew, and what the dead worker found would stand twice.
        row.findings.all().delete()
        row.stage, row.attempt, row.touched_at = Stage.RUNNING, row.attempt + 1, now
        row.progress = 0
        row.save(update_fields=["stage", "attempt", "touched_at", "progress"])
    return row


def _run(row: Simulation) -> None:
    """Replay in chunks what the values say; each is one transaction with its progress."""
    # As of when it was asked: however late it runs, it answers the same question.
    scenario = Scenario(PolicyBook.load(), row.values, row.asked_at)
    result: dict[str, Any] = {}
    parts = [_days] if set(row.values) & set(KEYS) else []
    parts += [_questions] if set(row.values) - set(KEYS) else []
    work = [step for part in parts for step in part(scenario, row, result)]
    for number, step in enumerate(work):
        with transaction.atomic():
            _still_mine(row)
            step()
            # What is not done is never called done.
            _write(row, progress=min(99, 100 * (number + 1) // len(work)))
    _write(row, stage=Stage.DONE, progress=100, ended_at=timezone.now(), result=result)


def _days(scenario: Scenario, row: Simulation, result: dict[str, Any]) -> Iterator[Step]:
    """Replay clocks, then filings; what was counted is in `result` after the last step."""
    replay = Replay(scenario, row.pk)
    counts: lapses.Counts = Counter()

    def lapse(low: int, high: int) -> None:
        counts.update(lapses.replay(scenario, row.pk, low, high))

    yield from (partial(lapse, *chunk) for chunk in lapses.chunks())
    yield from (partial(replay.run, *chunk) for chunk in replay.chunks())
    yield lambda: result.update(_result(counts, replay))


def _questions(scenario: Scenario, row: Simulation, result: dict[str, Any]) -> Iterator[Step]:
    """Replay the rules that ask."""
    rehearsal = Rehearsal(scenario)
    yield from (partial(rehearsal.run, *chunk) for chunk in rehearsal.chunks())
    yield lambda: result.update(questions=rehearsal.result)


def _still_mine(row: Simulation) -> None:
    # Locked until the step commits: nobody claims it between the look and the writing.
    rows = Simulation.objects.select_for_update().filter(pk=row.pk, attempt=row.attempt)
    if not rows.filter(stage=Stage.RUNNING).exists():
        raise SupersededError(row.pk)


def _write(row: Simulation, **values: Any) -> None:
    # A worker that was taken for dead writes nothing over who follows it.
    mine = Simulation.objects.filter(pk=row.pk, attempt=row.attempt, stage=Stage.RUNNING)
    mine.update(touched_at=timezone.now(), **values)


def _result(counts: lapses.Counts, replay: Replay) -> dict[str, Any]:
    """Put together what was counted: fates by level, differences by kind and province, filings."""
    fates: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter(replay.totals.turned)
    kinds = {(state.value, fate.value): kind for (state, fate), kind in DIFFERENCES.items()}
    for (level, fate, province), number in counts.items():
        fates[level, fate] += number
        kind = kinds.get((level, fate))
        if kind is not None:
            found[kind, province] += number
    levels = {level for level, _ in fates}
    return {
        "levels": {
            level: {fate.value: fates[level, fate.value] for fate in Fate} for level in levels
        },
        "found": [[kind, province, number] for (kind, province), number in sorted(found.items())],
        "filed": {
            policy: [replay.totals.filed[policy, which] for which in Timeliness]
            for policy in replay.books
        },
        "inactive": {policy: replay.totals.inactive[policy] for policy in replay.books},
    }


def _wake_worker() -> None:
    # Without a broker it waits for the next turn of the scheduler.
    hand_over("oversight.tasks.simulate", [])
