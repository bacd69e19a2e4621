"""The lists that a file of units names things of: counties, unions, trades, kinds of licence."""

import difflib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Self, TypeVar

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.enums import IsicLevel
from catalog.models import County, IsicNode, LicenceKind, Province
from config.one_line import one_line
from config.persian import duplicate_key, machine_code, normalize, to_persian_digits
from config.uploads.tables.cells import UnreadableCellError, whole_number_text
from config.uploads.tables.readers import Reader, digits_of

# Looking for the nearest of ten thousand names takes a while: a wrong file is not worth more.
_NEAREST_TRIES: Final = 100
_NEAR: Final = 0.75
# No name of these lists is longer.
LONGEST_NAME: Final = 300
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class CountyItem:
    code: str
    name: str
    province: str
    organization: str


@dataclass(frozen=True)
class UnionItem:
    pk: int
    code: str
    name: str
    county: str
    province: str
    # The code of its provincial organization.
    organization: str


@dataclass
class RegistryLists:
    """What may be named, perhaps of one provincial organization alone."""

    counties: list[CountyItem]
    unions: list[UnionItem]
    provinces: dict[str, str]
    trades: dict[str, str]
    kinds: dict[str, str]
    tries: int = field(default=0)

    @classmethod
    def load(cls, scope: Organization | None) -> Self:
        counties = County.objects.order_by("code")
        unions = Organization.objects.filter(kind=OrganizationKind.UNION).order_by("code")
        if scope is not None:
            counties = counties.filter(organization_code=scope.code)
            unions = unions.filter(parent=scope)
        fields = ("pk", "code", "name", "county", "province", "parent__code")
        classes = IsicNode.objects.filter(level=IsicLevel.CLASS).order_by("code")
        return cls(
            [
                CountyItem(*row)
                for row in counties.values_list("code", "name", "province", "organization_code")
            ],
            [UnionItem(*row) for row in unions.values_list(*fields)],
            dict(Province.objects.order_by("code").values_list("name", "code")),
            dict(classes.values_list("code", "title_fa")),
            dict(LicenceKind.objects.order_by("code").values_list("name", "code")),
        )

    def county_reader(self) -> Reader[list[CountyItem]]:
        """Read a county by name or code: all that are called so."""
        by_code = {item.code: [item] for item in self.counties}
        by_name = _by_name((item.name, item) for item in self.counties)

        def read(raw: str) -> list[CountyItem] | None:
            text = _words(raw)
            if not text:
                return None
            code = machine_code(text)
            found = by_code.get(code) or by_name.get(_county_key(text))
            # A sheet drops the zero at the beginning of a code.
            if found is None and code.isdigit() and len(code) == 3:
                found = by_code.get(f"0{code}")
            if found:
                return found
            near = self._nearest(_county_key(text), by_name)
            raise UnreadableCellError(
                "چنین شهرستانی در این حوزه نیست."
                + (f" نزدیک‌ترین: {near[0].name}." if near else ""),
                f"{near[0].name} را بنویسید." if near else "نام یا کد شهرستان را بنویسید.",
            )

        return read

    def union_reader(self) -> Reader[list[UnionItem]]:
        """Read a union by name or code: all that are called so."""
        by_code = {item.code.casefold(): [item] for item in self.unions}
        by_name = _by_name((item.name, item) for item in self.unions)

        def read(raw: str) -> list[UnionItem] | None:
            text = _words(raw)
            if not text:
                return None
            found = by_code.get(machine_code(text).casefold()) or by_code.get(text.casefold())
            if found := found or by_name.get(duplicate_key(text)):
                return found
            near = self._nearest(duplicate_key(text), by_name)
            raise UnreadableCellError(
                "چنین اتحادیه‌ای در این حوزه نیست."
                + (f" نزدیک‌ترین: {near[0].name}." if near else ""),
                f"نام را درست کنید یا کد {to_persian_digits(near[0].code)} را بنویسید."
                if near
                else "نام یا کد اتحادیه را همان‌گونه که در سامانه است بنویسید.",
            )

        return read

    def trade_reader(self) -> Reader[str]:
        """Read a class of ISIC by its four digits or its title."""
        by_title = {duplicate_key(title): code for code, title in self.trades.items()}

        def read(raw: str) -> str | None:
            text = _words(raw)
            if not text:
                return None
            if (code := by_title.get(duplicate_key(text))) is not None:
                return code
            code = digits_of(raw, 4, "کد رشته") or ""
            if code in self.trades:
                return code
            if len(code) == 3 and f"0{code}" in self.trades:
                raise UnreadableCellError(
                    "کد رشته چهار رقم است و سه رقم نوشته شده است.",
                    f"اگر {to_persian_digits(f'0{code}')} است همان را بنویسید.",
                )
            raise UnreadableCellError(
                "چنین رشته‌ای در طبقه‌بندی نیست.", "کد چهاررقمی ISIC یا عنوان آن را بنویسید."
            )

        return read

    def _nearest(self, key: str, known: dict[str, list[_Item]]) -> list[_Item] | None:
        if self.tries >= _NEAREST_TRIES:
            return None
        self.tries += 1
        near = difflib.get_close_matches(key, known, 1, _NEAR)
        return known[near[0]] if near else None


def _by_name(items: Iterable[tuple[str, _Item]]) -> dict[str, list[_Item]]:
    found: dict[str, list[_Item]] = defaultdict(list)
    for name, item in items:
        found[duplicate_key(name)].append(item)
    return dict(found)


def _words(raw: str) -> str:
    return one_line(normalize(whole_number_text(raw, LONGEST_NAME)))


def _county_key(text: str) -> str:
    return duplicate_key(text).removeprefix(duplicate_key("شهرستان"))
