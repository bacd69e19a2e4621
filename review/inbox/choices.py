"""Which case a ticked box names, in the version that was seen."""

import re
from collections.abc import Iterable

from statistics.models import Submission

_CHOICE = re.compile("([0-9]{11})-([0-9]{1,9})")


def choice_of(submission: Submission) -> str:
    """Write what a box posts for a case: which one, in the version that was seen."""
    return f"{submission.tracking_number}-{submission.version}"


def read_choices(ticked: Iterable[str]) -> dict[str, int]:
    """Read the versions seen by tracking number; ValueError for what no box holds."""
    found = [_CHOICE.fullmatch(text) for text in ticked]
    if None in found:
        raise ValueError("not a case and its version")
    return {each[1]: int(each[2]) for each in found if each}
