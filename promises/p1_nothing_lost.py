"""P1, nothing acknowledged is lost: PostgreSQL falls under eight writers, Redis is gone.

The portal is served as in production and its servers are the promise's own, commits on the disk.
Acknowledged is what led to the receipt, to the next step or to the next case. The browser that is
cut off is in `p1_cut_off.py`, two people at one computer are in `p1_two_people.py`, the Enter key
is in `p1_enter.py`.
"""

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email import message_from_string
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.utils import timezone
from redis import Redis

from accounts.enums import Delivery
from accounts.models import Notice, Outbox, User
from config.local import database
from config.local.processes import Background, until
from promises.held_letters import IN_HAND, LET_GO
from promises.http_clients import BREATH_SECONDS, HttpClient, Ledger, NotDone, Writer, version_on
from promises.integrity_check import faults_of
from promises.private_servers import DURABLE, Servers, looking_at, own_servers, served
from promises.pytest_plugin import Tally
from review.models import Decision
from statistics.enums import State
from statistics.models import Submission
from tests import world as worlds
from tests.clone_cases import copies
from tests.scheduler import PATIENCE_SECONDS, environ, turns, wait_for
from tests.world import MEHR, World

WRITERS = 8
RESTARTS, RESTARTS_AT_NIGHT = 20, 200
# The writers are at work again before the next fall.
ACTS_BETWEEN = 12
WINDOW_SECONDS = 0.4
FILINGS, FILINGS_AT_NIGHT = 500, 5000
# Celery as it runs, except that letters become files and the outbox has its turn every second.
CELERY = """
import sys
from django.conf import settings
settings.EMAIL_FILE_PATH, settings.EMAIL_BACKEND = sys.argv[1:3]
from config.celery import app
app.conf.beat_schedule["send_notices"]["schedule"] = 1.0
app.start(sys.argv[3:])
"""
FILES = "django.core.mail.backends.filebased.EmailBackend"
HELD = "promises.held_letters.HeldLetters"


@pytest.fixture
def _databases(django_db_blocker: Any) -> Iterator[None]:
    """Let the test speak to databases; it uses none of pytest's."""
    with django_db_blocker.unblock():
        yield


@pytest.mark.usefixtures("_databases")
def test_postgresql_falls_under_eight_writers(tally: Tally, nightly: bool, tmp_path: Path) -> None:
    ledger = Ledger()
    with own_servers("postgres") as servers, looking_at(servers):
        servers.manage("migrate", "--verbosity", "0")
        crew = worlds.build()
        licences = [case.licence for case in copies(crew.draft(MEHR - 1), WRITERS)]
        with served(tmp_path, servers.environ) as port:
            owner, union = HttpClient(port, crew.owner), HttpClient(port, crew.union_officer)
            writers = [Writer(ledger, owner, union, licence.number) for licence in licences]
            for writer in writers:
                writer.start()
            for number in range(RESTARTS_AT_NIGHT if nightly else RESTARTS):
                _wait_for_acts(ledger, len(ledger.acts) + ACTS_BETWEEN)
                # No event to wait for: the fall comes at a random instant of their work.
                time.sleep(random.uniform(0, WINDOW_SECONDS))
                servers.kill("postgres")
                # Taken after the fall: what was acknowledged until then must be there.
                known = list(ledger.acts)
                servers.start()
                connection.close()
                faults = faults_of(known)
                tally.add(not faults, f"fall {number + 1}: {faults[:3]}")
            for writer in writers:
                writer.stopped.set()
            for writer in writers:
                writer.join(PATIENCE_SECONDS)
            stuck = sum(writer.is_alive() for writer in writers)
            tally.add(not stuck, f"{stuck} writers wait for an answer: {ledger.unsure}")
        faults = faults_of(ledger.acts)
    for act in ledger.acts:
        tally.add(f"lost: {act}" not in faults, f"lost: {act}")
    tally.add(not faults and not ledger.wrong, f"at the end: {(faults + ledger.wrong)[:3]}")
    _say(tally, ledger)


def _wait_for_acts(ledger: Ledger, count: int) -> None:
    done = until(lambda: len(ledger.acts) >= count or ledger.wrong, PATIENCE_SECONDS)
    assert done, f"nothing is acknowledged any more: {ledger.unsure}"


def _say(tally: Tally, ledger: Ledger) -> None:
    unsure = ", ".join(f"{count} × {what}" for what, count in sorted(ledger.unsure.items()))
    tally.say(f"{len(ledger.acts)} acts acknowledged under falls, others answered {unsure}")


def test_redis_is_flushed_and_away_during_five_hundred_filings(
    shared_world: World, tally: Tally, nightly: bool, tmp_path: Path
) -> None:
    owner = shared_world.owner
    numbers = _ready(shared_world, FILINGS_AT_NIGHT if nightly else FILINGS)
    letters = tmp_path / "letters"
    with own_servers("redis") as servers:
        there = environ() | {"REDIS_URL": servers.environ["REDIS_URL"]}
        with served(tmp_path, there) as port, _celery(tmp_path, letters, there) as worker:
            slowest, away = _file_all(servers, HttpClient(port, owner), numbers)
            filed = Submission.objects.filter(state=State.AT_UNION).count()
            tally.say(f"{filed} filed, slowest {slowest:.1f} s; {away} told while Redis was away")
            _wait_until_all_are_told(worker)
    _judge_filings(tally, numbers, letters)


def test_redis_falls_while_a_letter_is_in_hand(
    shared_world: World, tally: Tally, tmp_path: Path
) -> None:
    """The worker has not answered for that letter's task: it lives on, and tells of the next."""
    numbers = _ready(shared_world, 2)
    letters = tmp_path / "letters"
    with own_servers("redis-in-hand") as servers:
        there = environ() | {"REDIS_URL": servers.environ["REDIS_URL"]}
        celery = _celery(tmp_path, letters, there, HELD)
        with served(tmp_path, there) as port, celery as worker:
            owner = HttpClient(port, shared_world.owner)
            _file(owner, numbers[0])
            wait_for((tmp_path / IN_HAND).exists, worker, told=_outbox)
            servers.kill("redis-server")
            servers.start()
            _file(owner, numbers[1])
            wait_for(_sent().exists, worker, told=_outbox)
            (tmp_path / LET_GO).touch()
            _wait_until_all_are_told(worker)
    _judge_filings(tally, numbers, letters)


def _ready(crew: World, count: int) -> list[str]:
    """Make months that their owner can file; give their numbers."""
    User.objects.filter(pk=crew.owner.pk).update(email="owner@example.ir", mobile="")
    return [case.tracking_number for case in copies(crew.ready(), count)]


def _sent() -> QuerySet[Outbox]:
    return Outbox.objects.filter(state=Delivery.SENT)


def _outbox() -> str:
    """Say how many letters wait, are in hand for good (unknown) or sent, and of the oldest more."""
    states = Outbox.objects.values_list("state", "attempts").annotate(n=Count("pk"))
    found = ", ".join(f"{n} {state} at try {tries}" for state, tries, n in states.order_by("state"))
    left = Outbox.objects.exclude(state=Delivery.SENT).order_by("next_try_at").first()
    if left is None:
        return found
    return f"{found}; first due {left.next_try_at}, taken {left.claimed_at}, now {timezone.now()}"


def _wait_until_all_are_told(worker: Background) -> None:
    """Wait for every letter, and two turns more: one sent twice would be sent by then."""
    unsent = Outbox.objects.exclude(state=Delivery.SENT)
    wait_for(lambda: not unsent.exists(), worker, told=_outbox)
    ended = turns(worker)
    wait_for(lambda: turns(worker) > ended + 2, worker, told=_outbox)


@contextmanager
def _celery(
    folder: Path, letters: Path, there: dict[str, str], gateway: str = FILES
) -> Iterator[Background]:
    """Run a worker of two processes and a clock, whose letters become files."""
    begin = [sys.executable, "-c", CELERY, str(letters), gateway]
    worker, beat = Background(folder, "worker"), Background(folder, "beat")
    try:
        queues = ["--queues", "deadlines,exports", "--concurrency", "2", "-l", "INFO"]
        worker.start([*begin, "worker", *queues], there)
        beat.start([*begin, "beat", "--schedule", str(folder / "beat"), "--pidfile", ""], there)
        wait_for(lambda: turns(worker), worker, beat)
        yield worker
    finally:
        beat.stop()
        worker.stop()


def _file_all(servers: Servers, owner: HttpClient, numbers: Sequence[str]) -> tuple[float, int]:
    """File all by eight hands; Redis is flushed after a tenth, away between a fifth and the rest.

    Return how many seconds the slowest filing took, and how many were told while it was away.
    """
    redis = Redis.from_url(database.urls(DURABLE, servers.root).redis_url)
    tenth, done = len(numbers) // 10, 0
    at: dict[int, Callable[[], object]] = {
        tenth: redis.flushall,
        2 * tenth: lambda: servers.kill("redis-server"),
        8 * tenth: servers.start,
    }
    slowest, before, away = 0.0, 0, 0
    with ThreadPoolExecutor(WRITERS) as hands:
        for seconds in hands.map(lambda number: _file(owner, number), numbers):
            slowest, done = max(slowest, seconds), done + 1
            if done in at:
                sent = _sent().count()
                away = sent - before if done == 8 * tenth else 0
                before = sent
                at[done]()
    redis.close()
    return slowest, away


def _file(owner: HttpClient, number: str) -> float:
    """File one month, again where nobody said that it was done; return the seconds it took."""
    path, began = f"/statistics/{number}/confirm/", time.monotonic()
    while page := owner.read(path):
        try:
            owner.send(path, {"version": version_on(page)}, "/receipt/")
        except NotDone:
            time.sleep(BREATH_SECONDS)
        else:
            break
    return time.monotonic() - began


def _judge_filings(tally: Tally, numbers: Sequence[str], letters: Path) -> None:
    """Find every month filed once, its owner told by one notice, and each notice by one letter."""
    arrived = sum(map(_notices_in, letters.iterdir()))
    sent = Counter(url.split("/")[2] for url in _sent().values_list("notice__url", flat=True))
    mine = Submission.objects.filter(state=State.AT_UNION, round=1)
    filed = set(mine.values_list("tracking_number", flat=True))
    decided = Counter(Decision.objects.values_list("submission__tracking_number", flat=True))
    told = Counter(url.split("/")[2] for url in Notice.objects.values_list("url", flat=True))
    for number in numbers:
        found = (number in filed, decided[number], told[number], sent[number])
        tally.add(found == (True, 1, 1, 1), f"{number}: filed, decisions, notices, sent {found}")
    # The clock is a real one: what else falls due meanwhile is told by a letter too.
    due = sum(sent.values())
    tally.add(arrived == due, f"letters told of {arrived} notices, not {due}")


def _notices_in(letters: Path) -> int:
    """Count the notices told of in a file of letters; one letter gathers what waits together."""
    texts = letters.read_text(encoding="utf-8").split(f"{'-' * 79}\n")
    subjects = (message_from_string(text, policy=default)["subject"] for text in texts)
    gathered = (re.search(r"([۰-۹]+) پیام جدید", subject) for subject in subjects if subject)
    return sum(int(found[1]) if found else 1 for found in gathered)
