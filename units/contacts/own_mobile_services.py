"""A holder changes the registered mobile: by a code to the one they have and one to the new."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts import contact_change
from accounts.codes import services as codes
from accounts.codes.services import CodeRefusedError
from accounts.models import User
from accounts.own_mobile import pair_services as pairs
from accounts.own_mobile.pair_services import MobilePair
from units.contacts.message_services import tell_later
from units.contacts.mobile_queries import OwnMobile, own_mobile
from units.contacts.mobile_services import (
    Seal,
    lock_units,
    put_in_place,
    refuse_waiting,
)
from units.enums import MobileMessage, RegistrySource
from units.models import ContactNumber
from units.registry.errors import NotYourActError, RefusedActError
from units.registry.services import Ground

NONE = "برای واحدهای شما شمارهٔ همراه ثبت نشده است؛ اتحادیه یا ادارهٔ شهرستان آن را ثبت می‌کند."
SAME = "این همان شمارهٔ ثبت‌شدهٔ شماست."
BY_CODES = Ground(RegistrySource.HOLDER, "کد پیامک به شمارهٔ قبلی و شمارهٔ جدید")


def ask_codes(user: User, number: str, at: datetime) -> None:
    """Have a code sent to the registered mobile and another one to the new number.

    Raises NotYourActError, RefusedActError, CodeRefusedError.
    """
    held = _held(user)
    if number == held.number:
        raise RefusedActError("number", SAME)
    pairs.ask(MobilePair(user, held.number, number), at)


def proved(user: User, number: str, at: datetime) -> tuple[bool, bool]:
    """Tell which of the two codes has been typed rightly: the earlier number's, the new one's."""
    return pairs.proved(MobilePair(user, _held(user).number, number), at)


def change_own(user: User, number: str, old: str, new: str, at: datetime) -> list[ContactNumber]:
    """Take both codes and let the new number stand for the account and all its units.

    A code that was right once need not be typed again for ten minutes. Raises NotYourActError,
    CodeRefusedError.
    """
    held = _held(user)
    # Before the locks: a wrong code stays counted.
    pairs.prove(MobilePair(user, held.number, number), old, new, at)
    return _change(user, held, number, at)


@transaction.atomic
def _change(user: User, seen: OwnMobile, number: str, at: datetime) -> list[ContactNumber]:
    units = lock_units(Q(pk__in=[row.unit_id for row in seen.rows]))
    held = _held(user)
    if [row.pk for row in held.rows] != [row.pk for row in seen.rows]:
        # An office has settled a change meanwhile.
        raise CodeRefusedError(codes.NONE_WAITS)
    seal = Seal(user, None, BY_CODES, at, verified_at=at)
    tell_later(held.rows[:1], MobileMessage.CHANGED)
    placed = [put_in_place(unit, number, seal) for unit in units]
    refuse_waiting(units, user, at)
    person = User.objects.select_for_update().get(pk=user.pk)
    contact_change.change(person, person.email, number, at, proved=True)
    pairs.spend(MobilePair(user, held.number, number), at)
    return placed


def _held(user: User) -> OwnMobile:
    held = own_mobile(user)
    if held is None:
        raise NotYourActError(NONE)
    return held
