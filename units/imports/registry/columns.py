"""The columns of a file of units and licences, as the template and every message write them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from config.persian import machine_code
from config.uploads.tables import readers
from config.uploads.tables.cells import UnreadableCellError
from config.uploads.tables.columns import TableColumn
from config.uploads.tables.readers import Reader
from units.enums import LicenceStatus, LicenceTerm
from units.imports.registry.lists import RegistryLists
from units.imports.registry.mobiles import HEADING
from units.models import Import

# Not a status that is stored: the licence holds again.
VALID: Final = "valid"
STATES: Final = {
    "معتبر": VALID,
    "فعال": VALID,
    "تعلیق‌شده": LicenceStatus.SUSPENDED.value,
    "تعلیق": LicenceStatus.SUSPENDED.value,
    "باطل‌شده": LicenceStatus.REVOKED.value,
    "باطل": LicenceStatus.REVOKED.value,
}
# The country lies within; a pair that was swapped does not.
_LATITUDES: Final = (Decimal(24), Decimal(41))
_LONGITUDES: Final = (Decimal(43), Decimal(64))
_LEAVES: Final = "خالی باشد، آنچه در سامانه است می‌ماند."


def columns_for(lists: RegistryLists) -> list[TableColumn]:
    """Make the columns, with readers that know the lists of the day."""
    return [
        *_unit_columns(),
        *_holder_columns(),
        *_licence_columns(lists),
        *_place_columns(lists),
        *_point_columns(),
        *_state_columns(),
    ]


def columns_of(run: Import) -> list[TableColumn]:
    return columns_for(RegistryLists.load(run.scope))


def _unit_columns() -> list[TableColumn]:
    return [
        TableColumn(
            "guild_id",
            "شناسه صنفی",
            readers.code(10, "شناسه صنفی"),
            required=True,
            help="شناسهٔ ده‌رقمی مرکز اصناف. واحد با همین شناسه و کد ملی دارنده شناخته می‌شود.",
            example="0471180263",
            if_empty="شناسهٔ ۱۰ رقمی را از مرکز اصناف بگیرید و بنویسید.",
        ),
        TableColumn(
            "holder_id",
            "کد ملی یا شناسه ملی دارنده",
            _holder_id(),
            required=True,
            other_headings=("کد ملی دارنده", "شناسه ملی دارنده", "کد ملی", "شناسه ملی"),
            help="کد ملی ده‌رقمی شخص حقیقی یا شناسهٔ ملی یازده‌رقمی شخص حقوقی.",
            example="9990000018",
            if_empty="کد ملی ۱۰ رقمی یا شناسهٔ ملی ۱۱ رقمی را بنویسید.",
        ),
        TableColumn(
            "name",
            "نام واحد",
            readers.words(160),
            other_headings=("نام واحد صنفی", "عنوان واحد"),
            help=f"تا ۱۶۰ نویسه. برای واحد جدید لازم است. {_LEAVES}",
            example="کفش گام نو",
        ),
        TableColumn(
            "holder_name",
            "نام دارنده",
            readers.words(160),
            other_headings=("نام و نام خانوادگی", "نام دارندهٔ پروانه", "دارنده"),
            help=f"برای واحد جدید لازم است. {_LEAVES}",
            example="فرهاد انگاره",
        ),
    ]


def _holder_columns() -> list[TableColumn]:
    return [
        TableColumn(
            "mobile",
            HEADING,
            readers.mobile("شمارهٔ همراه"),
            other_headings=(
                "شمارهٔ همراه دارنده",
                "موبایل دارنده",
                "تلفن همراه",
                "شمارهٔ همراه",
                "موبایل",
            ),
            help="کد ساخت حساب فقط به این شماره پیامک می‌شود. اگر برای واحد حساب ساخته شده باشد، با"
            f" فایل عوض نمی‌شود. {_LEAVES}",
            example="09000000018",
        ),
        TableColumn(
            "holder_source",
            "سند تأیید کد ملی",
            readers.words(80),
            help="فقط برای کد ملی با ده رقم یکسان (مثل ۱۱۱۱۱۱۱۱۱۱): نامه یا مدرکی که درستی آن را"
            " نشان می‌دهد.",
        ),
        TableColumn(
            "holder_since",
            "دارندهٔ جدید از تاریخ",
            readers.day(),
            help="فقط هنگام واگذاری: دارندهٔ جدید، واحد جدید است و واحد پیشین از روز پیش از این"
            " تاریخ بسته می‌شود. پروانهٔ دارندهٔ جدید شمارهٔ خودش را دارد.",
        ),
    ]


def _licence_columns(lists: RegistryLists) -> list[TableColumn]:
    needed = f"برای پروانهٔ جدید لازم است. {_LEAVES}"
    return [
        TableColumn(
            "number",
            "شماره پروانه",
            _licence_number,
            required=True,
            other_headings=("شمارهٔ پروانه کسب", "شماره مجوز"),
            help="پروانه با همین شماره شناخته می‌شود؛ هر پروانه یک ردیف است.",
            example="0471180263",
        ),
        TableColumn(
            "kind",
            "نوع پروانه",
            readers.choice(lists.kinds, "این نوع پروانه"),
            help=f"{readers.one_of(lists.kinds)} پروانهٔ جدیدی که نوع ندارد، پروانهٔ تولیدی است."
            f" {_LEAVES}",
        ),
        TableColumn(
            "term",
            "مدت پروانه",
            readers.choice({term.label: term.value for term in LicenceTerm}, "مدت پروانه"),
            help=f"دائم یا موقت. {_LEAVES}",
        ),
        TableColumn(
            "issued_on",
            "تاریخ صدور",
            readers.day(),
            other_headings=("صدور پروانه",),
            help=f"شمسی یا میلادی. تاریخ نخستین پروانه دیرتر نمی‌شود: تمدید، ماه آغاز تکلیف را "
            f"عقب نمی‌برد. {needed}",
            example="1400/02/11",
        ),
        TableColumn(
            "expires_on",
            "تاریخ اعتبار",
            readers.day(),
            other_headings=("اعتبار تا", "تاریخ انقضا", "پایان اعتبار"),
            help=f"آخرین روز اعتبار. {_LEAVES}",
            example="1405/02/11",
        ),
    ]


def _place_columns(lists: RegistryLists) -> list[TableColumn]:
    needed = f"برای پروانهٔ جدید لازم است. {_LEAVES}"
    return [
        TableColumn(
            "trade",
            "رشته (ISIC)",
            lists.trade_reader(),
            other_headings=("کد رشته", "کد آیسیک", "رشته", "ISIC"),
            help=f"کد چهاررقمی طبقهٔ ISIC یا عنوان آن. {needed}",
            example="1920",
        ),
        TableColumn(
            "union",
            "اتحادیه",
            lists.union_reader(),
            other_headings=("نام اتحادیه", "کد اتحادیه"),
            help=f"نام یا کد اتحادیه. {needed}",
            example="اتحادیهٔ کفاشان تبریز",
        ),
        TableColumn(
            "province",
            "استان",
            readers.choice(lists.provinces, "این استان"),
            help="فقط برای شهرستان‌های هم‌نام.",
        ),
        TableColumn(
            "county",
            "شهرستان",
            lists.county_reader(),
            help=f"نام یا کد شهرستان. {needed}",
            example="تبریز",
        ),
        TableColumn(
            "address",
            "نشانی",
            readers.words(300),
            other_headings=("آدرس", "نشانی محل کسب"),
            help=needed,
            example="خیابان آزادی، کوی نسترن، پلاک ۱۸",
        ),
        TableColumn(
            "postal_code", "کد پستی", readers.postal_code(), help=needed, example="5133333333"
        ),
    ]


def _point_columns() -> list[TableColumn]:
    return [
        TableColumn(
            "latitude",
            "عرض جغرافیایی",
            _degrees("عرض جغرافیایی", *_LATITUDES),
            is_number=True,
            help=f"اختیاری، مثل ۳۸٫۰۸۰۰۰. {_LEAVES}",
        ),
        TableColumn(
            "longitude",
            "طول جغرافیایی",
            _degrees("طول جغرافیایی", *_LONGITUDES),
            is_number=True,
            help=f"اختیاری، مثل ۴۶٫۲۹۱۹۰. {_LEAVES}",
        ),
    ]


def _state_columns() -> list[TableColumn]:
    return [
        TableColumn(
            "status",
            "وضعیت پروانه",
            readers.choice(STATES, "این وضعیت"),
            help="معتبر، تعلیق‌شده یا باطل‌شده؛ بستن واحد با سازمان استان است."
            " هر ردیف یک وضعیت را می‌گوید؛ وضعیت‌های پیشین می‌ماند.",
        ),
        TableColumn(
            "state_since",
            "وضعیت از تاریخ",
            readers.day(),
            help="نخستین روز تعلیق یا ابطال؛ برای «معتبر»، نخستین روز پس از پایان تعلیق.",
        ),
        TableColumn(
            "state_until",
            "وضعیت تا تاریخ",
            readers.day(),
            help="آخرین روز تعلیق؛ اگر پایانش معلوم نیست خالی بماند.",
        ),
    ]


def _holder_id() -> Reader[str]:
    read_id = readers.holder_id()

    def read(raw: str) -> str | None:
        plain = machine_code(raw)
        # Ten times one digit is refused everywhere else; here its row may bring a ground for it.
        if len(plain) == 10 and plain.isdigit() and plain[0] != "0" and len(set(plain)) == 1:
            return plain
        return read_id(raw)

    return read


def _licence_number(raw: str) -> str | None:
    text = readers.words(40)(raw)
    code = machine_code(text or "")
    if len(code) > 20:
        raise UnreadableCellError("شماره پروانه تا ۲۰ نویسه است.", "فقط شماره را بنویسید.")
    return code or None


def _degrees(name: str, least: Decimal, most: Decimal) -> Callable[[str], Any]:
    read_number = readers.decimal(5, 1000)

    def read(raw: str) -> Decimal | None:
        degrees = read_number(raw)
        if degrees is not None and not least <= degrees <= most:
            raise UnreadableCellError(
                f"این {name} بیرون از کشور است.", "طول و عرض را جابه‌جا ننوشته باشید."
            )
        return degrees

    return read
