"""What a process is told from outside: refused whole, with every fault named at once."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import LOCAL_KEY, Environment, Profile, read

GOOD = {
    "DATABASE_URL": "postgresql://portal:secret@db.example:5432/portal",
    "REDIS_URL": "redis://:secret@cache.example:6379/0",
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "portal.example, www.portal.example",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example:587",
}


def started(root: Path, **changes: str | None) -> Environment:
    """Read a good production environment with some variables changed or taken away."""
    told = GOOD | changes
    return read({name: value for name, value in told.items() if value is not None}, root)


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
    assert environment.database["HOST"] == "db.example"
    assert environment.database["NAME"] == "portal"
    assert environment.redis_url == environment.broker_url == GOOD["REDIS_URL"]


def test_production_without_anything_lists_every_fault_at_once(tmp_path: Path) -> None:
    named = faults(tmp_path, HTTPS="maybe", **dict.fromkeys(GOOD))
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "HTTPS"} <= set(named)
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
        ("REDIS_URL", None),
        ("REDIS_URL", "memcached://cache"),
        ("REDIS_URL", "redis://cache:99999/0"),
        ("REDIS_URL", "redis://cache.example:6379/0"),
        ("REDIS_URL", "rediss://cache.example:6379/0"),
        ("REDIS_URL", "redis://:@cache.example:6379/0"),
        ("REDIS_URL", "redis://10.0.0.5:6379/0"),
        ("REDIS_URL", "redis://:6379"),
        ("SECRET_KEY", None),
        ("SECRET_KEY", "k" * 49),
        ("SECRET_KEY", LOCAL_KEY),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", " , "),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "portal.example,*"),
        ("HTTPS", "yes"),
        ("HTTPS", ""),
        ("EMAIL_URL", None),
        ("EMAIL_URL", "https://mail.example"),
        ("EMAIL_URL", "smtp+tls://"),
        ("SITE_URL", "portal.example"),
        ("SMS_GATEWAY_URL", "https://sms.example/send"),
        ("SMS_GATEWAY_URL", "http://sms.example/send"),
    ],
)
def test_one_fault_is_named_alone(tmp_path: Path, name: str, value: str | None) -> None:
    assert faults(tmp_path, **{name: value}) == [name]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_both_names_of_postgresql_are_taken(tmp_path: Path, scheme: str) -> None:
    assert started(tmp_path, DATABASE_URL=f"{scheme}://u:p@db/x").database["NAME"] == "x"


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
    assert environment.database["OPTIONS"]["host"].startswith("/")
    assert environment.redis_url.startswith("unix://")
    assert environment.broker_url.startswith("redis+socket://")


def test_demo_and_test_do_not_share_a_server(tmp_path: Path) -> None:
    demo, test = (read({"PORTAL_PROFILE": p}, tmp_path) for p in (Profile.DEMO, Profile.TEST))
    assert demo.database["OPTIONS"]["host"] != test.database["OPTIONS"]["host"]
    assert demo.redis_url != test.redis_url


@pytest.mark.parametrize("profile", [Profile.DEMO, Profile.TEST])
def test_ones_own_database_may_be_named_there_too_but_no_other_kind(
    tmp_path: Path, profile: Profile
) -> None:
    told = {"PORTAL_PROFILE": str(profile), "DATABASE_URL": GOOD["DATABASE_URL"]}
    assert read(told, tmp_path).database["HOST"] == "db.example"
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must name a PostgreSQL"):
        read(told | {"DATABASE_URL": "sqlite:///x"}, tmp_path)


def test_a_short_key_is_refused_in_the_demo_too(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        read({"PORTAL_PROFILE": "demo", "SECRET_KEY": "short"}, tmp_path)
