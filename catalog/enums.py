"""The closed vocabularies of the code lists."""

from django.db.models import TextChoices


class IsicLevel(TextChoices):
    """Levels of the International Standard Industrial Classification."""

    SECTION = "section", "بخش"
    DIVISION = "division", "قسمت"
    GROUP = "group", "گروه"
    CLASS = "class", "طبقه"


class Correspondence(TextChoices):
    """How a class of ISIC Rev.3 meets one of Rev.4; in this order of how loosely it does."""

    EQUAL = "equal", "یک به یک"
    JOINED = "joined", "چند طبقه به یک طبقه"
    SPLIT = "split", "یک طبقه به چند طبقه"
    MIXED = "mixed", "چند طبقه به چند طبقه"


class CorrespondenceSource(TextChoices):
    """Whose finding a correspondence is: the United Nations' tables, or ours, made of two."""

    UN = "un", "سازمان ملل"
    COMPOSED = "composed", "برداشت این سامانه"


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


class ChangeKind(TextChoices):
    """What was done to a product or to an activity of ISIC."""

    CREATED = "created", "افزودن"
    DESCRIBED = "described", "تغییر نام و شرح"
    RETIRED = "retired", "خروج از فهرست"
    MEASURED = "measured", "تغییر واحد سنجش"
    RESTORED = "restored", "بازگرداندن به فهرست"
    LOADED = "loaded", "بارگذاری فهرست پایه"


class Direction(TextChoices):
    """Which way an unusual figure went; a cause without one fits both."""

    RISE = "rise", "افزایش"
    FALL = "fall", "کاهش"


class CodeList(TextChoices):
    """A short list whose changes are kept beside it."""

    HOLIDAYS = "holidays", "تعطیلات"
    COUNTIES = "counties", "شهرستان‌ها"
    MEASURES = "measures", "واحدهای سنجش"
    OFFICES = "offices", "سازمان‌ها و اتحادیه‌ها"


class ListAct(TextChoices):
    """What was done to a row of a short list."""

    ADDED = "added", "افزودن"
    RENAMED = "renamed", "تغییر نام"
    CORRECTED = "corrected", "اصلاح"
    MOVED = "moved", "انتقال"
    REMOVED = "removed", "حذف"
