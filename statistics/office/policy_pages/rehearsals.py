"""What is asked of a new value before it is added: an app above knows, and registers it here."""

from collections.abc import Callable
from datetime import datetime

from catalog.policy_definitions import PolicyKey

# Says what is wanted still of a value at a moment, '' where nothing is.
Wanted = Callable[[PolicyKey, int | None, datetime], str]
_wanted: list[Wanted] = []


def require(wanted: Wanted) -> None:
    """Ask this of each value that an office adds on its page."""
    _wanted.append(wanted)


def still_wanted(key: PolicyKey, value: int | None, at: datetime) -> str:
    """Say what is to be done before a value is added; '' where it may be."""
    return next((words for wanted in _wanted if (words := wanted(key, value, at))), "")
