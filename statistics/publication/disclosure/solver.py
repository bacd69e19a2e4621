"""Linear programs of the audit and the repair, by HiGHS; whose package is imported nowhere else.

What is asked is always how the unknown cells may deviate from the truth, every published figure
kept. Numbers are measured in the cell that is asked about, so that a cell of one tonne beside one
of a million is not lost in the solver's tolerance.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

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
class Bounds:
    """How far a cell may deviate down and up."""

    low: float
    high: float


SolverRows: TypeAlias = tuple[list[int], list[int], list[float]]


@dataclass(frozen=True)
class Program:
    """Unknown cells with their bounds, and the sums (cell to sign) that stay as they are."""

    bounds: Mapping[Key, Bounds]
    sums: Sequence[Sequence[tuple[Key, int]]]
    # The sums as the solver takes them, where many programs have the same in the same order.
    rows: SolverRows | None = None


def furthest(program: Program, target: Key, sign: int, clock: Clock) -> float:
    """Find how far the target can deviate up (sign 1) or down (-1) with all sums kept."""
    clock.check()
    if len(program.sums) < 2:
        return _furthest_in_one_sum(program, target, sign)
    columns = {key: place for place, key in enumerate(program.bounds)}
    costs = [0.0] * len(columns)
    costs[columns[target]] = -float(sign)
    # The solver looks for the least.
    model = _model(program, columns, costs)
    values = _solve(model, clock)
    if values is None:
        # No deviation at all is always possible, so this is a fault of the table or the solver.
        raise AuditUnfinishedError("the solver found no answer")
    return abs(values[columns[target]])


def _furthest_in_one_sum(program: Program, target: Key, sign: int) -> float:
    """Answer a program of one sum, or none, without a solver: most tables are rows."""
    bounds = program.bounds[target]
    free = bounds.high if sign > 0 else -bounds.low
    for each in program.sums:
        own = sum(way for key, way in each if key == target) * sign
        if own:
            # The others make up for the target's movement, each as far as it goes that way.
            others = [(program.bounds[key], -own * way) for key, way in each if key != target]
            room = sum(other.high if way > 0 else -other.low for other, way in others)
            free = min(free, room)
    return free


def cheapest_move(
    program: Program, costs: Mapping[Key, float], target: Key, by: float, clock: Clock
) -> dict[Key, float] | None:
    """Move the target by so much with the least cost of what else moves; None where it cannot."""
    halves: dict[Key, Bounds] = {}
    for key, bounds in program.bounds.items():
        halves[key, 1] = Bounds(max(0.0, bounds.low), max(0.0, bounds.high))
        halves[key, -1] = Bounds(max(0.0, -bounds.high), max(0.0, -bounds.low))
    way = 1 if by > 0 else -1
    halves[target, way] = Bounds(abs(by), abs(by))
    halves[target, -way] = Bounds(0.0, 0.0)
    sums = [
        [((key, half), sign * half) for key, sign in each for half in (1, -1)]
        for each in program.sums
    ]
    columns = {half: place for place, half in enumerate(halves)}
    model = _model(Program(halves, sums), columns, [costs[half[0]] for half in halves])
    values = _solve(model, clock)
    if values is None:
        return None
    return {key: values[columns[key, 1]] - values[columns[key, -1]] for key in program.bounds}


def _model(
    program: Program, columns: Mapping[Key, int], costs: Sequence[float]
) -> "highspy.HighsLp":
    # Not before it is needed: a web process never solves, and would hold 60 MB for it.
    import highspy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(columns), len(program.sums)
    model.col_cost_ = list(costs)
    model.col_lower_ = [bounds.low for bounds in program.bounds.values()]
    model.col_upper_ = [bounds.high for bounds in program.bounds.values()]
    model.row_lower_ = [0.0] * len(program.sums)
    model.row_upper_ = [0.0] * len(program.sums)
    starts, places, signs = program.rows or solver_rows(program.sums, columns)
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = len(columns), len(program.sums)
    matrix.start_, matrix.index_, matrix.value_ = starts, places, signs
    return model


def solver_rows(
    sums: Iterable[Sequence[tuple[Key, int]]], columns: Mapping[Key, int]
) -> SolverRows:
    """Write sums by rows, as the solver takes them."""
    starts, places, signs = [0], [], []
    for each in sums:
        for key, sign in each:
            places.append(columns[key])
            signs.append(float(sign))
        starts.append(len(places))
    return starts, places, signs


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
