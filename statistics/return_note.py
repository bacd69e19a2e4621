"""Why a returned month came back. The log of decisions knows; it lies above this app.

So a step asks through this door, and `review` answers from its log: one truth, no copy.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from statistics.models import Submission


@dataclass(frozen=True)
class ReturnNote:
    """One return: the office, its reason, when, which round, and the keys of the ticked fields.

    Keys are those of `statistics.figures.FigureText`.
    """

    office: str
    reason: str
    at: datetime
    round: int
    keys: tuple[str, ...]


Reader = Callable[[Submission], ReturnNote | None]
_readers: list[Reader] = []


def read_with(reader: Reader) -> None:
    """Let `reader` answer from now on; called once, when the apps are ready."""
    # One reader: a second call takes the place of the first.
    _readers[:] = [reader]


def return_note(submission: Submission) -> ReturnNote | None:
    """Ask why a month that is being corrected came back; None, unasked, for any other."""
    if submission.correction_due is None or not _readers:
        return None
    return _readers[0](submission)
