"""What a worker does with questions that wait: one after the other, each whole or not at all."""

import logging
from typing import Final

from django.db import DatabaseError, transaction
from django.utils import timezone

from config.long_statements import allow_seconds
from entitlements.enums import InquiryState
from entitlements.inquiries.queries import waiting
from entitlements.inquiries.services import answer
from entitlements.models import Inquiry

# So many workers may die of a question; the next would take the other work of its queue with it.
ATTEMPTS: Final = 3
SECONDS: Final = 300
logger = logging.getLogger(__name__)


def run_waiting() -> int:
    """Answer what waits; return how many questions came to an end."""
    ended = 0
    seen: set[int] = set()
    while (pk := _claim(seen)) is not None:
        seen.add(pk)
        try:
            ended += _answer(pk)
        except DatabaseError as fault:
            # Its words may hold ids. The next turn counts as another attempt.
            logger.error("Inquiry %s broke off: %s", pk, type(fault).__name__)
    return ended


@transaction.atomic
def _claim(seen: set[int]) -> int | None:
    """Count one more attempt at the next question that nobody is answering just now."""
    rows = waiting().select_for_update(skip_locked=True, no_key=True).exclude(pk__in=seen)
    inquiry = rows.defer("asked").first()
    if inquiry is None:
        return None
    inquiry.attempt += 1
    inquiry.save(update_fields=["attempt"])
    return inquiry.pk


@transaction.atomic
def _answer(pk: int) -> int:
    rows = Inquiry.objects.select_for_update(skip_locked=True, no_key=True)
    inquiry = rows.filter(pk=pk, state=InquiryState.WAITING).first()
    if inquiry is None:
        # Another worker has it.
        return 0
    now = timezone.now()
    if inquiry.attempt > ATTEMPTS:
        logger.error("Inquiry %s ended %s workers; it is given up.", pk, ATTEMPTS)
        inquiry.asked, inquiry.state, inquiry.done_at = None, InquiryState.FAILED, now
        inquiry.save(update_fields=["asked", "state", "done_at"])
        return 1
    with allow_seconds(SECONDS):
        answer(inquiry, now)
    return 1
