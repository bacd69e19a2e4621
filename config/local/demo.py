"""`make demo`, `make logs` and `make stop`: what they do, in order, and what they say."""

import argparse
import gc
import os
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import psycopg

from config.local import database
from config.local.paths import PROFILES, LocalServerError, servers_of
from config.local.processes import Background, until

ROOT = Path(__file__).resolve().parents[2]
RUN = ROOT / ".local" / "demo" / "run"
WEB, WORKER, IMPORTS, BEAT = (
    Background(RUN, name) for name in ("web", "worker", "imports", "beat")
)
PATIENCE_SECONDS = 60.0
STEPS = (
    ("Laying out the database", ("migrate", "--verbosity", "0")),
    ("Loading the reference data", ("load_reference",)),
    ("Making a small country", ("demo_data",)),
)
# Beside them: it needs no database.
STYLES = ("collectstatic", "--noinput", "--verbosity", "0")
# Handed over once the address is told.
BEHIND = ("demo_background",)
STORY = """
The portal runs on {address}

Accounts, all with the password demo-1405
  unit      owner of two units            delegate  files for an owner
  union     officer of a guild union      county    county office, reads its county
  province  provincial expert             head      head of the provincial office
  ministry  ministry expert               stats     statistics office
  import    reviewer of import orders     admin     technical administrator
  stats-2   the second who signs          union-new a union on its way to access
  auditor   reads who came, was refused and was let in
  clerk     types at the union for an owner who came
  affiliate, affiliate-head, ministry-head   an office's own statistics: written, confirmed
  union-sweets   officer of a union who owns a unit: its case in the inbox cannot be decided
  unit-late      months left out: one, two and three warned about, a unit inactive, one back again
  unit-registry  a licence expired, one suspended, one renewed, and a unit without guild id

Try
  as unit: file last month (the same product again, a quantity, two confirmations)
  as union: open the inbox, return one submission with a reason, approve another
  as unit again: see the reason beside the field, correct it, confirm
  as stats: ask for the last months' production as a file, and see it stand in the log of files
  as admin: see who is signed in, switch an account off, and find no figure anywhere

Behind these accounts a worker writes two thousand units with 26 months, for the pages of figures;
a line on the pages of the offices tells how far it is.

`make logs` follows what happens, `make stop` ends everything.
"""


FAILED = "`manage.py {}` failed, see above; `make clean` makes all anew."


class DemoError(Exception):
    """Why the demonstration does not run, in one sentence."""


def start(port: int) -> None:
    """Bring up servers, data, web, workers and beat; return when the portal answers.

    What ran before is started anew, so that changed code is what runs.
    """
    began = time.monotonic()

    def say(title: str) -> None:
        used = os.times()
        print(
            f"{time.monotonic() - began:5.0f} s  {title} ..."
            f" CPU {used.user + used.children_user:.1f}",
            flush=True,
        )

    _end_processes()
    say("Starting PostgreSQL and Redis")
    forget_older_layout(database.start("demo").database_url)
    os.environ["PORTAL_PROFILE"] = "demo"
    environ = os.environ | {"PYTHONUNBUFFERED": "1"}
    styles = _manage(STYLES, environ)
    _lay_out(say)
    if styles.wait():
        raise DemoError(FAILED.format(STYLES[0]))
    free = _free_port(port)
    if free != port:
        print(f"Port {port} is taken by another program; the portal takes {free}.", flush=True)
    address = f"http://127.0.0.1:{free}/"
    # Letters lead to where the portal really answers.
    environ.setdefault("SITE_URL", address)
    say("Starting the portal, its workers and its clock")
    _start_processes(free, environ)
    _await(f"{address}healthz")
    print(STORY.format(address=address), flush=True)
    # By a worker, so that nobody waits for it: the portal can be used meanwhile.
    subprocess.run([sys.executable, "manage.py", *BEHIND], env=environ, check=False)


def _manage(command: tuple[str, ...], environ: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "manage.py", *command], env=environ)


def _lay_out(say: Callable[[str], None]) -> None:
    """Go through the steps in this process: each of its own would load the portal anew."""
    import django
    from django.core.management import call_command
    from django.db import connections

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    # Migrations make and drop every state of the tables there ever was, and the collector looks
    # through them all: seldom, for it takes nearly a third of their time.
    gc.freeze()
    gc.set_threshold(100_000)
    for title, (name, *options) in STEPS:
        say(title)
        try:
            # Without the checks of Django: what they find is found by `make test`.
            call_command(name, *options)
        except Exception as error:
            traceback.print_exc()
            raise DemoError(FAILED.format(name)) from error
    connections.close_all()


def forget_older_layout(url: str) -> None:
    """Empty a database whose applied migrations are not those of this checkout, saying so.

    The demonstration's data are invented, so they are made again instead of being migrated.
    """
    mine = {(path.parts[-3], path.stem) for path in ROOT.glob("*/migrations/0*.py")}
    apps = [app for app, _ in mine]
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
            return
        rows = connection.execute(
            "SELECT app, name FROM django_migrations WHERE app = ANY(%s)", [apps]
        )
        if {*rows.fetchall()} <= mine:
            return
        print("The data here are of an older layout; they are made anew.", flush=True)
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def stop() -> None:
    """End every process of this checkout, whatever profile it belongs to."""
    _end_processes()
    for profile in PROFILES:
        database.stop(profile)


def logs() -> None:
    """Follow all logs until the terminal interrupts."""
    private = servers_of("demo", ROOT).sockets
    found = [
        path for folder in (RUN, RUN.parent / "servers", private) for path in folder.glob("*.log")
    ]
    if not found:
        raise DemoError("There is no log yet: run make demo first.")
    os.execvp("tail", ["tail", "-n", "20", "-F", *map(str, found)])


def _start_processes(port: int, environ: dict[str, str]) -> None:
    gunicorn = ["gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    gunicorn += ["--workers", "2", "--threads", "4", "--limit-request-line", "8190"]
    celery = ["celery", "-A", "config"]
    worker = ["worker", "--concurrency", "1", "-l", "INFO"]
    deadlines = [*worker, "--queues", "deadlines,exports"]
    # No file may stand before a deadline.
    imports = [*worker, "--queues", "imports,files", "--hostname", "imports@%h"]
    beat = ["beat", "--schedule", str(RUN / "beat"), "--pidfile", "", "-l", "INFO"]
    python = [sys.executable, "-m"]
    WEB.start([*python, *gunicorn], environ | {"PORTAL_PROCESS": "web"})
    WORKER.start([*python, *celery, *deadlines], environ)
    IMPORTS.start([*python, *celery, *imports], environ)
    BEAT.start([*python, *celery, *beat], environ)


def _end_processes() -> None:
    for process in (BEAT, WEB, WORKER, IMPORTS):
        process.stop()


def _free_port(first: int) -> int:
    for port in range(first, min(first + 100, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise DemoError(f"No port from {first} on is free: run make demo PORT=... with another.")


def _await(address: str) -> None:
    until(lambda: not WEB.process() or _answers(address), PATIENCE_SECONDS)
    if WEB.process() and _answers(address):
        return
    end = WEB.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
    raise DemoError("\n  ".join(["The portal does not answer; its log ends:", *end]))


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=PATIENCE_SECONDS) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=("start", "stop", "logs"))
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    os.chdir(ROOT)
    try:
        match options.action:
            case "start":
                start(options.port)
            case "stop":
                stop()
            case _:
                logs()
    except (DemoError, LocalServerError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
