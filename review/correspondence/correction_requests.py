"""A unit's request to correct what it has confirmed: asked with a reason, refused with one.

To accept one is a move: `review.workflow.accept_correction`.
"""

from datetime import datetime

from django.db import transaction

from accounts.enums import NoticeKind
from accounts.models import User
from config.persian import quoted
from review.authorization import case_to_decide, locked, still
from review.enums import RequestOutcome
from review.models import CorrectionRequest
from review.models.correspondence import open_request
from review.notifications import tell_members
from review.routing import holder
from statistics.enums import IN_REVIEW, State
from statistics.errors import StateConflictError
from statistics.models import Submission


@transaction.atomic
def request_correction(
    user: User, tracking_number: str, version: int, reason: str, at: datetime
) -> CorrectionRequest:
    """Ask who holds the case to give it back; after final confirmation that is the ministry.

    The same words of the same person once more (a button pressed twice) are that request. Raises
    ValueError without a reason, Submission.DoesNotExist, StaleVersionError, StateConflictError.
    """
    if not reason.strip():
        raise ValueError("a request needs a reason")
    submission = locked(Submission.objects.of(user), tracking_number)
    asked = open_request(submission)
    if asked and (asked.asked_by_id, asked.reason) == (user.pk, reason.strip()):
        return asked
    # Behind the repetition: the first press has raised the version itself.
    still(submission, version)
    if submission.editable or asked:
        raise StateConflictError(submission)
    # Nobody decides on the case without having seen the request.
    _grow(submission)
    return CorrectionRequest.objects.create(
        submission=submission, reason=reason.strip(), asked_by=user, asked_at=at
    )


@transaction.atomic
def refuse_correction(
    user: User, tracking_number: str, version: int, words: str, at: datetime
) -> CorrectionRequest:
    """Answer a request with no and why; the case stays where it is.

    Raises ValueError without words, Submission.DoesNotExist, NotAllowedError, StaleVersionError,
    StateConflictError.
    """
    if not words.strip():
        raise ValueError("a refusal needs a reason")
    submission = case_to_decide(user, tracking_number, version, (*IN_REVIEW, State.FINAL))
    asked = open_request(submission)
    if asked is None:
        raise StateConflictError(submission)
    office = holder(submission)
    assert office is not None
    asked.outcome, asked.answer = RequestOutcome.REFUSED, words.strip()
    asked.organization, asked.answered_by, asked.answered_at = office, user, at
    asked.save()
    # Who was about to accept it meets the refusal first.
    _grow(submission)
    tell_members(
        submission,
        NoticeKind.REFUSED,
        f"درخواست اصلاح {submission.period} {quoted(submission.unit.name)} پذیرفته نشد",
        f"{office.name}: {quoted(asked.answer)} ارقام همان است که ارسال کرده‌اید.",
        at,
    )
    return asked


def _grow(submission: Submission) -> None:
    submission.version += 1
    submission.save(update_fields=["version"])
