# What the portal uses of highspy, typed: the types it brings name modules that it does not bring.
from collections.abc import Sequence
from enum import Enum

class MatrixFormat(Enum):
    kColwise = ...
    kRowwise = ...

class HighsModelStatus(Enum):
    kOptimal = ...
    kInfeasible = ...

class HighsSparseMatrix:
    format_: MatrixFormat
    num_col_: int
    num_row_: int
    start_: Sequence[int]
    index_: Sequence[int]
    value_: Sequence[float]

class HighsLp:
    num_col_: int
    num_row_: int
    col_cost_: Sequence[float]
    col_lower_: Sequence[float]
    col_upper_: Sequence[float]
    row_lower_: Sequence[float]
    row_upper_: Sequence[float]
    a_matrix_: HighsSparseMatrix

class HighsSolution:
    col_value: Sequence[float]

class Highs:
    def silent(self) -> None: ...
    def setOptionValue(self, name: str, value: float | int) -> object: ...
    def passModel(self, model: HighsLp) -> object: ...
    def run(self) -> object: ...
    def getModelStatus(self) -> HighsModelStatus: ...
    def getSolution(self) -> HighsSolution: ...
