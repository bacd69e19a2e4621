"""The receipt that the owner takes home in the phone."""

from django.conf import settings

from accounts.enums import Channel
from accounts.notices.backends import Message, sender
from config.persian import quoted, to_persian_digits
from statistics.models import Assistance
from units.contacts.mobile_queries import registered_of

TEXT = (
    "آمار {month} {unit} در {office} ثبت و با کد شما تأیید شد. شمارهٔ رهگیری: {number}\n"
    "اگر شما نبوده‌اید، امروز به سازمان استان خبر دهید."
)


def send(submission_id: int) -> bool:
    """Send it to the registered mobile, where this installation sends SMS; tell whether it did."""
    rows = Assistance.objects.filter(submission=submission_id).exclude(confirmed_at=None)
    row = rows.select_related("submission__unit", "office").order_by("-round").first()
    if row is None or not settings.SMS_SENDER:
        return False
    case = row.submission
    mobile = registered_of(case.unit_id)
    if mobile is None:
        return False
    words = TEXT.format(
        month=case.period,
        unit=quoted(case.unit.name),
        office=row.office.name,
        number=to_persian_digits(case.tracking_number),
    )
    sender(Channel.SMS).send(Message(mobile.number, words, "", settings.SITE_URL))
    return True
