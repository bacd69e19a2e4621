"""What SMS cost in a day, and what becomes of those above the day's ceiling.

Nothing is lost: who has a mail address gets a letter at once, the others theirs the next day. What
protects an account, and codes that somebody waits for, leave whatever they cost.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts.authority import holders_anywhere
from accounts.enums import Channel, Delivery, NoticeKind, Permission
from accounts.models import Outbox, SmsDay
from accounts.notices.backends import Message
from accounts.notices.services import notify
from catalog.policy.book import MissingPolicyError, PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import end_of_day_instant, tehran_day
from config.persian import format_number


@dataclass(frozen=True)
class Tariff:
    """What a part of an SMS costs, and how much may be spent in a day; None for any."""

    part: int
    most: int | None

    @classmethod
    def load(cls, at: datetime) -> Self:
        book, today = PolicyBook.load(), tehran_day(at)
        try:
            part = book.number(PolicyKey.SMS_PART_RIALS, today)
            return cls(part, book.value(PolicyKey.SMS_DAY_RIALS, today))
        except MissingPolicyError:
            # Before the first values are loaded the portal tells people all the same.
            return cls(0, None)

    def cost(self, message: Message) -> int:
        return self.part * message.parts


def reserve(cost: int, most: int | None, at: datetime) -> bool:
    """Spend so much of today where the ceiling leaves it; workers wait here for one another."""
    today = SmsDay.objects.get_or_create(day=tehran_day(at))[0]
    rows = SmsDay.objects.filter(pk=today.pk)
    if most is not None:
        rows = rows.filter(rials__lte=most - cost)
    return bool(rows.update(rials=F("rials") + cost))


def give_back(cost: int, at: datetime) -> None:
    """Take back what was reserved for a message that surely did not leave."""
    SmsDay.objects.filter(pk=tehran_day(at), rials__gte=cost).update(rials=F("rials") - cost)


@transaction.atomic
def hold(rows: Collection[Outbox], most: int, at: datetime) -> None:
    """Let a person's messages go by mail, or wait for tomorrow; tell the office once a day."""
    keys = [row.pk for row in rows]
    if by_mail(rows, at):
        Outbox.objects.filter(pk__in=keys).update(state=Delivery.INSTEAD)
    else:
        tomorrow = end_of_day_instant(tehran_day(at))
        Outbox.objects.filter(pk__in=keys).update(state=Delivery.QUEUED, next_try_at=tomorrow)
    tell_once(most, at)


def by_mail(rows: Collection[Outbox], at: datetime) -> bool:
    """Queue a letter for each message of one person, unless one is; False without an address."""
    user = next(iter(rows)).notice.user
    if not (user.email and user.notify_email and user.is_active):
        return False
    letters = [
        Outbox(notice_id=row.notice_id, channel=Channel.EMAIL, next_try_at=at) for row in rows
    ]
    # Whoever is written to by both ways has it already.
    Outbox.objects.bulk_create(letters, ignore_conflicts=True)
    return True


@transaction.atomic
def tell_once(most: int, at: datetime) -> None:
    """Tell the office that today's ceiling was reached, at the first message that it holds."""
    if not SmsDay.objects.filter(pk=tehran_day(at), told_at=None).update(told_at=at):
        return
    people = holders_anywhere(Permission.MANAGE_CATALOGUE) | holders_anywhere(Permission.RUN_PORTAL)
    title = f"پیامک امروز به سقف هزینه رسید: {format_number(most)} ریال"
    body = (
        "پیامک‌های بعدی امروز برای دارندگان ایمیل با ایمیل و برای دیگران فردا ارسال می‌شود؛ هیچ "
        "پیامی از دست نمی‌رود. پیام‌های امنیت حساب و کدها از این سقف جدا هستند. سقف را دفتر آمار "
        "در «مهلت‌ها و آستانه‌ها» تغییر می‌دهد."
    )
    url = reverse("policy:key", args=[PolicyKey.SMS_DAY_RIALS.value])
    notify(sorted(people), NoticeKind.ALARM, title, body, url, at)
