"""Vocabulary of the edit rules."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a rule does: refuse, ask for a reason, or point something out to the reviewer."""

    HARD = "hard", "الزامی"
    SOFT = "soft", "هشدار (نیازمند ذکر علت)"
    HINT = "hint", "نشانه برای بررسی‌کننده"
