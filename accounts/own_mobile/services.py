"""The mobile of an account that no unit's registered one stands for: proved, and changed.

Without the number that counts two people take it off first (`accounts.second_factor`).
"""

from datetime import datetime

from django.db import transaction

from accounts import contact_change
from accounts.codes import services as codes
from accounts.codes.services import CodeRefusedError
from accounts.models import User
from accounts.own_mobile import pair_services as pairs
from accounts.own_mobile.pair_services import MobilePair
from config.errors import InvalidFieldError

SAME = "این شماره از پیش تأییدشدهٔ شماست."


def pair_of(user: User, number: str) -> MobilePair:
    """Lay out the change to a number: a mobile that was only typed asks for no code."""
    return MobilePair(user, user.mobile if user.mobile_proved else "", number)


def ask_codes(user: User, number: str, at: datetime) -> None:
    """Have the codes sent. Raises InvalidFieldError, CodeRefusedError."""
    pair = pair_of(user, number)
    if number == pair.old:
        raise InvalidFieldError("number", SAME)
    pairs.ask(pair, at)


def change_own(user: User, number: str, old: str, new: str, at: datetime) -> None:
    """Take the codes and let the number be the account's, proved. Raises CodeRefusedError."""
    seen = pair_of(user, number)
    # Before the lock: a wrong code stays counted.
    pairs.prove(seen, old, new, at)
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        if pair_of(person, number).old != seen.old:
            # Another window, or two people, were quicker.
            raise CodeRefusedError(codes.NONE_WAITS)
        contact_change.change(person, person.email, number, at, proved=True)
        pairs.spend(seen, at)
