"""An attacker on published tables: its own reading and its own solver, no code of the gate.

A table is given as its true cells (holder to value), its equations and what is hidden. The attacker
knows what is not hidden, that nothing is below zero, and its own contributions.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

from scipy.optimize import linprog

Cells = Mapping[Hashable, Mapping[int, int]]
Equations = Sequence[tuple[Hashable, Sequence[Hashable]]]
SLACK = 1e-6


def total(holders: Mapping[int, int]) -> int:
    return sum(holders.values())


class Attack:
    """What somebody can work out of the hidden cells; `me` is a holder or nobody."""

    def __init__(
        self,
        cells: Cells,
        equations: Equations,
        hidden: Collection[Hashable],
        me: int | None = None,
    ) -> None:
        self.cells = {key: dict(holders) for key, holders in cells.items() if total(holders)}
        self.unknown = [key for key in self.cells if key in hidden]
        self.me = me
        self.rows: list[list[float]] = []
        self.sides: list[float] = []
        for whole, parts in equations:
            row, side = [0.0] * len(self.unknown), 0.0
            for key, sign in [(whole, -1), *((part, 1) for part in parts)]:
                if key in self.unknown:
                    row[self.unknown.index(key)] += sign
                elif key in self.cells:
                    side -= sign * total(self.cells[key])
            if any(row):
                self.rows.append(row)
                self.sides.append(side)

    def own(self, key: Hashable) -> int:
        return 0 if self.me is None else self.cells[key].get(self.me, 0)

    def bounds(self, key: Hashable) -> tuple[float, float]:
        """The least and the most that a hidden cell can be."""
        limits = []
        for each in self.unknown:
            own = self.own(each)
            alone = own > 0 and own == total(self.cells[each])
            limits.append((own, own if alone else None))
        found = []
        for sign in (1, -1):
            costs = [0.0] * len(self.unknown)
            costs[self.unknown.index(key)] = sign
            equal = (self.rows, self.sides) if self.rows else (None, None)
            answer = linprog(costs, A_eq=equal[0], b_eq=equal[1], bounds=limits, method="highs")
            # 3: without a bound, 4: numbers too far apart. Nothing else is possible here.
            assert answer.status in (0, 3), answer.message
            found.append(sign * answer.fun if answer.status == 0 else float("inf"))
        return found[0], found[1]


def leaks_outside(
    cells: Cells,
    equations: Equations,
    hidden: Collection[Hashable],
    sensitive: Collection[Hashable],
    percent: int,
) -> Iterator[str]:
    """Sensitive cells known within p percent on a side, partners on both."""
    attack = Attack(cells, equations, hidden)
    for key in attack.unknown:
        low, high = attack.bounds(key)
        value = total(attack.cells[key])
        close = [
            low > value * (1 - percent / 100) + SLACK * value,
            high < value * (1 + percent / 100) - SLACK * value,
        ]
        if any(close) if key in sensitive else all(close):
            yield f"{key}: {value} in {low}..{high}"


def leaks_inside(
    cells: Cells, equations: Equations, hidden: Collection[Hashable], percent: int
) -> Iterator[str]:
    """Holders whose part of a hidden cell another holder knows within p percent."""
    everybody = {holder for holders in cells.values() for holder in holders}
    for me in sorted(everybody):
        attack = Attack(cells, equations, hidden, me)
        for key in attack.unknown:
            others = {h: v for h, v in attack.cells[key].items() if h != me and v}
            if not others:
                continue
            low, high = attack.bounds(key)
            own, most = attack.own(key), max(others.values())
            if high - own < most * (1 + percent / 100) - SLACK * most:
                yield f"{me} knows {key}: {most} is at most {high - own}"
            if len(others) == 1 and low - own > most * (1 - percent / 100) + SLACK * most:
                yield f"{me} knows {key}: {most} is at least {low - own}"
