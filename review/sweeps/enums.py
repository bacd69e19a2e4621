"""Vocabulary of the log of sweeps."""

from django.db.models import TextChoices


class By(TextChoices):
    """Who began a sweep."""

    BEAT = "beat", "زمان‌بند"
    HAND = "hand", "دستی"


class Alarm(TextChoices):
    """Why the technical administrators were told."""

    SILENCE = "silence", "جاروبی نرسیده است"
    LAG = "lag", "جاروب دیر رسیده است"
