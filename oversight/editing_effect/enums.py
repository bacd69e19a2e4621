"""What became of a figure that a soft rule raised."""

from django.db.models import TextChoices


class Outcome(TextChoices):
    """As the last filed version of the month has it; while the unit corrects, nothing is known."""

    CHANGED = "changed", "در دور بعد اصلاح شد"
    KEPT = "kept", "همان ماند"
    OPEN = "open", "نزد واحد برای اصلاح"
