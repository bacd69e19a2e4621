"""Vocabulary of guild units and their licences (by-law on article 12 of the guild law)."""

from django.db.models import TextChoices


class HolderKind(TextChoices):
    NATURAL = "natural", "حقیقی"
    LEGAL = "legal", "حقوقی"


class LicenceTerm(TextChoices):
    PERMANENT = "permanent", "دائم"
    TEMPORARY = "temporary", "موقت"


class LicenceStatus(TextChoices):
    """What takes a licence's validity away for some days, or for good."""

    SUSPENDED = "suspended", "تعلیق‌شده"
    REVOKED = "revoked", "باطل‌شده"
    # With the unit itself: nothing is owed from the day after.
    CLOSED = "closed", "خاتمه‌یافته"


class ObstacleKind(TextChoices):
    """What keeps a unit from filing the month that is to be filed now."""

    NO_GUILD_ID = "no_guild_id", "شناسه صنفی ندارد"
    EXPIRED = "expired", "پروانه تمدید نشده"
    SUSPENDED = "suspended", "پروانه تعلیق شده"
    REVOKED = "revoked", "پروانه باطل شده"
    CLOSED = "closed", "واحد بسته شده"
    NO_FILING_KIND = "no_kind", "نوع پروانه آمار تولید ندارد"


class MemberRole(TextChoices):
    OWNER = "owner", "دارندهٔ پروانه"
    DELEGATE = "delegate", "نماینده"


class UnitActivity(TextChoices):
    """Whether a unit works, judged by its statistics (circular 60/133338 §1 and §3)."""

    ACTIVE = "active", "فعال"
    DECLARED_CLOSED = "declared_closed", "تعطیل اعلام‌شده"
    INACTIVE = "inactive", "غیرفعال"


class ActivityReason(TextChoices):
    """Why a unit's duty or activity changed."""

    FINAL_DAY = "final_day", "گذشتن مهلت ثبت"
    FILED = "filed", "ثبت آمار"
    CORRECTION_LATE = "correction_late", "بازگشت بی‌پاسخ"
    RULE = "rule", "تغییر سیاست یا پروانه"


class RegistryFact(TextChoices):
    """A fact of the registry whose changes are kept."""

    CREATED = "created", "ثبت واحد"
    UNIT_NAME = "unit_name", "نام واحد"
    HOLDER_NAME = "holder_name", "نام دارنده"
    HOLDER_ID = "holder_id", "کد یا شناسهٔ ملی دارنده"
    GUILD_ID = "guild_id", "شناسه صنفی"
    LICENCE = "licence", "پروانهٔ جدید"
    NUMBER = "number", "شماره پروانه"
    KIND = "kind", "نوع پروانه"
    TERM = "term", "مدت پروانه"
    ISSUED_ON = "issued_on", "تاریخ صدور"
    EXPIRES_ON = "expires_on", "تاریخ اعتبار"
    TRADE = "trade", "رشته"
    UNION = "union", "اتحادیه"
    COUNTY = "county", "شهرستان"
    ADDRESS = "address", "نشانی"
    POSTAL_CODE = "postal_code", "کد پستی"
    POINT = "point", "مختصات"
    STATE = "state", "وضعیت پروانه"
    CLOSED_ON = "closed_on", "بسته‌شدن واحد"
    PREDECESSOR = "predecessor", "واحد پیشین"
    CONTACT = "contact", "راه تماس"
    CAPACITY = "capacity", "ظرفیت"


class RegistrySource(TextChoices):
    """What a change of a registry fact rests on."""

    REGISTRY = "registry", "فهرست مرکز اصناف"
    LETTER = "letter", "نامه"
    VISIT = "visit", "بازدید"
    CALL = "call", "تماس با واحد"
    HOLDER = "holder", "اظهار دارنده"
    LICENCE = "licence", "متن پروانه"


class ImportStage(TextChoices):
    """How far an uploaded file is."""

    READING = "reading", "در حال بررسی"
    UNREADABLE = "unreadable", "خوانده نشد"
    CHECKED = "checked", "در انتظار ثبت شما"
    CANCELLED = "cancelled", "کنار گذاشته شد"
    # Nobody confirmed the dry run in time.
    EXPIRED = "expired", "مهلت ثبت گذشت"
    WAITING = "waiting", "در نوبت ثبت"
    STORING = "storing", "در حال ثبت"
    STORED = "stored", "ثبت شد"
    UNDOING = "undoing", "در حال برگرداندن"
    UNDONE = "undone", "برگردانده شد"
    # Several workers ended over it: a person says how it goes on.
    HALTED = "halted", "متوقف شد"


# A worker is at it, or will be.
IMPORTS_AT_WORK = frozenset(
    {ImportStage.READING, ImportStage.WAITING, ImportStage.STORING, ImportStage.UNDOING}
)
# A worker or a person has something to do with it.
IMPORTS_OPEN = IMPORTS_AT_WORK | {ImportStage.CHECKED, ImportStage.HALTED}
# Nothing of the file itself is kept.
IMPORTS_PUT_AWAY = frozenset({ImportStage.UNREADABLE, ImportStage.CANCELLED, ImportStage.EXPIRED})


class RowVerdict(TextChoices):
    """What the dry run says of one row of a file."""

    REFUSED = "refused", "ردشده"
    CHANGED = "changed", "تغییرکرده"
    NEW = "new", "جدید"
    UNCHANGED = "unchanged", "بدون تغییر"


class RowState(TextChoices):
    """What became of a row that was to be stored; empty until its batch."""

    STORED = "stored", "ثبت شد"
    # What is stored had changed since the dry run.
    OVERTAKEN = "overtaken", "ثبت نشد"
    UNDONE = "undone", "برگردانده شد"
    # Something had come to depend on it.
    KEPT = "kept", "برگردانده نشد"


class RegistryAct(TextChoices):
    """What an office may do with a unit's file, besides the correction of one fact."""

    RENEW = "renew", "تمدید پروانه"
    SUSPEND = "suspend", "تعلیق پروانه"
    LIFT = "lift", "پایان تعلیق"
    REVOKE = "revoke", "ابطال پروانه"
    TRANSFER = "transfer", "انتقال به اتحادیه یا شهرستان دیگر"
    CLOSE = "close", "بستن واحد"
    REOPEN = "reopen", "اصلاح بسته‌شدن"
    NEW_HOLDER = "new_holder", "دارندهٔ جدید"
    VERIFY = "verify", "تطبیق با پروانه"
    CONTACTS = "contacts", "شماره‌های تماس"
    CAPACITY = "capacity", "ظرفیت تولید"


class ContactRole(TextChoices):
    """Whom a number reaches."""

    HOLDER = "holder", "دارنده"
    UNIT = "unit", "محل کسب"
    DELEGATE = "delegate", "نماینده"
    SECOND = "second", "رابط دوم"


class MobileMessage(TextChoices):
    """What an earlier mobile is told, as an SMS: no name and no new number in it."""

    FIRST = (
        "first",
        "شمارهٔ همراه دیگری برای ساخت حساب واحد صنفی شما در سامانهٔ آمار تولید ثبت شد. "
        "اگر از آن خبر ندارید، امروز با اتحادیهٔ خود تماس بگیرید.",
    )
    ASKED = (
        "asked",
        "تغییر این شماره در سامانهٔ آمار تولید اصناف درخواست شده است. "
        "اگر از آن خبر ندارید، امروز با اتحادیهٔ خود تماس بگیرید.",
    )
    CHANGED = (
        "changed",
        "این شماره دیگر شمارهٔ همراه ثبت‌شدهٔ شما در سامانهٔ آمار تولید اصناف نیست. "
        "اگر از آن خبر ندارید، امروز با اتحادیهٔ خود تماس بگیرید.",
    )


class RegistryIssueKind(TextChoices):
    """What of a unit's file does not hold."""

    LICENCE = "licence", "پروانه معتبر نیست"
    PLACE = "place", "محل کسب با پروانه مطابقت ندارد"
    TRADE = "trade", "رشته با پروانه مطابقت ندارد"
    NUMBER = "number", "شمارهٔ تماس نادرست است"


class ExpiryStage(TextChoices):
    """How near a licence's last valid day is when its people are told."""

    FAR = "far", "پیش از پایان اعتبار"
    NEAR = "near", "نزدیک پایان اعتبار"
    OVER = "over", "پس از پایان اعتبار"
