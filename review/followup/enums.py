"""Vocabulary of the follow-up: which lists there are, and by which way a unit was reached."""

from django.db.models import TextChoices


class Tab(TextChoices):
    """One list of units to follow up (directive 5013 §3)."""

    RETURNED = "returned", "بازگشتی‌های دیرکرده"
    MISSING = "missing", "ثبت‌نشده"
    NEAR = "near", "نزدیک غیرفعال شدن"


class Way(TextChoices):
    """How a unit was reached."""

    PHONE = "phone", "تلفن"
    SMS = "sms", "پیامک"
    LETTER = "letter", "نامه"
    VISIT = "visit", "مراجعهٔ حضوری"
    OTHER = "other", "راه دیگر"


class Result(TextChoices):
    """What came of it."""

    PROMISED = "promised", "قول ثبت داد"
    HELPED = "helped", "راهنمایی شد"
    NO_ANSWER = "no_answer", "پاسخ نداد"
    CLOSED = "closed", "می‌گوید کار نمی‌کند"
    WRONG_NUMBER = "wrong", "نشانی یا شماره درست نیست"
    OTHER = "other", "چیز دیگر"
