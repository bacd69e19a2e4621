"""The columns of each file of figures, with their headings."""

from decimal import Decimal
from typing import Any, Final

from import_export.fields import Field
from import_export.resources import Resource
from import_export.widgets import Widget

from config.jalali import JalaliMonth, short_day, tehran_day
from statistics.enums import ExportKind
from statistics.figures import yes_no
from statistics.files.corrected import FigureLine

CellValue = str | int | Decimal | None

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


class _AsItIs(Widget):  # type: ignore[misc]
    """Hands a value on in its own type."""

    def render(self, value: CellValue, obj: object = None, **options: Any) -> CellValue:
        """Return the value; a code is text, a quantity stays a number."""
        return value


def _column(heading: str, attribute: str | None = None) -> Field:
    return Field(attribute=attribute, column_name=heading, widget=_AsItIs())


class _Rows(Resource):  # type: ignore[misc]
    """The columns that every file begins with: when, where and who. No officer is named."""

    year = _column("سال", "submission__year")
    month = _column("ماه", "submission__month")
    month_name = _column("نام ماه")
    province = _column("استان", "submission__licence__county__province__name")
    county = _column("شهرستان", "submission__licence__county__name")
    union = _column("اتحادیه", "submission__licence__union__name")
    unit = _column("نام واحد", "submission__unit__name")
    guild_id = _column("شناسه صنفی", "submission__unit__guild_id")
    holder_id = _column("کد ملی / شناسه ملی دارنده", "submission__unit__holder_id")
    # The code of the class is its key.
    trade = _column("کد رشته (ISIC)", "submission__licence__trade_id")
    licence = _column("شماره پروانه", "submission__licence__number")
    tracking = _column("شماره رهگیری", "submission__tracking_number")
    round = _column("دور ثبت", "submission__round")
    final_day = _column("تاریخ ثبت نهایی")
    lapsed = _column("مراحل با پیشروی خودکار")
    skipped = _column("بدون مرحلهٔ اتحادیه")

    def dehydrate_month_name(self, row: FigureLine) -> str:
        """Return the name of the month."""
        return JalaliMonth(row.submission.year, row.submission.month).name

    def dehydrate_final_day(self, row: FigureLine) -> str:
        """Return the Tehran day on which the month became final."""
        moment = row.submission.final_at
        return short_day(tehran_day(moment)) if moment else ""

    def dehydrate_lapsed(self, row: FigureLine) -> str:
        """Name the levels that the month passed because nobody decided in time."""
        return "، ".join(
            name for field, name in LAPSE_NAMES.items() if getattr(row.submission, field)
        )

    def dehydrate_skipped(self, row: FigureLine) -> str:
        """Tell whether the month went to the province without its union."""
        return yes_no(row.submission.skipped_union)


class _ProductRows(_Rows):
    product_code = _column("کد محصول", "product__code")
    product = _column("نام محصول", "product__name")
    goods_id = _column("شناسه کالا", "product__goods_id")
    measure = _column("واحد سنجش", "product__measure__name_fa")


class ProductionRows(_ProductRows):
    """Quantity produced, one row a product."""

    quantity = _column("مقدار تولید", "quantity")


class ExportRows(_ProductRows):
    """What was sent abroad, one row a product."""

    quantity = _column("مقدار صادرات", "quantity")
    tonnes = _column("وزن به تن", "tonnes")
    value_usd = _column("ارزش به دلار", "value_usd")
    value_irr = _column("ارزش به ریال", "value_irr")
    tonnes_reason = _column("علت تفاوت وزن", "tonnes_reason")


class EmploymentRows(_Rows):
    """People at work, one row a month of a unit."""

    official = _column("کارکنان رسمی", "official")
    contract = _column("کارکنان قراردادی", "contract")
    contractor = _column("کارکنان پیمانکاری", "contractor")
    total = _column("جمع کارکنان", "total")
    remarks = _column("توضیحات", "remarks")


RESOURCES: Final = {
    ExportKind.PRODUCTION: ProductionRows,
    ExportKind.EXPORTS: ExportRows,
    ExportKind.EMPLOYMENT: EmploymentRows,
}
