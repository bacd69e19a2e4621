"""The receipt that the owner takes home in the phone.

It costs of the day's ceiling as other SMS to owners do. Above the ceiling, or while the gateway
takes nothing, it waits: whoever calls tries again, at most until the next day is over.
"""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.enums import Channel
from accounts.notices.backends import Message, NotAcceptedError, sender
from accounts.notices.budget_services import Tariff, give_back, reserve, tell_once
from config.persian import quoted, to_persian_digits
from statistics.models import Assistance
from units.contacts.mobile_queries import registered_of

TEXT = (
    "آمار {month} {unit} در {office} ثبت و با کد شما تأیید شد. شمارهٔ رهگیری: {number}\n"
    "اگر شما نبوده‌اید، امروز به سازمان استان خبر دهید."
)


# Longer than any ceiling holds it.
WAITS_AT_MOST = timedelta(days=2)


class NotYetError(Exception):
    """It surely has not left, and may be tried again."""


def send(submission_id: int, at: datetime) -> bool:
    """Send it to the registered mobile, where this installation sends SMS; tell whether it did.

    Raises NotYetError.
    """
    rows = Assistance.objects.filter(submission=submission_id).exclude(confirmed_at=None)
    row = rows.select_related("submission__unit", "office").order_by("-round").first()
    if row is None or row.confirmed_at is None or not settings.SMS_SENDER:
        return False
    mobile = registered_of(row.submission.unit_id)
    if mobile is None or at > row.confirmed_at + WAITS_AT_MOST:
        return False
    message, tariff = _message(row, mobile.number), Tariff.load(at)
    cost = tariff.cost(message)
    if not reserve(cost, tariff.most, at):
        assert tariff.most is not None
        tell_once(tariff.most, at)
        raise NotYetError("the day's ceiling")
    try:
        sender(Channel.SMS).send(message)
    except NotAcceptedError as refused:
        give_back(cost, at)
        raise NotYetError(str(refused)) from refused
    return True


def _message(row: Assistance, number: str) -> Message:
    case = row.submission
    words = TEXT.format(
        month=case.period,
        unit=quoted(case.unit.name),
        office=row.office.name,
        number=to_persian_digits(case.tracking_number),
    )
    return Message(number, words, "", settings.SITE_URL)
