"""The result table: printed for people, written as JSON for machines."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class BenchRow:
    """One case. `ours` and `floor` are seconds, or so many of `unit` where it counts things.

    `goal` is the highest ratio that is good; without one the row only tells.
    """

    case: str
    ours: float
    floor: float
    goal: float | None
    peak_mb: float = 0.0
    unit: str = ""

    @property
    def ratio(self) -> float:
        """Return ours over floor."""
        return self.ours / self.floor if self.floor else float("inf")

    @property
    def ok(self) -> bool:
        """Return whether the goal is met."""
        return self.goal is None or self.ratio <= self.goal


def as_json(rows: list[BenchRow]) -> str:
    """Return {"rows": [{case, ours, floor, ratio, goal, peak_mb, ok}]}."""
    return json.dumps(
        {"rows": [asdict(row) | {"ratio": row.ratio, "ok": row.ok} for row in rows]},
        ensure_ascii=False,
        indent=1,
    )


def write(rows: list[BenchRow], target: Path) -> None:
    """Write the rows as JSON."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(as_json(rows), encoding="utf-8")


def read(text: str) -> list[BenchRow]:
    """Return the rows that `as_json` wrote."""
    names = ("case", "ours", "floor", "goal", "peak_mb", "unit")
    return [BenchRow(**{name: row[name] for name in names}) for row in json.loads(text)["rows"]]


def show(rows: list[BenchRow]) -> str:
    """Return the table as text."""
    head = f"{'case':<44}{'ours':>12}{'floor':>12}{'ratio':>8}{'goal':>7}{'MB':>7}  ok"
    lines = [
        f"{r.case:<44}{_size(r, r.ours):>12}{_size(r, r.floor):>12}{r.ratio:>8.2f}{_goal(r):>7}"
        f"{r.peak_mb:>7.0f}  {'yes' if r.ok else 'NO'}"
        for r in rows
    ]
    return "\n".join([head, *lines])


def _goal(row: BenchRow) -> str:
    return "–" if row.goal is None else f"{row.goal:.2f}"


def _size(row: BenchRow, value: float) -> str:
    return f"{value:.0f} {row.unit}" if row.unit else _time(value)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"
