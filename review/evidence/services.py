"""Attaching a file to one's own month, and taking it off again before the month is sent."""

import logging
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import tehran_day
from config.persian import format_number
from config.uploads import storage
from config.uploads.content import checked, clean_name
from config.uploads.errors import UnacceptableFileError
from config.uploads.scanning import refuse_harmful
from review.authorization import locked
from review.models import Evidence, Question
from statistics.enums import IN_REVIEW
from statistics.errors import StaleVersionError, StateConflictError
from statistics.models import Submission

NOT_KEPT = "نگهداری فایل اکنون ممکن نیست؛ کمی بعد دوباره ارسال کنید."
EMPTY = "این فایل خالی است."
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """How many files a case may have, and how many bytes each (policy of the day)."""

    files: int
    size: int

    @property
    def megabytes(self) -> int:
        return self.size // 2**20


def limits(at: datetime) -> Limits:
    book, day = PolicyBook.load(), tehran_day(at)
    megabytes = book.number(PolicyKey.EVIDENCE_MEGABYTES, day)
    return Limits(book.number(PolicyKey.EVIDENCE_FILES, day), megabytes * 2**20)


def round_of(submission: Submission) -> int | None:
    """Tell for which round a file may be attached now; None when for none.

    While the unit writes, for the round it prepares; while the case is in review, when a desk has
    asked a question in this round.
    """
    if submission.editable:
        return submission.round + 1
    asked = Question.objects.filter(submission=submission, round=submission.round)
    return submission.round if submission.state in IN_REVIEW and asked.exists() else None


def attach(user: User, tracking_number: str, name: str, data: bytes, at: datetime) -> Evidence:
    """Attach a file to one's own month.

    Raises UnacceptableFileError with the sentence for the person, Submission.DoesNotExist,
    StateConflictError.
    """
    most = limits(at)
    if not data:
        raise UnacceptableFileError(EMPTY)
    if len(data) > most.size:
        raise UnacceptableFileError(
            f"هر فایل تا {format_number(most.megabytes)} مگابایت پذیرفته است."
        )
    # Before the lock: walking the whole file may take a while.
    kind, content = checked(data)
    # The file as it came: what is taken off it counts too.
    refuse_harmful(data)
    with transaction.atomic():
        submission = locked(Submission.objects.of(user), tracking_number)
        round_ = round_of(submission)
        if round_ is None:
            raise StateConflictError(submission)
        there = Evidence.objects.filter(submission=submission)
        if there.count() >= most.files:
            raise UnacceptableFileError(f"هر پرونده تا {format_number(most.files)} فایل دارد.")
        # Of the file as the unit has it: what is kept and served is a copy without its notes.
        digest = sha256(data).hexdigest()
        if there.filter(sha256=digest).exists():
            raise UnacceptableFileError("همین فایل پیش از این پیوست شده است.")
        # Not their count: where one was taken off, that would name another's number.
        number = (there.aggregate(last=Max("number"))["last"] or 0) + 1
        key = _put(content)
        try:
            return Evidence.objects.create(
                submission=submission,
                number=number,
                round=round_,
                name=clean_name(name, kind),
                kind=kind,
                size=len(content),
                sha256=digest,
                stored=key,
                uploaded_by=user,
                uploaded_at=at,
            )
        # The store knows no transaction: what the database does not keep is taken out by hand.
        except BaseException:
            storage.drop(key)
            raise


def _put(content: bytes) -> str:
    try:
        return storage.put(content)
    except OSError as fault:
        # A full disk, or a folder taken away: `/readyz` names it, the person is told at once.
        logger.exception("The store of evidence took no file.")
        raise UnacceptableFileError(NOT_KEPT) from fault


@transaction.atomic
def take_off(user: User, tracking_number: str, number: int, digest: str) -> None:
    """Take a file off that has not been sent, as the person saw it.

    Raises Submission.DoesNotExist, Evidence.DoesNotExist, StateConflictError, StaleVersionError.
    """
    submission = locked(Submission.objects.of(user), tracking_number)
    row = Evidence.objects.get(submission=submission, number=number)
    # What was sent stays (circular 60/227210 §5).
    if not submission.editable or row.round <= submission.round:
        raise StateConflictError(submission)
    # Another window may have given the number to another file.
    if row.sha256 != digest:
        raise StaleVersionError(submission)
    row.delete()
