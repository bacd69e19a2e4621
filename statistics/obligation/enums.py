"""The words of a unit's duty; those of its activity are stored, so they stand in `units.enums`."""

from django.db.models import TextChoices


class Duty(TextChoices):
    """Whether a unit owes months now, or lacks some of its past."""

    OVERDUE = "overdue", "معوق"
    GAPS = "gaps", "به‌روز"
    REGULAR = "regular", "ثبت منظم"
