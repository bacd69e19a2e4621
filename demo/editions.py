"""What the demonstration publishes: a month twice, and a later one as preliminary."""

from datetime import datetime

from accounts.models import User
from config.jalali import JalaliMonth
from statistics.enums import EditionKind
from statistics.models import Edition
from statistics.publication.desk.queries import board
from statistics.publication.desk.rules import RIPE
from statistics.publication.services import publish


def publish_months(now: datetime) -> int:
    """Ask for three editions as the statistics office does, once; the worker makes them in turn.

    Once the months are written: what is out changes no more. Return how many were asked for.
    """
    if Edition.objects.exists():
        return 0
    user = User.objects.get(username="stats")
    final = _latest(EditionKind.FINAL, now)
    wanted = [(final, EditionKind.PRELIMINARY), (final, EditionKind.FINAL)]
    wanted.append((_latest(EditionKind.PRELIMINARY, now), EditionKind.PRELIMINARY))
    asked = [publish(user, month, kind, now) for month, kind in wanted if month is not None]
    return len(asked)


def _latest(kind: EditionKind, now: datetime) -> JalaliMonth | None:
    """Find the latest month that an edition of this kind is open for."""
    rows = reversed(board(now).months)
    ripe = (
        slot.month for row in rows for slot in row.slots if (slot.kind, slot.stands) == (kind, RIPE)
    )
    return next(ripe, None)
