"""A new version of the visit form, by the statistics office (directive 5013 §1 notes 1 and 2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from accounts.authority import read_authority
from accounts.enums import Permission
from accounts.models import User
from config.jalali import format_day, tehran_day
from review.models import VisitQuestion, VisitQuestionnaire
from review.visit_enums import MEANING_KIND, AnswerKind, QuestionMeaning, VisitSection
from review.visits.errors import NotYourVisitError, RefusedVisitError

MOST_QUESTIONS = 24


@dataclass(frozen=True)
class QuestionTerms:
    """One question as the office writes it."""

    section: VisitSection
    kind: AnswerKind
    text: str
    meaning: QuestionMeaning = QuestionMeaning.NONE
    measure: str = ""
    choices: tuple[str, ...] = field(default_factory=tuple)
    required: bool = True


def fault_of(terms: QuestionTerms) -> str:
    """Say why a question cannot stand; '' where it can."""
    wanted = MEANING_KIND.get(terms.meaning)
    if wanted and terms.kind != wanted:
        return f"پاسخ «{terms.meaning.label}» باید «{wanted.label}» باشد."
    if terms.kind == AnswerKind.CHOICE and len(terms.choices) < 2:
        return "برای «انتخاب از فهرست» دست‌کم دو گزینه بنویسید، هر یک در یک سطر."
    return ""


@transaction.atomic
def make_questionnaire(
    user: User,
    title: str,
    since: date,
    source: str,
    questions: Sequence[QuestionTerms],
    at: datetime,
) -> VisitQuestionnaire:
    """Add a version of the form; the very same once more is that version.

    It begins tomorrow at the earliest, so that a page that is being filled has no other version;
    the first one of all today. Raises NotYourVisitError, RefusedVisitError.
    """
    if not read_authority(user).organizations(Permission.MANAGE_CATALOGUE):
        raise NotYourVisitError("فرم بازدید را دفتر آمار تعریف می‌کند.")
    # Two who make a version of one day: the second finds the first's.
    found = VisitQuestionnaire.objects.filter(since=since).first()
    if found:
        if (found.title, found.source, terms_of(found)) == (title, source, list(questions)):
            return found
        words = f"فرم دیگری از {format_day(since)} آغاز می‌شود؛ روز دیگری را انتخاب کنید."
        raise RefusedVisitError("since", words)
    if since <= tehran_day(at) and VisitQuestionnaire.objects.exists():
        raise RefusedVisitError("since", "نسخهٔ جدید از فردا یا پس از آن آغاز می‌شود.")
    if not questions:
        raise RefusedVisitError("", "دست‌کم یک پرسش بنویسید.")
    return store(title, since, source, questions, user, at)


def store(
    title: str,
    since: date,
    source: str,
    questions: Sequence[QuestionTerms],
    user: User | None,
    at: datetime,
) -> VisitQuestionnaire:
    """Write a version with its questions in their order; nobody's is the first of all."""
    made = VisitQuestionnaire.objects.create(
        title=title, since=since, source=source, made_by=user, made_at=at
    )
    VisitQuestion.objects.bulk_create(
        VisitQuestion(
            form=made,
            place=place,
            section=one.section,
            kind=one.kind,
            meaning=one.meaning,
            text=one.text,
            measure=one.measure,
            choices=list(one.choices),
            required=one.required,
        )
        for place, one in enumerate(questions, start=1)
    )
    return made


def terms_of(form: VisitQuestionnaire) -> list[QuestionTerms]:
    """Read a version as the office would write it, to begin the next one with."""
    return [
        QuestionTerms(
            VisitSection(row.section),
            AnswerKind(row.kind),
            row.text,
            QuestionMeaning(row.meaning),
            row.measure,
            tuple(row.choices),
            row.required,
        )
        for row in form.questions.order_by("place")
    ]


# What the page of the first version offers: the facts that directive 5013 §1 wants kept up to date
# and the three statements of letter 60/227210 §2. Nothing is asked until the office stores it.
FIRST_QUESTIONS = (
    QuestionTerms(
        VisitSection.PLACE,
        AnswerKind.YES_NO,
        "محل کسب با نشانی مندرج در پروانه مطابقت دارد",
        QuestionMeaning.ADDRESS,
    ),
    QuestionTerms(
        VisitSection.PLACE,
        AnswerKind.YES_NO,
        "تابلو و پروانه در محل دیده شد",
        QuestionMeaning.LICENCE,
    ),
    QuestionTerms(
        VisitSection.PLACE, AnswerKind.YES_NO, "کارگاه کار می‌کند", QuestionMeaning.WORKING
    ),
    QuestionTerms(
        VisitSection.PEOPLE, AnswerKind.COUNT, "نفر دیده‌شده", QuestionMeaning.PEOPLE, "نفر"
    ),
    QuestionTerms(
        VisitSection.PEOPLE,
        AnswerKind.CHOICE,
        "شیفت در روز",
        choices=("۱ شیفت", "۲ شیفت", "۳ شیفت"),
    ),
    QuestionTerms(
        VisitSection.CAPACITY,
        AnswerKind.COUNT,
        "دستگاه اصلی، روشن",
        measure="دستگاه",
        required=False,
    ),
    QuestionTerms(
        VisitSection.CAPACITY,
        AnswerKind.AMOUNT,
        "بیشترین تولید ماهانه",
        QuestionMeaning.CAPACITY,
        required=False,
    ),
    QuestionTerms(
        VisitSection.PRODUCTION,
        AnswerKind.YES_NO,
        "میزان تولید ماهانهٔ اعلام‌شده واقعی است",
        QuestionMeaning.PRODUCTION,
    ),
    QuestionTerms(
        VisitSection.PRODUCTION,
        AnswerKind.CHOICE,
        "سند دیده‌شده",
        choices=("قرارداد یا فاکتور سفارش", "دفتر فروش", "قبض برق", "هیچ"),
        required=False,
    ),
)
