"""What an app above has to say on every page of an officer, in one line; nothing by default."""

from collections.abc import Callable

Line = Callable[[], str]
_LINES: list[Line] = []


def announce(line: Line) -> None:
    """Ask this for a line whenever a page of an officer is shown; '' is none."""
    if line not in _LINES:
        _LINES.append(line)


def withdraw(line: Line) -> None:
    _LINES.remove(line)


def lines() -> list[str]:
    return [said for line in _LINES if (said := line())]
