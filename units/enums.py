"""Vocabulary of guild units and their licences (by-law on article 12 of the guild law)."""

from django.db.models import TextChoices


class HolderKind(TextChoices):
    NATURAL = "natural", "حقیقی"
    LEGAL = "legal", "حقوقی"


class LicenceKind(TextChoices):
    BUSINESS = "business", "پروانه کسب"


class LicenceTerm(TextChoices):
    PERMANENT = "permanent", "دائم"
    TEMPORARY = "temporary", "موقت"


class LicenceStatus(TextChoices):
    """What takes a licence's validity away for some days, or for good."""

    SUSPENDED = "suspended", "تعلیق‌شده"
    REVOKED = "revoked", "باطل‌شده"


class ObstacleKind(TextChoices):
    """What keeps a unit from filing the month that is to be filed now."""

    NO_GUILD_ID = "no_guild_id", "شناسه صنفی ندارد"
    EXPIRED = "expired", "پروانه تمدید نشده"
    SUSPENDED = "suspended", "پروانه تعلیق شده"
    REVOKED = "revoked", "پروانه باطل شده"


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
