"""How an edition of a month stands before the people who publish, and which are ripe."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from config.jalali import JalaliMonth
from statistics.enums import EditionKind, EditionState
from statistics.models import Edition
from statistics.publication.rules import may_follow

OUT, AT_WORK, RIPE, LATER, PASSED = "out", "at_work", "ripe", "later", "passed"
# A month is published in the most settled kind that it is ripe for.
SETTLED_FIRST: Final = tuple(reversed(EditionKind))


@dataclass(frozen=True)
class Slot:
    """An edition of a month: out, at work, ripe, ripe later, or passed over by a later one.

    `edition` is the one that is out or at work, `failed` the last attempt that came to nothing.
    """

    month: JalaliMonth
    kind: EditionKind
    opens: datetime
    stands: str
    edition: Edition | None = None
    failed: Edition | None = None


@dataclass(frozen=True)
class BoardMonth:
    """A month with its three editions, in their order."""

    month: JalaliMonth
    slots: tuple[Slot, ...]


def month_on_board(
    month: JalaliMonth,
    opens: Mapping[EditionKind, datetime],
    editions: Iterable[Edition],
    at: datetime,
) -> BoardMonth:
    """Place the editions of a month; the latest of each kind comes first among `editions`."""
    standing: dict[str, Edition] = {}
    failed: dict[str, Edition] = {}
    for each in editions:
        (failed if each.state == EditionState.FAILED else standing).setdefault(each.kind, each)

    def slot(kind: EditionKind) -> Slot:
        found = standing.get(kind)
        if found is not None:
            stands = AT_WORK if found.at_work else OUT
            return Slot(month, kind, opens[kind], stands, found)
        if not may_follow(kind, standing):
            return Slot(month, kind, opens[kind], PASSED)
        stands = RIPE if opens[kind] <= at else LATER
        return Slot(month, kind, opens[kind], stands, None, failed.get(kind))

    return BoardMonth(month, tuple(slot(kind) for kind in EditionKind))


def ripe_slot(row: BoardMonth) -> Slot | None:
    """Find what a month is ripe for, the most settled; None while an edition of it is at work."""
    slots = {slot.kind: slot for slot in row.slots}
    if any(slot.stands == AT_WORK for slot in row.slots):
        return None
    return next((slots[kind] for kind in SETTLED_FIRST if slots[kind].stands == RIPE), None)
