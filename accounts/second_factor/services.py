"""The device, the codes for the day it is lost, and what a typed code is worth.

A recovery code is kept as a digest under the portal's key: who reads the tables has none.
"""

import secrets
import time
from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from accounts.authority import read_authority
from accounts.enums import AccessKind
from accounts.models import User
from accounts.sessions import end_all
from accounts.signin_lockout import Limit
from accounts.trail import key_of

# The phone's clock may be wrong by a minute; as far as five it is only said to be wrong.
TOLERANCE, FAR = 2, 10
CODES, CODE_DIGITS = 10, 10
# So long a secret on a page waits for its first code.
OFFER_SECONDS = 30 * 60
_SALT = "accounts.second_factor"


class Verdict(Enum):
    """What came of a typed code."""

    RIGHT = "right"
    RECOVERED = "recovered"
    WRONG = "wrong"
    SPENT = "spent"
    CLOCK = "clock"
    SHUT = "shut"


@dataclass(frozen=True)
class Proof:
    """What a typed code was worth; `device` where it is proved, `until` where the door is shut."""

    verdict: Verdict
    device: TOTPDevice | StaticDevice | None = None
    until: datetime | None = None


def device_of(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def codes_left(user: User) -> int:
    left: int = StaticToken.objects.filter(device__user=user).count()
    return left


def holds_post(user: User) -> bool:
    return bool(read_authority(user).roles)


def required_of(user: User) -> bool:
    """Tell whether this installation lets nobody with the person's posts in without it."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and holds_post(user)


def needed_by(user: User) -> bool:
    """Tell whether the password alone does not sign the person in."""
    return device_of(user) is not None or required_of(user)


def new_offer(user: User) -> str:
    """Make a secret and sign it for the person: it is kept by its page until a code proves it."""
    return signing.dumps({"user": user.pk, "key": random_hex(20)}, salt=_SALT)


def offered(user: User, offer: str) -> TOTPDevice | None:
    """Read an offer as a device that is not kept yet; None for a foreign, old or altered one."""
    try:
        held = signing.loads(offer, salt=_SALT, max_age=OFFER_SECONDS)
    except signing.BadSignature:
        return None
    if held["user"] != user.pk:
        return None
    return TOTPDevice(user=user, name="totp", key=held["key"], tolerance=TOLERANCE)


def secret_of(device: TOTPDevice) -> str:
    """Write the secret as it is typed by hand where no picture can be read."""
    return b32encode(device.bin_key).decode().rstrip("=")


@transaction.atomic
def turn_on(device: TOTPDevice, typed: str, session_key: str | None) -> Verdict:
    """Keep an offered device once a code of it is typed, in the place of any other.

    Who is signed in elsewhere has not shown it, and is signed out there.
    """
    user = User.objects.select_for_update().get(pk=device.user_id)
    step = _step(device, typed, TOLERANCE)
    if step is None:
        return Verdict.CLOCK if _step(device, typed, FAR) is not None else Verdict.WRONG
    _forget(user)
    device.last_t = step
    device.save(force_insert=True)
    end_all(user, but=session_key)
    return Verdict.RIGHT


@transaction.atomic
def turn_off(user: User, session_key: str | None = None) -> bool:
    """Forget device and recovery codes, and sign the person out elsewhere; False without any."""
    user = User.objects.select_for_update().get(pk=user.pk)
    gone = _forget(user)
    end_all(user, but=session_key)
    return gone


def new_seed() -> str:
    """Make what recovery codes are worked out of, so that a page shows them and no table has."""
    return secrets.token_urlsafe(24)


def codes_from(seed: str) -> list[str]:
    """Work out the recovery codes of a seed; without the portal's key it tells none."""
    made = [salted_hmac(f"{_SALT}.codes", f"{seed}:{n}", algorithm="sha256") for n in range(CODES)]
    return [f"{int(m.hexdigest(), 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}" for m in made]


@transaction.atomic
def keep_codes(user: User, codes: list[str]) -> None:
    """Let these be the person's recovery codes; earlier ones serve no more."""
    User.objects.select_for_update().get(pk=user.pk)
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    rows = [StaticToken(device=device, token=_digest(device, code)) for code in codes]
    StaticToken.objects.bulk_create(rows)


@transaction.atomic
def prove(user: User, typed: str, note_wrong: Callable[[], None]) -> Proof:
    """Take a code of the device, or a recovery code, at the sign-in of the person.

    The row of the device is held meanwhile: of tries at one moment each is counted.
    """
    rows = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True)
    device = rows.order_by("pk").first()
    if device is None:
        return Proof(Verdict.WRONG)
    if until := _shut_until(user, device, timezone.now()):
        return Proof(Verdict.SHUT, until=until)
    step, far = _step(device, typed, TOLERANCE), _step(device, typed, FAR)
    if len(typed) == CODE_DIGITS and _spend(user, typed):
        device.throttle_reset()
        return Proof(Verdict.RECOVERED, device)
    # A number of other length is no code of the device, whatever it counts.
    if device.verify_token(typed if len(typed) == device.digits else ""):
        return Proof(Verdict.RIGHT, device)
    note_wrong()
    if step is not None:
        return Proof(Verdict.SPENT)
    return Proof(Verdict.WRONG if far is None else Verdict.CLOCK)


def _shut_until(user: User, device: TOTPDevice, at: datetime) -> datetime | None:
    """Tell until when no code is looked at; None when one is."""
    key = key_of(user.username)
    limits = [Limit(*limit) for limit in settings.FACTOR_LIMITS]
    waits = [limit.until(AccessKind.FACTOR_WRONG, key, at) for limit in limits]
    if found := [until for until in waits if until]:
        return max(found)
    # The library's own pause doubles for ever: older mistakes are judged by the limits alone.
    last = device.throttling_failure_timestamp
    if last and last < at - timedelta(minutes=limits[0].minutes):
        device.throttle_reset()
    allowed, said = device.verify_is_allowed()
    return None if allowed else said["locked_until"]


def _step(device: TOTPDevice, typed: str, reach: int) -> int | None:
    """Find of which step of time, so far around now, it is the code; None when of none."""
    if len(typed) != device.digits:
        return None
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    clock.time = time.time()
    return clock.t() if clock.verify(int(typed), reach) else None


def _spend(user: User, code: str) -> bool:
    """Use a recovery code up; False when it is none."""
    for device in StaticDevice.objects.select_for_update().filter(user=user):
        # Digests made before the portal's key was changed count as long as that key does.
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        digests = [_digest(device, code, key) for key in keys]
        if StaticToken.objects.filter(device=device, token__in=digests).delete()[0]:
            return True
    return False


def _forget(user: User) -> bool:
    StaticDevice.objects.filter(user=user).delete()
    return bool(TOTPDevice.objects.filter(user=user).delete()[0])


def _digest(device: StaticDevice, code: str, key: str | None = None) -> str:
    said = f"{device.user_id}:{code}"
    return salted_hmac(f"{_SALT}.kept", said, key, algorithm="sha256").hexdigest()[:16]
