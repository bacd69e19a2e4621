# What the tests use of scipy, typed: the package brings no types of its own.
from collections.abc import Sequence

class OptimizeResult:
    status: int
    message: str
    fun: float

def linprog(
    c: Sequence[float],
    *,
    A_eq: Sequence[Sequence[float]] | None = ...,
    b_eq: Sequence[float] | None = ...,
    bounds: Sequence[tuple[float, float | None]] = ...,
    method: str = ...,
) -> OptimizeResult: ...
