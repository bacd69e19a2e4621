"""Keeping the lists of selected units and products: added with their reason, ended by date."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from catalog.models import Product
from config.errors import InvalidFieldError
from config.jalali import tehran_day
from statistics.models import SelectedProduct, SelectedUnit
from units.models import Unit


class NotSelectableError(InvalidFieldError):
    """What was asked cannot stand; the text is a Persian sentence about one field."""


@dataclass(frozen=True)
class SelectionTerms:
    """From when, until when at the latest (None: until ended), why, and where it was decided."""

    since: date
    until: date | None
    criterion: str
    source: str


Entry = TypeVar("Entry", SelectedUnit, SelectedProduct)


@transaction.atomic
def select_unit(by: User, unit: Unit, terms: SelectionTerms, at: datetime) -> SelectedUnit:
    """Put a unit on the list. Raises NotSelectableError when it is on it on such a day."""
    # Two officers at once: the second waits and sees the first one's entry.
    Unit.objects.select_for_update().get(pk=unit.pk)
    _free(SelectedUnit.objects.filter(unit=unit), terms)
    return SelectedUnit.objects.create(unit=unit, added_by=by, added_at=at, **vars(terms))


@transaction.atomic
def select_product(
    by: User, product: Product, terms: SelectionTerms, at: datetime
) -> SelectedProduct:
    """Put a product on the list. Raises NotSelectableError when it is on it on such a day."""
    # As for a unit.
    Product.objects.select_for_update().get(pk=product.pk)
    _free(SelectedProduct.objects.filter(product=product), terms)
    return SelectedProduct.objects.create(product=product, added_by=by, added_at=at, **vars(terms))


@transaction.atomic
def end(by: User, entries: QuerySet[Entry], pk: int, last: date, at: datetime) -> Entry:
    """End an entry with a last day, today or later: what has been stays.

    Raises NotSelectableError, also for one that has ended, and DoesNotExist.
    """
    # Its joins are for the page: the lock is on the entry alone.
    entry = entries.select_for_update(of=("self",)).get(pk=pk)
    today = tehran_day(at)
    if entry.ended_at or (entry.until and entry.until < today):
        raise NotSelectableError("until", "این مورد پیش‌تر پایان یافته است.")
    # Who filed while it held was marked by it (directive 5013 §3): days behind us stay.
    if last < max(today, entry.since):
        raise NotSelectableError("until", "آخرین روز، امروز یا پس از آن است؛ گذشته عوض نمی‌شود.")
    if entry.until and last > entry.until:
        raise NotSelectableError("until", "از آخرین روزی که گفته شده بود دیرتر نمی‌شود.")
    entry.until, entry.ended_by, entry.ended_at = last, by, at
    entry.save(update_fields=["until", "ended_by", "ended_at"])
    return entry


def _free(entries: QuerySet[Entry], terms: SelectionTerms) -> None:
    """Check that no entry holds on one of the days asked for."""
    if terms.until and terms.until < terms.since:
        raise NotSelectableError("until", "آخرین روز پیش از نخستین روز است.")
    overlapping = Q(until=None) | Q(until__gte=terms.since)
    if terms.until:
        overlapping &= Q(since__lte=terms.until)
    if entries.filter(overlapping).exists():
        raise NotSelectableError("since", "در این روزها در فهرست هست؛ نخست آن را پایان دهید.")
