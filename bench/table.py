"""The result table: printed for people, written as JSON for machines."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class BenchRow:
    """One figure. `ours` and `floor` are seconds, or so many of `unit` where it counts things.

    `goal` is the highest ratio that is good; without one the row only tells. `failure` says why
    there is no figure.
    """

    case: str
    ours: float
    floor: float
    goal: float | None
    peak_mb: float = 0.0
    unit: str = ""
    failure: str = ""

    @property
    def ratio(self) -> float:
        """Ours over floor; without a floor endless, so that no goal is met."""
        return self.ours / self.floor if self.floor else float("inf")

    @property
    def ok(self) -> bool:
        """Whether there is a figure and it meets its goal."""
        return not self.failure and (self.goal is None or self.ratio <= self.goal)


def failed(case: str, reason: str) -> BenchRow:
    """Stand in the table for a case that has no figure, with one line of why."""
    return BenchRow(case, 0.0, 0.0, None, failure=" ".join(reason.split()) or "no reason was given")


def as_json(rows: list[BenchRow]) -> str:
    """Write {"rows": [{case, ours, floor, ratio, goal, peak_mb, unit, failure, ok}]}."""
    return json.dumps(
        {"rows": [asdict(row) | {"ratio": _ratio(row), "ok": row.ok} for row in rows]},
        ensure_ascii=False,
        indent=1,
    )


def write(rows: list[BenchRow], target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(as_json(rows), encoding="utf-8")


def read(text: str) -> list[BenchRow]:
    """Read the rows that `as_json` wrote."""
    names = [field.name for field in fields(BenchRow)]
    return [BenchRow(**{name: row[name] for name in names}) for row in json.loads(text)["rows"]]


def show(rows: list[BenchRow]) -> str:
    head = f"{'case':<44}{'ours':>12}{'floor':>12}{'ratio':>8}{'goal':>7}{'MB':>7}  ok"
    return "\n".join([head, *map(_line, rows)])


def _line(row: BenchRow) -> str:
    if row.failure:
        return f"{row.case:<44}failed: {row.failure}"
    return (
        f"{row.case:<44}{_size(row, row.ours):>12}{_size(row, row.floor):>12}{row.ratio:>8.2f}"
        f"{_goal(row):>7}{row.peak_mb:>7.0f}  {'yes' if row.ok else 'NO'}"
    )


def _ratio(row: BenchRow) -> float | None:
    # JSON knows no infinity.
    return row.ratio if row.floor else None


def _goal(row: BenchRow) -> str:
    return "–" if row.goal is None else f"{row.goal:.2f}"


def _size(row: BenchRow, value: float) -> str:
    return f"{value:.0f} {row.unit}" if row.unit else _time(value)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"
