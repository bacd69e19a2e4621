"""Which levels a month had passed by itself when a version of it became final.

The month keeps such marks for ever and over all rounds; the log of decisions knows the round of
each, and lies above this app. So a file asks through this door, and `review` answers with SQL over
its log: a condition on the month `s` and the version `r`.
"""

from collections.abc import Callable
from typing import Final

MARKS: Final = ("skipped_union", "lapsed_union", "lapsed_province", "lapsed_ministry")

Writer = Callable[[str], str]
_writers: list[Writer] = []


def ask_with(writer: Writer) -> None:
    """Let `writer` write the condition of a mark from now on; called when the apps are ready."""
    # One writer: a second call takes the place of the first.
    _writers[:] = [writer]


def marks_of_version() -> str:
    """Write the marks that months `s` had in the round of their version `r`, as columns.

    The log is asked only of months of which a later round was filed: the others keep theirs.
    """
    return ", ".join(
        f"CASE WHEN s.round = r.round THEN s.{mark} ELSE {write(mark)} END AS {mark}"
        for write in _writers
        for mark in MARKS
    )
