"""Making the account of a holder: found, proved by the registered mobile, joined to its units."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.urls import reverse

from accounts import trail
from accounts.codes import services as codes
from accounts.codes.services import CodeRefusedError, CodeRequest
from accounts.enums import AccessKind, CodePurpose, NoticeKind
from accounts.models import OneTimeCode, User
from accounts.notices.services import notify
from accounts.signin_lockout import closed_until, keys_of
from config.errors import ConflictError
from config.http import client_address
from config.persian import quoted
from units.contacts.code_services import PROVED
from units.contacts.services import masked, settle_issue
from units.enrolment.queries import (
    account_of,
    is_holder,
    registered_mobile,
    unit_of,
    units_to_join,
    without_owner,
)
from units.enums import MemberRole
from units.models import ContactNumber, Unit, UnitMember

LONGEST_NAME = 120
NO_MOBILE = "برای این واحد شمارهٔ همراهی در سامانه ثبت نشده است."
MOBILE_CHANGED = "شمارهٔ ثبت‌شدهٔ این واحد تغییر کرده است؛ از آغاز شروع کنید."
HAS_ACCOUNT = "برای این دارنده پیش از این حساب ساخته شده است."
NOT_THEIRS = "این واحد از دارندهٔ دیگری است."
TOLD = "حساب شما در سامانهٔ آمار تولید اصناف ساخته شد"
JOINED = "واحدی به حساب شما پیوست"


class TooManyTriesError(Exception):
    """Pairs of ids were looked for in vain too often; `until` says when the next one is taken."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class HasAccountError(ConflictError):
    """The unit has its owner, or its holder an account: somebody was quicker, perhaps the same."""


@dataclass(frozen=True)
class Proof:
    """The unit that was found (id), and the mobile to which its code went."""

    unit: int
    mobile: str


def look_for(request: HttpRequest, holder_id: str, guild_id: str, at: datetime) -> Unit | None:
    """Find the unit of a pair of ids; a pair in vain is counted. Raises TooManyTriesError.

    Whatever is wrong of a pair, the same is asked of the database and the same line is written.
    """
    address = client_address(request)
    with transaction.atomic():
        _one_at_a_time(keys_of(holder_id, address).values())
        limits = settings.SIGN_UP_LIMITS
        until = closed_until(limits, AccessKind.SIGN_UP_TRY, holder_id, address, at)
        found = None if until else unit_of(holder_id, guild_id)
        if until is None and found is None:
            trail.record(AccessKind.SIGN_UP_TRY, request, holder_id)
    if until:
        trail.record(AccessKind.LOCKED, request, holder_id)
        raise TooManyTriesError(until)
    return found


def request_for(
    unit: Unit, subject: str, user: User | None, address: str | None, at: datetime
) -> CodeRequest:
    """Word the request for a code: to the registered mobile, and to no other."""
    mobile = registered_mobile(unit, at)
    keys = trail.keys_of_address(address)
    return CodeRequest(CodePurpose.SIGN_UP, subject, mobile, user, **keys)


def ask_code(wanted: CodeRequest, at: datetime) -> OneTimeCode:
    """Have the code sent. Raises CodeRefusedError."""
    if not wanted.mobile:
        raise CodeRefusedError(NO_MOBILE)
    return codes.ask(wanted, at)


def prove(unit: Unit, subject: str, typed: str, at: datetime) -> str:
    """Take the code; give the mobile that it proves. Raises CodeRefusedError."""
    code = codes.prove(CodePurpose.SIGN_UP, subject, typed, at)
    if code.mobile != registered_mobile(unit, at):
        raise CodeRefusedError(MOBILE_CHANGED)
    return code.mobile


@transaction.atomic
def sign_up(proof: Proof, password: str, at: datetime) -> User:
    """Make the account, join the holder's units to it, and tell the mobile. Raises HasAccountError.

    Two people at one moment meet at the rows of the units: one account comes of it.
    """
    unit, joined = _held(proof, at)
    if unit not in joined or account_of(unit.holder_id):
        raise HasAccountError(HAS_ACCOUNT)
    user = candidate(unit, proof.mobile)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as taken:
        raise HasAccountError(HAS_ACCOUNT) from taken
    _join(user, joined, proof.mobile, at)
    url = reverse("accounts:profile")
    body = (
        f"نام کاربری، کد یا شناسهٔ ملی دارنده است و حساب با شمارهٔ {masked(proof.mobile)} ساخته "
        "شد. اگر شما نبوده‌اید، همین حالا به اتحادیه یا ادارهٔ شهرستان خبر دهید."
    )
    notify([user.pk], NoticeKind.SECURITY, TOLD, body, url, at)
    return user


@transaction.atomic
def add_units(user: User, proof: Proof, at: datetime) -> list[Unit]:
    """Join the holder's further units to the account that is signed in. Raises ConflictError."""
    unit, joined = _held(proof, at)
    if not is_holder(user, unit.holder_id):
        raise ConflictError(NOT_THEIRS)
    if unit not in joined:
        raise HasAccountError(HAS_ACCOUNT)
    _join(user, joined, proof.mobile, at)
    names = "، ".join(quoted(each.name) for each in joined)
    url = reverse("unit_list:index")
    notify([user.pk], NoticeKind.SECURITY, JOINED, f"{names} به حساب شما پیوست.", url, at)
    return joined


def candidate(unit: Unit, mobile: str) -> User:
    """Lay out the account of a holder, to be judged with its password and saved."""
    name = unit.holder_name[:LONGEST_NAME].strip()
    return User(username=unit.holder_id, full_name=name, mobile=mobile, mobile_proved=True)


def _held(proof: Proof, at: datetime) -> tuple[Unit, list[Unit]]:
    """Hold the units of the holder; of those of this mobile, list what has no owner yet."""
    unit = Unit.objects.get(pk=proof.unit)
    # In one order, whoever begins with which unit.
    list(Unit.objects.select_for_update().filter(holder_id=unit.holder_id).order_by("pk"))
    units = units_to_join(unit, proof.mobile, at)
    if not units.filter(pk=unit.pk).exists():
        raise ConflictError(MOBILE_CHANGED)
    return unit, list(without_owner(units).order_by("pk"))


def _join(user: User, units: list[Unit], mobile: str, at: datetime) -> None:
    # A delegate who proves to be the holder is the owner from now on.
    mine = UnitMember.objects.filter(user=user, unit__in=units, ended_at=None)
    mine.update(ended_at=at)
    for unit in units:
        UnitMember.objects.create(unit=unit, user=user, role=MemberRole.OWNER)
    rows = ContactNumber.objects.filter(unit__in=units, number=mobile, ended_at=None)
    for contact in rows.order_by("pk"):
        contact.verified_at, contact.wrong_since = at, None
        contact.save(update_fields=["verified_at", "wrong_since"])
        settle_issue(contact, user, PROVED, at)


def _one_at_a_time(keys: Iterable[str]) -> None:
    """Let tries that share a key wait for each other: of many at one moment none is free."""
    with connection.cursor() as cursor:
        # In one order, so that two never wait for each other.
        for key in sorted(filter(None, keys)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"sign-up:{key}"])
