"""Vocabulary of circulars and of the help desk."""

from django.db.models import TextChoices


class CircularReach(TextChoices):
    """How far down the line a circular goes."""

    PROVINCES = "provinces", "تا سازمان‌های استان"
    UNIONS = "unions", "تا اتحادیه‌ها"
    UNITS = "units", "تا واحدهای صنفی"


class CircularState(TextChoices):
    """What a circular is now."""

    DRAFT = "draft", "پیش‌نویس"
    IN_FORCE = "in_force", "ابلاغ‌شده"
    REPLACED = "replaced", "جایگزین‌شده"
    WITHDRAWN = "withdrawn", "لغوشده"


class HopState(TextChoices):
    """Where a circular stands at one office."""

    WAITING = "waiting", "در انتظار رسید"
    LATE = "late", "رسید نداده، مهلت گذشته"
    PASSED = "passed", "رسید شد"
    SKIPPED = "skipped", "بدون کارشناس در سامانه"


class TicketState(TextChoices):
    """At whose desk a problem lies, or what became of it."""

    OPEN = "open", "نزد رابط سامانه"
    FORWARDED = "forwarded", "نزد دفتر آمار"
    ANSWERED = "answered", "پاسخ داده شد"
    CLOSED = "closed", "بسته شد"


# At a desk, with a clock.
WAITING_TICKETS = (TicketState.OPEN, TicketState.FORWARDED)


class TicketAct(TextChoices):
    """A step on the way of a problem."""

    ASKED = "asked", "مشکل ثبت شد"
    FORWARDED = "forwarded", "به دفتر آمار ارجاع شد"
    ANSWERED = "answered", "پاسخ"
    REOPENED = "reopened", "دوباره باز شد"
    CLOSED = "closed", "بسته شد"


CIRCULAR_CHIPS = {
    CircularState.DRAFT: "draft",
    CircularState.IN_FORCE: "done",
    CircularState.REPLACED: "missing",
    CircularState.WITHDRAWN: "returned",
}
HOP_CHIPS = {
    HopState.WAITING: "near",
    HopState.LATE: "late",
    HopState.PASSED: "done",
    HopState.SKIPPED: "system",
}
TICKET_CHIPS = {
    TicketState.OPEN: "near",
    TicketState.FORWARDED: "review",
    TicketState.ANSWERED: "done",
    TicketState.CLOSED: "missing",
}
