"""Linear programs of the audit and the repair, by HiGHS; whose package is imported nowhere else.

What is asked is always how the unknown cells may deviate from the truth, every published figure
kept. Numbers are measured in the cell that is asked about, so that a cell of one tonne beside one
of a million is not lost in the solver's tolerance.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import highspy

from statistics.publication.disclosure.cell_rules import Key

# What is smaller than this share of the cell asked about is no movement.
TOLERANCE: Final = 1e-7
# A deviation of so many times the cell asked about is never needed to move it.
FAR: Final = 1000.0


class AuditUnfinishedError(RuntimeError):
    """Time is over, or the solver has no answer: nothing may be published."""


@dataclass(frozen=True)
class Clock:
    """Until when solving may go on, by the monotonic clock."""

    until: float

    @classmethod
    def for_seconds(cls, seconds: float) -> "Clock":
        return cls(time.monotonic() + seconds)

    def check(self) -> float:
        """Give the seconds left. Raises AuditUnfinishedError when there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise AuditUnfinishedError("the time for the audit is over")
        return left


@dataclass(frozen=True)
class Sums:
    """Sums that stay as they are: the places of their cells and signs, one behind the other."""

    starts: list[int]
    places: list[int]
    signs: list[float]

    @classmethod
    def over(cls, keys: Iterable[Key], sums: Iterable[Iterable[tuple[Key, float]]]) -> "Sums":
        """Take sums of keys and signs; the place of a key is where it stands among `keys`."""
        place_of = {key: place for place, key in enumerate(keys)}
        found = cls([0], [], [])
        for each in sums:
            for key, sign in each:
                found.places.append(place_of[key])
                found.signs.append(float(sign))
            found.starts.append(len(found.places))
        return found

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[list[tuple[int, float]]]:
        for start, end in pairwise(self.starts):
            yield list(zip(self.places[start:end], self.signs[start:end], strict=True))


@dataclass(frozen=True)
class Program:
    """Unknown cells by place, with the least and the most each may deviate, and their sums."""

    low: Sequence[float]
    high: Sequence[float]
    sums: Sums


def furthest(program: Program, target: int, sign: int, clock: Clock) -> list[float]:
    """Move the target as far up (sign 1) or down (-1) as the sums allow; give how all move."""
    costs = [0.0] * len(program.low)
    # The solver looks for the least.
    costs[target] = -float(sign)
    moved = _solve(_model(program, costs), clock)
    if moved is None:
        # No deviation at all is always possible, so this is a fault of the table or the solver.
        raise AuditUnfinishedError("the solver found no answer")
    return moved


def furthest_in_one_sum(program: Program, target: int, sign: int) -> float:
    """Say the same of a program of one sum, or none, without a solver: most tables are rows."""
    free = program.high[target] if sign > 0 else -program.low[target]
    for each in program.sums:
        own = sum(way for place, way in each if place == target) * sign
        if own:
            # The others make up for the target's movement, each as far as it goes that way.
            ways = ((place, -own * way) for place, way in each if place != target)
            room = (program.high[place] if way > 0 else -program.low[place] for place, way in ways)
            free = min(free, sum(room))
    return free


def cheapest_move(
    program: Program, costs: Sequence[float], target: int, by: float, clock: Clock
) -> list[float] | None:
    """Move the target by so much with the least cost of what else moves; None where it cannot."""
    size = len(costs)
    # Each cell is two, what it rises by and, behind all of these, what it falls by.
    least, most = [0.0] * 2 * size, [*program.high, *(-low for low in program.low)]
    rise, fall = target, size + target
    least[rise] = most[rise] = max(0.0, by)
    least[fall] = most[fall] = max(0.0, -by)
    sums = ([*each, *((size + place, -sign) for place, sign in each)] for each in program.sums)
    halves = Program(least, most, Sums.over(range(2 * size), sums))
    moved = _solve(_model(halves, [*costs, *costs]), clock)
    if moved is None:
        return None
    return [up - down for up, down in zip(moved[:size], moved[size:], strict=True)]


def _model(program: Program, costs: Sequence[float]) -> "highspy.HighsLp":
    # Not before it is needed: a web process never solves, and would hold 60 MB for it.
    import highspy

    model, sums = highspy.HighsLp(), program.sums
    model.num_col_, model.num_row_ = len(costs), len(sums)
    model.col_cost_ = costs
    model.col_lower_, model.col_upper_ = program.low, program.high
    model.row_lower_ = model.row_upper_ = [0.0] * len(sums)
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = len(costs), len(sums)
    matrix.start_, matrix.index_, matrix.value_ = sums.starts, sums.places, sums.signs
    return model


def _solve(model: "highspy.HighsLp", clock: Clock) -> list[float] | None:
    """Solve to the best; None when nothing is possible at all. Raises AuditUnfinishedError."""
    import highspy

    solver = highspy.Highs()
    solver.silent()
    # One thread: the worker shares its machine with the web.
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("primal_feasibility_tolerance", 1e-9)
    solver.setOptionValue("time_limit", clock.check())
    solver.passModel(model)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise AuditUnfinishedError("the solver could not finish")
    return [float(value) for value in solver.getSolution().col_value]
