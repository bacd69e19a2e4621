"""A month of many units, final by hand: who made, sent and employed what, and where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.enums import OrganizationKind
from accounts.models import Organization, User
from catalog.models import County, Province
from config.jalali import JalaliMonth
from statistics.enums import EditionKind
from statistics.models import Edition, FrozenCell, Revision, Submission
from statistics.models.revision import filed_from
from statistics.publication.services import publish
from statistics.publication.worker import run_waiting
from tests.by_hand import at_union, make_final
from tests.statistics.files import statistician
from tests.world import BAG, World, tehran
from units.enums import HolderKind
from units.models import Licence, Unit

MONTH = JalaliMonth(1404, 3)
# Long after every edition of the month may be published.
LATER = tehran(1406, 1, 20)
FILED = tehran(1404, 4, 3)


@dataclass(frozen=True)
class Maker:
    """What a unit filed; `place` is the number of its organization, `holder` of its holder."""

    holder: int
    place: int = 0
    quantity: str = "0"
    people: int = 0
    trade: str = "2520"
    product: str = BAG
    tonnes: str = ""
    usd: str = "0"


class PublishingWorld:
    """The small world with several organizations, and an officer who publishes."""

    def __init__(self, world: World, places: int = 3, user: User | None = None) -> None:
        self.world = world
        self.user = user or statistician(world)
        self.places = [world.province, *(self._place(number) for number in range(1, places))]
        self.units: dict[tuple[int, int, str, str], Licence] = {}

    def _place(self, number: int) -> Organization:
        code = f"1{number}"
        province = Province.objects.create(code=code, name=f"استان {code}", iso=f"IR-{code}")
        County.objects.create(
            code=f"{code}01", name=f"شهرستان {code}", province=province, organization_code=code
        )
        return Organization.objects.create(
            code=code,
            kind=OrganizationKind.PROVINCE,
            name=f"سازمان {code}",
            parent=self.world.ministry,
            province=province,
        )

    def file(self, makers: Iterable[Maker], month: JalaliMonth = MONTH) -> None:
        """Let what these units filed be final, after all that is final already."""
        for maker in makers:
            self._final(maker, month)

    def _licence(self, maker: Maker) -> Licence:
        key = (maker.holder, maker.place, maker.trade, maker.product)
        if key not in self.units:
            unit = Unit.objects.create(
                name="کارگاه",
                holder_kind=HolderKind.NATURAL,
                holder_name="کسی",
                holder_id=f"99{maker.holder:08d}",
                guild_id=f"07{len(self.units):08d}",
            )
            licence = Licence.objects.get(pk=self.world.licence.pk)
            licence.pk, licence.number, licence.unit = None, f"maker-{len(self.units)}", unit
            licence.trade_id = maker.trade
            licence.save()
            self.units[key] = licence
        return self.units[key]

    def _final(self, maker: Maker, month: JalaliMonth) -> None:
        licence = self._licence(maker)
        case, new = Submission.objects.get_or_create(
            unit_id=licence.unit_id,
            year=month.year,
            month=month.month,
            defaults={
                "licence": licence,
                "tracking_number": f"{licence.unit_id % 100000:05d}{month.to_int()}",
                "round": 1,
                **at_union(self.world.licence, FILED),
            },
        )
        if not new:
            Submission.objects.filter(pk=case.pk).update(round=case.round + 1)
            case = Submission.objects.get(pk=case.pk)
        Revision.objects.create(
            submission=case,
            round=case.round,
            figures=_figures(maker),
            digest="0" * 64,
            filed_at=FILED,
            filed_by=self.world.owner,
            **(
                filed_from(case)
                | {"organization_id": self.places[maker.place].pk, "trade_id": maker.trade}
            ),
        )
        make_final(case, FILED)

    def ask(
        self,
        kind: EditionKind = EditionKind.FINAL,
        month: JalaliMonth = MONTH,
        at: datetime = LATER,
        user: User | None = None,
    ) -> Edition:
        return publish(user or self.user, month, kind, at)

    def published(
        self, kind: EditionKind = EditionKind.FINAL, month: JalaliMonth = MONTH
    ) -> Edition:
        """Publish and let the worker make it."""
        edition = self.ask(kind, month)
        run_waiting()
        return Edition.objects.get(pk=edition.pk)


def _figures(maker: Maker) -> dict[str, object]:
    sent = []
    if maker.tonnes:
        sent = [
            {
                "code": maker.product,
                "measure_code": "ton",
                "quantity": maker.tonnes,
                "tonnes": maker.tonnes,
                "value_usd": maker.usd,
                "value_irr": "0",
            }
        ]
    return {
        "production": [{"code": maker.product, "measure_code": "ton", "quantity": maker.quantity}],
        "exports": sent,
        "official": maker.people,
        "contract": 0,
        "contractor": 0,
    }


def cells(edition: Edition, flow: str = "production") -> dict[tuple[str, str], object]:
    """Read a table as it is stored: by trade or product code and place, the value or the mark."""
    rows = FrozenCell.objects.filter(edition=edition, flow=flow).order_by("pk")
    found: dict[tuple[str, str], object] = {}
    for row in rows.select_related("product", "organization"):
        what = row.product.code if row.product else row.trade_id or "all"
        where = row.organization.code if row.organization else "IR"
        found[what, where] = row.value if row.status == "shown" else str(row.status)
    return found


def many(
    place: int, quantities: Sequence[int], first: int, people: int = 0, trade: str = "2520"
) -> list[Maker]:
    """So many units of one place, each of another holder."""
    return [
        Maker(first + number, place, str(quantity), people or quantity, trade)
        for number, quantity in enumerate(quantities)
    ]


def value(text: str) -> Decimal:
    return Decimal(text)
