"""Reads the list of causes: what is offered for a month, and what an answer of old was called."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from catalog.causes.models import Cause
from config.jalali import JalaliMonth


@dataclass(frozen=True)
class CauseBook:
    """All causes that ever were, in the order in which they were added."""

    rows: tuple[Cause, ...]

    @classmethod
    def load(cls) -> Self:
        """Read every row with one query; the book answers from memory then."""
        return cls(tuple(Cause.objects.order_by("pk")))

    def offered(self, month: JalaliMonth, direction: str) -> list[Cause]:
        """List what a unit may choose for a figure of a month that went so."""
        return [row for row in self.rows if row.offered_in(month) and row.fits(direction)]

    def find(self, code: str) -> Cause | None:
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> dict[str, Cause]:
        return {row.code: row for row in self.rows}
