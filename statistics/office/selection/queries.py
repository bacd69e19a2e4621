"""Reading the lists of selected units and products: what holds on a day, and what ever held."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, Q, QuerySet

from statistics.enums import Selected
from statistics.models import SelectedProduct, SelectedUnit
from units.models import Unit


def in_force(on: date) -> Q:
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on))


def selected_units(on: date) -> QuerySet[SelectedUnit]:
    return SelectedUnit.objects.filter(in_force(on))


def selected_in(unit: int, products: Collection[str], on: date) -> Selected:
    """Tell whether a unit (id), one of these products (codes), or both are selected on a day.

    One query; who files is not selected by a product that is not in the month.
    """
    listed = SelectedProduct.objects.filter(in_force(on), product__code__in=list(products))
    mine = selected_units(on).filter(unit=unit)
    # The unit's row carries both answers, so that one query has them.
    row = Unit.objects.filter(pk=unit).values_list(Exists(mine), Exists(listed)).get()
    return Selected(Selected.UNIT * row[0] + Selected.PRODUCT * row[1])


def unit_entries() -> QuerySet[SelectedUnit]:
    return SelectedUnit.objects.select_related("unit", "added_by").order_by("-since", "-pk")


def product_entries() -> QuerySet[SelectedProduct]:
    return SelectedProduct.objects.select_related("product", "added_by").order_by("-since", "-pk")
