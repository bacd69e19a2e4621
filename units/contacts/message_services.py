"""An SMS to a number that a change leaves behind: whoever holds it learns of it at once."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from accounts.enums import Channel
from accounts.notices.backends import Message, sender
from config.broker import hand_over
from units.enums import MobileMessage
from units.models import ContactNumber


def tell_later(contacts: Iterable[ContactNumber], message: MobileMessage) -> None:
    """Have these numbers told after the commit, by the worker; the change stands without it."""
    tell_rows_later([contact.pk for contact in contacts if contact.mobile], message)


def tell_rows_later(pks: Iterable[int], message: MobileMessage) -> None:
    # The broker is given the row, never the number.
    for pk in pks:
        transaction.on_commit(lambda pk=pk: _hand_over(pk, message), robust=True)  # type: ignore[misc]


def tell(contact_id: int, message: MobileMessage) -> None:
    """Send it, where this installation sends SMS."""
    if not settings.SMS_SENDER:
        return
    number = ContactNumber.objects.values_list("number", flat=True).get(pk=contact_id)
    sender(Channel.SMS).send(Message(number, str(message.label), "", settings.SITE_URL))


def _hand_over(pk: int, message: MobileMessage) -> None:
    hand_over("units.tasks.tell_number", [pk, message.value])
