# What the tests use of scipy, typed: the package brings no types of its own.
from collections.abc import Sequence
from typing import Any

class OptimizeResult:
    status: int
    message: str
    fun: float
    x: Any

def linprog(
    c: Any,
    *,
    A_ub: Any = ...,
    b_ub: Any = ...,
    A_eq: Any = ...,
    b_eq: Any = ...,
    bounds: Sequence[tuple[float, float | None]] | Any = ...,
    method: str = ...,
) -> OptimizeResult: ...
