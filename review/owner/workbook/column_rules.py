"""The columns of a workbook: declared once, for who fills it and for who reads it."""

from enum import StrEnum
from typing import Final

from config.uploads.tables import readers
from config.uploads.tables.columns import TableColumn
from statistics.enums import ActivityState
from statistics.filing.forms import IRR_LIMIT, PEOPLE_LIMIT, QUANTITY_LIMIT
from statistics.office.list_files.cells import month as month_reader


class Part(StrEnum):
    """What a row is about."""

    UNIT = "واحد"
    MADE = "تولید"
    SENT = "صادرات"


YES, NO = "بلی", "خیر"
_UNIT_ROW: Final = "تنها در سطر «واحد» هر واحد."
_SENT_ROW: Final = "تنها در سطرهای «صادرات»."


# In their order; the first five come filled in and are not changed.
COLUMNS: Final[tuple[TableColumn, ...]] = (
    TableColumn(
        "guild_id",
        "شناسه صنفی",
        readers.code(10, "شناسه صنفی"),
        required=True,
        help="از فایل دریافتی؛ عوض نشود. برای محصول جدید سطر را کپی کنید.",
        example="0471180263",
    ),
    TableColumn("unit_name", "نام واحد", readers.words(200), help="برای خواندن است.", width=26),
    TableColumn(
        "mark",
        "نشان سطر",
        readers.words(40),
        required=True,
        help="شناسه، ماه و وضعیت واحد هنگام دریافت فایل را نگه می‌دارد؛ عوض نشود.",
    ),
    TableColumn(
        "month",
        "ماه",
        month_reader,
        required=True,
        help="ماه آمار؛ عوض نشود.",
        example="1405/07",
    ),
    TableColumn(
        "part",
        "بخش",
        readers.choice({part.value: part.value for part in Part}, "این بخش"),
        required=True,
        help=readers.one_of(part.value for part in Part),
        example=Part.MADE,
    ),
    TableColumn(
        "product",
        "کد محصول",
        readers.code(10, "کد محصول"),
        help="در سطرهای «تولید» و «صادرات»؛ محصولی که تولید نمی‌شود، سطرش را پاک کنید.",
        example="2520512459",
    ),
    TableColumn("product_name", "نام محصول", readers.words(300), help="برای خواندن.", width=30),
    TableColumn("measure", "واحد سنجش", readers.words(100), help="برای خواندن است."),
    TableColumn(
        "quantity",
        "مقدار",
        readers.decimal(3, QUANTITY_LIMIT),
        help="مقدار تولید، یا مقدار صادرات در سطر «صادرات». خالی صفر نیست.",
        example="1250",
        is_number=True,
    ),
    TableColumn(
        "tonnes",
        "صادرات به تن",
        readers.decimal(6, QUANTITY_LIMIT),
        help=f"{_SENT_ROW} خالی، اگر واحد سنجش جرم باشد، خودکار حساب می‌شود.",
        is_number=True,
    ),
    TableColumn(
        "value_usd",
        "ارزش به دلار",
        readers.decimal(2, QUANTITY_LIMIT),
        help=_SENT_ROW,
        is_number=True,
    ),
    TableColumn(
        "value_irr", "ارزش به ریال", readers.whole(IRR_LIMIT), help=_SENT_ROW, is_number=True
    ),
    TableColumn("tonnes_reason", "علت تفاوت تناژ", readers.words(200), help=_SENT_ROW),
    TableColumn(
        "activity",
        "وضعیت فعالیت",
        readers.choice({one.label: one.value for one in ActivityState}, "این وضعیت"),
        help=f"{_UNIT_ROW} {readers.one_of(one.label for one in ActivityState)}",
        example=ActivityState.ACTIVE.label,
    ),
    TableColumn(
        "has_exports",
        "صادرات داشته‌اید؟",
        readers.choice({YES: "yes", NO: "no"}, "این پاسخ"),
        help=f"{_UNIT_ROW} {readers.one_of((YES, NO))}",
        example=NO,
    ),
    *(
        TableColumn(key, label, readers.whole(PEOPLE_LIMIT), help=_UNIT_ROW, is_number=True)
        for key, label in (
            ("official", "کارکنان رسمی"),
            ("contract", "کارکنان قراردادی"),
            ("contractor", "کارکنان پیمانکاری"),
        )
    ),
    TableColumn("remarks", "توضیحات", readers.words(1000), help=_UNIT_ROW),
    TableColumn(
        "reason",
        "علت",
        readers.words(100),
        help="اگر پس از ارسال فایل هشداری گفته شد، علت آن را از فهرست همان هشدار بنویسید.",
    ),
    TableColumn("note", "توضیح علت", readers.words(300), help="اگر علت «سایر» است."),
)
