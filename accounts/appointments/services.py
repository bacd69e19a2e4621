"""A post on its way: asked for, signed once, signed twice, refused, withdrawn.

Each act holds the appointment, checks whose turn it is at that moment, adds its event and tells who
acts next. Authority itself is given when the invitation is accepted (`invitation_services`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.appointments.errors import (
    AppointmentFieldError,
    NoSuchAppointmentError,
    NotYourSignatureError,
    StaleAppointmentError,
)
from accounts.appointments.queries import OPEN, Signers, begins, visible_to
from accounts.enums import (
    AppointmentAct,
    AppointmentState,
    InvitationWay,
    NoticeKind,
    Role,
)
from accounts.grants import grant
from accounts.models import Appointment, AppointmentEvent, Organization, User
from accounts.notices.services import notify
from config.jalali import add_months, tehran_day

NOT_YOURS = "این کار با کسی دیگر است؛ در صفحهٔ انتصاب نوشته شده است نوبت کیست."
STALE = "در این میان کار دیگری روی این انتصاب انجام شده است؛ وضعیت کنونی را ببینید."
OWN_CONTACT = "این راه ارتباطی از آن خود شماست؛ کسی خود را منصوب نمی‌کند."
SAME = "برای همین شخص و همین سمت انتصابی در جریان است."


@dataclass(frozen=True)
class PostTerms:
    """Who is to serve where, until when, by which letter, and how the person is reached."""

    role: Role
    organization: Organization
    full_name: str
    title: str
    mobile: str = ""
    email: str = ""
    until: datetime | None = None
    letter_number: str = ""
    letter_date: date | None = None


@transaction.atomic
def begin(by: User, terms: PostTerms, at: datetime) -> Appointment:
    """Ask for a post, or sign it first where the person's office appoints itself.

    Raises NotYourSignatureError, AppointmentFieldError.
    """
    # Two begun at once for one person at one office: the second sees the first.
    office = Organization.objects.select_for_update().get(pk=terms.organization.pk)
    signers = Signers(at)
    if not begins(signers, by, terms.role, office):
        raise NotYourSignatureError(NOT_YOURS)
    row = Appointment(**vars(terms), state=AppointmentState.ASKED)
    _refuse_own(by, row)
    if _under_way(row).exists():
        raise AppointmentFieldError("full_name", SAME)
    if signers.askers(terms.role, office):
        row.asked_by, row.asked_at, act = by, at, AppointmentAct.ASKED
    else:
        row.first_by, row.first_at, act = by, at, AppointmentAct.SIGNED
        row.state = AppointmentState.SIGNED
    note = f"{row.get_role_display()}: {row.full_name}"
    keep(row, act, by, at, office=_office_of(signers, by, row, act), note=note)
    tell_next(row, at)
    return row


@transaction.atomic
def sign_first(by: User, pk: int, seen: int, at: datetime) -> Appointment:
    """Sign what was asked for. Raises what `_held` does, NotYourSignatureError."""
    row, office = _turn_of(by, pk, seen, at, AppointmentState.ASKED)
    row.first_by, row.first_at, row.state = by, at, AppointmentState.SIGNED
    keep(row, AppointmentAct.SIGNED, by, at, office=office)
    tell_next(row, at)
    return row


@transaction.atomic
def sign_second(by: User, pk: int, seen: int, way: InvitationWay, at: datetime) -> Appointment:
    """Sign second; the invitation may leave then (`invitation_services.send_out`).

    Raises what `_held` does, NotYourSignatureError, AppointmentFieldError.
    """
    row, office = _turn_of(by, pk, seen, at, AppointmentState.SIGNED)
    if not (row.email if way == InvitationWay.EMAIL else row.mobile):
        raise AppointmentFieldError("way", "برای این راه نشانی یا شماره‌ای نوشته نشده است.")
    row.second_by, row.second_at, row.state = by, at, AppointmentState.INVITED
    row.way = way
    keep(row, AppointmentAct.SECONDED, by, at, office=office)
    return row


@transaction.atomic
def refuse(by: User, pk: int, seen: int, reason: str, at: datetime) -> Appointment:
    """Refuse instead of signing. Raises what `_held` does, NotYourSignatureError."""
    states = (AppointmentState.ASKED, AppointmentState.SIGNED)
    row, office = _turn_of(by, pk, seen, at, *states)
    row.state = AppointmentState.REFUSED
    keep(row, AppointmentAct.REFUSED, by, at, office=office, note=reason)
    tell(acted(row) - {by.pk}, "رد شد", row, at, reason)
    return row


@transaction.atomic
def withdraw(by: User, pk: int, seen: int, reason: str, at: datetime) -> Appointment:
    """Take back what the person asked for or signed, before it is accepted.

    Raises what `_held` does, NotYourSignatureError.
    """
    row = held(by, pk, seen, at)
    if row.state not in OPEN:
        raise StaleAppointmentError(STALE)
    if by.pk not in acted(row):
        raise NotYourSignatureError("انتصاب را کسی پس می‌گیرد که آن را خواسته یا تأیید کرده است.")
    row.state = AppointmentState.WITHDRAWN
    keep(row, AppointmentAct.WITHDRAWN, by, at, note=reason)
    tell(acted(row) - {by.pk}, "پس گرفته شد", row, at, reason)
    return row


@dataclass(frozen=True)
class FirstOfficer:
    """The first officer of a union, as its way to access has named and two people have signed."""

    union: Organization
    user: User
    title: str
    first_by: User
    second_by: User
    letter_number: str = ""
    letter_date: date | None = None


@transaction.atomic
def appoint_first_officer(officer: FirstOfficer, at: datetime) -> Appointment:
    """Give a union its first officer together with its access; the caller has checked both signers.

    The person holds the account already, so that nothing is left to accept. Of one who holds the
    post already the row that stands is returned.
    """
    union, user = officer.union, officer.user
    there = Appointment.objects.select_for_update().filter(
        user=user, role=Role.UNION_OFFICER, organization=union, state=AppointmentState.HELD
    )
    if found := there.first():
        return found
    row = Appointment(
        role=Role.UNION_OFFICER,
        organization=union,
        user=user,
        full_name=user.full_name,
        title=officer.title,
        mobile=user.mobile,
        email=user.email,
        state=AppointmentState.HELD,
        letter_number=officer.letter_number,
        letter_date=officer.letter_date,
        first_by=officer.first_by,
        first_at=at,
        second_by=officer.second_by,
        second_at=at,
    )
    hold(row, at)
    keep(row, AppointmentAct.SECONDED, officer.second_by, at)
    tell({user.pk}, "به شما سپرده شد", row, at)
    return row


def hold(row: Appointment, at: datetime) -> None:
    """Let the post begin: the grant, and the day of the first review; the caller keeps the row."""
    assert row.user is not None
    row.state, row.accepted_at = AppointmentState.HELD, at
    row.review_due = add_months(tehran_day(at), 12)
    grant(row.user, Role(row.role), row.organization, row.until)


def held(by: User, pk: int, seen: int, at: datetime) -> Appointment:
    """Hold an appointment the person may see, as they saw it.

    Raises NoSuchAppointmentError, StaleAppointmentError.
    """
    row = visible_to(by, at).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NoSuchAppointmentError
    if row.version != seen:
        raise StaleAppointmentError(STALE)
    return row


def keep(
    row: Appointment,
    act: AppointmentAct,
    by: User | None,
    at: datetime,
    office: Organization | None = None,
    note: str = "",
) -> None:
    """Store the appointment with its event."""
    row.version += 1
    row.save()
    AppointmentEvent.objects.create(
        appointment=row, act=act, actor=by, office=office, note=note[:300], at=at
    )


def tell_next(row: Appointment, at: datetime) -> None:
    """Tell those whose turn it is."""
    turn = Signers(at).of(row)
    what = "تأیید نفر نخست" if row.state == AppointmentState.ASKED else "تأیید نفر دوم"
    tell(turn.people, f"در انتظار {what}", row, at)


def tell(users: Iterable[int], what: str, row: Appointment, at: datetime, body: str = "") -> None:
    """Tell these people (ids) what became of an appointment."""
    title = f"{row.get_role_display()}، {row.organization.name}: {what}"
    url = reverse("appointments:one", args=[row.pk])
    notify(sorted(users), NoticeKind.POST, title, body or row.full_name, url, at)


def _turn_of(
    by: User, pk: int, seen: int, at: datetime, *states: AppointmentState
) -> tuple[Appointment, Organization | None]:
    """Hold an appointment in one of these states whose turn is the person's, with their office."""
    row = held(by, pk, seen, at)
    if row.state not in states:
        raise StaleAppointmentError(STALE)
    turn = Signers(at).of(row)
    if by.pk not in turn.people:
        raise NotYourSignatureError(NOT_YOURS)
    _refuse_own(by, row)
    return row, turn.office


def _refuse_own(by: User, row: Appointment) -> None:
    """Refuse who would sign for a number or address of their own."""
    if row.mobile and row.mobile == by.mobile:
        raise AppointmentFieldError("mobile", OWN_CONTACT)
    if row.email and row.email.casefold() == by.email.casefold():
        raise AppointmentFieldError("email", OWN_CONTACT)


def _under_way(row: Appointment) -> QuerySet[Appointment]:
    same = Q(pk=None)
    if row.mobile:
        same |= Q(mobile=row.mobile)
    if row.email:
        same |= Q(email__iexact=row.email)
    rows = Appointment.objects.filter(organization=row.organization, role=row.role)
    return rows.filter(same, state__in=OPEN)


def _office_of(
    signers: Signers, by: User, row: Appointment, act: AppointmentAct
) -> Organization | None:
    if act == AppointmentAct.ASKED:
        return row.organization
    return signers.first(Role(row.role), row.organization, set()).office


def acted(row: Appointment) -> set[int]:
    return {pk for pk in (row.asked_by_id, row.first_by_id, row.second_by_id) if pk}
