"""Telling people: the one way in (`notify`), and the outbox that never sends twice.

The rows are written in the transaction of the event: told is what really happened. A message is
claimed in a short transaction of its own before the gateway is called, so two workers never hold
the same one, and one whose sending was cut off is left as it is.
"""

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from accounts.enums import Channel, Delivery, NoticeKind
from accounts.models import Notice, Outbox, User
from accounts.notices.backends import Message, NotAcceptedError, UnreachableError, channels, sender
from config.broker import hand_over

MAX_ATTEMPTS = 5
RUN_LIMIT = 100
logger = logging.getLogger(__name__)


def notify(
    users: Iterable[int], kind: NoticeKind, title: str, body: str, url: str, at: datetime
) -> None:
    """Tell these people (ids) one thing, inside the transaction of the event that happened `at`."""
    notify_selected(
        "SELECT unnest(%(users)s::bigint[]), %(kind)s, %(title)s, %(body)s, %(url)s",
        {"users": list(users), "kind": kind, "title": title, "body": body, "url": url},
        at,
    )


def notify_selected(select: str, params: Mapping[str, Any], at: datetime) -> None:
    """Tell everybody a SELECT names (user id, kind, title, body, url), in one statement.

    For events that are themselves set-based. `params` may not use the names `_at`, `_channels`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_TELL} FROM ({select}) AS s(user_id, kind, title, body, url) {_LEAVE}",
            {**params, "_at": at, "_channels": channels()},
        )
        leaving = cursor.rowcount > 0
    if leaving:
        # Woken after the commit, else the worker would look before the rows are there; `robust`:
        # the event stands also where no broker can be reached.
        transaction.on_commit(_wake_worker, robust=True)


def mark_read(user: User, at: datetime, pk: int | None = None) -> None:
    """Mark one notice of the person, or all, as read."""
    unread = Notice.objects.filter(user=user, read_at=None)
    if pk is not None:
        unread = unread.filter(pk=pk)
    unread.update(read_at=at)


def send_due(now: datetime, limit: int = RUN_LIMIT) -> int:
    """Send the messages that are due, one by one; return how many were sent.

    A channel that nobody answers on is left alone for the rest of the run.
    """
    sent = 0
    away: set[Channel] = set()
    # After so many other tasks have their turn, then the next run: a reminder to the whole
    # country is not the work of days for them.
    for _ in range(limit):
        row = _claim(now, away)
        if row is None:
            break
        try:
            sent += _send(row, now)
        except UnreachableError:
            away.add(Channel(row.channel))
    else:
        _wake_worker()
    return sent


def requeue(messages: Collection[int], at: datetime) -> list[Outbox]:
    """Put failed messages (ids) back into the queue; return those that were."""
    with transaction.atomic():
        # One of which nobody knows whether it arrived is not among them: it would come twice.
        rows = Outbox.objects.select_for_update().filter(pk__in=messages, state=Delivery.FAILED)
        again = list(rows.order_by("pk"))
        for row in again:
            row.state, row.attempts, row.next_try_at = Delivery.QUEUED, 0, at
            row.save(update_fields=["state", "attempts", "next_try_at"])
    return again


def unknown(before: datetime) -> list[Outbox]:
    """List the messages claimed before a moment of which nobody knows whether they arrived."""
    rows = Outbox.objects.filter(state=Delivery.SENDING, claimed_at__lt=before)
    return list(rows.order_by("claimed_at", "pk"))


@transaction.atomic
def _claim(now: datetime, away: Collection[Channel]) -> Outbox | None:
    """Take the next due message out of everybody's reach; None when there is none."""
    row = (
        Outbox.objects.select_for_update(skip_locked=True)
        .filter(state=Delivery.QUEUED, next_try_at__lte=now)
        .exclude(channel__in=away)
        .order_by("next_try_at", "pk")
        .first()
    )
    if row is not None:
        # Written before the gateway is called: cut off from here on, it is never sent again.
        row.state, row.claimed_at, row.attempts = Delivery.SENDING, now, row.attempts + 1
        row.save(update_fields=["state", "claimed_at", "attempts"])
    return row


def _send(row: Outbox, now: datetime) -> bool:
    """Send a claimed message and write what came of it. Raises UnreachableError after writing."""
    channel = Channel(row.channel)
    notice = Notice.objects.select_related("user").get(pk=row.notice_id)
    address = notice.user.email if channel is Channel.EMAIL else notice.user.mobile
    if not address:
        _settle(row, state=Delivery.FAILED)
        return False
    message = Message(address, notice.title, notice.body, f"{settings.SITE_URL}{notice.url}")
    try:
        sender(channel).send(message)
    except NotAcceptedError as error:
        last = row.attempts >= MAX_ATTEMPTS
        # 1, 5, 25 and 125 minutes: more than two hours for the other side to come back.
        wait = timedelta(minutes=5 ** (row.attempts - 1))
        _settle(row, state=Delivery.FAILED if last else Delivery.QUEUED, next_try_at=now + wait)
        if isinstance(error, UnreachableError):
            raise
        return False
    except (OSError, HTTPException):
        logger.exception("Message %s may or may not have arrived; it is not sent again.", row.pk)
        return False
    _settle(row, state=Delivery.SENT, sent_at=now)
    return True


def _settle(row: Outbox, **values: Any) -> None:
    # Only while it is claimed: whoever settled it meanwhile keeps the last word.
    Outbox.objects.filter(pk=row.pk, state=Delivery.SENDING).update(**values)


def _wake_worker() -> None:
    # Without a broker the filing stands all the same: the beat sends within a minute.
    hand_over("accounts.tasks.send_notices", [])


_TELL = """
WITH told AS (
    INSERT INTO accounts_notice (user_id, kind, title, body, url, created_at)
    SELECT s.user_id, s.kind, s.title, s.body, s.url, %(_at)s
"""
_LEAVE = """
    RETURNING id, user_id
)
INSERT INTO accounts_outbox (notice_id, channel, state, attempts, next_try_at)
SELECT t.id, c.channel, 'queued', 0, %(_at)s
FROM told t
JOIN accounts_user u ON u.id = t.user_id AND u.is_active
CROSS JOIN unnest(%(_channels)s::text[]) AS c(channel)
WHERE (c.channel = 'email' AND u.notify_email AND u.email <> '')
   OR (c.channel = 'sms' AND u.notify_sms AND u.mobile <> '')
"""
