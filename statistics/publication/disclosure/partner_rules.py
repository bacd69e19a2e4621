"""Which cell is hidden beside a sensitive one: drawn among few by the secret of the edition.

A partner that is always the smallest one that suffices gives an upper bound away to whoever knows
the rule, so one of the three smallest is drawn.
"""

import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeAlias

from statistics.publication.disclosure.cell_rules import Cell, Key

Choose: TypeAlias = Callable[[Sequence[Key]], Key]
# So many of the smallest are drawn from.
DRAWN_FROM: Final = 3


@dataclass(frozen=True)
class SecretChoice:
    """Draw by the seed of the edition: the same table again gives the same cell."""

    seed: bytes

    def __repr__(self) -> str:
        # The seed stands in no log.
        return "SecretChoice()"

    def number(self, words: object) -> int:
        """A number of 32 bits that nobody tells without the seed."""
        return int.from_bytes(hmac.digest(self.seed, repr(words).encode(), sha256)[:4])

    def __call__(self, candidates: Sequence[Key]) -> Key:
        return candidates[self.number(tuple(candidates)) % len(candidates)]


@dataclass(frozen=True)
class Habits:
    """What was hidden of this table before.

    `forced` stays hidden: of a sensitive cell that comes and goes the neighbours in time would
    tell. `preferred` was hidden last month: a partner shown then says by itself what it hides now.
    """

    forced: frozenset[Key] = frozenset()
    preferred: frozenset[Key] = frozenset()


NO_HABITS: Final = Habits()


def draw(
    fitting: Iterable[tuple[Key, Cell]], choose: Choose, preferred: frozenset[Key]
) -> Key | None:
    """Draw a partner among those that fit, given from the smallest up; None where none does."""
    smallest: list[Key] = []
    # A cell hidden last month costs the readers nothing new, and says nothing of this one.
    before: list[Key] = []
    for key, _ in fitting:
        found = before if key in preferred else smallest
        if len(found) < DRAWN_FROM:
            found.append(key)
        if len(smallest) == DRAWN_FROM and (not preferred or len(before) == DRAWN_FROM):
            break
    drawn = before or smallest
    return choose(drawn) if drawn else None


def by_size(cells: Iterable[tuple[Key, Cell]]) -> list[tuple[Key, Cell]]:
    """Sort from the smallest up; cells of one size in the order of their keys' words."""
    return sorted(cells, key=lambda each: (each[1].total, repr(each[0])))
