"""Proving a mobile: a code by SMS, typed by one of the unit's own people."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from kombu.exceptions import OperationalError

from accounts.enums import Channel
from accounts.models import User
from accounts.notices.backends import Message, sender
from config.broker import hand_over
from config.errors import ConflictError, NotFoundError
from config.persian import to_persian_digits
from units.contacts.services import settle_issue
from units.models import ContactCode, ContactNumber, Unit

KEPT = timedelta(minutes=10)
BETWEEN = timedelta(minutes=1)
TRIES, A_DAY = 5, 6
DIGITS = 6
PROVED = "شماره با پیامک تأیید شد."


class CodeRefusedError(ConflictError):
    """No code can be sent now, or the one typed does not prove the number; a sentence."""


def available() -> bool:
    """Tell whether this installation sends SMS."""
    return bool(settings.SMS_SENDER)


def ask_code(user: User, unit_id: int, pk: int, at: datetime) -> ContactNumber:
    """Have a code sent to a mobile of one's own unit. Raises NotFoundError, CodeRefusedError."""
    contact = _own(user, unit_id, pk)
    if not contact.mobile or not available():
        raise CodeRefusedError("فقط شمارهٔ همراه با پیامک تأیید می‌شود.")
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    with transaction.atomic():
        # Two clicks at once: the second sees the first one's code.
        User.objects.select_for_update().get(pk=user.pk)
        mine = ContactCode.objects.filter(asked_by=user)
        if mine.filter(contact=contact, sent_at__gt=at - BETWEEN).exists():
            raise CodeRefusedError("کد همین حالا ارسال شده است؛ یک دقیقه صبر کنید.")
        if mine.filter(sent_at__gt=at - timedelta(days=1)).count() >= A_DAY:
            raise CodeRefusedError("امروز کدهای زیادی ارسال شده است؛ فردا دوباره تلاش کنید.")
        made = ContactCode.objects.create(
            contact=contact, digest=_digest(contact.pk, code), asked_by=user, sent_at=at
        )
    try:
        hand_over("units.tasks.send_contact_code", [made.pk, code])
    except OperationalError as fault:
        made.delete()
        raise CodeRefusedError(
            "اکنون پیامکی ارسال نمی‌شود؛ چند دقیقهٔ دیگر دوباره تلاش کنید."
        ) from fault
    return contact


def send_code(code_id: int, code: str, at: datetime) -> None:
    """Send a code that was asked for; not one whose number or time is gone meanwhile."""
    made = ContactCode.objects.filter(pk=code_id).select_related("contact").first()
    if made is None or made.contact.ended_at or made.sent_at <= at - KEPT:
        return
    page = reverse("units:contact_code", args=[made.contact.unit_id, made.contact_id])
    title = f"کد تأیید شمارهٔ شما در سامانهٔ آمار تولید اصناف: {to_persian_digits(code)}"
    message = Message(made.contact.number, title, "", f"{settings.SITE_URL}{page}")
    sender(Channel.SMS).send(message)


def prove(user: User, unit_id: int, pk: int, typed: str, at: datetime) -> ContactNumber:
    """Take the code that was sent last. Raises NotFoundError, CodeRefusedError.

    A wrong one is counted, whatever becomes of the request.
    """
    contact = _own(user, unit_id, pk)
    if contact.verified_at and not contact.wrong_since:
        return contact
    rows = ContactCode.objects.filter(contact=contact, used_at=None, sent_at__gt=at - KEPT)
    last = rows.order_by("-pk").first()
    if last is None:
        raise CodeRefusedError("کدی در انتظار نیست یا وقت آن گذشته است؛ کد جدید بگیرید.")
    # Counted before it is looked at: of tries at one moment none is free.
    if not ContactCode.objects.filter(pk=last.pk, tries__lt=TRIES).update(tries=F("tries") + 1):
        raise CodeRefusedError("این کد چند بار نادرست نوشته شد؛ کد جدید بگیرید.")
    if not constant_time_compare(last.digest, _digest(contact.pk, typed)):
        left = to_persian_digits(max(TRIES - last.tries - 1, 0))
        raise CodeRefusedError(f"کد درست نیست؛ {left} بار دیگر می‌توانید بنویسید.")
    with transaction.atomic():
        ContactCode.objects.filter(pk=last.pk).update(used_at=at)
        contact.verified_at, contact.wrong_since = at, None
        contact.save(update_fields=["verified_at", "wrong_since"])
        settle_issue(contact, user, PROVED, at)
    return contact


def _own(user: User, unit_id: int, pk: int) -> ContactNumber:
    mine = Unit.objects.of(user).filter(pk=unit_id).values("pk")
    found = ContactNumber.objects.filter(unit__in=mine, pk=pk, ended_at=None).first()
    if found is None:
        raise NotFoundError
    return found


def _digest(contact_id: int, code: str) -> str:
    return salted_hmac("units.contacts.code", f"{contact_id}:{code}").hexdigest()
