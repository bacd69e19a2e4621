"""An attacker on the middle of a group: its own reading and its own solver, no code of the gate.

It is given a publisher: what makes of some figures the three that are told, unrounded. How much
each place of the order weighs in them it finds by trying: the rule is no secret. Then it is one
holder, or two who put together what they know.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

from scipy.optimize import linprog

Publisher: TypeAlias = Callable[[Sequence[int]], Sequence[Fraction]]
Weights: TypeAlias = Sequence[Sequence[float]]
UNBOUNDED = 3
# Far apart, so that a step in one of them changes no order.
FAR = 10**9
NEAR = 0.15


def weights(publish: Publisher, count: int) -> list[list[float]]:
    """Find by trying how much each place of a group of so many weighs in each figure told."""
    plain = [FAR * (place + 1) for place in range(count)]
    base, found = publish(plain), []
    for place in range(count):
        moved = [value + (FAR // 2 if at == place else 0) for at, value in enumerate(plain)]
        found.append([float(new - old) for new, old in zip(publish(moved), base, strict=True)])
    rows = [[column[figure] for column in found] for figure in range(len(base))]
    # By the figure's own measure: parts of one.
    return [[part / sum(row) for part in row] for row in rows]


def coalitions(count: int) -> Iterator[tuple[int, ...]]:
    """Nobody, each holder, and each two."""
    yield ()
    for size in (1, 2):
        yield from combinations(range(count), size)


def known_exactly(values: Sequence[int], weight: Weights) -> list[tuple[int, tuple[int, ...]]]:
    """List who is known to the last digit, and to whom, when the whole order is known to them.

    The strongest attack there is: they know their own places, and everybody's.
    """
    order = sorted(values)
    scaled = [value / order[-1] for value in order]
    found = []
    for own in coalitions(len(order)):
        for target in set(range(len(order))) - set(own):
            if _span(scaled, weight, own, target) < 1e-7:
                found.append((target, own))
    return found


def _span(order: list[float], weight: Weights, own: tuple[int, ...], target: int) -> float:
    """Say how far the target can move with all that is known held.

    Solved in the steps from one place to the next, none of which goes down.
    """
    rows, sides = [], []
    for row in weight:
        rows.append([sum(row[place:]) for place in range(len(order))])
        sides.append(sum(part * value for part, value in zip(row, order, strict=True)))
    for place in own:
        rows.append(_steps_to(place, order))
        sides.append(order[place])
    costs, ends = _steps_to(target, order), []
    for sign in (1, -1):
        answer = linprog([sign * cost for cost in costs], A_eq=rows, b_eq=sides)
        if answer.status == UNBOUNDED:
            return float("inf")
        assert answer.status == 0, answer.message
        ends.append(answer.fun * sign)
    return ends[1] - ends[0]


def _steps_to(place: int, order: list[float]) -> list[float]:
    return [float(step <= place) for step in range(len(order))]


def known_nearly(values: Sequence[int]) -> list[tuple[int, tuple[int, ...]]]:
    """List whose figure is known within fifteen percent, and to whom, when no order is known.

    Whatever is told says nothing of who stands where: with the figures of two others exchanged all
    of it is the same. A target is known when no other outside the coalition has one far from his.
    """
    found = []
    for own in coalitions(len(values)):
        others = [place for place in range(len(values)) if place not in own]
        for target in others:
            mine = values[target]
            free = [values[place] for place in others if place != target]
            if all((1 - NEAR) * mine < value < (1 + NEAR) * mine for value in free):
                found.append((target, own))
    return found


def known_members(values: Sequence[int], weight: Weights) -> list[tuple[int, tuple[int, ...]]]:
    """List whom two others behind one figure know within fifteen percent from above.

    They know who stands behind it, and of the rest only that nobody makes less than nothing.
    """
    order, found = sorted(values), []
    for row in weight:
        members = [place for place, part in enumerate(row) if part > 1e-9]
        told = sum(row[place] * order[place] for place in members)
        for own in (*combinations(members, 2), *combinations(members, 1), ()):
            for target in set(members) - set(own):
                rest = told - sum(row[place] * order[place] for place in own)
                if rest / row[target] < (1 + NEAR) * order[target] * (1 - 1e-9):
                    found.append((target, own))
    return found
