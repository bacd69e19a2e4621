"""What passes over a union as long as it has no access: asked here, answered by the app that knows.

Units and months lie above accounts, so a page asks through this door (as `statistics.return_note`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Organization, User


@dataclass(frozen=True)
class Skipping:
    """How many units the union has, and how many of their months lie past it, with a way there.

    `url` is empty for who has no inbox in which they lie.
    """

    units: int
    cases: int
    month: str
    url: str


Reader = Callable[[Organization, User, datetime], Skipping]
_readers: list[Reader] = []


def read_with(reader: Reader) -> None:
    """Let `reader` answer from now on; called once, when the apps are ready."""
    _readers[:] = [reader]


def skipping(union: Organization, user: User, at: datetime) -> Skipping | None:
    return _readers[0](union, user, at) if _readers else None
