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

from config import database_options, provider_options, start_checks
from config.database_options import DatabaseOptions
from config.local import database as local_database
from config.provider_options import ProviderOptions
from config.start_checks import names as _names

LOCAL_KEY = "a-key-for-this-computer-only-never-for-a-public-address"
LOCAL_HOSTS = ["127.0.0.1", "localhost"]
# Who writes there sends tasks to the worker and reads what people were typing.
OPEN_REDIS = "REDIS_URL must carry a password, unless Redis listens on this machine alone."
NO_MAIL = "EMAIL_URL must name a mail server: smtp+tls://user:pass@host:587"
NO_GATEWAY = (
    "SMS_GATEWAY_URL must be an https:// address and SMS_GATEWAY_TOKEN its token, or neither."
)
# Every variable that is read; docs/operations.md explains each.
KNOWN = (
    "PORTAL_PROFILE",
    "PORTAL_PROCESS",
    "PORTAL_FILES",
    "UPLOAD_SCANNER",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "DATABASE_POOLER",
    *database_options.VARIABLES,
    "REDIS_URL",
    "HTTPS",
    "SITE_URL",
    "EMAIL_URL",
    "EMAIL_FROM",
    "SMS_GATEWAY_URL",
    "SMS_GATEWAY_TOKEN",
    "SMS_REPORT_TOKEN",
    "TRAIL_SYSLOG",
    "SECOND_FACTOR",
    *provider_options.VARIABLES,
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
    secret_key_fallbacks: list[str]
    hosts: list[str]
    database: DatabaseOptions
    redis_url: str
    broker_url: str
    https: bool
    site_url: str
    mail: dict[str, Any]
    sms_url: str
    sms_token: str
    sms_report_token: str
    files: Path
    file_scanner: str
    trail_syslog: str | tuple[str, int]
    second_factor: bool
    provider: ProviderOptions | None

    @property
    def local(self) -> bool:
        return self.profile is not Profile.PRODUCTION

    @property
    def origins(self) -> list[str]:
        """Where forms may come from besides the host asked for: the portal on another port."""
        parts = urlsplit(self.site_url)
        return [f"{parts.scheme}://{parts.netloc}"] if parts.port else []


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
    production = profile is Profile.PRODUCTION
    if production:
        start_checks.misspelt(variables, KNOWN, faults)
    database_url, redis_url, broker_url = _servers(variables, profile, root, faults)
    database = database_options.read(variables, database_url, faults)
    key, fallbacks = _keys(variables, production, faults)
    hosts = start_checks.served_hosts(variables.get("ALLOWED_HOSTS", ""), production, faults)
    https = variables.get("HTTPS", "on")
    if https not in ("on", "off"):
        faults.append("HTTPS must be on or off.")
    mail, sms_url = _mail(variables, profile, root, faults), _gateway(variables, faults)
    site_url = start_checks.site(variables.get("SITE_URL", ""), hosts, faults)
    files = _files(variables, profile, root, faults)
    scanner = start_checks.scanner(variables.get("UPLOAD_SCANNER", ""), faults)
    syslog = start_checks.log_server(variables.get("TRAIL_SYSLOG", ""), faults)
    second_factor = _second_factor(variables, profile, faults)
    provider = provider_options.read(variables, faults, profile is Profile.TEST)
    if faults:
        raise ImproperlyConfigured("The portal is not started:\n- " + "\n- ".join(faults))
    return Environment(
        profile=profile,
        secret_key=key,
        secret_key_fallbacks=fallbacks,
        hosts=hosts or LOCAL_HOSTS,
        database=database,
        redis_url=redis_url,
        broker_url=broker_url,
        https=https == "on" and production,
        site_url=site_url or _guessed_site(profile, hosts, https),
        mail=mail | {"DEFAULT_FROM_EMAIL": _sender(variables, hosts)},
        sms_url=sms_url,
        **_sms_tokens(variables),
        files=files,
        file_scanner=scanner,
        trail_syslog=syslog,
        second_factor=second_factor,
        provider=provider,
    )


def _servers(
    variables: Mapping[str, str], profile: Profile, root: Path, faults: list[str]
) -> tuple[str, str, str]:
    """Find the addresses of database, cache and broker; the database's is checked apart."""
    if profile is not Profile.PRODUCTION:
        own = local_database.urls(profile, root)
        told = variables.get("REDIS_URL", own.broker_url)
        # Celery has its own way to write a socket and a number of Redis.
        cache_url = told.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
        return variables.get("DATABASE_URL", own.database_url), cache_url, told
    redis_url = variables.get("REDIS_URL", "")
    if not _names(redis_url, "redis", "rediss"):
        faults.append("REDIS_URL must name a Redis server: redis://host:6379/0")
    elif not start_checks.guarded(redis_url):
        faults.append(OPEN_REDIS)
    return variables.get("DATABASE_URL", ""), redis_url, redis_url


def _keys(
    variables: Mapping[str, str], production: bool, faults: list[str]
) -> tuple[str, list[str]]:
    """Read the key that signs, and those that signed until it was changed."""
    key = variables.get("SECRET_KEY", "" if production else LOCAL_KEY)
    if weak := start_checks.weak_key(key):
        faults.append(f"SECRET_KEY {weak}.")
    elif production and key == LOCAL_KEY:
        faults.append("SECRET_KEY is the public one of the demonstration; make your own.")
    older = start_checks.listed(variables.get("SECRET_KEY_FALLBACKS", ""))
    for old in older:
        if weak := start_checks.weak_key(old):
            faults.append(f"SECRET_KEY_FALLBACKS holds a key that {weak}.")
    if production and LOCAL_KEY in older:
        faults.append("SECRET_KEY_FALLBACKS holds the public key of the demonstration.")
    return key, older


def _files(variables: Mapping[str, str], profile: Profile, root: Path, faults: list[str]) -> Path:
    told = variables.get("PORTAL_FILES", "")
    if profile is Profile.PRODUCTION:
        return start_checks.evidence_folder(told, root, faults)
    return Path(told or root / ".local" / profile / "files")


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


def _second_factor(variables: Mapping[str, str], profile: Profile, faults: list[str]) -> bool:
    """Tell whether officers show a code: always in production, in the demonstration on request."""
    told = variables.get("SECOND_FACTOR", "")
    if told not in ("", "on", "off"):
        faults.append("SECOND_FACTOR must be on or off.")
    if profile is Profile.PRODUCTION and told == "off":
        faults.append("SECOND_FACTOR cannot be off in production: officers sign in with a code.")
    return profile is Profile.PRODUCTION or (profile is Profile.DEMO and told == "on")


def _sms_tokens(variables: Mapping[str, str]) -> dict[str, str]:
    """Read by which the portal speaks to the gateway, and the gateway to the portal."""
    return {
        "sms_token": variables.get("SMS_GATEWAY_TOKEN", ""),
        "sms_report_token": variables.get("SMS_REPORT_TOKEN", ""),
    }


def _gateway(variables: Mapping[str, str], faults: list[str]) -> str:
    """Read the address of the SMS gateway; none means that no SMS is sent."""
    url, token = variables.get("SMS_GATEWAY_URL", ""), variables.get("SMS_GATEWAY_TOKEN", "")
    if (url or token) and not (_names(url, "https") and urlsplit(url).hostname and token):
        faults.append(NO_GATEWAY)
    return url
