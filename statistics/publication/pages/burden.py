"""How long the units take over a month, as an app above has counted it; nothing by default."""

from collections.abc import Callable
from dataclasses import dataclass

from config.jalali import JalaliMonth


@dataclass(frozen=True)
class TypicalTime:
    """The median of a month, in words."""

    month: JalaliMonth
    words: str


Source = Callable[[], TypicalTime | None]
_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Ask this whenever the page of methods is shown; called when the apps are ready."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def typical_time() -> TypicalTime | None:
    return next((found for source in _SOURCES if (found := source())), None)
