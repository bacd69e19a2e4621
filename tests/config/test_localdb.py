"""On real servers, in folders of their own: the pair of the running tests is never touched."""

import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from config import localdb, localpair, localservers
from config.localpair import LocalServerError


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A checkout with spaces in its path; as root, one that the servers' user cannot reach."""
    folder = tmp_path / "a check out"
    folder.mkdir()
    yield folder
    for profile in localpair.PROFILES:
        localdb.clear(profile, folder)


@pytest.fixture
def open_root() -> Iterator[Path]:
    """A checkout that everybody reaches."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp", prefix="open check out "))
    folder.chmod(0o755)
    yield folder
    localdb.clear("test", folder)
    shutil.rmtree(folder)


def ask(root: Path, sql: str, profile: str = "test") -> object:
    with psycopg.connect(localdb.urls(profile, root).database_url, autocommit=True) as connection:
        cursor = connection.execute(sql)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def redis(root: Path, profile: str = "test") -> Redis:
    return Redis.from_url(localdb.urls(profile, root).redis_url)


def test_the_addresses_are_known_before_anything_starts(root: Path) -> None:
    urls = localdb.urls("test", root)
    assert not localdb.running("test", root)
    assert localdb.start("test", root) == urls
    assert localdb.running("test", root)


def test_the_portal_enters_as_a_role_of_its_own(root: Path) -> None:
    localdb.start("test", root)
    assert ask(root, "SELECT current_user") == "portal"
    assert ask(root, "SELECT current_database()") == "portal"
    assert ask(root, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask(root, "SELECT current_setting('server_version_num')::int / 10000") == 18
    assert ask(root, "SELECT current_setting('TimeZone')") == "UTC"


def test_nobody_is_trusted(root: Path) -> None:
    url = localdb.start("test", root).database_url.replace("portal@", "stranger@")
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        psycopg.connect(url)


def test_there_is_no_network_port_and_the_sockets_are_private(root: Path) -> None:
    localdb.start("test", root)
    assert ask(root, "SELECT current_setting('listen_addresses')") == ""
    with redis(root) as client:
        assert client.config_get("port") == {"port": "0"}
    folder = localpair.pair_of("test", root).sockets
    assert stat.S_IMODE(folder.lstat().st_mode) == 0o700
    assert len(str(folder / ".s.PGSQL.5432.lock")) < 107


def test_starting_twice_changes_nothing(root: Path) -> None:
    localdb.start("test", root)
    before = {process.pid for process in localservers.members(localpair.pair_of("test", root))}
    localdb.start("test", root)
    after = {process.pid for process in localservers.members(localpair.pair_of("test", root))}
    assert before <= after
    assert ask(root, "SELECT 1") == 1


def test_data_survives_a_kill_in_the_middle(root: Path) -> None:
    localdb.start("demo", root)
    ask(root, "CREATE TABLE kept AS SELECT 7 AS value", "demo")
    with redis(root, "demo") as client:
        client.set("kept", 7)
    pair = localpair.pair_of("demo", root)
    for program in ("postgres", "redis-server"):
        leader = localservers.leader(pair, program)
        assert leader is not None
        leader.send_signal(signal.SIGKILL)
    localdb.start("demo", root)
    assert ask(root, "SELECT value FROM kept", "demo") == 7
    with redis(root, "demo") as client:
        assert client.get("kept") == b"7"


def test_a_lock_that_names_another_process_does_not_stop_the_start(open_root: Path) -> None:
    localdb.start("test", open_root)
    data = open_root / ".local/test/servers/postgres"
    lines = (data / "postmaster.pid").read_text().splitlines()
    localdb.stop("test", open_root)
    (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    localdb.start("test", open_root)
    assert ask(open_root, "SELECT 1") == 1


def test_a_half_made_cluster_is_made_again(open_root: Path) -> None:
    half = open_root / ".local/test/servers/postgres.new"
    localdb.start("test", open_root)
    localdb.stop("test", open_root)
    (half.parent / "postgres").rename(half)
    (half / "PG_VERSION").unlink()
    localdb.start("test", open_root)
    assert ask(open_root, "SELECT 1") == 1


def test_a_folder_deleted_under_the_servers_is_noticed(open_root: Path) -> None:
    localdb.start("test", open_root)
    ask(open_root, "CREATE TABLE gone ()")
    while (open_root / ".local").exists():  # the servers still write while their folder goes
        shutil.rmtree(open_root / ".local", ignore_errors=True)
    localdb.start("test", open_root)
    assert ask(open_root, "SELECT to_regclass('gone')") is None


def test_two_checkouts_and_two_profiles_stand_side_by_side(root: Path, open_root: Path) -> None:
    for profile, folder in (("test", root), ("demo", root), ("test", open_root)):
        localdb.start(profile, folder)
        ask(folder, f"CREATE TABLE mine AS SELECT '{profile} {folder.name}' AS value", profile)
    localdb.stop("demo", root)
    assert ask(root, "SELECT value FROM mine") == f"test {root.name}"
    assert ask(open_root, "SELECT value FROM mine") == f"test {open_root.name}"


def test_stopping_leaves_no_process(root: Path) -> None:
    localdb.start("test", root)
    with psycopg.connect(localdb.urls("test", root).database_url):
        localdb.stop("test", root)
    assert localservers.members(localpair.pair_of("test", root)) == []
    assert not localdb.running("test", root)
    localdb.stop("test", root)


def test_stopping_ends_the_children_of_a_killed_server(root: Path) -> None:
    url = localdb.start("test", root).database_url
    pair = localpair.pair_of("test", root)
    leader = localservers.leader(pair, "postgres")
    assert leader is not None
    connection = psycopg.connect(url)
    leader.send_signal(signal.SIGKILL)
    localdb.stop("test", root)
    connection.close()
    assert localservers.members(pair) == []


def test_a_folder_laid_out_by_somebody_else_is_refused(root: Path) -> None:
    folder = localpair.pair_of("test", root).sockets
    folder.symlink_to(root)
    for use in (localdb.urls, localdb.start):
        with pytest.raises(LocalServerError, match="is not a private folder"):
            use("test", root)
    folder.unlink()
    folder.mkdir(mode=0o755)
    with pytest.raises(LocalServerError, match="is not a private folder"):
        localdb.urls("test", root)
    folder.rmdir()


def test_a_failed_start_shows_the_end_of_the_log(open_root: Path) -> None:
    localdb.start("test", open_root)
    localdb.stop("test", open_root)
    (open_root / ".local/test/servers/postgres/global/pg_control").unlink()
    with pytest.raises(LocalServerError, match="pg_control"):
        localdb.start("test", open_root)


def test_only_demonstration_tests_and_bench_have_local_servers(root: Path) -> None:
    with pytest.raises(LocalServerError, match="demo and test and bench only"):
        localdb.urls("production", root)


def test_the_command_line_says_what_it_accepts() -> None:
    with pytest.raises(LocalServerError, match="start, stop, status or clear"):
        localdb.main(["restart", "test"])
