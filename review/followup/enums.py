"""Vocabulary of the follow-up: which lists there are, and by which way a unit was reached."""

from django.db.models import TextChoices


class FollowUpList(TextChoices):
    """One list of units to follow up (directive 5013 §3)."""

    RETURNED = "returned", "بازگردانی‌شده‌های معوق"
    MISSING = "missing", "ثبت‌نشده"
    NEAR = "near", "نزدیک غیرفعال شدن"
