"""Words of what is estimated."""

from django.db.models import TextChoices

ESTIMATE = "برآورد"


class Reliability(TextChoices):
    """How far an estimate rests on what was reported."""

    NORMAL = "normal", ESTIMATE
    LOW = "low", "برآورد کم‌اعتماد"
    NOT_YET = "not_yet", "هنوز کافی نیست"
