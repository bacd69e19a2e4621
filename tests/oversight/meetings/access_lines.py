"""The lines of the access table for meetings, by who watches over the figures and who acts."""

from collections.abc import Iterable

from tests.access_lines import Page, Status

# What the head of the near province writes; the ministry reads it once it is sent.
MONTH = ("03", "139806")


def meeting_lines(evaluating: Iterable[str], officers: Iterable[str], head: str) -> dict[str, Page]:
    """List the addresses; no task has the number 0."""
    readers, everybody = tuple(evaluating), tuple(officers)
    unsent: dict[str, Status] = dict.fromkeys(readers, (404, 404)) | {head: (200, 422)}
    return {
        "meetings:index": Page((403, 405), dict.fromkeys(readers, (200, 405))),
        "meetings:pack": Page((403, 405), dict.fromkeys(readers, (200, 405)), args=MONTH),
        "meetings:minutes": Page((403, 403), unsent, args=MONTH),
        "meetings:tasks": Page((403, 405), dict.fromkeys(everybody, (200, 405))),
        "meetings:task": Page((403, 403), dict.fromkeys(everybody, (404, 404)), args=("0",)),
    }
