"""How everything published is named in files: products, trades, places and measures, by code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.counterparts.queries import Counterparts, counterparts
from catalog.models import IsicNode, Measure, Product
from statistics.publication.queries import CellKey

COUNTRY: Final = "IR"
COUNTRY_NAME: Final = "کل کشور"
ALL_TRADES: Final = "_T"
ALL_TRADES_NAME: Final = "همهٔ رشته‌ها"
# What may be a code in every form of a file (IDType of SDMX).
_CODE: Final = re.compile("[A-Za-z0-9_@$-]+")


class UnknownCodeError(LookupError):
    """A cell names what no code list of the files has."""


@dataclass(frozen=True)
class Named:
    """A code with its name; of a product `isic` is the class."""

    code: str
    name: str
    isic: str = ""


@dataclass(frozen=True)
class Codes:
    """The code lists of the files, by what cells point to; read once for all files of an edition.

    Places are the organizations of the chain, whose codes (`P03`, `P08S`) tell the south of Kerman
    from the rest of it, which those of ISO 3166-2 do not.
    """

    products: Mapping[int, Named]
    trades: Mapping[str, Named]
    areas: dict[int | None, Named]
    measures: Mapping[str, Named]
    rev4: Mapping[str, Counterparts]

    def product(self, key: CellKey) -> Named:
        return _found(self.products, key.product)

    def trade(self, key: CellKey) -> Named:
        return _found(self.trades, key.trade)

    def area(self, key: CellKey) -> Named:
        return _found(self.areas, key.organization)

    def measure(self, key: CellKey) -> Named:
        return _found(self.measures, key.measure)

    def counterparts(self, trade: str) -> Counterparts:
        """Find what follows a class of Rev.3 in Rev.4; nothing for what is no class."""
        return self.rev4.get(trade, Counterparts())

    def name(self, key: CellKey) -> tuple[str, ...]:
        """Name a cell of an edition as files do. Raises UnknownCodeError."""
        if key.product is None:
            return (key.flow, self.trade(key).code, self.area(key).code)
        return (key.flow, self.product(key).code, self.measure(key).code, self.area(key).code)


def _found(names: Mapping[Any, Named], key: Any) -> Named:
    named = names.get(key)
    if named is None or not _CODE.fullmatch(named.code):
        raise UnknownCodeError(str(key))
    return named


def read_codes() -> Codes:
    """Read the code lists as they are now (five queries)."""
    products = Product.objects.order_by("code").values_list("pk", "code", "name", "isic_class_id")
    trades = IsicNode.objects.order_by("path").values_list("code", "title_fa")
    offices = Organization.objects.filter(kind=OrganizationKind.PROVINCE).order_by("code")
    areas: dict[int | None, Named] = {None: Named(COUNTRY, COUNTRY_NAME)}
    for pk, code, name in offices.values_list("pk", "code", "name"):
        areas[pk] = Named(f"P{code}", name)
    return Codes(
        {pk: Named(code, name, isic) for pk, code, name, isic in products},
        {
            "": Named(ALL_TRADES, ALL_TRADES_NAME),
            **{code: Named(code, title) for code, title in trades},
        },
        areas,
        {row.code: Named(row.code, row.name_fa) for row in Measure.objects.order_by("code")},
        counterparts(),
    )
