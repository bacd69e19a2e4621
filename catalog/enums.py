"""The closed vocabularies of the code lists, and the table of policy values."""

from dataclasses import dataclass
from typing import Final

from django.db.models import TextChoices


class IsicLevel(TextChoices):
    """Levels of the International Standard Industrial Classification."""

    SECTION = "section", "بخش"
    DIVISION = "division", "قسمت"
    GROUP = "group", "گروه"
    CLASS = "class", "طبقه"


class MeasureKind(TextChoices):
    """What a measurement unit measures; only mass converts to tonnes by itself."""

    MASS = "mass", "جرم"
    VOLUME = "volume", "حجم"
    LENGTH = "length", "طول"
    AREA = "area", "سطح"
    COUNT = "count", "شمارش"


class HolidayKind(TextChoices):
    """Why a day is a holiday."""

    SOLAR = "solar", "خورشیدی"
    LUNAR = "lunar", "قمری"
    SPECIAL = "special", "تعطیلی ویژه"


class HolidayStatus(TextChoices):
    """How sure the day is: lunar days of coming years may move."""

    CONFIRMED = "confirmed", "قطعی"
    TABULATED = "tabulated", "از تقویم رسمی"
    ESTIMATED = "estimated", "برآوردی"


class GovernedBy(TextChoices):
    """The day that chooses which dated value applies."""

    MONTH = "month", "ماه مرجع"
    ARRIVAL = "arrival", "روز رسیدن پرونده"


class PolicyKey(TextChoices):
    """The thresholds that the statistics office may change; facts in `POLICY`."""

    UNION_DAYS = "union_days", "مهلت بررسی اتحادیه"
    PROVINCE_DAYS = "province_days", "مهلت بررسی سازمان استان"
    MINISTRY_DAYS = "ministry_days", "مهلت بررسی وزارت"
    CORRECTION_DAYS = "correction_days", "مهلت اصلاح پس از بازگشت"
    FILING_ON_TIME_DAY = "filing_on_time_day", "آخرین روز ثبت به‌موقع"
    FILING_ALLOWED_DAY = "filing_allowed_day", "آخرین روز ثبت با تأخیر مجاز"
    OBLIGATION_FROM = "obligation_from", "نخستین ماه تکلیف"
    NEW_UNIT_GRACE_MONTHS = "new_unit_grace_months", "فرصت واحد تازه"
    INACTIVE_AFTER_MONTHS = "inactive_after_months", "ماه‌های ثبت‌نشدهٔ پذیرفتنی"
    WORKING_DAYS = "working_days", "شمارش روزهای کاری"

    @property
    def fact(self) -> "PolicyFact":
        """What is fixed about this value: unit, source, range and first value."""
        return POLICY[self]


@dataclass(frozen=True)
class PolicyFact:
    """The fixed facts of one policy value.

    `minimum` and `maximum` are inclusive; `first` is the national value to begin with;
    an `optional` value may be empty, which means no deadline.
    """

    unit: str
    clause: str
    minimum: int
    maximum: int
    first: int
    governed_by: GovernedBy
    optional: bool = False


_DAYS: Final = "روز"
_DAY_OF_MONTH: Final = "روزِ ماه بعد"
_MONTHS: Final = "ماه"
_ARRIVAL: Final = GovernedBy.ARRIVAL
_MONTH: Final = GovernedBy.MONTH

POLICY: Final = {
    PolicyKey.UNION_DAYS: PolicyFact(
        _DAYS, "بندی ندارد؛ برداشت این سامانه", 1, 60, 3, _ARRIVAL, optional=True
    ),
    PolicyKey.PROVINCE_DAYS: PolicyFact(_DAYS, "دستورالعمل ۵۰۱۳، بند ۴", 1, 60, 3, _ARRIVAL),
    PolicyKey.MINISTRY_DAYS: PolicyFact(_DAYS, "دستورالعمل ۵۰۱۳، بند ۵", 1, 60, 5, _ARRIVAL),
    PolicyKey.CORRECTION_DAYS: PolicyFact(
        _DAYS, "دستورالعمل ۵۰۱۳، بندهای ۴ و ۵", 1, 60, 2, _ARRIVAL
    ),
    PolicyKey.FILING_ON_TIME_DAY: PolicyFact(
        _DAY_OF_MONTH, "دستورالعمل ۵۰۱۳، بند ۲", 1, 29, 5, _MONTH
    ),
    PolicyKey.FILING_ALLOWED_DAY: PolicyFact(
        _DAY_OF_MONTH, "شناسنامهٔ خدمت ثبت آمار تولید", 1, 29, 10, _MONTH
    ),
    PolicyKey.OBLIGATION_FROM: PolicyFact(
        "سال و ماه", "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۱؛ آغاز در این سامانه", 138701, 149912, 140401, _MONTH
    ),
    PolicyKey.NEW_UNIT_GRACE_MONTHS: PolicyFact(
        _MONTHS, "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۱، تبصرهٔ ۲", 0, 24, 3, _MONTH
    ),
    PolicyKey.INACTIVE_AFTER_MONTHS: PolicyFact(
        _MONTHS, "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۳", 1, 24, 3, _MONTH
    ),
    PolicyKey.WORKING_DAYS: PolicyFact(
        "۰ یا ۱", "دستورالعمل ۵۰۱۳، بندهای ۴ و ۵؛ برداشت این سامانه", 0, 1, 0, _ARRIVAL
    ),
}
