"""Asking the unit about a case without returning it; the clock runs on."""

from datetime import datetime

from django.db import transaction

from accounts.enums import NoticeKind
from accounts.models import User
from config.persian import quoted
from review.authorization import case_to_decide, locked
from review.models import Answer, Question
from review.notifications import tell_answered, tell_members
from statistics.enums import State
from statistics.errors import StateConflictError
from statistics.models import Submission


@transaction.atomic
def ask(user: User, tracking_number: str, version: int, text: str, at: datetime) -> Question:
    """Ask the unit about a case at one's desk; it stays there and its clock runs on.

    The same words once more while they wait (a button pressed twice) ask nothing anew. Raises
    ValueError without words, Submission.DoesNotExist, NotAllowedError, StaleVersionError,
    StateConflictError.
    """
    if not text.strip():
        raise ValueError("a question needs words")
    submission = case_to_decide(user, tracking_number, version)
    office = submission.desk
    assert office is not None
    waits = submission.questions.filter(round=submission.round, asked_by=user, answer=None)
    if same := waits.filter(text=text.strip()).first():
        return same
    question = Question.objects.create(
        submission=submission,
        round=submission.round,
        organization=office,
        text=text.strip(),
        asked_by=user,
        asked_at=at,
    )
    tell_members(
        submission,
        NoticeKind.QUESTION,
        f"{office.name} دربارهٔ {submission.period} {quoted(submission.unit.name)} پرسشی دارد",
        f"{quoted(question.text)} پرونده را باز کنید و پاسخ دهید. "
        "پرونده بازنگشته و مهلت بررسی متوقف نمی‌شود.",
        at,
    )
    return question


@transaction.atomic
def answer(user: User, tracking_number: str, question: int, text: str, at: datetime) -> Answer:
    """Answer a question about one's own month, once, until the month is final.

    The same words of the same person once more (a button pressed twice) are that answer. Raises
    ValueError without words, Submission.DoesNotExist, StateConflictError.
    """
    if not text.strip():
        raise ValueError("an answer needs words")
    submission = locked(Submission.objects.of(user), tracking_number)
    said = Answer.objects.filter(question__submission=submission, question=question)
    if same := said.filter(answered_by=user, text=text.strip()).first():
        return same
    asked = submission.questions.filter(pk=question, answer=None).first()
    if asked is None or submission.state == State.FINAL:
        raise StateConflictError(submission)
    said_now = Answer.objects.create(
        question=asked, text=text.strip(), answered_by=user, answered_at=at
    )
    tell_answered(submission, at)
    return said_now
