"""Keeping the obligation lists (circular 60/133338 §1 note 1), and telling a unit why it owes.

Whether a person may is asked before. The unit's own first month follows by trigger, and its duty is
judged anew at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from accounts.models import User
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.errors import InvalidFieldError
from config.jalali import JalaliMonth
from config.persian import duplicate_key
from statistics.models import ListedUnit, ObligationList
from statistics.obligation.services import refresh
from units.enums import ActivityReason
from units.models import Unit

FIRST_MONTH = JalaliMonth.from_int(PolicyKey.OBLIGATION_FROM.fact.minimum)


class ListRefusedError(InvalidFieldError):
    """What was asked cannot stand; the text is a Persian sentence about one field."""


@dataclass(frozen=True)
class ListTerms:
    """What a list is called, from which month it obliges, and by which letter."""

    name: str
    first_month: JalaliMonth
    source: str


class Listing(NamedTuple):
    """The list that obliges a unit first, and its first month."""

    name: str
    first_month: JalaliMonth


@transaction.atomic
def open_list(by: User, terms: ListTerms, at: datetime) -> ObligationList:
    """Begin a list without units.

    Raises ListRefusedError for a name that another list has, and for a month in which every unit
    owes by itself: such a list would oblige nobody, and say that it does.
    """
    # Two officers at once: the second waits and sees the first one's list.
    kept = ObligationList.objects.select_for_update().filter(ended_at=None).order_by("pk")
    if any(duplicate_key(other.name) == duplicate_key(terms.name) for other in kept):
        raise ListRefusedError("name", "فهرستی با همین نام هست.")
    if terms.first_month < FIRST_MONTH:
        raise ListRefusedError("year", f"نخستین ماه نمی‌تواند پیش از {FIRST_MONTH} باشد.")
    if terms.first_month > (common := _last_common_start()):
        words = f"از {common} همه مشمول‌اند؛ فهرست برای ماهی پیش از آن است."
        raise ListRefusedError("year", words)
    return ObligationList.objects.create(
        name=terms.name,
        first_day=terms.first_month.first_day,
        source=terms.source,
        added_by=by,
        added_at=at,
    )


def _last_common_start() -> JalaliMonth:
    """Find the month from which all units owe, in whichever province that is latest."""
    rows = PolicyBook.load().rows
    starts = [row.value for row in rows if row.key == PolicyKey.OBLIGATION_FROM and row.value]
    return JalaliMonth.from_int(max(starts))


@transaction.atomic
def list_unit(
    by: User, number: int, unit: Unit, source: str, at: datetime, judge: bool = True
) -> ListedUnit:
    """Put a unit on a list (id); what it owes by it is judged at once, or not yet.

    Raises ListRefusedError, and DoesNotExist.
    """
    # The list is held, so that it is not withdrawn meanwhile; the unit waits for a second officer.
    found = ObligationList.objects.select_for_update().get(pk=number)
    if found.ended_at:
        raise ListRefusedError("guild_id", "این فهرست لغو شده است؛ واحدی به آن افزوده نمی‌شود.")
    if found.members.filter(unit=unit, ended_at=None).exists():
        raise ListRefusedError("guild_id", "این واحد در همین فهرست هست.")
    made = ListedUnit.objects.create(list=found, unit=unit, source=source, added_by=by, added_at=at)
    if judge:
        _judge(unit, at)
    return made


@transaction.atomic
def withdraw_unit(
    by: User, number: int, reason: str, at: datetime, judge: bool = True
) -> ListedUnit:
    """Take a unit off its list (id of its place there); the place stays in the history.

    Raises ListRefusedError, and DoesNotExist.
    """
    place = ListedUnit.objects.select_for_update().get(pk=number)
    if place.ended_at:
        raise ListRefusedError("reason", "این واحد پیش‌تر از فهرست خارج شده است.")
    place.ended_by, place.ended_at, place.end_reason = by, at, reason
    place.save(update_fields=["ended_by", "ended_at", "end_reason"])
    if judge:
        _judge(place.unit, at)
    return place


@transaction.atomic
def withdraw_list(by: User, number: int, reason: str, at: datetime) -> ObligationList:
    """Withdraw a whole list (id). The next nightly run judges its units.

    Raises ListRefusedError, and DoesNotExist.
    """
    found = ObligationList.objects.select_for_update().get(pk=number)
    if found.ended_at:
        raise ListRefusedError("reason", "این فهرست پیش‌تر لغو شده است.")
    found.ended_by, found.ended_at, found.end_reason = by, at, reason
    found.save(update_fields=["ended_by", "ended_at", "end_reason"])
    return found


def listings(units: Collection[Unit]) -> dict[int, Listing]:
    """Find the list that obliges each unit first (one query, none where none stands on any)."""
    listed = [unit.pk for unit in units if unit.obliged_from]
    if not listed:
        return {}
    rows = ListedUnit.objects.filter(unit__in=listed, ended_at=None, list__ended_at=None)
    # Of several the earliest is written last.
    ordered = rows.order_by("-list__first_day", "-list__pk").select_related("list")
    return {row.unit_id: Listing(row.list.name, row.list.first_month) for row in ordered}


def _judge(unit: Unit, at: datetime) -> None:
    refresh(unit, ActivityReason.RULE, at, PolicyBook.load())
