"""What the portal is told from outside, checked before anything starts.

Every value comes from the environment. A missing or malformed one never stops at the first:
`read` gathers all faults and raises one `ImproperlyConfigured` that lists them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from config import localdb

LOCAL_KEY = "a-key-for-this-computer-only-never-for-a-public-address"
SHORTEST_KEY = 50
LOCAL_HOSTS = ["127.0.0.1", "localhost"]
NO_POSTGRESQL = "DATABASE_URL must name a PostgreSQL database: postgresql://user:pass@host/db"


class Profile(StrEnum):
    """Where the process runs: production uses your servers, the others bring their own."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


@dataclass(frozen=True)
class Environment:
    """The checked configuration of one process."""

    profile: Profile
    secret_key: str
    hosts: list[str]
    database: dict[str, Any]
    redis_url: str
    broker_url: str
    https: bool

    @property
    def local(self) -> bool:
        """True under the demo and test profiles."""
        return self.profile is not Profile.PRODUCTION


def read(variables: Mapping[str, str], root: Path) -> Environment:
    """Return the environment of this process.

    Raises ImproperlyConfigured with one line for each fault.
    """
    faults: list[str] = []
    name = variables.get("PORTAL_PROFILE", Profile.PRODUCTION)
    if name not in list(Profile):
        raise ImproperlyConfigured(
            f"PORTAL_PROFILE is {name!r}; it must be one of {', '.join(Profile)}."
        )
    profile = Profile(name)
    if profile is Profile.PRODUCTION:
        database_url, redis_url, broker_url = _own_servers(variables, faults)
    else:
        own = localdb.urls(profile, root)
        database_url = variables.get("DATABASE_URL", own.database_url)
        redis_url = variables.get("REDIS_URL", own.redis_url)
        broker_url = variables.get("REDIS_URL", own.broker_url)
        if not _names(database_url, "postgres", "postgresql"):
            faults.append(NO_POSTGRESQL)
    key = variables.get("SECRET_KEY", "" if profile is Profile.PRODUCTION else LOCAL_KEY)
    if len(key) < SHORTEST_KEY:
        faults.append(f"SECRET_KEY must be set, at least {SHORTEST_KEY} characters.")
    elif profile is Profile.PRODUCTION and key == LOCAL_KEY:
        faults.append("SECRET_KEY is the public one of the demonstration; make your own.")
    hosts = [h.strip() for h in variables.get("ALLOWED_HOSTS", "").split(",") if h.strip()]
    if profile is Profile.PRODUCTION and (not hosts or "*" in hosts):
        faults.append("ALLOWED_HOSTS must name the host names served, comma-separated, without *.")
    https = variables.get("HTTPS", "on")
    if https not in ("on", "off"):
        faults.append("HTTPS must be on or off.")
    if faults:
        raise ImproperlyConfigured("The portal is not started:\n- " + "\n- ".join(faults))
    return Environment(
        profile=profile,
        secret_key=key,
        hosts=hosts or LOCAL_HOSTS,
        database=Env.db_url_config(database_url),
        redis_url=redis_url,
        broker_url=broker_url,
        https=https == "on" and profile is Profile.PRODUCTION,
    )


def _own_servers(variables: Mapping[str, str], faults: list[str]) -> tuple[str, str, str]:
    database_url = variables.get("DATABASE_URL", "")
    if not _names(database_url, "postgres", "postgresql"):
        faults.append(NO_POSTGRESQL)
    redis_url = variables.get("REDIS_URL", "")
    if not _names(redis_url, "redis", "rediss"):
        faults.append("REDIS_URL must name a Redis server: redis://host:6379/0")
    return database_url, redis_url, redis_url


def _names(url: str, *schemes: str) -> bool:
    """Tell whether the text is an address of one of the schemes, with a port that can be one."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and parts.port != 0
    except ValueError:
        return False
