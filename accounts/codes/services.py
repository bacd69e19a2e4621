"""A code by SMS: who may ask for how many, and whether what was typed is the one that was sent.

A code is made when it is sent, by the worker, so that it stands neither in the broker nor in a log.
Wrong ones are counted whatever becomes of the request.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from kombu.exceptions import OperationalError

from accounts.enums import Channel, CodePurpose
from accounts.models import OneTimeCode, User
from accounts.notices.backends import Message, sender
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.broker import hand_over
from config.errors import ConflictError
from config.jalali import tehran_day
from config.persian import to_persian_digits

KEPT = timedelta(minutes=10)
BETWEEN = timedelta(minutes=1)
DAY = timedelta(days=1)
TRIES, DIGITS = 5, 6
# The number of what is only pretended.
NOBODY = "09000000000"
TEXT = "کد شما در سامانهٔ آمار تولید اصناف: {code}\nاین کد را به هیچ‌کس نگویید."
# The one code that is read out: to the clerk across the desk.
AT_UNION = (
    "کد تأیید آمار واحد شما که در اتحادیه نوشته شده است: {code}\n"
    "تنها اگر اکنون خودتان در اتحادیه هستید، آن را به متصدی بگویید."
)
JUST_SENT = "کد همین حالا ارسال شده است؛ یک دقیقه صبر کنید."
TOO_MANY = "امروز کدهای زیادی ارسال شده است؛ فردا دوباره تلاش کنید."
NO_SMS = "اکنون پیامکی ارسال نمی‌شود؛ چند دقیقهٔ دیگر دوباره تلاش کنید."
NONE_WAITS = "کدی در انتظار نیست یا وقت آن گذشته است؛ کد جدید بگیرید."
SPENT = "این کد چند بار نادرست وارد شد؛ کد جدید بگیرید."
WRONG = "کد درست نیست؛ {left} بار دیگر می‌توانید وارد کنید."


class CodeRefusedError(ConflictError):
    """No code can be sent now, or the one typed does not fit; a sentence."""


@dataclass(frozen=True)
class CodeRequest:
    """What a code opens, the mobile it goes to, who asks, from where (`trail.keys_of_address`)."""

    purpose: CodePurpose
    subject: str
    mobile: str
    asked_by: User | None = None
    address_key: str = ""
    network_key: str = ""


def available() -> bool:
    """Tell whether this installation sends SMS."""
    return bool(settings.SMS_SENDER)


def ask(wanted: CodeRequest, at: datetime) -> OneTimeCode:
    """Have a code sent by the worker. Raises CodeRefusedError with what keeps it."""
    if not available():
        raise CodeRefusedError(NO_SMS)
    made = reserve(wanted, at)
    try:
        hand_over("accounts.tasks.send_code", [made.pk])
    except OperationalError as fault:
        made.delete()
        raise CodeRefusedError(NO_SMS) from fault
    return made


def reserve(wanted: CodeRequest, at: datetime) -> OneTimeCode:
    """Write down that a code is asked for, for who sends it. Raises CodeRefusedError.

    The bounds are those of the number, of who asks and from where, and one of the whole
    installation.
    """
    with transaction.atomic():
        # Two clicks at once, also of two people: the second sees the first one's code.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [wanted.mobile])
        today = OneTimeCode.objects.filter(asked_at__gt=at - DAY)
        mine = _counted(wanted, at)
        if mine.filter(mobile=wanted.mobile, asked_at__gt=at - BETWEEN).exists():
            raise CodeRefusedError(JUST_SENT)
        if mine.count() >= settings.CODES_A_DAY or _place_is_spent(wanted, today, at):
            raise CodeRefusedError(TOO_MANY)
        if wanted.purpose == CodePurpose.UNION and _open_part_is_spent(wanted, today):
            raise CodeRefusedError(TOO_MANY)
        if today.exclude(mobile=NOBODY).count() >= settings.ALL_CODES_A_DAY:
            raise CodeRefusedError(TOO_MANY)
        return OneTimeCode.objects.create(**vars(wanted), asked_at=at, until=at + KEPT)


def send(code_id: int, at: datetime) -> None:
    """Make a code that was asked for and send it; not one whose time is gone, never one twice."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    waiting = OneTimeCode.objects.filter(pk=code_id, sent_at=None, until__gt=at)
    # Kept before it leaves: whoever has the message can use it.
    if not waiting.update(digest=_digest(code_id, code), sent_at=at):
        return
    made = OneTimeCode.objects.get(pk=code_id)
    words = AT_UNION if made.purpose == CodePurpose.AT_UNION else TEXT
    title = words.format(code=to_persian_digits(code))
    sender(Channel.SMS).send(Message(made.mobile, title, "", settings.SITE_URL))


def prove(purpose: CodePurpose, subject: str, typed: str, at: datetime) -> OneTimeCode:
    """Take the code that was asked for last for this subject; it serves no second time.

    Raises CodeRefusedError.
    """
    rows = OneTimeCode.objects.filter(purpose=purpose, subject=subject)
    last = rows.order_by("-pk").first()
    if last is None or last.used_at or last.until <= at or last.sent_at is None:
        raise CodeRefusedError(NONE_WAITS)
    # Counted before it is looked at: of tries at one moment none is free.
    if not rows.filter(pk=last.pk, tries__lt=TRIES).update(tries=F("tries") + 1):
        raise CodeRefusedError(SPENT)
    if not constant_time_compare(last.digest, _digest(last.pk, typed)):
        left = OneTimeCode.objects.get(pk=last.pk)
        raise CodeRefusedError(WRONG.format(left=to_persian_digits(max(TRIES - left.tries, 0))))
    if not rows.filter(pk=last.pk, used_at=None).update(used_at=at):
        raise CodeRefusedError(NONE_WAITS)
    return last


def last_asked(purpose: CodePurpose, subject: str) -> OneTimeCode | None:
    """Find what was asked for last; the code itself stands in the message alone."""
    rows = OneTimeCode.objects.filter(purpose=purpose, subject=subject)
    return rows.order_by("-pk").first()


def next_ask(purpose: CodePurpose, subject: str) -> datetime | None:
    """Tell from when another code can be asked for; None where none was."""
    last = last_asked(purpose, subject)
    return last.asked_at + BETWEEN if last else None


def asks_left(wanted: CodeRequest, at: datetime) -> int:
    """Count the codes that can still be asked for today."""
    return max(settings.CODES_A_DAY - _counted(wanted, at).count(), 0)


def pretend(purpose: CodePurpose, subject: str, at: datetime) -> None:
    """Write a code that nobody has: guessing at an account that is not there looks the same."""
    last = last_asked(purpose, subject)
    if last and last.asked_at > at - BETWEEN:
        return
    made = OneTimeCode(purpose=purpose, subject=subject, mobile=NOBODY, asked_at=at)
    made.until, made.sent_at, made.digest = at + KEPT, at, secrets.token_hex(32)
    made.save(force_insert=True)


def prune(now: datetime) -> int:
    """Forget codes that nobody can count any more; return how many."""
    return OneTimeCode.objects.filter(asked_at__lt=now - 2 * DAY).delete()[0]


def _counted(wanted: CodeRequest, at: datetime) -> QuerySet[OneTimeCode]:
    """Find the codes of a day that count together: to the number, and of the person who asks."""
    person = Q(asked_by=wanted.asked_by) if wanted.asked_by else Q(pk=None)
    today = OneTimeCode.objects.filter(asked_at__gt=at - DAY)
    return today.filter(Q(mobile=wanted.mobile) | person)


def _place_is_spent(wanted: CodeRequest, today: QuerySet[OneTimeCode], at: datetime) -> bool:
    """Tell whether who is not signed in has asked too often from one line, or one network.

    A union's office, and a mobile network's one address, is the line of many owners; and who has
    many lines of one network has no more codes for it.
    """
    if wanted.asked_by or not wanted.address_key:
        return False
    rows = today.filter(asked_by=None)
    if rows.filter(address_key=wanted.address_key).count() >= settings.CODES_OF_A_LINE:
        return True
    network = PolicyKey.CODES_OF_A_NETWORK
    count = rows.filter(network_key=wanted.network_key).count() if wanted.network_key else 0
    # Below the least that a policy allows nobody reads it.
    if count < network.fact.minimum:
        return False
    return count >= PolicyBook.load().number(network, tehran_day(at))


def _open_part_is_spent(wanted: CodeRequest, today: QuerySet[OneTimeCode]) -> bool:
    """Tell whether what anybody may have sent to a number they type has had its part of the day.

    The rest stays for the account's own codes: neither a victim's day is used up so, nor
    everybody's.
    """
    rows = today.filter(purpose=wanted.purpose)
    to_one = rows.filter(mobile=wanted.mobile).count() >= settings.CODES_A_DAY // 2
    return to_one or rows.count() >= settings.ALL_CODES_A_DAY // 10


def _digest(code_id: int, code: str) -> str:
    return salted_hmac("accounts.codes", f"{code_id}:{code}", algorithm="sha256").hexdigest()
