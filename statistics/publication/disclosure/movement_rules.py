"""Movements of hidden cells that keep every sum: found once, they answer many attacks.

A movement is a proof that the figures could as well be others. It is kept in whole smallest parts,
and only where it holds exactly; any part of it holds too. What no kept movement answers is asked of
the solver, so that forgetting all of them changes no answer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from statistics.publication.disclosure.cell_rules import Cell, Key

UP, DOWN = 1, -1


@dataclass
class Movements:
    """Of each cell of a table the furthest known movement up and down, with all that move along."""

    furthest: dict[tuple[Key, int], Mapping[Key, int]] = field(default_factory=dict)
    # What was asked for last of each cell: before somebody's eyes, who will look again.
    latest: dict[tuple[Key, int], Mapping[Key, int]] = field(default_factory=dict)

    def keep(
        self,
        cells: Mapping[Key, Cell],
        sums: Iterable[Sequence[tuple[Key, int]]],
        moved: Iterable[float],
        target: Key,
    ) -> None:
        """Keep how cells moved (in smallest parts, in their order) for a target's sake.

        Only where that is exact.
        """
        rounded = {key: round(by) for key, by in zip(cells, moved, strict=True)}
        movement = {key: by for key, by in rounded.items() if by}
        if any(cells[key].total + by < 0 for key, by in movement.items()):
            return
        if any(sum(rounded[key] * sign for key, sign in each) for each in sums):
            return
        for key, by in movement.items():
            side = UP if by > 0 else DOWN
            known = self.furthest.get((key, side))
            if known is None or abs(by) > abs(known[key]):
                self.furthest[key, side] = movement
            if key == target:
                self.latest[key, side] = movement

    def reach(
        self,
        cells: Mapping[Key, Cell],
        target: Key,
        side: int,
        need: float,
        who: Collection[int],
    ) -> bool:
        """Tell whether a known movement of these cells opens the target before these holders' eyes.

        They know that nothing falls below what is their own, and cells in which they are alone.
        """
        kept = (self.furthest.get((target, side)), self.latest.get((target, side)))
        return any(_opens(each, cells, target, need, who) for each in kept if each is not None)


def _opens(
    movement: Mapping[Key, int],
    cells: Mapping[Key, Cell],
    target: Key,
    need: float,
    who: Collection[int],
) -> bool:
    far = abs(movement[target])
    if far < need or not movement.keys() <= cells.keys():
        return False
    return not who or all(
        cells[key].lone_holder not in who
        and -by * need <= (cells[key].total - most_of(cells[key], who)) * far
        for key, by in movement.items()
    )


def most_of(cell: Cell, who: Collection[int]) -> int:
    """Give the largest part that one of these has in a cell."""
    if cell.first in who:
        return cell.largest[0]
    few, many = sorted((who, cell.holders.keys()), key=len)
    return max((cell.holders[holder] for holder in few if holder in many), default=0)
