"""What published cells are called: products, measures, trades and organizations."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.models import IsicNode, Measure, Policy, Product
from catalog.policy.book import PolicyBook
from config.one_statement import together


@dataclass(frozen=True)
class NamedProduct:
    """A product: its row, its code and name, its class of ISIC and the measure it has today."""

    pk: int
    code: str
    name: str
    trade: str
    measure: str


@dataclass(frozen=True)
class PublishedNames:
    """Names by key: of a product its row, of a measure, a trade and an organization the code."""

    products: Mapping[int, NamedProduct]
    measures: Mapping[str, str]
    trades: Mapping[str, str]
    organizations: tuple[Organization, ...]
    policy: PolicyBook

    def product(self, code: str) -> NamedProduct | None:
        return next((each for each in self.products.values() if each.code == code), None)

    def trade(self, code: str) -> str:
        return self.trades.get(code, code)


def read_names() -> PublishedNames:
    """Read all of them, and the policy by which days are known beforehand (one query)."""
    found = together(
        {
            "products": Product.objects.order_by("pk").values(
                "pk", "code", "name", "isic_class", "measure"
            ),
            "measures": Measure.objects.order_by("pk").values("code", "name_fa"),
            "trades": IsicNode.objects.order_by("code").values("code", "title_fa"),
            "organizations": Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by(
                "code"
            ),
            "policy": Policy.objects.order_by("effective_from", "pk"),
        }
    )
    return PublishedNames(
        {row["pk"]: NamedProduct(*row.values()) for row in found["products"]},
        {row["code"]: row["name_fa"] for row in found["measures"]},
        {row["code"]: row["title_fa"] for row in found["trades"]},
        tuple(found["organizations"]),
        PolicyBook(tuple(found["policy"])),
    )
