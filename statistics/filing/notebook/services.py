"""Writing a unit's production notebook. A month that was filed takes no notes any more."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from catalog.models import Product
from config.errors import NotFoundError
from config.jalali import JalaliMonth, current_month
from statistics.errors import StateConflictError
from statistics.models import DailyEntry, Submission
from units.models import Unit


class NotYetError(NotFoundError):
    """The month has not begun."""


@dataclass(frozen=True)
class DailyNote:
    """A day of the month, a product in the measure it has then, and what was made of it."""

    day: int
    product: Product
    quantity: Decimal


@dataclass(frozen=True)
class RemovedNote:
    """A note that was taken off, as plain values: product and measure by key and by name."""

    pk: int
    day: int
    product: int
    product_name: str
    measure: str
    measure_name: str
    quantity: str


@transaction.atomic
def add_note(
    user: User, unit: Unit, month: JalaliMonth, note: DailyNote, at: datetime
) -> DailyEntry:
    """Note what was made on one day.

    Raises NotYetError, or StateConflictError when the month was filed.
    """
    _refuse_closed(unit, month, at)
    return DailyEntry.objects.create(
        unit=unit,
        year=month.year,
        month=month.month,
        day=note.day,
        product=note.product,
        measure_id=note.product.measure.pk,
        quantity=note.quantity,
        entered_by=user,
        entered_at=at,
    )


@transaction.atomic
def remove_note(unit: Unit, month: JalaliMonth, pk: int, at: datetime) -> RemovedNote | None:
    """Take a note off and hand it over; None when it is not there.

    Raises NotYetError and StateConflictError as `add_note`.
    """
    _refuse_closed(unit, month, at)
    mine = DailyEntry.objects.filter(unit=unit, year=month.year, month=month.month, pk=pk)
    entry = mine.select_related("product", "measure").first()
    if entry is None:
        return None
    mine.delete()
    return RemovedNote(
        pk,
        entry.day,
        entry.product_id,
        entry.product.name,
        entry.measure_id,
        entry.measure.name_fa,
        str(entry.quantity),
    )


@transaction.atomic
def bring_back(
    user: User, unit: Unit, month: JalaliMonth, note: RemovedNote, at: datetime
) -> DailyEntry:
    """Put a note that was taken off where it stood; once, however often it is asked.

    Raises NotYetError and StateConflictError as `add_note`.
    """
    _refuse_closed(unit, month, at)
    found, _ = DailyEntry.objects.get_or_create(
        # Its own number, so that it takes its place among the notes of its day.
        pk=note.pk,
        defaults={
            "unit": unit,
            "year": month.year,
            "month": month.month,
            "day": note.day,
            "product_id": note.product,
            "measure_id": note.measure,
            "quantity": Decimal(note.quantity),
            "entered_by": user,
            "entered_at": at,
        },
    )
    return found


def _refuse_closed(unit: Unit, month: JalaliMonth, at: datetime) -> None:
    if month > current_month(at):
        raise NotYetError
    # Locked: a filing at the same moment waits, and no note comes after it.
    submission = Submission.objects.select_for_update().of_month(unit.pk, month).first()
    if submission and not submission.editable:
        raise StateConflictError(submission)
