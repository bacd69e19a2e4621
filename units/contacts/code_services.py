"""Proving a mobile: a code by SMS, typed by one of the unit's own people."""

from datetime import datetime

from django.db import transaction

from accounts.codes import services as codes
from accounts.codes.services import CodeRefusedError, CodeRequest
from accounts.enums import CodePurpose
from accounts.models import User
from config.errors import NotFoundError
from units.contacts.services import settle_issue
from units.models import ContactNumber, Unit

PROVED = "شماره با پیامک تأیید شد."


def ask_code(user: User, unit_id: int, pk: int, at: datetime) -> ContactNumber:
    """Have a code sent to a mobile of one's own unit. Raises NotFoundError, CodeRefusedError."""
    contact = _own(user, unit_id, pk)
    if not contact.mobile:
        raise CodeRefusedError("فقط شمارهٔ همراه با پیامک تأیید می‌شود.")
    codes.ask(CodeRequest(CodePurpose.CONTACT, _subject(contact), contact.number, user), at)
    return contact


def prove(user: User, unit_id: int, pk: int, typed: str, at: datetime) -> ContactNumber:
    """Take the code that was sent last. Raises NotFoundError, CodeRefusedError."""
    contact = _own(user, unit_id, pk)
    if contact.verified_at and not contact.wrong_since:
        return contact
    codes.prove(CodePurpose.CONTACT, _subject(contact), typed, at)
    with transaction.atomic():
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


def _subject(contact: ContactNumber) -> str:
    return f"contact:{contact.pk}"
