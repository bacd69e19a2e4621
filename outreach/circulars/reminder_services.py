"""Telling up the line who has not received a circular in time, and reminding who stopped it."""

from collections import defaultdict
from datetime import datetime

from django.db import connection, transaction

from accounts.models import Organization, User
from config.errors import NotFoundError
from config.jalali import tehran_day
from outreach.circulars import notice_services as told
from outreach.circulars.errors import CircularConflictError
from outreach.circulars.queries import (
    hop_state,
    in_force_now,
    may_follow,
    reaches_units_of,
    visible_to,
)
from outreach.enums import HopState
from outreach.models import Circular, CircularHop, CircularReminder
from statistics.errors import NotAllowedError

# Reminded is who is below; an office reminds its own units, and not itself.
NOT_YOURS = "یادآوری را نهاد بالاتر در همین مسیر ارسال می‌کند."


@transaction.atomic
def remind(user: User, pk: int, office_id: int, at: datetime) -> CircularReminder:
    """Remind the office at which a circular stands, or the units of a union that handed it on.

    Once a day each: the same day again it is that reminder. Raises NotFoundError,
    NotAllowedError, CircularConflictError.
    """
    made = visible_to(user).filter(pk=pk).first()
    hops = CircularHop.objects.select_related("office", "circular__issuer", "above")
    hop = hops.select_for_update(of=("self",)).filter(circular=pk, office=office_id).first()
    if made is None or hop is None or not may_follow(user, made, hop.office):
        raise NotFoundError
    if made.withdrawn_at or made.replaced_by or hop.skipped:
        raise CircularConflictError
    to_units = reaches_units_of(made, hop)
    if not to_units and hop.passed_at:
        raise CircularConflictError
    if not to_units and not may_follow(user, made, hop.above):
        raise NotAllowedError(NOT_YOURS)
    day = tehran_day(at)
    same = hop.reminders.filter(to_units=to_units, day=day).first()
    if same:
        return same
    count = _unread(made).get(hop.office_id, 0) if to_units else told.remind_office(hop, at)
    if to_units:
        told.remind_units(hop, at)
    return CircularReminder.objects.create(
        hop=hop, to_units=to_units, day=day, by=user, at=at, told=count
    )


def tell_late(at: datetime) -> int:
    """Tell up the line of every circular whose day is over; return of how many.

    Once for each circular; one that another worker has in hand is left to it.
    """
    today, count = tehran_day(at), 0
    due = Circular.objects.filter(in_force_now(), due_on__lt=today, told_late_at=None)
    for pk in due.order_by("due_on", "pk").values_list("pk", flat=True):
        with transaction.atomic():
            rows = Circular.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
            made = rows.filter(pk=pk, told_late_at=None, withdrawn_at=None).first()
            if made is None:
                continue
            _tell(made, at)
            made.told_late_at = at
            made.save(update_fields=["told_late_at"])
            count += 1
    return count


def _tell(made: Circular, at: datetime) -> None:
    stopped: dict[Organization, list[str]] = defaultdict(list)
    waiting = CircularHop.objects.filter(circular=made, passed_at=None)
    for hop in waiting.select_related("office", "above").order_by("pk"):
        assert hop_state(hop, made, tehran_day(at)) == HopState.LATE
        stopped[hop.above].append(hop.office.name)
    for above, names in stopped.items():
        told.tell_stopped(made, above, names, at)
    unread = {union: count for union, count in _unread(made).items() if count}
    if unread:
        told.tell_unread(made, unread, at)


def _unread(made: Circular) -> dict[int, int]:
    """Count the units that have not read, by union (id) that handed the circular on."""
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, {"circular": made.pk})
        return dict(cursor.fetchall())


UNREAD = """
SELECT u.union_id, count(*)
FROM outreach_circularhop h
JOIN outreach_circular c ON c.id = h.circular_id AND c.reach = 'units'
JOIN units_unit u ON u.union_id = h.office_id AND u.closed_on IS NULL
WHERE h.circular_id = %(circular)s AND h.passed_at IS NOT NULL AND NOT h.skipped
    AND NOT EXISTS (SELECT FROM outreach_unitreceipt r
        WHERE r.circular_id = %(circular)s AND r.unit_id = u.id)
GROUP BY u.union_id
"""
