"""Small worlds drawn at random, with few holders and sizes far apart, in all their editions."""

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from promises.attacker.country import truth_of
from promises.attacker.figures import Vintage
from promises.attacker.truth import Truth
from statistics.enums import EditionKind, EditionState
from tests.statistics.publication.worlds import MONTH, Maker, PublishingWorld
from tests.world import BAG, PIPE

# Lone holders, dominance and equal parts come up often.
SIZES: Final = (1, 2, 3, 7, 15, 20, 40, 100, 1000)
HOLDERS, PLACES = 14, 4
# One names no class of its division.
TRADES: Final = ("2520", "2520", "25", "1920")


class SmallWorld:
    """Up to forty units of two months: one final, one in three editions while units change."""

    def __init__(self, publishing: PublishingWorld, draw: random.Random) -> None:
        self.publishing, self.draw = publishing, draw
        self.truths: dict[Vintage, Truth] = {}
        self.makers = {self._key(maker): maker for maker in self._drawn(draw.randrange(10, 40))}

    def publish_all(self) -> None:
        """File and publish, ever more of it as filed late or corrected."""
        everybody = list(self.makers.values())
        self.publishing.file(everybody)
        self._publish(EditionKind.FINAL, back=0)
        begin = self.draw.randrange(len(everybody) + 1)
        self._file(everybody[begin:])
        if begin < len(everybody):
            self._publish(EditionKind.PRELIMINARY)
        self._file(everybody[:begin])
        self._publish(EditionKind.FINAL)
        changed = [maker for maker in everybody if self.draw.random() < 0.3]
        self._file([*changed, *self._drawn(self.draw.randrange(4))])
        self._publish(EditionKind.ANNUAL)

    def _drawn(self, number: int) -> list[Maker]:
        choice, found = self.draw.choice, []
        for _ in range(number):
            maker = Maker(
                self.draw.randrange(HOLDERS),
                self.draw.randrange(PLACES),
                str(choice(SIZES)),
                choice(SIZES),
                choice(TRADES),
                choice((BAG, BAG, PIPE)),
            )
            if self.draw.random() < 0.4:
                maker = replace(maker, tonnes=maker.quantity, usd=str(choice(SIZES)))
            found.append(maker)
        return found

    @staticmethod
    def _key(maker: Maker) -> tuple[int, int, str, str]:
        return maker.holder, maker.place, maker.trade, maker.product

    def _file(self, makers: Sequence[Maker]) -> None:
        """File the second month: some as the month before, some more or less of it."""
        factors = (Decimal(1), Decimal(1), Decimal("0.8"), Decimal("1.1"), Decimal(2))
        self.publishing.file(
            [replace(m, quantity=str(int(m.quantity) * self.draw.choice(factors))) for m in makers],
            MONTH + 1,
        )

    def _publish(self, kind: EditionKind, back: int = 1) -> None:
        edition = self.publishing.published(kind, MONTH + back)
        assert edition.state == EditionState.PUBLISHED, edition.failure
        self.truths[Vintage(edition.year, edition.month, edition.number or 0)] = truth_of(edition)
