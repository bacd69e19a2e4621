# What the attacker uses of scipy, typed.
from typing import Any

class csr_matrix:
    shape: tuple[int, int]
    def __init__(self, arg1: Any, shape: tuple[int, int] = ...) -> None: ...
    def toarray(self) -> Any: ...
