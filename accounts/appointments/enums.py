"""What may be done about an appointment."""

from django.db.models import TextChoices


class PostAct(TextChoices):
    """An act that somebody does on the page of an appointment, as its button says."""

    SIGN = "sign", "تأیید نفر نخست"
    SECOND = "second", "تأیید نفر دوم و دعوت"
    INVITE = "invite", "ارسال دوبارهٔ دعوت"
    REVIEW = "review", "بازبینی سالانه: در همین سمت است"
    REFUSE = "refuse", "رد"
    WITHDRAW = "withdraw", "پس‌گرفتن"
    END = "end", "پایان سمت"
