"""A product that stands in another's place has the other's history, in its own measure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from statistics.figures import ExportFigure
from statistics.rules.subject import PastMonth


def resolved(followers: Mapping[str, str], now: Collection[str]) -> dict[str, str]:
    """Follow each product to the first of the month's that stands in its place."""
    found = {}
    for code in followers:
        seen, heir = {code}, followers[code]
        while heir not in now and heir in followers and heir not in seen:
            seen.add(heir)
            heir = followers[heir]
        # What the month lists itself inherits nothing away.
        if heir in now and code not in now:
            found[code] = heir
    return found


@dataclass(frozen=True)
class Heritage:
    """Which product inherits from which, the measures of the month, and tonnes by measure."""

    heirs: Mapping[str, str]
    measures: Mapping[str, str]
    factors: Mapping[str, Decimal]

    def inherited(self, past: PastMonth) -> PastMonth:
        """Put the quantities of a month under the products that inherit them."""
        produced: dict[str, Decimal | None] = {}
        exported: dict[str, ExportFigure] = {}
        measures, names = dict(past.measures), dict(past.names)
        for code, quantity in past.produced.items():
            heir, rate = self._rate(code, past)
            own = None if quantity is None else quantity * rate
            before = produced.get(heir)
            produced[heir] = own if before is None else before + (own or 0)
            if heir != code:
                measures[heir], names[heir] = self.measures[heir], past.names.get(code, "")
        for code, sent in past.exported.items():
            heir, rate = self._rate(code, past)
            exported[heir] = _joined(exported.get(heir), sent, heir, rate)
            if heir != code:
                measures[heir] = self.measures[heir]
        return replace(past, produced=produced, exported=exported, measures=measures, names=names)

    def _rate(self, code: str, past: PastMonth) -> tuple[str, Decimal]:
        """Name the heir of a product, and what a quantity is multiplied with to be its."""
        heir = self.heirs.get(code)
        if heir is None:
            return code, Decimal(1)
        then, now = past.measures.get(code), self.measures[heir]
        if then == now:
            return heir, Decimal(1)
        old, new = self.factors.get(then or ""), self.factors.get(now)
        # Pieces do not become kilograms: their history ends with them.
        return (heir, old / new) if old and new else (code, Decimal(1))


def _joined(
    before: ExportFigure | None, sent: ExportFigure, code: str, rate: Decimal
) -> ExportFigure:
    quantity = None if sent.quantity is None else sent.quantity * rate
    own = replace(sent, code=code, quantity=quantity)
    if before is None:
        return own
    return replace(
        before,
        quantity=_sum(before.quantity, own.quantity),
        tonnes=_sum(before.tonnes, own.tonnes),
        value_usd=_sum(before.value_usd, own.value_usd),
        value_irr=_sum(before.value_irr, own.value_irr),
    )


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one + (other or 0)
