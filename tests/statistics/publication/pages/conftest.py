"""Two years of published months, written by hand: shown, hidden and missing figures."""

from dataclasses import dataclass

import pytest
import time_machine as clock

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from catalog.models import Product, Province
from config.jalali import JalaliMonth
from statistics.enums import CellLabel, EditionKind, Flow
from statistics.models import Edition
from statistics.publication.queries import CellKey
from tests.statistics.files import statistician
from tests.statistics.publication.editions import HIDDEN, Cells, published_by_hand
from tests.world import BAG, PIPE, SHOES, World, tehran

MEHR = JalaliMonth(1405, 7)
NOW = tehran(1405, 11, 2)
PEOPLE = CellKey(Flow.EMPLOYMENT)
DOLLARS, TONNES = CellKey(Flow.EXPORT_USD), CellKey(Flow.EXPORT_TONNES)


@dataclass
class PublishedYears:
    """Who publishes, and the cells by their names."""

    world: World
    user: User
    places: dict[str, Organization]

    def made(self, code: str, place: str = "") -> CellKey:
        product = Product.objects.get(code=code)
        where = self.places[place].pk if place else None
        return CellKey(Flow.PRODUCTION, product.pk, product.measure_id, organization=where)

    def made_name(self, code: str) -> str:
        return str(Product.objects.get(code=code).name)

    def people(self, place: str) -> CellKey:
        return PEOPLE._replace(organization=self.places[place].pk)

    def cells(self, factor: int) -> Cells:
        """Give a month's cells; the shoes are hidden, and so are the people of one place."""
        return {
            self.made(BAG): 40 * factor,
            self.made(PIPE): 7_000 - 10 * factor,
            self.made(SHOES): HIDDEN,
            PEOPLE: 20_000 + 100 * factor,
            PEOPLE._replace(trade="25"): 15_000 + 100 * factor,
            PEOPLE._replace(trade="2520"): 15_000 + 100 * factor,
            PEOPLE._replace(trade="19"): HIDDEN,
            self.people("03"): 9_000 + 300 * factor,
            self.people("01"): 5_000 - 400 * factor,
            self.people("05"): HIDDEN,
            self.people("00"): HIDDEN,
            DOLLARS: 1_200_000 * factor,
            DOLLARS._replace(trade="25"): 1_200_000 * factor,
            TONNES: 300 * factor,
        }

    def publish(
        self,
        month: JalaliMonth,
        factor: int,
        kind: EditionKind = EditionKind.FINAL,
        number: int = 1,
        response: tuple[int, int] | None = (46_079, 40_000),
    ) -> Edition:
        cells = dict(self.cells(factor))
        label = CellLabel.NONE
        if kind == EditionKind.PRELIMINARY:
            label = CellLabel.ESTIMATE
            cells = {
                key: figure
                for key, figure in cells.items()
                if key.flow in (Flow.PRODUCTION, Flow.EMPLOYMENT)
            }
        office = self.user_office()
        at = tehran(1405, 10, 20)
        return published_by_hand(self.user, office, month, cells, at, kind, number, label, response)

    def user_office(self) -> Organization:
        return Organization.objects.get(kind=OrganizationKind.STATISTICS)


def publish_years(world: World) -> PublishedYears:
    """Publish Mehr of two years and the month before it."""
    places = {"03": world.province}
    for code, name in (("00", "مرکزی"), ("01", "گیلان"), ("05", "کرمانشاه")):
        province = Province.objects.create(code=code, name=name, iso=f"IR-{code}")
        places[code] = Organization.objects.create(
            code=code,
            kind=OrganizationKind.PROVINCE,
            name=f"سازمان صنعت، معدن و تجارت استان {name}",
            parent=world.ministry,
            province=province,
        )
    found = PublishedYears(world, statistician(world), places)
    found.publish(MEHR - 12, 5, response=(45_000, 36_000))
    found.publish(MEHR - 1, 9)
    found.publish(MEHR, 10)
    return found


@pytest.fixture
def published(world: World, time_machine: clock.TimeMachineFixture) -> PublishedYears:
    """Stand in Bahman of 1405, when two Mehrs are out."""
    time_machine.move_to(NOW, tick=False)
    return publish_years(world)
