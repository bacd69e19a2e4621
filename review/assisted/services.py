"""Typing a month for an owner who came: begun, gone on with by the owner's word, confirmed by code.

The steps themselves are saved by `statistics.filing` as everybody's are; here stands who may. No
code is proved within the transaction of its act: a wrong one stays counted.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import trail
from accounts.codes import services as codes
from accounts.codes.services import CodeRefusedError, CodeRequest
from accounts.enums import CodePurpose
from accounts.models import OneTimeCode, User
from config.broker import hand_over
from config.errors import ConflictError, NotFoundError
from review import workflow
from review.assisted.queries import case_at_union, needs_word, union_of, units_of
from statistics.enums import EDITABLE
from statistics.errors import StateConflictError
from statistics.filing.services import open_month
from statistics.filing.storage import PeriodAnswers
from statistics.models import Assistance, Submission
from units.contacts.services import masked
from units.enrolment.queries import registered_mobile

NO_MOBILE = "برای این واحد شمارهٔ همراهی در سامانه ثبت نشده است."
MOBILE_CHANGED = "شمارهٔ ثبت‌شدهٔ این واحد تغییر کرده است؛ کد جدید بگیرید."
WORD_NEEDED = "این ماه را خود واحد نوشته است؛ با کد پیامک دارنده می‌توانید آن را ادامه دهید."


class WordNeededError(ConflictError):
    """What stands there is the unit's own, and its owner has not let the clerk go on."""


@dataclass(frozen=True)
class Asker:
    """A clerk who has a code sent, and the line they sit at."""

    user: User
    address: str | None


@transaction.atomic
def begin(user: User, period: PeriodAnswers, at: datetime) -> Submission:
    """Open a month of a unit of one's union as the unit's own draft, and type it for its owner.

    Raises NotFoundError, DuplicateMonthError.
    """
    office = union_of(user, period.licence)
    if office is None or not units_of(user).filter(pk=period.licence.unit_id).exists():
        raise NotFoundError
    submission = open_month(user, period, True, at)
    Assistance.objects.create(
        submission=submission, office=office, clerk=user, round=submission.round + 1, begun_at=at
    )
    return submission


def go_on(user: User, tracking_number: str, at: datetime) -> Submission:
    """Go on with what clerks typed. Raises NotFoundError, WordNeededError, StateConflictError."""
    return _take(user, tracking_number, False, at)


def go_on_by_word(user: User, tracking_number: str, typed: str, at: datetime) -> Submission:
    """Go on with the unit's own month: its owner has read out the code.

    Raises NotFoundError, CodeRefusedError, StateConflictError.
    """
    case = _case(user, tracking_number)
    _prove(case, word_subject(case), typed, at)
    return _take(user, tracking_number, True, at)


@transaction.atomic
def _take(user: User, tracking_number: str, by_word: bool, at: datetime) -> Submission:
    # Of two clerks at once the second finds what the first has begun.
    seen = _case(user, tracking_number)
    Submission.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    case = _case(user, tracking_number)
    if case.state not in EDITABLE:
        raise StateConflictError(case)
    running = Assistance.objects.filter(submission=case, ended_at=None)
    if running.filter(clerk=user, round=case.round + 1).exists():
        return case
    if not by_word and needs_word(case):
        raise WordNeededError(WORD_NEEDED)
    running.update(ended_at=at)
    office = union_of(user, case.licence)
    assert office is not None
    Assistance.objects.create(
        submission=case,
        office=office,
        clerk=user,
        round=case.round + 1,
        by_word=by_word,
        begun_at=at,
    )
    return case


def ask_word(asker: Asker, tracking_number: str, at: datetime) -> OneTimeCode:
    """Have the code sent by which the owner lets the clerk go on.

    Raises NotFoundError, CodeRefusedError.
    """
    case = _case(asker.user, tracking_number)
    return _ask(asker, case, word_subject(case), at)


def ask_confirmation(asker: Asker, tracking_number: str, at: datetime) -> OneTimeCode:
    """Have the code sent by which the owner confirms the figures as they stand now.

    Raises NotFoundError, CodeRefusedError.
    """
    case = typed_case(asker.user, tracking_number)
    return _ask(asker, case, file_subject(case), at)


def confirm(user: User, tracking_number: str, version: int, typed: str, at: datetime) -> Submission:
    """Send the month: its owner has read out the code that was sent for just these figures.

    Raises NotFoundError, CodeRefusedError, StaleVersionError, StateConflictError.
    """
    case = typed_case(user, tracking_number)
    # Another version had another code.
    code = _prove(case, file_subject(case, version), typed, at)
    return file_confirmed(user, case, version, code.mobile, at)


@transaction.atomic
def file_confirmed(
    user: User, case: Submission, version: int, mobile: str, at: datetime
) -> Submission:
    """Send what its owner has confirmed by a code to `mobile`.

    Raises StaleVersionError, StateConflictError.
    """
    office = union_of(user, case.licence)
    try:
        filed = workflow.file(user, case.tracking_number, version, at, office)
    except Submission.DoesNotExist:
        # The owner sent it, or went on with it, while the code was read out.
        now = Submission.objects.get(pk=case.pk)
        raise StateConflictError(now) from None
    rows = Assistance.objects.filter(submission=filed, clerk=user, ended_at=None)
    rows.update(ended_at=at, confirmed_at=at, mobile=masked(mobile))
    transaction.on_commit(lambda: _send_receipt(filed.pk), robust=True)
    return filed


def _send_receipt(pk: int) -> None:
    hand_over("review.tasks.send_receipt", [pk])


def typed_case(user: User, tracking_number: str) -> Submission:
    """Find the month that this person types for an owner now. Raises NotFoundError."""
    rows = Submission.objects.typed_by(user).with_header()
    found = rows.filter(tracking_number=tracking_number).first()
    # Who is the unit's own needs no clerk's page.
    if found is None or not getattr(found, "assisted", False):
        raise NotFoundError
    return found


def word_subject(case: Submission) -> str:
    return f"word:{case.pk}:{case.round}"


def file_subject(case: Submission, version: int | None = None) -> str:
    """Name the figures that a code confirms: with another version they are others."""
    return f"file:{case.pk}:{case.version if version is None else version}"


def _case(user: User, tracking_number: str) -> Submission:
    found = case_at_union(user, tracking_number)
    if found is None:
        raise NotFoundError
    return found


def request_for(asker: Asker, case: Submission, subject: str, at: datetime) -> CodeRequest:
    """Word a code for the owner: to the registered mobile, counted for the line of the union.

    Not for the clerk, who has one sent for every owner that comes.
    """
    keys = trail.keys_of_address(asker.address)
    mobile = registered_mobile(case.unit, at)
    return CodeRequest(CodePurpose.AT_UNION, subject, mobile, None, **keys)


def _ask(asker: Asker, case: Submission, subject: str, at: datetime) -> OneTimeCode:
    wanted = request_for(asker, case, subject, at)
    if not wanted.mobile:
        raise CodeRefusedError(NO_MOBILE)
    return codes.ask(wanted, at)


def _prove(case: Submission, subject: str, typed: str, at: datetime) -> OneTimeCode:
    code = codes.prove(CodePurpose.AT_UNION, subject, typed, at)
    if code.mobile != registered_mobile(case.unit, at):
        raise CodeRefusedError(MOBILE_CHANGED)
    return code
