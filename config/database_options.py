"""How a process speaks to PostgreSQL: which server, through which pooler, how patiently.

A page must not wait for ever, a sweep or a migration must be allowed to: each kind of process has
its own patience, and each number of it may be set by a variable.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from environ import Env

from config.start_checks import names

NO_POSTGRESQL = "DATABASE_URL must name a PostgreSQL database: postgresql://user:pass@host/db"
# Where PgBouncer listens when nobody says otherwise.
POOLER_PORT = 6432
_HOST_AND_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:,]+)(:(?P<port>[0-9]{1,5}))?")


class Pooler(StrEnum):
    """What stands between the portal and PostgreSQL."""

    NONE = "none"
    SESSION = "session"
    TRANSACTION = "transaction"


class Process(StrEnum):
    """What kind of process this is: PORTAL_PROCESS in the unit files; a command says nothing."""

    WEB = "web"
    WORKER = "worker"
    COMMAND = "command"


@dataclass(frozen=True)
class Patience:
    """Seconds after which something is given up; 0 waits for ever.

    `statement` for one statement, `lock` for somebody else's lock, `idle` for a transaction in
    which nothing is asked, `connect` for the server's first word, `network` for sent bytes that
    nobody acknowledges.
    """

    statement: int
    lock: int
    idle: int
    connect: int = 5
    network: int = 15


# A visitor is told after half a minute; a worker's batch may take a quarter of an hour; whoever
# migrates or sweeps by hand waits as long as it takes, but not for a lock that blocks everybody.
PATIENCE = {
    Process.WEB: Patience(statement=30, lock=10, idle=60),
    Process.WORKER: Patience(statement=900, lock=60, idle=900),
    Process.COMMAND: Patience(statement=0, lock=60, idle=0),
}
VARIABLES = {f"DATABASE_{name.upper()}_TIMEOUT": name for name in Patience.__dataclass_fields__}


@dataclass(frozen=True)
class DatabaseOptions:
    """The checked address and manner of one process."""

    address: dict[str, Any]
    pooler: Pooler
    process: Process
    patience: Patience

    @property
    def options(self) -> dict[str, Any]:
        """What psycopg and Django are handed, beside the address."""
        wait = self.patience
        found: dict[str, Any] = {
            "server_side_binding": True,
            # Statements that come again are planned once: planning a page's widest join costs
            # fifteen times what running it does. A pooler that changes servers mixes them up.
            "prepare_threshold": None if self.pooler is Pooler.TRANSACTION else 5,
            "connect_timeout": wait.connect,
            "tcp_user_timeout": wait.network * 1000,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
            # Of several servers the one that may be written to.
            "target_session_attrs": "read-write" if "," in self.address["HOST"] else "any",
        }
        # A pooler takes no such word at the door: there the role's own limits hold (roles.sql).
        if self.pooler is Pooler.NONE:
            found["options"] = " ".join(
                f"-c {name}={seconds * 1000}"
                for name, seconds in (
                    ("statement_timeout", wait.statement),
                    ("lock_timeout", wait.lock),
                    ("idle_in_transaction_session_timeout", wait.idle),
                )
            )
        # What the address itself says has the last word.
        found |= self.address.get("OPTIONS", {})
        return found


def read(variables: Mapping[str, str], url: str, faults: list[str]) -> DatabaseOptions:
    """Check address, pooler and timeouts together."""
    address = _address(url, faults)
    process = _process(variables, faults)
    pooler = _pooler(variables, address, process, faults)
    return DatabaseOptions(address, pooler, process, _patience(variables, process, faults))


def _address(url: str, faults: list[str]) -> dict[str, Any]:
    if not names(_one_host(url), "postgres", "postgresql"):
        faults.append(NO_POSTGRESQL)
        return {"HOST": "", "PORT": ""}
    found: dict[str, Any] = Env.db_url_config(url)
    return found


def _one_host(url: str) -> str:
    """Leave the first of `host1:port,host2` in the address; empty when one of them is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    login, at, hosts = parts.netloc.rpartition("@")
    several = hosts.split(",")
    if len(several) > 1 and not all(map(_HOST_AND_PORT.fullmatch, several)):
        return ""
    return urlunsplit(parts._replace(netloc=f"{login}{at}{several[0]}"))


def _process(variables: Mapping[str, str], faults: list[str]) -> Process:
    word = variables.get("PORTAL_PROCESS", Process.COMMAND)
    if word in list(Process):
        return Process(word)
    faults.append(f"PORTAL_PROCESS is {word!r}; it must be one of {', '.join(Process)}.")
    return Process.COMMAND


def _pooler(
    variables: Mapping[str, str], address: Mapping[str, Any], process: Process, faults: list[str]
) -> Pooler:
    """Read the one switch; what speaks against it is refused, since it fails only under load."""
    word = variables.get("DATABASE_POOLER", "")
    if word and word not in list(Pooler):
        faults.append(f"DATABASE_POOLER is {word!r}; it must be one of {', '.join(Pooler)}.")
        return Pooler.NONE
    ports = str(address["PORT"]).split(",")
    if not word and str(POOLER_PORT) in ports:
        faults.append(
            f"DATABASE_POOLER must say what listens on port {POOLER_PORT}: transaction or session"
            " for PgBouncer's pool_mode, none for PostgreSQL itself."
        )
    pooler = Pooler(word or Pooler.NONE)
    told = address.get("OPTIONS", {})
    if pooler is Pooler.TRANSACTION and {"prepare_threshold", "options"} & set(told):
        faults.append(
            "DATABASE_URL sets prepare_threshold or options, which DATABASE_POOLER=transaction"
            " forbids: leave both to the portal."
        )
    if pooler is Pooler.TRANSACTION and process is Process.WORKER:
        faults.append(
            "DATABASE_URL of the worker must lead to PostgreSQL itself (DATABASE_POOLER=none):"
            " its long statements need limits of their own, which a pooler does not carry."
        )
    return pooler


def _patience(variables: Mapping[str, str], process: Process, faults: list[str]) -> Patience:
    seconds = {}
    for variable, name in VARIABLES.items():
        text = variables.get(variable, "")
        if not text:
            continue
        if re.fullmatch(r"[0-9]{1,5}", text):
            seconds[name] = int(text)
        else:
            faults.append(f"{variable} must be whole seconds, 0 for no limit.")
    return Patience(**{**PATIENCE[process].__dict__, **seconds})
