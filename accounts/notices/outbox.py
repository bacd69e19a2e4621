"""The outbox, which never sends twice and is stopped by no message.

A message is claimed in a short transaction of its own before the gateway is called, so two workers
never hold the same one, and one whose sending was cut off is left as it is. What surely was not
sent is never called unknown.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.enums import Channel, Delivery, Job
from accounts.models import Notice, Outbox
from accounts.notices.backends import (
    Message,
    NotAcceptedError,
    UnreachableError,
    UnsendableError,
    sender,
)
from accounts.notices.services import wake_worker
from accounts.notices.set_aside import add, drop

MAX_ATTEMPTS = 5
RUN_LIMIT = 100
logger = logging.getLogger(__name__)


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
        wake_worker()
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
        drop(Job.OUTBOX, [str(row.pk) for row in again])
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
    except UnsendableError as error:
        logger.exception("Message %s cannot be sent as it stands.", row.pk)
        _settle(row, state=Delivery.FAILED)
        add(Job.OUTBOX, {str(row.pk): str(error)}, now)
        return False
    # Whatever it was, the next message is another: the run goes on.
    except Exception:
        logger.exception("Message %s may or may not have arrived; it is not sent again.", row.pk)
        return False
    _settle(row, state=Delivery.SENT, sent_at=now)
    return True


def _settle(row: Outbox, **values: Any) -> None:
    # Only while it is claimed: whoever settled it meanwhile keeps the last word.
    Outbox.objects.filter(pk=row.pk, state=Delivery.SENDING).update(**values)
