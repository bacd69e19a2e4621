"""The columns of each file of figures: their headings, and what of a row each is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Final

from config.jalali import JalaliMonth, short_day, tehran_day
from statistics.enums import ExportKind
from statistics.figures import yes_no
from statistics.models.lines import all_people

CellValue = str | int | Decimal | None
Cells = list[CellValue]
# Values of a row, in the order of its table's `sources`.
Values = Sequence[Any]

WIDTHS: Final = {
    "نام واحد": 30,
    "اتحادیه": 34,
    "نام محصول": 34,
    "توضیحات": 40,
    "علت تفاوت وزن": 40,
}


WIDTH: Final = 16

# By the field of the month that keeps it; the order is that of the chain.
LAPSE_NAMES: Final = {
    "lapsed_union": "اتحادیه",
    "lapsed_province": "استان",
    "lapsed_ministry": "وزارت",
}


@dataclass(frozen=True)
class Column:
    """A heading, the fields it is made of, and how; without `make` the one field as it is.

    A field is named as a query names it; the same name leads through the objects of a row that
    was made in memory.
    """

    heading: str
    sources: tuple[str, ...]
    make: Callable[..., CellValue] | None = None


@dataclass(frozen=True)
class FileTable:
    """The columns of one file, behind the fields by which its rows are in order."""

    title: str
    order: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The fields of a row, each once; those of the order stand first."""
        named = [source for column in self.columns for source in column.sources]
        return tuple(dict.fromkeys([*self.order, *named]))

    def place(self, values: Values) -> tuple[Any, ...]:
        """Say where a row stands among others."""
        return tuple(values[: len(self.order)])

    def values_of(self, row: Any) -> Values:
        """Read the fields of a row that stands in memory."""
        found = []
        for source in self.sources:
            value = row
            for name in source.split("__"):
                value = getattr(value, name)
            found.append(value)
        return found

    def cells(self, values: Values) -> Cells:
        """Make the cells of a row."""
        return [
            values[at[0]] if make is None else make(*[values[i] for i in at])
            for make, at in self._plan
        ]

    @cached_property
    def _plan(self) -> list[tuple[Callable[..., CellValue] | None, tuple[int, ...]]]:
        at = {source: number for number, source in enumerate(self.sources)}
        return [(c.make, tuple(at[source] for source in c.sources)) for c in self.columns]


@lru_cache(maxsize=64)
def _month_name(year: int, month: int) -> str:
    return JalaliMonth(year, month).name


@lru_cache(maxsize=4096)
def _short_day(day: date) -> str:
    return short_day(day)


def day_of(moment: datetime | None) -> str:
    """Write the Tehran day of a moment; empty without one."""
    return _short_day(tehran_day(moment)) if moment else ""


def _lapsed(*passed: bool) -> str:
    """Name the levels that the month passed because nobody decided in time."""
    return "، ".join(
        name for name, lapsed in zip(LAPSE_NAMES.values(), passed, strict=True) if lapsed
    )


def _same(heading: str, source: str) -> Column:
    return Column(heading, (source,))


# When, where and who. No officer is named.
_MONTH = (
    _same("سال", "submission__year"),
    _same("ماه", "submission__month"),
    Column("نام ماه", ("submission__year", "submission__month"), _month_name),
)
_REST = (
    _same("استان", "submission__licence__county__province__name"),
    _same("شهرستان", "submission__licence__county__name"),
    _same("اتحادیه", "submission__licence__union__name"),
    _same("نام واحد", "submission__unit__name"),
    _same("شناسه صنفی", "submission__unit__guild_id"),
    _same("کد ملی / شناسه ملی دارنده", "submission__unit__holder_id"),
    # The code of the class is its key.
    _same("کد رشته (ISIC)", "submission__licence__trade_id"),
    _same("شماره پروانه", "submission__licence__number"),
    _same("شماره رهگیری", "submission__tracking_number"),
    _same("دور ثبت", "submission__round"),
    Column("تاریخ ثبت نهایی", ("submission__final_at",), day_of),
    Column(
        "مراحل با پیشروی خودکار", tuple(f"submission__{field}" for field in LAPSE_NAMES), _lapsed
    ),
    Column("بدون مرحلهٔ اتحادیه", ("submission__skipped_union",), yes_no),
)
# The measure in which the line was filed (`statistics.models.lines.with_measures`).
MEASURE: Final = "product__measure__name_fa"
_PRODUCT = (
    _same("کد محصول", "product__code"),
    _same("نام محصول", "product__name"),
    _same("شناسه کالا", "product__goods_id"),
    _same("واحد سنجش", MEASURE),
)
_OWN: Final = {
    ExportKind.PRODUCTION: (*_PRODUCT, _same("مقدار تولید", "quantity")),
    ExportKind.EXPORTS: (
        *_PRODUCT,
        _same("مقدار صادرات", "quantity"),
        _same("وزن به تن", "tonnes"),
        _same("ارزش به دلار", "value_usd"),
        _same("ارزش به ریال", "value_irr"),
        _same("علت تفاوت وزن", "tonnes_reason"),
    ),
    # One row a month of a unit.
    ExportKind.EMPLOYMENT: (
        _same("کارکنان رسمی", "official"),
        _same("کارکنان قراردادی", "contract"),
        _same("کارکنان پیمانکاری", "contractor"),
        Column("جمع کارکنان", ("official", "contract", "contractor"), all_people),
        _same("توضیحات", "remarks"),
    ),
}


def table_of(kind: ExportKind, state: tuple[Column, ...] = ()) -> FileTable:
    """Give the table of a kind; `state` stands behind the month."""
    order = ["submission__year", "submission__month"]
    order += ["submission__licence__county_id", "submission_id"]
    if kind is not ExportKind.EMPLOYMENT:
        order.append("position")
    columns = (*_MONTH, *state, *_REST, *_OWN[kind])
    return FileTable(kind.label, tuple(order), columns)


TABLES: Final = {kind: table_of(kind) for kind in ExportKind}
