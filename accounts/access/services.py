"""Moving a union's request along its way, by the table of moves and by nothing else.

Every act locks the request and names the version the person saw. The way is `AccessHop`, which is
only added to; each act tells the next desk, and who signed up for the union.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.access import notice_services as told
from accounts.access.errors import AccessMovedError, AccessRefusedError, NotFirstError
from accounts.access.errors import NotYourStepError as NotYours
from accounts.access.first_officer_services import appoint_first_officer, dismiss_officers
from accounts.access.letter_services import Letter, ReadLetter, read, stored
from accounts.access.queries import (
    county_office,
    desks_of,
    first_waiting,
    taken_back_at,
    visible_to,
)
from accounts.access.rules import (
    WITH_LETTER,
    Hand,
    Move,
    is_open,
    move_of,
    target,
    waits_in_order,
)
from accounts.appointments.services import FirstOfficer
from accounts.enums import AccessAct, AccessState, OrganizationKind
from accounts.models import AccessHop, AccessRequest, Organization, User
from config.errors import NotFoundError

SAME_PERSON = "تأیید دوم را همکار دیگری از دفتر آمار ثبت می‌کند."
OWN_REQUEST = "دربارهٔ درخواست خود، همکار دیگری تصمیم می‌گیرد."
SWITCHED_OFF = "حساب متقاضی این اتحادیه بسته است؛ درخواست را با علت برگردانید یا رد کنید."


@dataclass(frozen=True)
class Step:
    """One act as its person means it: on which request, as they saw it, with what beside it."""

    request: int
    version: int
    act: AccessAct
    letter: Letter | None = None
    reason: str = ""


def move(user: User, step: Step, at: datetime) -> AccessRequest:
    """Carry out an act on a request.

    Raises NotFoundError, AccessMovedError, NotYourStepError, NotFirstError, AccessFieldError,
    AccessRefusedError.
    """
    # Asked here too, before the file is read: who may not gives the reader no work.
    allowed(user, _found(user, step.request), step)
    letter = read(step.letter, at) if step.letter and step.act in WITH_LETTER else None
    return _moved(user, step, letter, at)


@transaction.atomic
def _moved(user: User, step: Step, letter: ReadLetter | None, at: datetime) -> AccessRequest:
    request = _found(user, step.request, lock=True)
    move_, office = allowed(user, request, step)
    if step.act in (AccessAct.GRANTED, AccessAct.TAKEN_BACK):
        _switch(user, request, step, at)
    to = target(move_, county_office(request.union) is not None)
    if step.act == AccessAct.SIGNED:
        request.first_by = user
    elif to not in (AccessState.GRANTED, AccessState.SIGNED):
        # A request that comes back is signed anew.
        request.first_by = None
    if request.state != to and step.act != AccessAct.SIGNED:
        request.arrived_at = at
    if not is_open(to) and request.closed_at is None:
        request.closed_at = at
    request.state, request.version = to, request.version + 1
    request.save()
    receiver = _receiver(request, to) if step.act == AccessAct.SENT else office
    with stored(letter) as columns:
        hop = AccessHop.objects.create(
            request=request, act=step.act, office=receiver, by=user, at=at, reason=step.reason,
            **columns,
        )  # fmt: skip
    told.tell(request, hop, user, reverse("access:one", args=[request.pk]), at)
    return request


def allowed(user: User, request: AccessRequest, step: Step) -> tuple[Move, Organization | None]:
    """Give the move, and the office by which the person makes it; raise what keeps them."""
    if request.version != step.version:
        raise AccessMovedError
    move_ = move_of(request.state, step.act)
    if move_ is None or (step.act == AccessAct.TAKEN_BACK and taken_back_at(request)):
        raise AccessMovedError
    office = may(user, request, move_)
    if step.act == AccessAct.GRANTED and request.first_by_id == user.pk:
        raise NotYours(SAME_PERSON)
    if waits_in_order(request.state, step.act) and (before := first_waiting(request)) != request:
        raise NotFirstError(before)
    return move_, office


def may(user: User, request: AccessRequest, move_: Move) -> Organization | None:
    """Give the office by which the person makes a move, None for the union itself.

    Raises NotYourStepError.
    """
    if move_.who is Hand.UNION:
        if request.applicant_id != user.pk:
            raise NotYours("این کار با متقاضی اتحادیه است.")
        return None
    if request.applicant_id == user.pk:
        raise NotYours(OWN_REQUEST)
    desks = desks_of(user)
    for hand in move_.hands:
        if office := desks.office_for(hand, request.union):
            return office
    raise NotYours(f"این کار با {move_.who.value} است.")


def _found(user: User, pk: int, lock: bool = False) -> AccessRequest:
    rows = AccessRequest.objects.filter(pk__in=visible_to(user).filter(pk=pk).values("pk"))
    if lock:
        rows = rows.select_for_update(of=("self",))
    request = rows.select_related("union__parent", "applicant").first()
    if request is None:
        raise NotFoundError
    return request


def _switch(user: User, request: AccessRequest, step: Step, at: datetime) -> None:
    """Give the union its access and its first officer, or take both back."""
    union = Organization.objects.select_for_update().get(pk=request.union_id)
    if step.act == AccessAct.TAKEN_BACK:
        union.access_granted_at = None
        union.save(update_fields=["access_granted_at"])
        gone = {person.pk for person in dismiss_officers(union, at)}
        told.tell_dismissed(union, gone - {request.applicant_id}, step.reason, at)
        return
    if not request.applicant.is_active:
        raise AccessRefusedError(SWITCHED_OFF)
    union.access_granted_at = union.access_granted_at or at
    union.save(update_fields=["access_granted_at"])
    assert request.first_by is not None
    signed = (request.first_by, user)
    officer = FirstOfficer(union, request.applicant, request.title, *signed)
    appoint_first_officer(officer, at)


def _receiver(request: AccessRequest, state: AccessState) -> Organization | None:
    """Name the office that the union's letter goes to."""
    if state == AccessState.AT_COUNTY:
        return county_office(request.union)
    return request.union.parent


def name_liaison(province: Organization, person: User | None, phone: str, by: User) -> Organization:
    """Name whom the unions of a province ask about their access, and at which number (§4)."""
    assert province.kind == OrganizationKind.PROVINCE
    with transaction.atomic():
        held = Organization.objects.select_for_update().get(pk=province.pk)
        held.liaison, held.liaison_phone = person, phone if person else ""
        held.save(update_fields=["liaison", "liaison_phone"])
    return held
