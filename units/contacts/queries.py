"""Reading the numbers of units: for a unit's file, for lists, for the search."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet

from units.models import ContactNumber, UnitMember
from units.queries import live_contacts


def contacts_of(unit_id: int) -> list[ContactNumber]:
    """List the numbers in use: the verified ones first, those found wrong last."""
    return list(live_contacts().filter(unit=unit_id))


def numbers_of(unit_ids: Iterable[int]) -> dict[int, list[str]]:
    """Give each unit its numbers as eleven ASCII digits, in the order in which to call them.

    Two queries for a list of any length: those of the units, then the mobiles of their people's
    accounts. A number that was found wrong is left out.
    """
    ids = list(unit_ids)
    found: dict[int, list[str]] = {pk: [] for pk in ids}
    kept = live_contacts().filter(unit__in=ids, wrong_since=None)
    rows = [*kept.values_list("unit", "number"), *_mobiles(ids).values_list("unit", "user__mobile")]
    for unit, number in rows:
        if number not in found[unit]:
            found[unit].append(number)
    return found


def reached_by(number: str) -> list[QuerySet[Any, Any]]:
    """Find the units (ids) that a number of eleven ASCII digits reaches, in two lists by index.

    OR-ed, every unit of the country would be asked.
    """
    kept = ContactNumber.objects.filter(number=number, ended_at=None)
    people = UnitMember.objects.filter(ended_at=None, user__mobile=number)
    return [kept.order_by().values("unit"), people.order_by().values("unit")]


def _mobiles(ids: list[int]) -> QuerySet[UnitMember]:
    rows = UnitMember.objects.filter(unit__in=ids, ended_at=None, user__is_active=True)
    return rows.exclude(user__mobile="").order_by(F("role").desc(), "pk")
