"""What the portal is told from outside, checked before anything starts.

Every value comes from the environment. A missing or malformed one never stops at the first:
`read` gathers all faults and raises one `ImproperlyConfigured` that lists them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

from config.local import database as local_database

LOCAL_KEY = "a-key-for-this-computer-only-never-for-a-public-address"
SHORTEST_KEY = 50
LOCAL_HOSTS = ["127.0.0.1", "localhost"]
NO_POSTGRESQL = "DATABASE_URL must name a PostgreSQL database: postgresql://user:pass@host/db"
# Who writes there sends tasks to the worker and reads what people were typing.
OPEN_REDIS = "REDIS_URL must carry a password, unless Redis listens on this machine alone."
NO_MAIL = "EMAIL_URL must name a mail server: smtp+tls://user:pass@host:587"
NO_GATEWAY = (
    "SMS_GATEWAY_URL must be an https:// address and SMS_GATEWAY_TOKEN its token, or neither."
)


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
    site_url: str
    mail: dict[str, Any]
    sms_url: str
    sms_token: str
    files: Path
    file_scanner: str

    @property
    def local(self) -> bool:
        return self.profile is not Profile.PRODUCTION


def read(variables: Mapping[str, str], root: Path) -> Environment:
    """Check everything the process is told, before anything starts.

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
        own = local_database.urls(profile, root)
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
    mail, sms_url = _mail(variables, profile, root, faults), _gateway(variables, faults)
    site_url = _site(variables, faults)
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
        site_url=site_url or _guessed_site(profile, hosts, https),
        mail=mail | {"DEFAULT_FROM_EMAIL": _sender(variables, hosts)},
        sms_url=sms_url,
        sms_token=variables.get("SMS_GATEWAY_TOKEN", ""),
        **_files(variables, root / ".local" / profile),
    )


def _own_servers(variables: Mapping[str, str], faults: list[str]) -> tuple[str, str, str]:
    database_url = variables.get("DATABASE_URL", "")
    if not _names(database_url, "postgres", "postgresql"):
        faults.append(NO_POSTGRESQL)
    redis_url = variables.get("REDIS_URL", "")
    if not _names(redis_url, "redis", "rediss"):
        faults.append("REDIS_URL must name a Redis server: redis://host:6379/0")
    elif not _guarded(redis_url):
        faults.append(OPEN_REDIS)
    return database_url, redis_url, redis_url


def _files(variables: Mapping[str, str], local: Path) -> dict[str, Any]:
    """Find the folder of evidence and the function that looks for harm in it."""
    folder = Path(variables.get("PORTAL_FILES") or local / "files")
    return {"files": folder, "file_scanner": variables.get("PORTAL_FILE_SCANNER", "")}


def _site(variables: Mapping[str, str], faults: list[str]) -> str:
    """Read where people find the portal; empty when nobody said it."""
    url = variables.get("SITE_URL", "").rstrip("/")
    if url and not _names(url, "http", "https"):
        faults.append("SITE_URL must be where people find the portal: https://portal.example.ir")
    return url


def _guessed_site(profile: Profile, hosts: list[str], https: str) -> str:
    """Make up where letters lead to when nobody said it."""
    if profile is not Profile.PRODUCTION:
        return f"http://{LOCAL_HOSTS[0]}:8000"
    return f"{'https' if https == 'on' else 'http'}://{hosts[0]}"


def _sender(variables: Mapping[str, str], hosts: list[str]) -> str:
    return variables.get("EMAIL_FROM") or f"no-reply@{(hosts or LOCAL_HOSTS)[0]}"


def _mail(
    variables: Mapping[str, str], profile: Profile, root: Path, faults: list[str]
) -> dict[str, Any]:
    """Choose Django's mail settings: a server in production, files or memory elsewhere."""
    backends = "django.core.mail.backends"
    if profile is Profile.TEST:
        return {"EMAIL_BACKEND": f"{backends}.locmem.EmailBackend"}
    if profile is Profile.DEMO:
        folder = root / ".local" / profile / "mail"
        return {"EMAIL_BACKEND": f"{backends}.filebased.EmailBackend", "EMAIL_FILE_PATH": folder}
    url = variables.get("EMAIL_URL", "")
    if not _names(url, "smtp", "smtp+tls", "smtp+ssl") or not urlsplit(url).hostname:
        faults.append(NO_MAIL)
        return {}
    found: dict[str, Any] = Env.email_url_config(url)
    return {key: value for key, value in found.items() if value}


def _gateway(variables: Mapping[str, str], faults: list[str]) -> str:
    """Read the address of the SMS gateway; none means that no SMS is sent."""
    url, token = variables.get("SMS_GATEWAY_URL", ""), variables.get("SMS_GATEWAY_TOKEN", "")
    if (url or token) and not (_names(url, "https") and urlsplit(url).hostname and token):
        faults.append(NO_GATEWAY)
    return url


def _guarded(url: str) -> bool:
    """Tell whether Redis asks for a password, or is reached from this machine alone."""
    parts = urlsplit(url)
    if parts.password or parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def _names(url: str, *schemes: str) -> bool:
    """Tell whether the text is an address of one of the schemes, with a port that can be one."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and parts.port != 0
    except ValueError:
        return False
