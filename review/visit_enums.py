"""Vocabulary of visits (directive 5013 §1): why, how far, what is asked, what was found."""

from django.db.models import TextChoices

from units.enums import RegistryFact


class VisitReason(TextChoices):
    """Why a unit is visited; the plan proposes by the first five."""

    FLAGGED = "flagged", "هشدار در آمار"
    SELECTED = "selected", "واحد منتخب"
    PRODUCT = "product", "محصول منتخب"
    UNFILED = "unfiled", "ماه‌های ثبت‌نشده"
    NEVER = "never", "تاکنون بازدید نشده"
    OFFICE = "office", "به تشخیص دستگاه"


class VisitState(TextChoices):
    """How far a visit is."""

    PLANNED = "planned", "برنامه‌ریزی‌شده"
    WRITTEN = "written", "در انتظار تأیید نفر دوم"
    CONFIRMED = "confirmed", "تأییدشده"
    CANCELLED = "cancelled", "لغوشده"


# Somebody has yet to do something about these; a unit has one at most.
OPEN_VISITS = (VisitState.PLANNED, VisitState.WRITTEN)


class VisitFinding(TextChoices):
    """What the visitor says of the month as the unit wrote it."""

    SOUND = "sound", "مقدار اعلام‌شده پذیرفتنی است"
    DOUBTFUL = "doubtful", "در مقدار اعلام‌شده تردید هست"
    SHUT = "shut", "محل بسته بود یا کسی نبود"


class VisitSection(TextChoices):
    """The parts of the form, in this order."""

    PLACE = "place", "محل کسب"
    PEOPLE = "people", "کارکنان"
    CAPACITY = "capacity", "ظرفیت"
    PRODUCTION = "production", "تولید"
    OTHER = "other", "موارد دیگر"


class AnswerKind(TextChoices):
    """How a question is answered."""

    YES_NO = "yes_no", "بله یا خیر"
    COUNT = "count", "عدد کامل"
    AMOUNT = "amount", "مقدار"
    CHOICE = "choice", "انتخاب از فهرست"
    TEXT = "text", "نوشته"


class QuestionMeaning(TextChoices):
    """What the portal knows a question by: what stands beside it, and what follows from it."""

    NONE = "", "فقط ثبت می‌شود"
    ADDRESS = "address", "انطباق نشانی با پروانه"
    LICENCE = "licence", "دیدن پروانه در محل"
    WORKING = "working", "کار کردن کارگاه"
    PEOPLE = "people", "کارکنان دیده‌شده"
    CAPACITY = "capacity", "ظرفیت ماهانه"
    PRODUCTION = "production", "واقعی بودن تولید ماه"


# How a question with a meaning must be answered.
MEANING_KIND = {
    QuestionMeaning.ADDRESS: AnswerKind.YES_NO,
    QuestionMeaning.LICENCE: AnswerKind.YES_NO,
    QuestionMeaning.WORKING: AnswerKind.YES_NO,
    QuestionMeaning.PEOPLE: AnswerKind.COUNT,
    QuestionMeaning.CAPACITY: AnswerKind.AMOUNT,
    QuestionMeaning.PRODUCTION: AnswerKind.YES_NO,
}


class ProposalKind(TextChoices):
    """What a report proposes to change in the registry; the office that may does it or declines."""

    ADDRESS = "address", "اصلاح نشانی"
    POINT = "point", "ثبت مختصات"
    CAPACITY = "capacity", "ثبت ظرفیت"
    STATE = "state", "تعلیق پروانه یا بستن واحد"


# A change of one of these facts after the report is what was proposed.
PROPOSED_FACTS = {
    ProposalKind.ADDRESS: (RegistryFact.ADDRESS,),
    ProposalKind.POINT: (RegistryFact.POINT,),
    ProposalKind.CAPACITY: (RegistryFact.CAPACITY,),
    ProposalKind.STATE: (RegistryFact.STATE, RegistryFact.CLOSED_ON),
}
