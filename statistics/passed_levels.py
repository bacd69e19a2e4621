"""Which levels a month had passed by itself when a version of it became final.

The month keeps such marks for ever and over all rounds; the log of decisions knows the round of
each, and lies above this app. So a file asks through this door, and `review` answers from its log.
"""

from collections.abc import Callable, Mapping
from typing import Final

from statistics.models import Submission

MARKS: Final = ("skipped_union", "lapsed_union", "lapsed_province", "lapsed_ministry")

# The rounds by the key of the month; for each month the marks of those up to its round.
Reader = Callable[[Mapping[int, int]], Mapping[int, set[str]]]
_readers: list[Reader] = []


def read_with(reader: Reader) -> None:
    """Let `reader` answer from now on; called once, when the apps are ready."""
    # One reader: a second call takes the place of the first.
    _readers[:] = [reader]


def restore_marks(cases: list[Submission]) -> None:
    """Set in memory the marks that months had in the round of their standing version.

    Only months of which a later round was filed are asked for: the others keep theirs.
    """
    rounds = {
        case.pk: case.standing.round
        for case in cases
        if case.standing and case.standing.round != case.round
    }
    if not rounds or not _readers:
        return
    found = _readers[0](rounds)
    for case in cases:
        if case.pk in rounds:
            for mark in MARKS:
                setattr(case, mark, mark in found.get(case.pk, ()))
