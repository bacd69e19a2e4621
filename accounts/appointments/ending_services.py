"""The end of a post and its yearly review; what a day does by itself.

What lies on a desk is the office's, so nothing is handed over when somebody leaves.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.appointments.errors import NotYourSignatureError, StaleAppointmentError
from accounts.appointments.queries import REVIEW_DAYS, Signers, for_good
from accounts.appointments.rules import NEVER_LAST
from accounts.appointments.services import NOT_YOURS, STALE, acted, held, keep, tell
from accounts.enums import AppointmentAct, AppointmentState, Role
from accounts.grants import revoke
from accounts.models import Appointment, Notice, Organization, User
from accounts.sessions import end_all
from accounts.substitution.services import end_of_service
from config.errors import InvalidError
from config.jalali import add_months, last_day, plain_day, tehran_day

LAST = "این تنها کسی است که این سمت را دارد؛ نخست نفر دیگری را منصوب کنید."
TERM_OVER = "دورهٔ این سمت پایان یافت"
# So many days before the end of a term its person and the office are told, once each.
TERM_TOLD = (30, 7)
INVITED_DAYS = 14


@transaction.atomic
def end_post(by: User, pk: int, seen: int, reason: str, at: datetime) -> Appointment:
    """End a post now: by who may sign it first, or by the person themselves, who leaves.

    Raises what `held` does, NotYourSignatureError, InvalidError for the last of a post that never
    stands empty.
    """
    row = held(by, pk, seen, at)
    if row.state != AppointmentState.HELD:
        raise StaleAppointmentError(STALE)
    if by.pk != row.user_id and by.pk not in Signers(at).keepers(row).people:
        raise NotYourSignatureError(NOT_YOURS)
    finish(row, by, reason, at)
    return row


def finish(
    row: Appointment, by: User | None, reason: str, at: datetime, may_be_last: bool = False
) -> None:
    """End a post whose appointment the caller holds, whoever orders it. Raises InvalidError."""
    assert row.user is not None
    # Two officers who end each other's post at once: the second sees that it is the last.
    Organization.objects.select_for_update().get(pk=row.organization_id)
    if row.role in NEVER_LAST and not may_be_last:
        others = for_good(at).filter(role=row.role, content_object=row.organization)
        if not others.exclude(user=row.user).exists():
            raise InvalidError(LAST)
    revoke(row.user, Role(row.role), row.organization, at)
    end_of_service(row.user, row.organization, at)
    end_all(row.user)
    row.state, row.ended_at = AppointmentState.ENDED, at
    keep(row, AppointmentAct.ENDED, by, at, note=reason)
    besides = {by.pk} if by else set()
    tell((acted(row) | {row.user.pk}) - besides, "پایان یافت", row, at, reason)


@transaction.atomic
def review(by: User, pk: int, seen: int, at: datetime) -> Appointment:
    """Say that the person still serves there; the next review is a year away.

    Raises what `held` does, NotYourSignatureError.
    """
    row = held(by, pk, seen, at)
    if not is_due(row, at):
        raise StaleAppointmentError(STALE)
    if by.pk not in Signers(at).keepers(row).people:
        raise NotYourSignatureError(NOT_YOURS)
    row.review_due = add_months(tehran_day(at), 12)
    keep(row, AppointmentAct.REVIEWED, by, at)
    return row


def is_due(row: Appointment, at: datetime) -> bool:
    """Tell whether the yearly review of a post is to be made."""
    due = row.review_due is not None and row.review_due <= tehran_day(at)
    return row.state == AppointmentState.HELD and due


def run_day(at: datetime) -> int:
    """Let old invitations lapse and ended terms end; tell of terms and reviews.

    Whatever a day left out the next one does. Returns how many appointments changed.
    """
    changed = 0
    for pk in _invitations_over(at):
        changed += _lapse(pk, at)
    over = Appointment.objects.filter(state=AppointmentState.HELD, until__lte=at)
    for pk in over.order_by("pk").values_list("pk", flat=True):
        changed += _term_over(pk, at)
    _tell_of_terms(at)
    _tell_of_reviews(at)
    return changed


def _invitations_over(at: datetime) -> list[int]:
    never_sent = Q(invitation_until=None, second_at__lte=at - timedelta(days=INVITED_DAYS))
    rows = Appointment.objects.filter(state=AppointmentState.INVITED)
    over = rows.filter(Q(invitation_until__lte=at) | never_sent)
    return list(over.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _lapse(pk: int, at: datetime) -> bool:
    row = Appointment.objects.select_for_update().get(pk=pk)
    # Sent anew or accepted in this very moment.
    if row.state != AppointmentState.INVITED or (row.invitation_until or at) > at:
        return False
    row.state = AppointmentState.LAPSED
    keep(row, AppointmentAct.LAPSED, None, at)
    tell(acted(row), "دعوت بی‌پاسخ ماند", row, at)
    return True


@transaction.atomic
def _term_over(pk: int, at: datetime) -> bool:
    row = Appointment.objects.select_for_update().get(pk=pk)
    if row.state != AppointmentState.HELD or row.until is None or row.until > at:
        return False
    finish(row, None, TERM_OVER, at, may_be_last=True)
    return True


def _tell_of_terms(at: datetime) -> None:
    signers = Signers(at)
    far = at + timedelta(days=max(TERM_TOLD))
    rows = Appointment.objects.filter(
        state=AppointmentState.HELD, until__gt=at, until__lte=far
    ).select_related("organization__parent__parent")
    for row in rows.order_by("pk"):
        assert row.until is not None
        assert row.user_id is not None
        left = (row.until - at).days
        # The nearest of the marks that was passed: a day left out tells one, not both.
        mark = min(days for days in TERM_TOLD if left <= days)
        near = " (یادآوری دوم)" if mark < max(TERM_TOLD) else ""
        what = f"دورهٔ {row.full_name} تا {plain_day(last_day(row.until))} است{near}"
        _tell_once(signers.keepers(row).people | {row.user_id}, what, row, at)


def _tell_of_reviews(at: datetime) -> None:
    signers, today = Signers(at), tehran_day(at)
    rows = Appointment.objects.filter(
        state=AppointmentState.HELD, review_due__lte=today
    ).select_related("organization__parent__parent")
    for row in rows.order_by("pk"):
        assert row.review_due is not None
        day = plain_day(row.review_due)
        what = f"بازبینی سالانهٔ {row.full_name}، موعد {day}"
        _tell_once(signers.keepers(row).people, what, row, at)
        if row.review_due <= today - timedelta(days=REVIEW_DAYS):
            what = f"{row.full_name} بازبینی نشده است، موعد {day}"
            _tell_once(signers.above(row).people, what, row, at)


def _tell_once(users: frozenset[int], what: str, row: Appointment, at: datetime) -> None:
    """Tell those who were not told the same before; the day in the words says which time."""
    url = reverse("appointments:one", args=[row.pk])
    told = Notice.objects.filter(user__in=users, url=url, title__endswith=what)
    tell(users - set(told.values_list("user", flat=True)), what, row, at)
