"""Who can work out what: the outsider, every holder, and two holders together."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Final

from promises.attacker.knowledge import Knowledge, Target
from promises.attacker.programs import SLACK, Block, Vector, blocks_of
from promises.attacker.truth import largest

UP, DOWN = 1, -1
OUTSIDER: Final[tuple[str, ...]] = ()
# So many pairs of holders of a block are tried together.
PAIRS: Final = 40


@dataclass
class Verdict:
    """How often somebody tried to bound something, and where he could."""

    tried: int = 0
    leaks: list[str] = field(default_factory=list)
    pairs: int = 0
    telling_pairs: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def and_also(self, other: "Verdict") -> "Verdict":
        return Verdict(
            self.tried + other.tried,
            [*self.leaks, *other.leaks],
            self.pairs + other.pairs,
            self.telling_pairs + other.telling_pairs,
            self.counts + other.counts,
        )

    def __str__(self) -> str:
        counts = ", ".join(f"{name} {count:,}" for name, count in self.counts.items())
        return f"{counts}; {self.telling_pairs} of {self.pairs} pairs of holders bound somebody"


def attack(knowledge: Knowledge, percent: int = 15) -> Verdict:
    """Try everything on everybody; what is told without any reckoning counts too."""
    verdict = Verdict(knowledge.shown, list(knowledge.faults))
    verdict.counts["shown cells"] = knowledge.shown
    for block in blocks_of(knowledge):
        attacker = _Attack(block, Fraction(percent, 100), verdict)
        attacker.run()
        verdict.leaks += block.faults
        verdict.counts["unknown cells"] += len(block.cells)
        verdict.counts["programs"] += block.programs
    return verdict


@dataclass
class _Attack:
    block: Block
    share: Fraction
    verdict: Verdict

    def run(self) -> None:
        # What nobody could be told by, however exactly it were known, is not aimed at.
        holders = self.block.holders
        for target in self.block.targets:
            self.from_without(target)
        for holder in holders:
            self.verdict.leaks += self.from_within((holder,))
        for pair in self.neighbours():
            self.verdict.pairs += 1
            self.verdict.telling_pairs += any(True for _ in self.from_within(pair))

    def from_without(self, target: Target) -> None:
        self.verdict.tried += 1
        goal = self.block.goal(target)
        need = self.share * max(target.size, largest(target.parts)[0] if target.change else 0)
        open_sides = [self.open(goal, side, need, OUTSIDER) for side in (UP, DOWN)]
        # A sensitive one is open to both sides, a partner to one at least.
        if all(open_sides) or (any(open_sides) and not target.sensitive):
            return
        sides = zip(("above", "below"), open_sides, strict=True)
        closed = " and ".join(name for name, free in sides if not free)
        self.verdict.leaks.append(f"anybody bounds {target.name} {closed}: {target.parts}")

    def from_within(self, who: tuple[str, ...]) -> Iterator[str]:
        for target in self.block.targets:
            needs = self.needs(target, who)
            if len(who) == 1:
                self.verdict.tried += bool(needs)
            goal = self.block.goal(target) if needs else None
            for side, need in needs:
                if goal is not None and not self.open(goal, side, need, who):
                    yield f"{who} bounds another's part of {target.name}: {target.parts}"

    def needs(self, target: Target, who: Collection[str]) -> list[tuple[int, Fraction]]:
        """How far a cell must be able to deviate so that they learn nobody's part by a share.

        Above: what others add beside the largest of them is room already. Below, and a change on
        both sides: only the part of a single other one is bounded.
        """
        others = {h: v for h, v in target.parts.items() if h not in who}
        if not others:
            return []
        most, whole = largest(others)[0], sum(abs(value) for value in others.values())
        need = self.share * most - (whole - most)
        found = [(UP, need)] if need > 0 else []
        if len(others) == 1 or (target.change and need > 0):
            found.append((DOWN, need))
        return found

    def open(self, goal: Vector, side: int, need: Fraction, who: tuple[str, ...]) -> bool:
        """Tell whether the goal can lie so far from the truth for all that these people know."""
        enough = float(need) * (1 - SLACK)
        if enough <= 0:
            return True
        if self.block.ways and float((self.block.gone(who) @ goal * side).max()) >= enough:
            return True
        return self.block.furthest(goal * side, float(need), who) >= 1 - SLACK

    def neighbours(self) -> list[tuple[str, str]]:
        """Some pairs of holders who are in hidden cells of one block."""
        return list(combinations(self.block.holders, 2))[:PAIRS]
