"""Visits at each stage, made by their services, and what a visitor writes down."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.enums import Role
from accounts.models import User
from config.jalali import tehran_day
from review.models import Visit, VisitQuestionnaire
from review.visit_enums import AnswerKind, QuestionMeaning, VisitReason, VisitSection
from review.visits.plan_services import PlanTerms, plan
from review.visits.questionnaire_services import QuestionTerms, store
from review.visits.report_services import PostedReport, save
from review.visits.second_look_services import confirm
from tests.world import FILED_AT, MEHR, World, officer

TODAY = tehran_day(FILED_AT)
WORDS = "کارتن به جای کیلوگرم نوشته شد"
QUESTIONS = (
    QuestionTerms(VisitSection.PLACE, AnswerKind.YES_NO, "نشانی همان است", QuestionMeaning.ADDRESS),
    QuestionTerms(
        VisitSection.PLACE, AnswerKind.YES_NO, "کارگاه کار می‌کند", QuestionMeaning.WORKING
    ),
    QuestionTerms(
        VisitSection.PEOPLE, AnswerKind.COUNT, "نفر دیده‌شده", QuestionMeaning.PEOPLE, "نفر"
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
        "تولید ماه واقعی است",
        QuestionMeaning.PRODUCTION,
    ),
    QuestionTerms(
        VisitSection.PRODUCTION,
        AnswerKind.CHOICE,
        "سند دیده‌شده",
        choices=("دفتر فروش", "قبض برق"),
        required=False,
    ),
)


def questionnaire(since: date | None = None) -> VisitQuestionnaire:
    """Write the first version of the form, in force on the day of the tests."""
    found = VisitQuestionnaire.objects.filter(since=since or TODAY - timedelta(days=90)).first()
    if found:
        return found
    return store(
        "پاییز ۱۳۹۸", since or TODAY - timedelta(days=90), "نامهٔ ۱", QUESTIONS, None, FILED_AT
    )


def head_of(world: World) -> User:
    return User.objects.filter(username="head").first() or officer(
        "head", Role.PROVINCE_HEAD, world.province
    )


def colleague_of(world: World) -> User:
    """Seat a second officer at the union."""
    return User.objects.filter(username="union-second").first() or officer(
        "union-second", Role.UNION_OFFICER, world.union
    )


def terms(visitor: User, **more: Any) -> PlanTerms:
    said: dict[str, Any] = {
        "visitor_id": visitor.pk,
        "planned_on": TODAY,
        "planned_time": None,
        "month": MEHR,
        "reason": VisitReason.OFFICE,
        "why": "تولید چند برابر",
    }
    return PlanTerms(**(said | more))


def planned(world: World, at: datetime = FILED_AT, **more: Any) -> Visit:
    """Let the union plan a visit of today for its own officer."""
    questionnaire()
    visitor = world.union_officer
    return plan(visitor, world.union, world.unit.pk, terms(visitor, **more), at)


def by_text(**answers: str) -> dict[int, str]:
    """Answer questions of the first version by their meanings."""
    rows = questionnaire().questions.exclude(meaning="")
    return {q.pk: answers[q.meaning] for q in rows.order_by("place") if q.meaning in answers}


def by_field(**answers: str) -> dict[str, str]:
    """Answer the same questions as their form names them."""
    rows = {q.pk: q.field for q in questionnaire().questions.order_by("place")}
    return {rows[pk]: value for pk, value in by_text(**answers).items()}


def posted(**more: Any) -> PostedReport:
    """Write down a visit that found everything as the unit says."""
    said: dict[str, Any] = {
        "answers": by_text(address="yes", working="yes", people="3", production="yes"),
        "visited_on": TODAY,
        "companion": "",
        "finding": "sound",
        "summary": WORDS,
        "product_id": None,
        "latitude": None,
        "longitude": None,
    }
    return PostedReport(**(said | more))


def written(world: World, at: datetime = FILED_AT, **more: Any) -> Visit:
    """Let the union's officer hand a report to the second person."""
    visit = planned(world, at)
    return save(world.union_officer, visit.pk, posted(**more), visit.version, at, finish=True)


def confirmed(world: World, at: datetime = FILED_AT, **more: Any) -> Visit:
    """Let the head confirm a report of the union."""
    visit = written(world, at, **more)
    return confirm(head_of(world), visit.pk, visit.version, at)
