"""By what a list of units is narrowed, and how it is ordered."""

from django.db.models import TextChoices


class UnitChip(TextChoices):
    """A list of its own; `OPEN` is named after the month that is open now."""

    ALL = "", "همه"
    OPEN = "open", "ماه باز ثبت‌نشده"
    NEAR = "near", "در آستانهٔ غیرفعالی"
    INACTIVE = "inactive", "غیرفعال"
    EXPIRED = "expired", "پروانهٔ منقضی"
    NO_GUILD_ID = "no_guild_id", "بی‌شناسه"
    NO_ACCOUNT = "no_account", "بی‌حساب"
    SELECTED = "selected", "منتخب"


class UnitOrder(TextChoices):
    URGENT = "", "فوری‌ترین نخست"
    NAME = "name", "نام"
