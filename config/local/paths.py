"""The local PostgreSQL and Redis of one checkout: their names, places and addresses.

Nothing is started here and nothing but the standard library is needed.
"""

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

PROFILES = ("demo", "test", "bench")
# There on every Debian, and needing no set-up; PostgreSQL wants a user that has a name.
UNPRIVILEGED = "nobody"
# Short, because a socket's path must stay under 107 bytes whatever the checkout's is.
PRIVATE = Path("/var/tmp")


class LocalServerError(Exception):
    """Why the local servers cannot start or be trusted, in one sentence."""


class LocalUrls(NamedTuple):
    """Where the pair answers: for Django, for its cache, and in Celery's spelling."""

    database_url: str
    redis_url: str
    broker_url: str


@dataclass(frozen=True)
class LocalServers:
    """PostgreSQL and Redis of one checkout and profile, and where they keep things."""

    profile: str
    root: Path
    user: pwd.struct_passwd

    @property
    def name(self) -> str:
        """The title of every process of the pair, by which they are found."""
        checkout = hashlib.sha256(os.fsencode(self.root.resolve())).hexdigest()[:16]
        return f"portal-{self.user.pw_uid}-{checkout}-{self.profile}"

    @property
    def sockets(self) -> Path:
        """The private folder, mode 0700, of the user the servers run as."""
        return PRIVATE / self.name

    @property
    def local(self) -> Path:
        """What the profile keeps inside the checkout."""
        return self.root / ".local" / self.profile

    def verify(self) -> None:
        """Refuse a private folder that somebody else could have laid out for us."""
        found = self.sockets.lstat()
        wanted = (stat.S_IFDIR | 0o700, self.user.pw_uid)
        if (found.st_mode, found.st_uid) != wanted:
            raise LocalServerError(
                f"{self.sockets} is not a private folder (0700) of {self.user.pw_name}: remove it."
            )

    def urls(self) -> LocalUrls:
        return LocalUrls(
            database_url=f"postgresql://portal@/portal?host={quote(str(self.sockets), safe='')}",
            redis_url=f"unix://{self.sockets}/redis.sock",
            broker_url=f"redis+socket://{self.sockets}/redis.sock",
        )


def servers_of(profile: str, root: Path) -> LocalServers:
    """Find the pair of this checkout, profile and user.

    Raises LocalServerError for a profile without local servers and a user without a name.
    """
    if profile not in PROFILES:
        raise LocalServerError(f"There are local servers for {' and '.join(PROFILES)} only.")
    uid = os.geteuid()
    try:
        user = pwd.getpwuid(uid) if uid else pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        who = f"number {uid}" if uid else UNPRIVILEGED
        raise LocalServerError(f"The system knows no user {who}, PostgreSQL needs one.") from None
    return LocalServers(profile, root, user)
