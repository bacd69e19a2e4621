"""The estimates of a month reckoned once more, as a script would: one number, one loop.

Nothing of the code under test is used but its dataclasses of facts. A silent unit's value is that
of the month before times one growth, back to a month that stands.
"""

from fractions import Fraction

from config.jalali import JalaliMonth
from statistics.estimation.month_rules import Facts

Key = tuple[int, str]
Sums = tuple[Fraction, Fraction, Fraction, int, Fraction]
Estimated = tuple[Fraction, Fraction, Fraction, Fraction]
MILLION = 10**6


class Oracle:
    def __init__(self, facts: Facts, holders: int, percent: int) -> None:
        self.facts, self.holders, self.percent = facts, holders, percent

    def q(self, unit: int, month: JalaliMonth, key: Key) -> Fraction | None:
        """Read a unit's quantity of a month: 0 where it lists nothing, None where none stands."""
        stands = self.facts.standing.get(month, {}).get(unit)
        return None if stands is None else Fraction(stands.made.get(key, 0))

    def measures(self, unit: int, month: JalaliMonth, product: int) -> set[str]:
        stands = self.facts.standing.get(month, {}).get(unit)
        return {m for p, m in stands.made if p == product} if stands else set()

    def sums(self, month: JalaliMonth, place: int | None, key: Key) -> Sums:
        """Sum a cell up: the two matched sums, the base, holders, and people."""
        before = month - 1
        units = sorted({u for units in self.facts.standing.values() for u in units})
        here = [u for u in units if place in (None, self.place(u, month))]
        base = sum((self.q(u, before, key) or Fraction(0) for u in here), Fraction(0))
        top = bottom = people = Fraction(0)
        who = set()
        for u in here:
            a, b = self.q(u, before, key), self.q(u, month, key)
            if a is None or b is None or a == b == 0:
                continue
            listed = self.measures(u, before, key[0]) | self.measures(u, month, key[0])
            if len(listed) == 2:
                continue
            if abs(a - b) > base * 3 / 10 or (a and b and not (a <= 5 * b and b <= 5 * a)):
                continue
            top, bottom = top + b, bottom + a
            one = self.facts.standing[month][u]
            who.add(one.holder)
            was = self.facts.standing[before][u]
            lister = was if key in was.made else one
            people += Fraction(
                int(Fraction(lister.workers, len(lister.made)) * 1000000 + Fraction(1, 2)), 1000000
            )
        return top, bottom, base, len(who), people

    def place(self, unit: int, month: JalaliMonth) -> int | None:
        for each in (month, month - 1):
            stands = self.facts.standing.get(each, {}).get(unit)
            if stands:
                return stands.organization
        return None

    def good(self, month: JalaliMonth, place: int | None, key: Key) -> Fraction | None:
        top, bottom, base, who, _ = self.sums(month, place, key)
        if who < self.holders or not bottom or bottom * 100 < base * self.percent:
            return None
        return top / bottom

    def growth(self, month: JalaliMonth, place: int, key: Key) -> Fraction:
        own = self.good(month, place, key)
        if own is not None:
            return own
        country = self.good(month, None, key)
        if country is not None:
            return country
        top = weight = Fraction(0)
        for other in self.cells():
            if self.facts.class_of[other[0]] == self.facts.class_of[key[0]]:
                found = self.good(month, None, other)
                people = self.sums(month, None, other)[4]
                if found is not None:
                    top, weight = top + people * found, weight + people
        return top / weight if weight else Fraction(1)

    def cells(self) -> set[Key]:
        return {
            key
            for units in self.facts.standing.values()
            for stands in units.values()
            for key in stands.made
        }

    def value(self, unit: int, month: JalaliMonth, place: int, key: Key, left: int) -> Fraction:
        """Give what stands, or the value of the month before times its growth."""
        found = self.q(unit, month, key)
        if found is not None:
            return found
        if not left:
            return Fraction(0)
        earlier = self.value(unit, month - 1, place, key, left - 1)
        return earlier * self.growth(month, place, key) if earlier else Fraction(0)

    def estimate(self, month: JalaliMonth, place: int, key: Key) -> Estimated:
        """Give what was reported and imputed, and the earlier quantities filed and due."""
        reported = imputed = filed = due = Fraction(0)
        for u, stands in self.facts.standing.get(month, {}).items():
            if stands.organization == place:
                reported += self.q(u, month, key) or 0
                filed += self.q(u, month - 1, key) or 0
        for u, owes in self.facts.due.items():
            if owes.organization == place and self.q(u, month, key) is None:
                imputed += self.value(u, month, place, key, 3)
                due += self.value(u, month - 1, place, key, 2)
        return reported, imputed, filed, filed + due
