"""Vocabulary of decisions."""

from dataclasses import dataclass

from django.db.models import TextChoices

from accounts.enums import OrganizationKind
from catalog.policy_definitions import PolicyKey
from statistics.enums import State


class DecisionKind(TextChoices):
    """What happened to a submission, each once in the append-only log."""

    FILED = "filed", "ثبت"
    SKIPPED = "skipped", "ارسال بدون مرحلهٔ اتحادیه"
    APPROVED = "approved", "تأیید"
    RETURNED = "returned", "بازگشت برای اصلاح"
    REOPENED = "reopened", "بازگشایی برای اصلاح"
    LAPSED = "lapsed", "پایان مهلت"
    UPHELD = "upheld", "وارد بودن شکایت از بازگشت"


# What brings a month back to the unit.
RETURNS = (DecisionKind.RETURNED, DecisionKind.REOPENED)


class RequestOutcome(TextChoices):
    """What became of a unit's request for correction."""

    OPEN = "", "در انتظار پاسخ"
    ACCEPTED = "accepted", "پذیرفته شد"
    REFUSED = "refused", "پذیرفته نشد"


class CheckAnswer(TextChoices):
    """A union's answer to one of its checks."""

    YES = "yes", "بله"
    NO = "no", "خیر"


class Mark(TextChoices):
    """Why a level did not decide by a person; the mark stays for ever."""

    NONE = "", ""
    # The label that circular 60/227210 §3 prescribes.
    NO_ACCESS = "no_access", "اتحادیه فاقد دسترسی"
    OWN_CASE = "own_case", "تنها کارشناس، ذی‌نفع پرونده است"


@dataclass(frozen=True)
class Level:
    """One level of the chain: who sits there, its clock, and how a lapse there is called."""

    state: State
    kind: OrganizationKind
    days: PolicyKey
    lapse_words: str
    lapsed_field: str


LEVELS: dict[State, Level] = {
    level.state: level
    for level in (
        Level(
            State.AT_UNION,
            OrganizationKind.UNION,
            PolicyKey.UNION_DAYS,
            "بدون بررسی اتحادیه",
            "lapsed_union",
        ),
        Level(
            State.AT_PROVINCE,
            OrganizationKind.PROVINCE,
            PolicyKey.PROVINCE_DAYS,
            "تأیید سیستمی استان",
            "lapsed_province",
        ),
        Level(
            State.AT_MINISTRY,
            OrganizationKind.MINISTRY,
            PolicyKey.MINISTRY_DAYS,
            "تأیید سیستمی وزارت",
            "lapsed_ministry",
        ),
    )
}


class ContactWay(TextChoices):
    """How a unit was reached."""

    PHONE = "phone", "تلفن"
    SMS = "sms", "پیامک"
    LETTER = "letter", "نامه"
    VISIT = "visit", "مراجعهٔ حضوری"
    OTHER = "other", "راه دیگر"


class ContactResult(TextChoices):
    """What came of it."""

    PROMISED = "promised", "قول ثبت داد"
    HELPED = "helped", "راهنمایی شد"
    NO_ANSWER = "no_answer", "پاسخ نداد"
    CLOSED = "closed", "می‌گوید کار نمی‌کند"
    WRONG_NUMBER = "wrong", "نشانی یا شماره درست نیست"
    OTHER = "other", "چیز دیگر"


class ComplaintKind(TextChoices):
    """What a unit complains about."""

    RETURN = "return", "بازگشت"
    INACTIVE = "inactive", "غیرفعال بودن"


class Verdict(TextChoices):
    """What the office that answers found."""

    OPEN = "", "در انتظار پاسخ"
    UPHELD = "upheld", "وارد است"
    DECLINED = "declined", "وارد نیست"


class SweepTrigger(TextChoices):
    """Who began a sweep."""

    BEAT = "beat", "زمان‌بند"
    HAND = "hand", "دستی"


class Alarm(TextChoices):
    """Why the technical administrators were told."""

    SILENCE = "silence", "اجرایی نبوده است"
    LAG = "lag", "اجرا با تأخیر بوده است"
    CLOCK = "clock", "ساعت کارساز نادرست است"
    JUMP = "jump", "ساعت کارساز جهش کرده است"
    MANY = "many", "تعداد پیشروی‌ها غیرعادی است"


class Bar(TextChoices):
    """Why a person never decides on a case, as they are told."""

    MEMBER = "member", "این پروندهٔ واحد خود شماست؛ همکار دیگری باید دربارهٔ آن تصمیم بگیرد."
    TYPED = (
        "typed",
        "آمار این ماه را خود شما در اتحادیه برای دارنده نوشته‌اید؛ "
        "همکار دیگری باید دربارهٔ آن تصمیم بگیرد.",
    )


class BookState(TextChoices):
    """How the rows of one unit in a workbook stand."""

    READY = "ready", "آمادهٔ تأیید"
    EXPLAINED = "explained", "هشدار با علت"
    ASKS = "asks", "علت لازم است"
    REFUSED = "refused", "پذیرفته نشد"
    SENT = "sent", "ارسال شد"
