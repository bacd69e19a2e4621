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

from config.local import database, paths, servers
from config.local.paths import LocalServerError


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A checkout with spaces in its path; as root, one that the servers' user cannot reach."""
    folder = tmp_path / "a check out"
    folder.mkdir()
    yield folder
    for profile in paths.PROFILES:
        database.clear(profile, folder)


@pytest.fixture
def open_root() -> Iterator[Path]:
    """A checkout that everybody reaches."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp", prefix="open check out "))
    folder.chmod(0o755)
    yield folder
    database.clear("test", folder)
    shutil.rmtree(folder)


def ask(root: Path, sql: str, profile: str = "test") -> object:
    with psycopg.connect(database.urls(profile, root).database_url, autocommit=True) as connection:
        cursor = connection.execute(sql)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def redis(root: Path, profile: str = "test") -> Redis:
    return Redis.from_url(database.urls(profile, root).redis_url)


def test_the_addresses_are_known_before_anything_starts(root: Path) -> None:
    urls = database.urls("test", root)
    assert not database.running("test", root)
    assert database.start("test", root) == urls
    assert database.running("test", root)


def test_the_portal_enters_as_a_role_of_its_own(root: Path) -> None:
    database.start("test", root)
    assert ask(root, "SELECT current_user") == "portal"
    assert ask(root, "SELECT current_database()") == "portal"
    assert ask(root, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask(root, "SELECT current_setting('server_version_num')::int / 10000") == 18
    assert ask(root, "SELECT current_setting('TimeZone')") == "UTC"


def test_nobody_is_trusted(root: Path) -> None:
    url = database.start("test", root).database_url.replace("portal@", "stranger@")
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        psycopg.connect(url)


def test_there_is_no_network_port_and_the_sockets_are_private(root: Path) -> None:
    database.start("test", root)
    assert ask(root, "SELECT current_setting('listen_addresses')") == ""
    with redis(root) as client:
        assert client.config_get("port") == {"port": "0"}
    folder = paths.servers_of("test", root).sockets
    assert stat.S_IMODE(folder.lstat().st_mode) == 0o700
    assert len(str(folder / ".s.PGSQL.5432.lock")) < 107


def test_starting_twice_changes_nothing(root: Path) -> None:
    database.start("test", root)
    before = {process.pid for process in servers.members(paths.servers_of("test", root))}
    database.start("test", root)
    after = {process.pid for process in servers.members(paths.servers_of("test", root))}
    assert before <= after
    assert ask(root, "SELECT 1") == 1


def test_data_survives_a_kill_in_the_middle(root: Path) -> None:
    database.start("demo", root)
    ask(root, "CREATE TABLE kept AS SELECT 7 AS value", "demo")
    with redis(root, "demo") as client:
        client.set("kept", 7)
    pair = paths.servers_of("demo", root)
    for program in ("postgres", "redis-server"):
        leader = servers.leader(pair, program)
        assert leader is not None
        leader.send_signal(signal.SIGKILL)
    database.start("demo", root)
    assert ask(root, "SELECT value FROM kept", "demo") == 7
    with redis(root, "demo") as client:
        assert client.get("kept") == b"7"


def test_a_lock_that_names_another_process_does_not_stop_the_start(open_root: Path) -> None:
    database.start("test", open_root)
    data = open_root / ".local/test/servers/postgres"
    lines = (data / "postmaster.pid").read_text().splitlines()
    database.stop("test", open_root)
    (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    database.start("test", open_root)
    assert ask(open_root, "SELECT 1") == 1


def test_a_half_made_cluster_is_made_again(open_root: Path) -> None:
    half = open_root / ".local/test/servers/postgres.new"
    database.start("test", open_root)
    database.stop("test", open_root)
    (half.parent / "postgres").rename(half)
    (half / "PG_VERSION").unlink()
    database.start("test", open_root)
    assert ask(open_root, "SELECT 1") == 1


def test_a_folder_deleted_under_the_servers_is_noticed(open_root: Path) -> None:
    database.start("test", open_root)
    ask(open_root, "CREATE TABLE gone ()")
    while (open_root / ".local").exists():  # the servers still write while their folder goes
        shutil.rmtree(open_root / ".local", ignore_errors=True)
    database.start("test", open_root)
    assert ask(open_root, "SELECT to_regclass('gone')") is None


def test_two_checkouts_and_two_profiles_stand_side_by_side(root: Path, open_root: Path) -> None:
    for profile, folder in (("test", root), ("demo", root), ("test", open_root)):
        database.start(profile, folder)
        ask(folder, f"CREATE TABLE mine AS SELECT '{profile} {folder.name}' AS value", profile)
    database.stop("demo", root)
    assert ask(root, "SELECT value FROM mine") == f"test {root.name}"
    assert ask(open_root, "SELECT value FROM mine") == f"test {open_root.name}"


def test_stopping_leaves_no_process(root: Path) -> None:
    database.start("test", root)
    with psycopg.connect(database.urls("test", root).database_url):
        database.stop("test", root)
    assert servers.members(paths.servers_of("test", root)) == []
    assert not database.running("test", root)
    database.stop("test", root)


def test_stopping_ends_the_children_of_a_killed_server(root: Path) -> None:
    url = database.start("test", root).database_url
    pair = paths.servers_of("test", root)
    leader = servers.leader(pair, "postgres")
    assert leader is not None
    connection = psycopg.connect(url)
    leader.send_signal(signal.SIGKILL)
    database.stop("test", root)
    connection.close()
    assert servers.members(pair) == []


def test_a_folder_laid_out_by_somebody_else_is_refused(root: Path) -> None:
    folder = paths.servers_of("test", root).sockets
    folder.symlink_to(root)
    for use in (database.urls, database.start):
        with pytest.raises(LocalServerError, match="is not a private folder"):
            use("test", root)
    folder.unlink()
    folder.mkdir(mode=0o755)
    with pytest.raises(LocalServerError, match="is not a private folder"):
        database.urls("test", root)
    folder.rmdir()


def test_a_failed_start_shows_the_end_of_the_log(open_root: Path) -> None:
    database.start("test", open_root)
    database.stop("test", open_root)
    (open_root / ".local/test/servers/postgres/global/pg_control").unlink()
    with pytest.raises(LocalServerError, match="pg_control"):
        database.start("test", open_root)


def test_only_demonstration_tests_and_bench_have_local_servers(root: Path) -> None:
    with pytest.raises(LocalServerError, match="demo and test and bench only"):
        database.urls("production", root)


def test_the_command_line_says_what_it_accepts() -> None:
    with pytest.raises(LocalServerError, match="start, stop, status or clear"):
        database.main(["restart", "test"])
