"""Vocabulary of the evaluation."""

from django.db.models import TextChoices


class Span(TextChoices):
    """How long a period is: the circular asks for each month, the directive for each quarter."""

    MONTH = "month", "ماهانه"
    QUARTER = "quarter", "فصلی"
