"""Looking at the final months of one unit: each look is kept before anything is told."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import User
from entitlements.models import OrderLook
from entitlements.orders.errors import TooManyLooksError
from entitlements.orders.queries import closed_until, told_of, unit_of, window


@dataclass(frozen=True)
class Asked:
    """What a reviewer asks: two ids, the number of the order, how many months back."""

    holder_id: str
    guild_id: str
    order_number: str
    months: int


@transaction.atomic
def look(user: User, asked: Asked, at: datetime) -> OrderLook:
    """Keep a look, and of a unit that is found what was told of it.

    A pair of which one id is wrong is the pair of no unit: one statement asks for both. Raises
    TooManyLooksError.
    """
    # Who sends two at one moment waits here, so that the second is counted.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if until := closed_until(user, at):
        raise TooManyLooksError(until)
    unit = unit_of(asked.holder_id, asked.guild_id)
    since, until_month = window(asked.months, at)
    told = told_of(unit, since, until_month, at) if unit else None
    return OrderLook.objects.create(
        at=at,
        by=user,
        office=authority_of(user).organizations(Permission.LOOK_UP_FINAL)[0],
        unit=told.unit if told else None,
        order_number=asked.order_number,
        since=since.to_int(),
        until=until_month.to_int(),
        final=len(told.months) if told else 0,
        activity=told.outlook.status.activity if told else "",
    )
