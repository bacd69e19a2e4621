"""The outbox, which never sends twice and is stopped by no message.

A message is claimed in a short transaction of its own before the gateway is called, so two workers
never hold the same one, and one whose sending was cut off is left as it is. What surely was not
sent is never called unknown. All that waits for one person on one way goes out as one letter: at a
midnight two hundred cases of theirs may lapse.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.enums import Channel, Delivery, Job
from accounts.models import Notice, Outbox
from accounts.notices.backends import (
    Message,
    NotAcceptedError,
    UnreachableError,
    UnsendableError,
    sender,
)
from accounts.notices.budget_services import Tariff, by_mail, give_back, hold, reserve
from accounts.notices.services import ALONE, LISTED, REST, wake_worker
from accounts.notices.set_aside import add, drop
from config.persian import format_number

MAX_ATTEMPTS = 5
RUN_LIMIT = 100
# So many messages one letter takes; the next one brings what is left.
GATHERED_AT_MOST = 500
GATHERED = "{count} پیام جدید از سامانهٔ آمار تولید اصناف"
logger = logging.getLogger(__name__)


def send_due(now: datetime, limit: int = RUN_LIMIT) -> int:
    """Send the messages that are due, a person's together; return how many were sent.

    A channel that nobody answers on is left alone for the rest of the run.
    """
    sent, tariff = 0, Tariff.load(now)
    away: set[Channel] = set()
    # After so many letters other tasks have their turn, then the next run: a reminder to the whole
    # country is not the work of days for them.
    for _ in range(limit):
        rows = _claim(now, away, tariff)
        if rows is None:
            break
        if not rows:
            # Held for the day's ceiling; what is behind them may leave.
            continue
        try:
            sent += _send(rows, now, tariff)
        except UnreachableError:
            away.add(Channel(rows[0].channel))
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
def _claim(now: datetime, away: Collection[Channel], tariff: Tariff) -> list[Outbox] | None:
    """Take the next due message out of everybody's reach, and what goes with it.

    None where nothing is due, [] where the day's ceiling holds what was.
    """
    due = (
        Outbox.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("notice__user")
        .filter(state=Delivery.QUEUED, next_try_at__lte=now)
    )
    row = due.exclude(channel__in=away).order_by("next_try_at", "pk").first()
    if row is None:
        return None
    rows = [row]
    if row.notice.kind not in ALONE:
        same = due.filter(channel=row.channel, notice__user=row.notice.user_id)
        same = same.exclude(pk=row.pk).exclude(notice__kind__in=ALONE)
        rows += same.order_by("pk")[: GATHERED_AT_MOST - 1]
    if row.channel == Channel.SMS and not _paid(rows, now, tariff):
        return []
    for each in rows:
        # Written before the gateway is called: cut off from here on, it is never sent again.
        each.state, each.claimed_at, each.attempts = Delivery.SENDING, now, each.attempts + 1
    Outbox.objects.bulk_update(rows, ["state", "claimed_at", "attempts"])
    return rows


def _paid(rows: list[Outbox], now: datetime, tariff: Tariff) -> bool:
    """Reserve what an SMS costs; what protects an account is counted and never held."""
    cost = tariff.cost(_letter("", [row.notice for row in rows]))
    most = None if rows[0].notice.kind in ALONE else tariff.most
    if reserve(cost, most, now):
        return True
    assert most is not None
    hold(rows, most, now)
    return False


def _send(rows: list[Outbox], now: datetime, tariff: Tariff) -> int:
    """Send claimed messages of one person as one letter, and write what came of it.

    Raises UnreachableError after writing.
    """
    channel = Channel(rows[0].channel)
    user = rows[0].notice.user
    address = user.email if channel is Channel.EMAIL else user.mobile
    letter = _letter(address, [row.notice for row in rows])
    if not address:
        _give_up(rows, now, tariff.cost(letter))
        return 0
    try:
        name = sender(channel).send(letter)
    except NotAcceptedError as error:
        if channel is Channel.SMS:
            give_back(tariff.cost(letter), now)
        for row in rows:
            last = row.attempts >= MAX_ATTEMPTS
            # 1, 5, 25 and 125 minutes: more than two hours for the other side to come back.
            again = now + timedelta(minutes=5 ** (row.attempts - 1))
            state = Delivery.FAILED if last else Delivery.QUEUED
            _settle([row], state=state, next_try_at=again)
            if last and channel is Channel.SMS:
                by_mail([row], now)
        if isinstance(error, UnreachableError):
            raise
        return 0
    except UnsendableError as error:
        if len(rows) > 1:
            return _one_by_one(rows, now, tariff)
        logger.exception("Message %s cannot be sent as it stands.", rows[0].pk)
        _settle(rows, state=Delivery.FAILED)
        add(Job.OUTBOX, {str(rows[0].pk): str(error)}, now)
        return 0
    # Whatever it was, the next message is another: the run goes on.
    except Exception:
        numbers = ", ".join(str(row.pk) for row in rows)
        logger.exception("Message %s may or may not have arrived; it is not sent again.", numbers)
        return 0
    _settle(rows, state=Delivery.SENT, sent_at=now, gateway_id=name)
    return len(rows)


def _give_up(rows: list[Outbox], now: datetime, cost: int) -> None:
    """Settle what has no address any more; an SMS goes by mail instead."""
    _settle(rows, state=Delivery.FAILED)
    if rows[0].channel == Channel.SMS:
        give_back(cost, now)
        by_mail(rows, now)


def _one_by_one(rows: list[Outbox], now: datetime, tariff: Tariff) -> int:
    """Send apart what no common letter could be made of: one message never stops the others."""
    sent = 0
    for place, row in enumerate(rows, start=1):
        try:
            sent += _send([row], now, tariff)
        except UnreachableError:
            # Claimed with the others, and surely not sent.
            _settle(rows[place:], state=Delivery.QUEUED, next_try_at=now)
            raise
    return sent


def _letter(address: str, notices: list[Notice]) -> Message:
    """Write one notice as it is; of several the first LISTED, with the way to all."""
    if len(notices) == 1:
        only = notices[0]
        return Message(address, only.title, only.body, f"{settings.SITE_URL}{only.url}")
    parts = [f"{one.title}\n{one.body}" for one in notices[:LISTED]]
    if len(notices) > LISTED:
        parts.append(REST.format(count=format_number(len(notices) - LISTED)))
    title = GATHERED.format(count=format_number(len(notices)))
    link = f"{settings.SITE_URL}{reverse('notices:inbox')}"
    return Message(address, title, "\n\n".join(parts), link)


def _settle(rows: Collection[Outbox], **values: Any) -> None:
    # Only while they are claimed: whoever settled one meanwhile keeps the last word.
    claimed = Outbox.objects.filter(pk__in=[row.pk for row in rows], state=Delivery.SENDING)
    claimed.update(**values)
