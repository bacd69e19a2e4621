"""What belongs to another unit already: a guild id, the number of a licence.

Whose it is is told as far as who asks may open that unit's file, and to nobody else.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from accounts.models import User
from config.persian import quoted
from units.guild_id_rules import has_guild_id
from units.models import Licence, Unit
from units.registry.errors import RefusedActError

_LOOK = "رقم‌ها را دوباره ببینید."
GUILD_ID = "این شناسه از آنِ واحد {whose} است؛ " + _LOOK
NUMBER = "این شماره از آنِ پروانهٔ واحد {whose} است؛ " + _LOOK
OWN_NUMBER = "این شماره از آنِ پروانهٔ دیگر همین واحد است؛ " + _LOOK
PAIR = "واحد دیگری با همین دارنده و شناسه صنفی هست؛ شناسه‌ها را دوباره ببینید."
_OTHERS = "دیگری"
# What the database says of two acts at one moment.
_LOST = {
    "one_open_unit_of_a_guild_id": ("guild_id", GUILD_ID.format(whose=_OTHERS)),
    "one_unit_for_holder_and_guild_id": ("guild_id", PAIR),
    "units_licence_number_key": ("number", NUMBER.format(whose=_OTHERS)),
}


def refuse_taken_guild_id(user: User, holder_id: str, guild_id: str, *but: int) -> None:
    """Refuse a guild id that another unit keeps, `but` left out. Raises RefusedActError."""
    rows = Unit.objects.filter(has_guild_id(guild_id, holder_id)).exclude(pk__in=but)
    found = rows.order_by("closed_on", "pk").last()
    if found is None:
        return
    if found.holder_id == holder_id:
        raise RefusedActError("guild_id", PAIR)
    raise RefusedActError("guild_id", GUILD_ID.format(whose=_whose(user, found.pk)))


def refuse_taken_number(user: User, number: str, unit: int, but: int = 0) -> None:
    """Refuse a number that another licence has. Raises RefusedActError."""
    found = Licence.objects.filter(number=number).exclude(pk=but).first()
    if found is None:
        return
    if found.unit_id == unit:
        raise RefusedActError("number", OWN_NUMBER)
    raise RefusedActError("number", NUMBER.format(whose=_whose(user, found.unit_id)))


@contextmanager
def one_gets_it() -> Iterator[None]:
    """Refuse whoever comes second of two acts at one moment. Raises RefusedActError."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        name = getattr(getattr(fault.__cause__, "diag", None), "constraint_name", "")
        if name not in _LOST:
            raise
        raise RefusedActError(*_LOST[name]) from fault


def _whose(user: User, unit: int) -> str:
    seen = Unit.objects.visible_to(user).filter(pk=unit).first()
    return quoted(seen.name) if seen else _OTHERS
