"""The columns of the plain files: one definition gives heading, type, meaning and value.

The dictionary of data, the sheets and the schema of `datapackage.json` are made of it. Headings are
Persian, values have Western digits, and beside each value stands its status.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import TextChoices

from statistics.enums import EditionKind, Flow
from statistics.files.columns import WIDTH
from statistics.publication.downloads.codes_queries import Codes
from statistics.publication.downloads.periods import FREQUENCY_NAMES
from statistics.publication.downloads.rows_queries import PublicRow
from statistics.publication.downloads.standings import Standing

PublicValue = str | int | Decimal | None
Reader = Callable[[PublicRow, Codes], PublicValue]


class ColumnType(TextChoices):
    """What a column holds, by its type in a table schema of Frictionless."""

    TEXT = "string", "متن"
    NUMBER = "number", "عدد"
    DAY = "date", "تاریخ میلادی"


@dataclass(frozen=True)
class PublicColumn:
    """A heading, what stands below it, and how it is read of a row.

    `key`: it names a row, together with the other such columns. `words`: nothing else stands there.
    """

    heading: str
    meaning: str
    read: Reader
    type: ColumnType = ColumnType.TEXT
    width: int = WIDTH
    key: bool = False
    words: tuple[str, ...] = ()


def _day(value: date) -> str:
    return value.isoformat()


PERIOD: Final = (
    PublicColumn(
        "دوره",
        "دورهٔ شمسی: ماه مانند 1404-01، فصل مانند 1404-Q1 یا سال مانند 1404",
        lambda row, _: row.period.public_code,
        key=True,
    ),
    PublicColumn(
        "نوع دوره",
        "ماه، یا فصل و سالی که همهٔ ماه‌های آن منتشر شده است",
        lambda row, _: FREQUENCY_NAMES[row.period.frequency],
        words=tuple(FREQUENCY_NAMES.values()),
    ),
    PublicColumn("نام دوره", "نام دورهٔ شمسی", lambda row, _: str(row.period), width=20),
    PublicColumn(
        "نخستین روز",
        "نخستین روز دوره، میلادی",
        lambda row, _: _day(row.period.first_day),
        ColumnType.DAY,
    ),
    PublicColumn(
        "آخرین روز",
        "آخرین روز دوره، میلادی",
        lambda row, _: _day(row.period.last_day),
        ColumnType.DAY,
    ),
    PublicColumn(
        "نوع انتشار",
        "مقدماتی، نهایی یا قطعی سالانه؛ در فصل و سال، نوع ماهی که کمتر قطعی است",
        lambda row, _: str(row.kind.label),
        words=tuple(map(str, EditionKind.labels)),
    ),
    PublicColumn(
        "شمارهٔ انتشار",
        "ماه و شمارهٔ انتشار آن، مانند 1404-01:2؛ در فصل و سال، یکی برای هر ماه",
        lambda row, _: row.numbers,
        width=22,
    ),
)
AREA: Final = (
    PublicColumn(
        "کد محل",
        "IR برای کل کشور؛ P و کد سازمان برای سازمان‌های استان (P08S: جنوب کرمان)",
        lambda row, codes: codes.area(row.key).code,
        key=True,
    ),
    PublicColumn("محل", "نام محل", lambda row, codes: codes.area(row.key).name, width=34),
)


def _rev4(code: Callable[[PublicRow, Codes], str]) -> tuple[PublicColumn, ...]:
    return (
        PublicColumn(
            "کد ISIC ویرایش ۴",
            "طبقه‌های متناظر در ویرایش ۴، با فاصله؛ تنها برای طبقه‌های چهاررقمی",
            lambda row, codes: " ".join(codes.counterparts(code(row, codes)).codes),
            width=22,
        ),
        PublicColumn(
            "نوع تناظر",
            "طبقهٔ ویرایش ۳ چگونه به ویرایش ۴ می‌رسد، و اگر از جدول سازمان ملل نیست، برداشت کیست",
            lambda row, codes: codes.counterparts(code(row, codes)).words,
            width=26,
        ),
    )


PRODUCT: Final = (
    PublicColumn(
        "کد محصول",
        "کد ده‌رقمی فهرست محصولات",
        lambda row, codes: codes.product(row.key).code,
        key=True,
    ),
    PublicColumn(
        "محصول", "نام محصول هنگام انتشار", lambda row, codes: codes.product(row.key).name, width=34
    ),
    PublicColumn(
        "طبقهٔ ISIC ویرایش ۳",
        "طبقهٔ چهاررقمی محصول",
        lambda row, codes: codes.product(row.key).isic,
    ),
    *_rev4(lambda row, codes: codes.product(row.key).isic),
)
MEASURE: Final = (
    PublicColumn(
        "کد واحد سنجش",
        "کد واحدی که مقدار با آن ثبت شده است",
        lambda row, codes: codes.measure(row.key).code,
        key=True,
    ),
    PublicColumn("واحد سنجش", "نام واحد سنجش", lambda row, codes: codes.measure(row.key).name),
)
TRADE: Final = (
    PublicColumn(
        "کد رشته",
        "کد ISIC ویرایش ۳، دو تا چهار رقم؛ _T برای همهٔ رشته‌ها",
        lambda row, codes: codes.trade(row.key).code,
        key=True,
    ),
    PublicColumn("رشته", "عنوان رشته", lambda row, codes: codes.trade(row.key).name, width=34),
    *_rev4(lambda row, codes: codes.trade(row.key).code),
)


def _value(flow: Flow, heading: str, meaning: str) -> tuple[PublicColumn, PublicColumn]:
    """Make the column of a value and the one beside it that says how it stands."""
    return (
        PublicColumn(
            heading,
            f"{meaning}؛ خالی است اگر رقم منتشر نمی‌شود، و خالی صفر نیست",
            lambda row, _: row.figures[flow].value,
            ColumnType.NUMBER,
        ),
        PublicColumn(
            f"وضعیت {heading}",
            "رقم چیست یا چرا رقمی نیست",
            lambda row, _: str(row.standing(flow).label),
            width=20,
            words=tuple(map(str, Standing.labels)),
        ),
    )


@dataclass(frozen=True)
class Table:
    """What one plain file holds; `name` begins the names of its files, `dataflow` is its SDMX id.

    Months of a quarter or a year are summed, or where they are a `stock` averaged.
    """

    name: str
    title: str
    dataflow: str
    flows: tuple[Flow, ...]
    columns: tuple[PublicColumn, ...]
    stock: bool = False


TABLES: Final = (
    Table(
        "production",
        "تولید محصولات",
        "DF_PRODUCTION",
        (Flow.PRODUCTION,),
        (
            *(*PERIOD, *PRODUCT, *AREA, *MEASURE),
            *_value(Flow.PRODUCTION, "مقدار", "تولید دوره، به واحد سنجش همین ردیف"),
        ),
    ),
    Table(
        "employment",
        "کارکنان",
        "DF_EMPLOYMENT",
        (Flow.EMPLOYMENT,),
        (
            *(*PERIOD, *TRADE, *AREA),
            *_value(Flow.EMPLOYMENT, "کارکنان", "نفر، جمع سه گروه؛ در فصل و سال میانگین ماه‌های آن"),
        ),
        stock=True,
    ),
    Table(
        "exports",
        "صادرات",
        "DF_EXPORTS",
        (Flow.EXPORT_TONNES, Flow.EXPORT_USD, Flow.EXPORT_IRR),
        (
            *(*PERIOD, *TRADE, *AREA),
            *_value(Flow.EXPORT_TONNES, "وزن", "وزن صادرات دوره، تن"),
            *_value(Flow.EXPORT_USD, "ارزش دلاری", "ارزش صادرات دوره، دلار آمریکا"),
            *_value(Flow.EXPORT_IRR, "ارزش ریالی", "ارزش صادرات دوره، ریال"),
        ),
    ),
)
