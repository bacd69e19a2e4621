"""Vocabulary of notices: what people are told, by which way, and how far it got."""

from django.db.models import TextChoices


class NoticeKind(TextChoices):
    """What a notice is about."""

    FILED = "filed", "ثبت شد"
    APPROVED = "approved", "تایید شد"
    RETURNED = "returned", "بازگشتی"
    LAPSED = "lapsed", "خودکار گذشت"
    FINAL = "final", "نهایی"
    QUESTION = "question", "پرسش"
    REFUSED = "refused", "درخواست رد شد"
    REMINDER = "reminder", "یادآوری"
    WARNING = "warning", "هشدار غیرفعالی"
    INACTIVE = "inactive", "غیرفعال"
    ACTIVE = "active", "دوباره فعال"
    ALARM = "alarm", "هشدار کارکرد"


class Channel(TextChoices):
    """A way out of the portal."""

    EMAIL = "email", "ایمیل"
    SMS = "sms", "پیامک"


class Delivery(TextChoices):
    """How far a message got. `SENDING` that stays is unknown: it is never tried again."""

    QUEUED = "queued", "در صف"
    SENDING = "sending", "نامعلوم"
    SENT = "sent", "فرستاده شد"
    FAILED = "failed", "نرسید"


# The chip of each kind, see templates/components/chip.html.
CHIPS = {
    NoticeKind.FILED: "review",
    NoticeKind.APPROVED: "review",
    NoticeKind.RETURNED: "returned",
    NoticeKind.LAPSED: "system",
    NoticeKind.FINAL: "done",
    NoticeKind.QUESTION: "near",
    NoticeKind.REFUSED: "returned",
    NoticeKind.REMINDER: "near",
    NoticeKind.WARNING: "near",
    NoticeKind.INACTIVE: "late",
    NoticeKind.ACTIVE: "done",
    NoticeKind.ALARM: "late",
}
