"""The columns of files of figures: one definition gives heading, type, meaning and SQL.

A column's SQL reads a row `v` of its table's source (`statistics.files.sources`) and what is joined
beside it. Text leaves as text, numbers as numbers; the writer makes text inert. The dictionary that
goes with every file is made of the same columns.
"""

from dataclasses import dataclass
from typing import Final

from config.jalali import MONTH_NAMES
from statistics.enums import ActivityState, ExportKind, State

WIDTH: Final = 16
_WIDE: Final = 34


@dataclass(frozen=True)
class Column:
    """A heading, what stands below it, and how the database finds it; `join` is read beside."""

    heading: str
    meaning: str
    sql: str
    number: bool = False
    width: int = WIDTH
    join: str = ""

    @property
    def type_name(self) -> str:
        return "عدد" if self.number else "متن"


def literal(text: str) -> str:
    """Quote a word of the product's own for SQL that has parameters."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def in_words(value: str, words: dict[str, str]) -> str:
    """Write SQL that says a value of the database in words; nothing for any other."""
    cases = " ".join(f"WHEN {literal(key)} THEN {literal(word)}" for key, word in words.items())
    return f"CASE {value} {cases} ELSE '' END"


def day(heading: str, meaning: str, moment: str) -> Column:
    """Make a column of the Tehran day of a moment, in Jalali; empty without one.

    A place in a list, not a join: of half a million rows a planner joined them day by day.
    """
    place = f"({moment} AT TIME ZONE 'Asia/Tehran')::date - %(first_day)s::date + 1"
    sql = f"coalesce((%(days)s::text[])[{place}], '')"
    return Column(heading, f"{meaning}، مانند 1405/08/02", sql)


def number(heading: str, meaning: str, value: str) -> Column:
    """Make a column of a number: no zeros behind the last figure, empty is not zero."""
    return Column(heading, meaning, f"trim_scale({value})", number=True)


def yes_no(heading: str, meaning: str, value: str) -> Column:
    return Column(heading, meaning, f"CASE WHEN {value} THEN 'بلی' ELSE 'خیر' END")


_MONTHS: Final = {str(number): name for number, name in enumerate(MONTH_NAMES, start=1)}
# When, where and who. No officer is named.
MONTH: Final = (
    Column("سال", "سال شمسی آمار", "v.year", number=True),
    Column("ماه", "شمارهٔ ماه آمار، ۱ تا ۱۲", "v.month", number=True),
    Column("نام ماه", "نام ماه آمار", in_words("v.month::text", _MONTHS)),
)
PLACE: Final = (
    Column("استان", "استان محل واحد هنگام ثبت", "province.name"),
    Column("شهرستان", "شهرستان محل واحد هنگام ثبت", "county.name"),
    Column("اتحادیه", "اتحادیه‌ای که این دور ثبت از آن گذشت", "guild.name", width=_WIDE),
    Column("نام واحد", "نام واحد تولیدی", "unit.name", width=30),
    Column("شناسه صنفی", "شناسهٔ ده‌رقمی صنفی واحد", "unit.guild_id"),
    Column(
        "کد ملی / شناسه ملی دارنده",
        "کد ملی ده‌رقمی شخص حقیقی، یا شناسهٔ ملی یازده‌رقمی شخص حقوقی",
        "unit.holder_id",
    ),
    Column("کد رشته (ISIC)", "طبقهٔ چهاررقمی ISIC هنگام ثبت", "v.trade_id"),
    Column("شماره پروانه", "پروانه‌ای که آمار با آن ثبت شده است", "v.licence"),
    Column("شماره رهگیری", "شمارهٔ یازده‌رقمی آمار این ماه", "v.tracking_number"),
    Column("دور ثبت", "چندمین ثبت این ماه است", "v.round", number=True),
)
# By the field of the month that keeps it; the order is that of the chain.
LAPSE_NAMES: Final = {
    "lapsed_union": "اتحادیه",
    "lapsed_province": "استان",
    "lapsed_ministry": "وزارت",
}
_LAPSED: Final = ", ".join(
    f"CASE WHEN v.{field} THEN {literal(name)} END" for field, name in LAPSE_NAMES.items()
)
MARKS: Final = (
    Column(
        "مراحل با پیشروی خودکار",
        "مرحله‌هایی که در مهلت خود تصمیمی نگرفتند و پرونده خودکار جلو رفت",
        f"concat_ws('، ', {_LAPSED})",
    ),
    yes_no(
        "بدون مرحلهٔ اتحادیه",
        "آمار بدون مرحلهٔ اتحادیه به استان رفته است",
        "v.skipped_union",
    ),
)
FINAL: Final = day("تاریخ ثبت نهایی", "روزی که آمار نهایی شد", "v.final_at")

_PRODUCT: Final = (
    Column("کد محصول", "کد ده‌رقمی فهرست محصولات", "v.code"),
    Column("نام محصول", "نام محصول هنگام ثبت", "v.name", width=_WIDE),
    Column("شناسه کالا", "شناسهٔ سیزده‌رقمی کالا، اگر داشته باشد", "coalesce(v.goods_id, '')"),
    Column("واحد سنجش", "واحدی که مقدار با آن ثبت شده است", "v.measure"),
)
OWN: Final = {
    ExportKind.PRODUCTION: (
        *_PRODUCT,
        number("مقدار تولید", "تولید ماه، به واحد سنجش همین ردیف", "v.quantity"),
    ),
    ExportKind.EXPORTS: (
        *_PRODUCT,
        number("مقدار صادرات", "صادرات ماه، به واحد سنجش همین ردیف", "v.quantity"),
        number("وزن به تن", "وزن صادرات به تن", "v.tonnes"),
        number("ارزش به دلار", "ارزش صادرات به دلار آمریکا", "v.value_usd"),
        number("ارزش به ریال", "ارزش صادرات به ریال", "v.value_irr"),
        Column(
            "علت تفاوت وزن",
            "نوشتهٔ واحد، اگر وزن با محاسبهٔ سامانه یکی نباشد",
            "coalesce(v.tonnes_reason, '')",
            width=40,
        ),
    ),
    # One row a month of a unit.
    ExportKind.EMPLOYMENT: (
        Column("کارکنان رسمی", "تعداد کارکنان رسمی", "v.official", number=True),
        Column("کارکنان قراردادی", "تعداد کارکنان قراردادی", "v.contract", number=True),
        Column("کارکنان پیمانکاری", "تعداد کارکنان پیمانکاری", "v.contractor", number=True),
        Column(
            "جمع کارکنان",
            "جمع سه گروه؛ خالی است اگر یکی خالی باشد",
            "v.official + v.contract + v.contractor",
            number=True,
        ),
        Column("توضیحات", "نوشتهٔ واحد در گام ۴", "coalesce(v.remarks, '')", width=40),
    ),
}
# Behind the month in a unit's own file, which holds months in every state.
STATE: Final = (
    Column(
        "وضعیت",
        "آمار این ماه اکنون کجاست",
        "CASE WHEN v.standing_id IS NOT NULL AND v.state <> 'final' THEN "
        f"{literal(f'{State.FINAL.label} (در دست اصلاح)')} ELSE "
        f"{in_words('v.state', dict(State.choices))} END",
    ),
    day("تاریخ ثبت", "روزی که آمار ارسال شد", "v.filed_at"),
)
ACTIVITY: Final = Column(
    "وضعیت فعالیت",
    "آنچه واحد برای ماه اعلام کرده است",
    in_words("v.activity", dict(ActivityState.choices)),
)
