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
def remove_note(unit: Unit, month: JalaliMonth, pk: int, at: datetime) -> bool:
    """Take a note off; False when it is not there.

    Raises NotYetError and StateConflictError as `add_note`.
    """
    _refuse_closed(unit, month, at)
    mine = DailyEntry.objects.filter(unit=unit, year=month.year, month=month.month, pk=pk)
    return mine.delete()[0] > 0


def _refuse_closed(unit: Unit, month: JalaliMonth, at: datetime) -> None:
    if month > current_month(at):
        raise NotYetError
    # Locked: a filing at the same moment waits, and no note comes after it.
    submission = Submission.objects.select_for_update().of_month(unit.pk, month).first()
    if submission and not submission.editable:
        raise StateConflictError(submission)
