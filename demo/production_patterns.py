"""What one workshop declares each month: a season, a trend, and some chance of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from accounts.models import Organization, User
from catalog.models import Product
from config.jalali import JalaliMonth
from demo.places import STEADY, Shop
from review.routing import route_of
from statistics.enums import State
from statistics.filing.checks import computed_tonnes
from statistics.filing.storage import EmploymentAnswers, ExportFigures
from units.eligibility import refusal
from units.models import Licence

# Percent of a usual month, from Farvardin on.
SEASON = (104, 97, 95, 92, 90, 98, 103, 104, 106, 109, 116, 124)
# Before Nowruz sweets, clothes and shoes are made for the feast.
FEAST = (82, 88, 92, 90, 87, 95, 98, 100, 104, 112, 128, 150)
FOR_THE_FEAST = ("15", "18", "19")
# Quantities of a month by measure; PIECES for any other.
DAILY_GOODS = {"ton": (6, 60), "kg": (400, 6000), "litre": (500, 8000), "m2": (200, 3000)}
PIECES = (20, 900)
# Invented prices of what is exported: dollars for one measure, and rials for a dollar.
USD, IRR = {"ton": 1150, "kg": 4}, 900_000
# Two kilograms, where the measure has no factor.
TONNES_OF_ONE = Decimal("0.002")
MAIN = ("2520512459",)


@dataclass
class Workshop:
    """A unit of the demonstration with what it makes, from its first due month."""

    shop: Shop
    licences: list[Licence]
    holder: User
    makes: list[Product]
    start: JalaliMonth
    _routes: dict[int, dict[State, Organization]] = field(default_factory=dict)

    @property
    def licence(self) -> Licence:
        return self.licences[-1]

    def licence_for(self, month: JalaliMonth) -> Licence | None:
        return next((x for x in self.licences if refusal(x, month) is None), None)

    def route(self, licence: Licence) -> dict[State, Organization]:
        """Find the route of its months under a licence, looked up once."""
        if licence.pk not in self._routes:
            self._routes[licence.pk] = route_of(licence)
        return self._routes[licence.pk]

    def draw(self, subject: object) -> Random:
        """Make the chance of one subject, the same at each making."""
        return Random(f"{self.shop.name}/{subject}")

    def idle(self, month: JalaliMonth) -> bool:
        return self.shop.story == STEADY and self.draw(("idle", month)).random() < 0.03

    def products(self) -> list[Product]:
        """Choose what it makes, one to four products."""
        draw = self.draw("products")
        mine = [p for p in self.makes if self.shop.owner == "unit" and p.code in MAIN]
        return mine or draw.sample(self.makes, min(len(self.makes), draw.choice((1, 2, 2, 3, 4))))

    def production(self, month: JalaliMonth) -> dict[str, Decimal]:
        """Compute the quantities of a month by product code."""
        season = FEAST if self.shop.trade[:2] in FOR_THE_FEAST else SEASON
        growth = self.draw("growth").uniform(-0.006, 0.018)
        found = {}
        for product in self.products():
            low, high = DAILY_GOODS.get(product.measure_id, PIECES)
            base = self.draw(product.code).randint(low, high) * (1 + self.shop.people / 20)
            chance = self.draw((product.code, month)).uniform(0.93, 1.07)
            trend = (1 + growth) ** (month - self.start)
            amount = Decimal(base * trend * chance * season[month.month - 1] / 100)
            found[product.code] = amount.quantize(_step(product), ROUND_HALF_UP)
        return found

    def exports(self, month: JalaliMonth, made: Mapping[str, Decimal]) -> dict[str, ExportFigures]:
        """Choose what an exporter sent abroad: part of its main product, not in every month."""
        draw = self.draw(("exports", month))
        if not self.shop.exporter or draw.random() < 0.25:
            return {}
        product = self.products()[0]
        sent = made[product.code] * Decimal(draw.randint(15, 45)) / 100
        sent = sent.quantize(_step(product), ROUND_HALF_UP)
        tonnes = computed_tonnes(product, sent) or (sent * TONNES_OF_ONE).quantize(
            Decimal("0.000001")
        )
        dollars = sent * USD.get(product.measure_id, 9)
        return {product.code: ExportFigures(sent, tonnes, dollars, dollars * IRR)}

    def employees(self, month: JalaliMonth) -> EmploymentAnswers:
        """Count its people; now and then one more or one less."""
        # One draw for some three months: people do not come and go with each.
        drift = self.draw(("people", month.to_int() // 3)).choice((-1, 0, 0, 1))
        total = max(1, self.shop.people + drift)
        official = total // 3
        contractor = total // 8
        return EmploymentAnswers(official, total - official - contractor, contractor)


def _step(product: Product) -> Decimal:
    return Decimal("0.1") if product.measure.decimals else Decimal(1)
