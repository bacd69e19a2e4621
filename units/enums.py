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
    VALID = "valid", "معتبر"
    SUSPENDED = "suspended", "تعلیق‌شده"
    REVOKED = "revoked", "باطل‌شده"


class MemberRole(TextChoices):
    OWNER = "owner", "صاحب واحد"
    DELEGATE = "delegate", "نماینده"


class ActivityReason(TextChoices):
    """Why a unit's filing activity changed."""

    FINAL_DAY = "final_day", "گذشتن مهلت ثبت"
    FILED = "filed", "ثبت آمار"
    CORRECTION_LATE = "correction_late", "گذشتن مهلت اصلاح"
    RULE = "rule", "تغییر سیاست یا پروانه"
