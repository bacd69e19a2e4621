"""What one workshop declares each month: a season, a trend, and some chance of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from accounts.models import Organization, User
from catalog.models import Product
from config.jalali import JalaliMonth
from demo.places import STEADY, Shop
from review.routing import route_of
from statistics.enums import State, Step
from statistics.filing.checks import computed_tonnes
from statistics.filing.storage import EmploymentAnswers, ExportFigures
from statistics.models.lines import all_people
from units.eligibility import refusal
from units.models import Licence

# Invented prices of what is exported, in dollars for one measure.
USD = {"ton": 1150, "kg": 4, "litre": 3, "pair": 14, "m2": 22, "m": 6}
# Two kilograms, where the measure has no factor.
TONNES_OF_ONE = Decimal("0.002")


@dataclass
class Workshop:
    """A unit of the demonstration, from its first due month; `makes` are products by code."""

    shop: Shop
    licences: list[Licence]
    holder: User
    makes: Mapping[str, Product]
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

    def green_at(self, month: JalaliMonth, step: Step, sent: datetime) -> datetime:
        """Find when a step of a month was confirmed; every third shop writes it on one screen."""
        chance = self.draw(("pace", month))
        # Minutes over production, exports and people, and until it was sent.
        spans = [chance.randint(1, most) for most in (25, 6, 5, 4)]
        if chance.random() < 0.1:
            spans[0] += chance.randint(40, 150)
        if step != Step.PERIOD and self.draw("screen").random() < 0.33:
            step = Step.EMPLOYMENT
        return sent - timedelta(minutes=sum(spans[step - 1 :]))

    def idle(self, month: JalaliMonth) -> bool:
        return self.shop.story == STEADY and self.draw(("idle", month)).random() < 0.03

    def products(self) -> list[Product]:
        """List what it makes, its main product first."""
        return [self.makes[output.code] for output in self.shop.trade.outputs]

    def production(self, month: JalaliMonth) -> dict[str, Decimal]:
        """Compute the quantities of a month by product code: so much for each of its people."""
        trade, people = self.shop.trade, self.employees(month)
        total = all_people(people.official, people.contract, people.contractor)
        assert total is not None
        growth = self.draw("growth").uniform(-0.01, 0.02) * (month - self.start)
        found = {}
        for output in trade.outputs:
            # Where between least and most: the workshop's own place, its season, its trend, chance.
            own = self.draw(output.code).uniform(0.35, 0.65)
            season = (trade.seasons[month.month - 1] - 100) / 130
            chance = self.draw((output.code, month)).uniform(-0.06, 0.06)
            place = Decimal(min(1.0, max(0.0, own + season + growth + chance)))
            amount = (output.low + (output.high - output.low) * place) * total
            found[output.code] = amount.quantize(_step(self.makes[output.code]), ROUND_HALF_UP)
        return found

    def exports(
        self, month: JalaliMonth, made: Mapping[str, Decimal], rial: int
    ) -> dict[str, ExportFigures]:
        """Choose what an exporter sent abroad: its share of the main product, not in every month.

        `rial` is the month's reference rate of the dollar.
        """
        draw = self.draw(("exports", month))
        if not self.shop.exporter or draw.random() < 0.25:
            return {}
        product, share = self.products()[0], self.shop.trade.export_percent
        sent = made[product.code] * share * Decimal(draw.uniform(0.8, 1.2)) / 100
        sent = sent.quantize(_step(product), ROUND_HALF_UP)
        # Of a few large pieces a share may be none: nothing was sent then.
        if not sent:
            return {}
        tonnes = computed_tonnes(product, sent) or (sent * TONNES_OF_ONE).quantize(
            Decimal("0.000001")
        )
        dollars = (sent * USD.get(product.measure_id, 9)).quantize(Decimal("0.01"))
        paid = (dollars * rial * Decimal(draw.uniform(0.94, 1.06))).quantize(Decimal(1))
        return {product.code: ExportFigures(sent, tonnes, dollars, paid)}

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
