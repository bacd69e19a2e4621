"""Signing a union up: a mobile proved by a code, an account without a post, and the request."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import trail
from accounts.access.queries import ended_before_a_letter, joinable
from accounts.codes import services as codes
from accounts.codes.services import CodeRequest
from accounts.enums import AccessAct, AccessState, CodePurpose
from accounts.models import AccessHop, AccessRequest, Organization, User
from config.errors import ConflictError, InvalidFieldError, NotFoundError

TAKEN = "برای این اتحادیه در این میان ثبت‌نام شده یا دسترسی داده شده است."
NAME_TAKEN = "این نام کاربری گرفته شده است؛ نام دیگری بنویسید."


@dataclass(frozen=True)
class Applicant:
    """Who signs a union up: its id, their name, post at it and mobile."""

    union: int
    full_name: str
    title: str
    mobile: str


class UnionTakenError(ConflictError):
    """Somebody signed up for the union, or it has access by now."""


def ask_code(applicant: Applicant, address: str | None, at: datetime) -> None:
    """Have a code sent to the applicant's mobile. Raises CodeRefusedError, UnionTakenError."""
    if not joinable().filter(pk=applicant.union).exists():
        raise UnionTakenError(TAKEN)
    keys = trail.keys_of_address(address)
    wanted = CodeRequest(CodePurpose.UNION, _subject(applicant), applicant.mobile, None, **keys)
    codes.ask(wanted, at)


def prove(applicant: Applicant, typed: str, at: datetime) -> None:
    """Take the code that was sent last. Raises CodeRefusedError."""
    codes.prove(CodePurpose.UNION, _subject(applicant), typed, at)


@transaction.atomic
def join(applicant: Applicant, username: str, password: str, at: datetime) -> AccessRequest:
    """Make the account, without a post, and its request.

    Raises UnionTakenError, InvalidFieldError.
    """
    # Two people for one union at one moment: the second waits here, and finds it taken.
    held = Organization.objects.select_for_update().filter(pk=applicant.union)
    if not held.exists() or not joinable().filter(pk=applicant.union).exists():
        raise UnionTakenError(TAKEN)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username,
                password,
                full_name=applicant.full_name,
                mobile=applicant.mobile,
                mobile_proved=True,
            )
    except IntegrityError as fault:
        raise InvalidFieldError("username", NAME_TAKEN) from fault
    return _opened(user, applicant.union, applicant.title, at)


@transaction.atomic
def join_again(user: User, request_id: int, at: datetime) -> AccessRequest:
    """Open a new request of who signed up before, when theirs has ended without access.

    Not of one that an office ended before any letter: its person would hold the union again at
    once, so they sign up anew as everybody. Raises NotFoundError, UnionTakenError.
    """
    last = AccessRequest.objects.filter(applicant=user, pk=request_id).first()
    if last is None:
        raise NotFoundError
    Organization.objects.select_for_update().get(pk=last.union_id)
    if ended_before_a_letter(last) or not joinable().filter(pk=last.union_id).exists():
        raise UnionTakenError(TAKEN)
    return _opened(user, last.union_id, last.title, at)


def _opened(user: User, union: int, title: str, at: datetime) -> AccessRequest:
    request = AccessRequest.objects.create(
        union_id=union,
        applicant=user,
        title=title,
        state=AccessState.REGISTERED,
        opened_at=at,
        arrived_at=at,
    )
    AccessHop.objects.create(request=request, act=AccessAct.REGISTERED, by=user, at=at)
    return request


def _subject(applicant: Applicant) -> str:
    # Of the union and the number together: a code opens neither another union nor another number.
    return f"union:{applicant.union}:{applicant.mobile}"
