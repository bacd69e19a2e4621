"""What a process is told from outside: refused whole, with every fault named at once."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import KNOWN, LOCAL_KEY, Environment, Profile, read

# Not random, but of enough different characters.
KEY = "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMN"
GOOD = {
    "DATABASE_URL": "postgresql://portal:secret@db.example:5432/portal",
    "REDIS_URL": "redis://:secret@cache.example:6379/0",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "portal.example, www.portal.example",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
}


def started(root: Path, **changes: str | None) -> Environment:
    """Read a good production environment with some variables changed or taken away."""
    files = root / "files"
    files.mkdir(exist_ok=True)
    told = GOOD | {"PORTAL_FILES": str(files)} | changes
    code = root / "code"
    return read({name: value for name, value in told.items() if value is not None}, code)


def faults(root: Path, **changes: str | None) -> list[str]:
    with pytest.raises(ImproperlyConfigured) as refusal:
        started(root, **changes)
    return re.findall(r"(?m)^- ([A-Z_]+)", str(refusal.value))


def test_production_starts_with_what_it_needs(tmp_path: Path) -> None:
    environment = started(tmp_path)
    assert environment.profile is Profile.PRODUCTION
    assert not environment.local
    assert environment.https
    assert environment.hosts == ["portal.example", "www.portal.example"]
    assert environment.database.address["HOST"] == "db.example"
    assert environment.database.address["NAME"] == "portal"
    assert environment.redis_url == environment.broker_url == GOOD["REDIS_URL"]


def test_production_without_anything_lists_every_fault_at_once(tmp_path: Path) -> None:
    named = faults(tmp_path, HTTPS="maybe", PORTAL_FILES=None, **dict.fromkeys(GOOD))
    assert set(named) == {*GOOD, "HTTPS", "PORTAL_FILES"}
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", None),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "sqlite:///portal.db"),
        ("DATABASE_URL", "mysql://u:p@db/portal"),
        ("DATABASE_URL", "postgresql://[::1/portal"),
        ("DATABASE_URL", "postgresql://u:p@db:port/portal"),
        ("DATABASE_URL", "portal"),
        ("DATABASE_URL", "postgresql://u:p@db1:1,db2:port/portal"),
        ("DATABASE_URL", "postgresql://u:p@db1,,db2/portal"),
        ("DATABASE_POOLER", "pgbouncer"),
        ("DATABASE_STATEMENT_TIMEOUT", "half a minute"),
        ("DATABASE_LOCK_TIMEOUT", "-1"),
        ("PORTAL_PROCESS", "webb"),
        ("REDIS_URL", None),
        ("REDIS_URL", "memcached://cache"),
        ("REDIS_URL", "redis://cache:99999/0"),
        ("REDIS_URL", "redis://cache.example:6379/0"),
        ("REDIS_URL", "rediss://cache.example:6379/0"),
        ("REDIS_URL", "redis://:@cache.example:6379/0"),
        ("REDIS_URL", "redis://10.0.0.5:6379/0"),
        ("REDIS_URL", "redis://:6379"),
        ("SECRET_KEY", None),
        ("SECRET_KEY", KEY[:49]),
        ("SECRET_KEY", "a" * 50),
        ("SECRET_KEY", "change-me" * 6),
        ("SECRET_KEY_FALLBACKS", "short"),
        ("SECRET_KEY_FALLBACKS", f"{KEY}1,{LOCAL_KEY}"),
        ("SECRET_KEY", LOCAL_KEY),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", " , "),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "portal.example,*"),
        ("ALLOWED_HOSTS", "https://portal.example"),
        ("ALLOWED_HOSTS", "portal.example:8443"),
        ("ALLOWED_HOSTS", "portal.example/statistics"),
        ("ALLOWED_HOSTS", "portal.example www.portal.example"),
        ("HTTPS", "yes"),
        ("HTTPS", ""),
        ("EMAIL_URL", None),
        ("EMAIL_URL", "https://mail.example"),
        ("EMAIL_URL", "smtp+tls://"),
        ("SITE_URL", "portal.example"),
        ("SITE_URL", "https://another.example"),
        ("PORTAL_FILES", None),
        ("PORTAL_FILES", ""),
        ("PORTAL_FILES", "files"),
        ("PORTAL_FILES", "~/files"),
        ("PORTAL_FILES", "/nowhere/to/be/found"),
        ("PORTAL_FILES", "/etc/passwd"),
        ("TRAIL_SYSLOG", "/dev/no-such-log"),
        ("TRAIL_SYSLOG", "logs.example.ir"),
        ("TRAIL_SYSLOG", "logs.example.ir:0"),
        ("UPLOAD_SCANNER", "clamav"),
        ("UPLOAD_SCANNER", "scanners.clamav.scan"),
        ("UPLOAD_SCANNER", "os.path.no_such_function"),
        ("UPLOAD_SCANNER", "os.path.sep"),
        ("SMS_GATEWAY_URL", "https://sms.example/send"),
        ("SMS_GATEWAY_URL", "http://sms.example/send"),
    ],
)
def test_one_fault_is_named_alone(tmp_path: Path, name: str, value: str | None) -> None:
    assert faults(tmp_path, **{name: value}) == [name]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_both_names_of_postgresql_are_taken(tmp_path: Path, scheme: str) -> None:
    assert started(tmp_path, DATABASE_URL=f"{scheme}://u:p@db/x").database.address["NAME"] == "x"


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_redis_is_taken_with_and_without_tls(tmp_path: Path, scheme: str) -> None:
    url = f"{scheme}://:secret@r:6379/0"
    assert started(tmp_path, REDIS_URL=url).redis_url == url


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.0.0.9"])
def test_redis_on_the_same_machine_needs_no_password(tmp_path: Path, host: str) -> None:
    url = f"redis://{host}:6379/0"
    assert started(tmp_path, REDIS_URL=url).redis_url == url


def test_https_may_be_off_behind_a_closed_network(tmp_path: Path) -> None:
    assert not started(tmp_path, HTTPS="off").https


@pytest.mark.parametrize("profile", ["", "staging", "Production", "debug"])
def test_an_unknown_profile_starts_nothing(tmp_path: Path, profile: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="PORTAL_PROFILE"):
        started(tmp_path, PORTAL_PROFILE=profile)


@pytest.mark.parametrize("profile", [Profile.DEMO, Profile.TEST])
def test_demo_and_test_bring_their_own_servers(tmp_path: Path, profile: Profile) -> None:
    environment = read({"PORTAL_PROFILE": profile}, tmp_path)
    assert environment.local
    assert not environment.https
    assert environment.hosts == ["127.0.0.1", "localhost"]
    assert environment.database.options["host"].startswith("/")
    assert environment.redis_url.startswith("unix://")
    assert environment.broker_url.startswith("redis+socket://")


def test_demo_and_test_do_not_share_a_server(tmp_path: Path) -> None:
    demo, test = (read({"PORTAL_PROFILE": p}, tmp_path) for p in (Profile.DEMO, Profile.TEST))
    assert demo.database.options["host"] != test.database.options["host"]
    assert demo.redis_url != test.redis_url


@pytest.mark.parametrize("profile", [Profile.DEMO, Profile.TEST])
def test_ones_own_database_may_be_named_there_too_but_no_other_kind(
    tmp_path: Path, profile: Profile
) -> None:
    told = {"PORTAL_PROFILE": str(profile), "DATABASE_URL": GOOD["DATABASE_URL"]}
    assert read(told, tmp_path).database.address["HOST"] == "db.example"
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must name a PostgreSQL"):
        read(told | {"DATABASE_URL": "sqlite:///x"}, tmp_path)


def test_a_short_key_is_refused_in_the_demo_too(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        read({"PORTAL_PROFILE": "demo", "SECRET_KEY": "short"}, tmp_path)


def test_the_folder_of_evidence_lies_outside_the_code_and_takes_files(tmp_path: Path) -> None:
    inside = tmp_path / "code" / "files"
    inside.mkdir(parents=True)
    assert faults(tmp_path, PORTAL_FILES=str(inside)) == ["PORTAL_FILES"]
    (tmp_path / "link").symlink_to(inside)
    assert faults(tmp_path, PORTAL_FILES=str(tmp_path / "link")) == ["PORTAL_FILES"]
    assert started(tmp_path).files == tmp_path / "files"


def test_a_folder_that_takes_no_file_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may write everywhere, so what the system says is put into its mouth.
    monkeypatch.setattr("config.start_checks.os.access", lambda path, mode: False)
    assert faults(tmp_path) == ["PORTAL_FILES"]


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("PORTAL_FILE", "PORTAL_FILES"),
        ("UPLOADS_SCANNER", "UPLOAD_SCANNER"),
        # Its name of before.
        ("PORTAL_FILE_SCANNER", "UPLOAD_SCANNER"),
        ("SECRET_KEY_FALLBACK", "SECRET_KEY_FALLBACKS"),
        ("EMAIL_FORM", "EMAIL_FROM"),
        ("PORTAL_DEBUG", "take it away"),
    ],
)
def test_a_misspelt_name_is_told_with_what_was_meant(
    tmp_path: Path, wrong: str, meant: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"{wrong} is read by nothing: {meant}"):
        started(tmp_path, **{wrong: "x"})


def test_what_belongs_to_the_system_is_no_slip(tmp_path: Path) -> None:
    others = {
        "PATH": "/bin",
        "HOME": "/srv/portal",
        "HTTPS_PROXY": "http://proxy:3128",
        "TZ": "UTC",
    }
    assert started(tmp_path, **others).https


def test_every_variable_that_is_read_is_known_and_explained() -> None:
    operations = Path("docs/operations.md").read_text(encoding="utf-8")
    assert [name for name in KNOWN if f"`{name}`" not in operations] == []


def test_the_old_key_still_reads_what_it_signed(tmp_path: Path) -> None:
    environment = started(tmp_path, SECRET_KEY_FALLBACKS=f"{KEY}1, {KEY}2")
    assert environment.secret_key_fallbacks == [f"{KEY}1", f"{KEY}2"]
    assert started(tmp_path).secret_key_fallbacks == []


@pytest.mark.parametrize(
    ("address", "origins"),
    [
        ("https://portal.example:8443", ["https://portal.example:8443"]),
        ("https://portal.example", []),
        (None, []),
    ],
)
def test_forms_may_come_from_the_port_people_use(
    tmp_path: Path, address: str | None, origins: list[str]
) -> None:
    assert started(tmp_path, SITE_URL=address).origins == origins
