"""Stating a unit's capacity: by its own people, or by an office that saw it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from catalog.models import Product
from config.jalali import JalaliMonth, plain_day, tehran_day
from config.persian import format_number, quoted
from units.capacity.queries import capacities_of
from units.enums import RegistryAct, RegistryFact
from units.models import Capacity, RegistryChange
from units.registry.errors import RefusedActError
from units.registry.keepers import keeper_of
from units.registry.services import Ground

# Rows are never taken back, so that a holder may not add them without end.
MOST_STATED = 200


@dataclass(frozen=True)
class CapacityTerms:
    """So much of a product in a month, from a day on."""

    product: Product
    quantity: Decimal
    since: dt.date


@transaction.atomic
def state_capacity(
    user: User, unit_id: int, terms: CapacityTerms, ground: Ground, at: dt.datetime
) -> Capacity:
    """Add a row; the very same once more is that row. Raises RefusedActError."""
    keeper = keeper_of(user, unit_id, RegistryAct.CAPACITY, lock=True)
    measure = terms.product.measure
    if terms.quantity <= 0:
        raise RefusedActError("quantity", "ظرفیت باید بیشتر از صفر باشد.")
    if terms.since > tehran_day(at):
        raise RefusedActError("since", "این روز در آینده است.")
    if terms.quantity != round(terms.quantity, measure.decimals):
        places = format_number(measure.decimals)
        raise RefusedActError(
            "quantity", f"در {quoted(measure.name_fa)} تا {places} رقم اعشار بنویسید."
        )
    rows = Capacity.objects.filter(unit=keeper.unit, office=keeper.office, **vars(terms))
    if same := rows.filter(source=ground.source, reference=ground.reference).first():
        return same
    if keeper.owns and rows_of_holder(keeper.unit.pk) >= MOST_STATED:
        most = format_number(MOST_STATED)
        words = f"ظرفیت این واحد {most} بار اظهار شده است؛ تغییر آن را اکنون اتحادیه ثبت می‌کند."
        raise RefusedActError("quantity", words)
    month = JalaliMonth.containing(terms.since)
    held = {row.product_id: row for row in capacities_of(keeper.unit.pk, month)}
    added = Capacity.objects.create(
        unit=keeper.unit,
        measure=measure,
        source=ground.source,
        reference=ground.reference,
        stated_by=user,
        office=keeper.office,
        at=at,
        **vars(terms),
    )
    before = held.get(terms.product.pk)
    RegistryChange.objects.create(
        unit=keeper.unit,
        fact=RegistryFact.CAPACITY,
        before=capacity_words(before) if before else "",
        after=capacity_words(added),
        source=ground.source,
        reference=ground.reference,
        actor=user,
        office=keeper.office,
        at=at,
    )
    return added


def rows_of_holder(unit_id: int) -> int:
    """Count what the holder stated, all of which is read wherever a capacity is asked for."""
    return Capacity.objects.filter(unit=unit_id, office=None).count()


def capacity_words(row: Capacity) -> str:
    """Write a capacity as history shows it: «کفش: ۳٬۶۰۰ جفت در ماه، از ۱ تیر ۱۴۰۵»."""
    amount = f"{format_number(row.quantity)} {row.measure.name_fa}"
    return f"{row.product.name}: {amount} در ماه، از {plain_day(row.since)}"
