"""The invitation to a post: a code that opens once, and the person who accepts.

The code is derived from the appointment and its version with the portal's key, so that it stands
nowhere: neither in the broker nor in the database, which keeps a digest to find it by. Any act
about the appointment makes another version, and the code of an earlier one opens nothing.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from kombu.exceptions import OperationalError

from accounts import trail
from accounts.appointments.errors import (
    AppointmentFieldError,
    DeadInvitationError,
    NotYourSignatureError,
    StaleAppointmentError,
)
from accounts.appointments.queries import for_good
from accounts.appointments.rules import APART
from accounts.appointments.services import STALE, acted, held, hold, keep, sign_second, tell
from accounts.enums import (
    AccessKind,
    AppointmentAct,
    AppointmentState,
    Channel,
    InvitationWay,
)
from accounts.models import AccessEvent, Appointment, AppointmentEvent, User
from accounts.notices.backends import Message, sender
from config.broker import hand_over
from config.errors import InvalidError
from config.persian import to_persian_digits

KEPT = timedelta(days=14)
# So long the browser that entered a code may prove the number and choose an account.
OPEN_FOR = timedelta(hours=1)
# So long who signed second may look at the letter's code.
LETTER_SHOWN = timedelta(minutes=10)
BETWEEN, A_DAY = timedelta(minutes=1), 5
DIGITS = 12
TITLE = "دعوت به سمت «{role}»، {office}. کد دعوت: {code}"
BODY = "برای پذیرش، نشانی زیر را باز کنید و کد دعوت را وارد کنید. کد تا ۱۴ روز و یک بار باز می‌شود."
UNKNOWN = (
    "این کد دعوت پیدا نشد. ۱۲ رقم را همان‌گونه که دریافت کرده‌اید وارد کنید؛ "
    "اگر دعوت دوباره ارسال شده است، تنها آخرین کد معتبر است."
)
ACCEPTED = "این دعوت پذیرفته شده است. اگر شما پذیرفته‌اید، با حساب خود وارد شوید."
ENDED = "این دعوت پذیرفته شده و آن سمت پایان یافته است؛ از سازمان دعوت‌کننده بپرسید."
TERM_OVER = "دورهٔ این سمت پایان یافته است؛ از سازمان دعوت‌کننده بپرسید."
TAKEN_BACK = "این دعوت پس گرفته شده است؛ از سازمان دعوت‌کننده بپرسید."
LATE = "مهلت ۱۴ روزهٔ این دعوت گذشته است؛ از سازمان دعوت‌کننده دعوت جدید بخواهید."
OPENED = (
    "این کد یک بار باز شده است. اگر شما نبوده‌اید یا آن صفحه را بسته‌اید، "
    "از سازمان دعوت‌کننده بخواهید دعوت را دوباره ارسال کند."
)
SIGNED_IT = "شما این انتصاب را خواسته یا تأیید کرده‌اید و خود نمی‌توانید آن را بپذیرید."
HOLDS_IT = "شما همین سمت را دارید."
KEPT_APART = "مدیر فنی و ناظر دسترسی‌ها یک نفر نیستند."
TAKEN = "این نام کاربری از آن حساب دیگری است؛ نام دیگری بنویسید."


@transaction.atomic
def sign_and_invite(by: User, pk: int, seen: int, way: InvitationWay, at: datetime) -> Appointment:
    """Sign second and make the invitation. Raises what `sign_second` does."""
    row = sign_second(by, pk, seen, way, at)
    return invite(by, pk, row.version, at)


@transaction.atomic
def invite(by: User, pk: int, seen: int, at: datetime) -> Appointment:
    """Make the invitation, or another one in its place; it is sent by `send_out`, or printed.

    Raises what `held` does, NotYourSignatureError, StaleAppointmentError with its sentence.
    """
    row = held(by, pk, seen, at)
    if row.state != AppointmentState.INVITED:
        raise StaleAppointmentError(STALE)
    # What is printed is a key in somebody's hand: who signed last hands it over.
    may = {row.second_by_id} if row.way == InvitationWay.LETTER else acted(row)
    if by.pk not in may:
        raise NotYourSignatureError("دعوت را کسی ارسال می‌کند که این انتصاب را تأیید کرده است.")
    sent = AppointmentEvent.objects.filter(appointment=row, act=AppointmentAct.INVITED)
    if sent.filter(at__gt=at - BETWEEN).exists():
        raise StaleAppointmentError("دعوت همین حالا ارسال شده است؛ یک دقیقه صبر کنید.")
    if sent.filter(at__gt=at - timedelta(days=1)).count() >= A_DAY:
        raise StaleAppointmentError("امروز این دعوت چند بار ارسال شده است؛ فردا دوباره ارسال کنید.")
    keep(row, AppointmentAct.INVITED, by, at, note=str(InvitationWay(row.way).label))
    row.invitation_digest, row.invitation_until = _digest(_code(row)), at + KEPT
    row.save(update_fields=["invitation_digest", "invitation_until"])
    return row


def send_out(row: Appointment) -> bool:
    """Have the worker send the invitation; False when none answers, and it can be sent again."""
    try:
        hand_over("accounts.tasks.send_invitation", [row.pk, row.version])
    except OperationalError:
        return False
    return True


def send(pk: int, version: int) -> None:
    """Send the invitation of this version; nothing when something has happened since."""
    row = Appointment.objects.select_related("organization").get(pk=pk)
    if row.state != AppointmentState.INVITED or row.version != version:
        return
    by_mail = row.way == InvitationWay.EMAIL
    title = TITLE.format(
        role=row.get_role_display(),
        office=row.organization.name,
        code=grouped(_code(row)),
    )
    link = f"{settings.SITE_URL}{reverse('appointments:accept')}"
    address = row.email if by_mail else row.mobile
    sender(Channel.EMAIL if by_mail else Channel.SMS).send(Message(address, title, BODY, link))


def code_for_letter(by: User, row: Appointment, at: datetime) -> str:
    """Give the code of a letter to who signed second, minutes after it was made; else ''."""
    made = AppointmentEvent.objects.filter(appointment=row, act=AppointmentAct.INVITED)
    fresh = made.filter(actor=by, at__gt=at - LETTER_SHOWN, at__lte=at).exists()
    printed = row.state == AppointmentState.INVITED and row.way == InvitationWay.LETTER
    code = _code(row)
    right = fresh and printed and row.second_by_id == by.pk
    return grouped(code) if right and _digest(code) == row.invitation_digest else ""


@transaction.atomic
def open_code(request: HttpRequest, typed: str, at: datetime) -> Appointment:
    """Spend a code: from now on one browser alone may accept. Raises DeadInvitationError."""
    digest = _digest(typed)
    row = Appointment.objects.select_for_update().filter(invitation_digest=digest).first()
    if row is None:
        raise DeadInvitationError(UNKNOWN)
    _refuse_dead(row, at)
    key = trail.key_of(digest)
    if AccessEvent.objects.filter(kind=AccessKind.LINK_OPENED, address_key=key).exists():
        raise DeadInvitationError(OPENED)
    detail = f"دعوت به {row.get_role_display()}"
    trail.record(AccessKind.LINK_OPENED, request, key=digest, detail=detail)
    return row


def opened(pk: int, version: int) -> Appointment | None:
    """Find the invitation a browser has opened, as long as nothing has happened to it."""
    rows = Appointment.objects.select_related("organization")
    return rows.filter(pk=pk, version=version, state=AppointmentState.INVITED).first()


def fits(row: Appointment, typed: str) -> bool:
    """Tell whether a code is that of an invitation, spent or not."""
    return constant_time_compare(row.invitation_digest, _digest(typed))


@transaction.atomic
def accept(pk: int, version: int, user: User, at: datetime) -> Appointment:
    """Let the post begin with an account that exists. Raises DeadInvitationError, InvalidError."""
    row = Appointment.objects.select_for_update().get(pk=pk)
    _refuse_dead(row, at)
    if row.version != version:
        raise DeadInvitationError(UNKNOWN)
    # Two posts accepted at once by one person see each other.
    User.objects.select_for_update().get(pk=user.pk, is_active=True)
    if user.pk in acted(row):
        raise InvalidError(SIGNED_IT)
    same = Appointment.objects.filter(
        user=user, role=row.role, organization=row.organization, state=AppointmentState.HELD
    )
    if same.exists():
        raise InvalidError(HOLDS_IT)
    roles = set(for_good(at).filter(user=user).values_list("role", flat=True)) | {row.role}
    if roles.issuperset(APART):
        raise InvalidError(KEPT_APART)
    row.user = user
    hold(row, at)
    keep(row, AppointmentAct.ACCEPTED, user, at)
    tell(acted(row), f"{row.full_name} پذیرفت", row, at)
    return row


@transaction.atomic
def accept_anew(pk: int, version: int, username: str, password: str, at: datetime) -> User:
    """Make the account and let the post begin. Raises as `accept`, AppointmentFieldError."""
    row = Appointment.objects.select_for_update().get(pk=pk)
    user = account_for(row, username)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as fault:
        raise AppointmentFieldError("username", TAKEN) from fault
    accept(pk, version, user, at)
    return user


def account_for(row: Appointment, username: str) -> User:
    """Lay out the account of the invited person, with the one way of contact that was proved."""
    by_mail = row.way == InvitationWay.EMAIL
    return User(
        username=User.normalize_username(username),
        full_name=row.full_name,
        mobile="" if by_mail else row.mobile,
        mobile_proved=not by_mail,
        email=row.email if by_mail else "",
    )


def grouped(code: str) -> str:
    """Write a code in groups of four, to be read aloud and typed.

    Between blanks the groups would stand in reverse in a Persian message; a dash joins numbers.
    """
    return to_persian_digits("-".join(code[at : at + 4] for at in range(0, DIGITS, 4)))


def _refuse_dead(row: Appointment, at: datetime) -> None:
    late = row.invitation_until is not None and row.invitation_until <= at
    if row.state == AppointmentState.HELD:
        raise DeadInvitationError(ACCEPTED)
    if row.state == AppointmentState.ENDED:
        raise DeadInvitationError(ENDED)
    if row.state == AppointmentState.LAPSED or (row.state == AppointmentState.INVITED and late):
        raise DeadInvitationError(LATE)
    if row.state != AppointmentState.INVITED:
        raise DeadInvitationError(TAKEN_BACK)
    if row.until is not None and row.until <= at:
        raise DeadInvitationError(TERM_OVER)


def _code(row: Appointment) -> str:
    made = salted_hmac("accounts.appointments", f"{row.pk}:{row.version}", algorithm="sha256")
    return f"{int(made.hexdigest(), 16) % 10**DIGITS:0{DIGITS}d}"


def _digest(code: str) -> str:
    return salted_hmac("accounts.appointments.found", code, algorithm="sha256").hexdigest()
