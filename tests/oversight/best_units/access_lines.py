"""The lines of the access table for the best units, on a day on which no list is taken any more."""

from collections.abc import Iterable

from tests.access_lines import Page


def best_unit_lines(evaluating: Iterable[str], head: str) -> dict[str, Page]:
    """List the addresses; nobody on stage has sent a list."""
    readers, letter = tuple(evaluating), ("03", "1397")
    return {
        "best_units:index": Page((403, 405), dict.fromkeys(readers, (200, 405))),
        "best_units:propose": Page((403, 403), {head: (200, 409)}, args=("03",)),
        "best_units:letter": Page((403, 405), dict.fromkeys(readers, (404, 405)), args=letter),
    }
