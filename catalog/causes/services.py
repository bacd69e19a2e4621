"""Keeping the list of causes: added with a reason, ended by date, never deleted.

Whether a person may is asked before: offices and posts are not known here.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q

from catalog.causes.models import Cause
from catalog.enums import Direction
from catalog.list_files import read_list
from config.errors import InvalidFieldError
from config.jalali import tehran_day
from config.persian import normalize


class CauseRefusedError(InvalidFieldError):
    """What was asked cannot stand; the text is a Persian sentence about one field."""


@dataclass(frozen=True)
class CauseTerms:
    """What a cause is called, which way it goes ('' for both), from when, until when, why."""

    name: str
    direction: str
    since: dt.date
    until: dt.date | None
    note: str


@transaction.atomic
def add_cause(by: AbstractBaseUser, terms: CauseTerms, at: dt.datetime) -> Cause:
    """Add a cause. Raises CauseRefusedError when one of that name is offered on such a day."""
    # Two officers at once: the second waits and sees what the first added.
    list(Cause.objects.select_for_update().order_by("pk"))
    if terms.until and terms.until < terms.since:
        raise CauseRefusedError("until", "آخرین روز پیش از نخستین روز است.")
    meets = Q(until=None) | Q(until__gte=terms.since)
    if terms.until:
        meets &= Q(since__lte=terms.until)
    # One that goes both ways is offered beside one that goes either way.
    ways = Direction.values if not terms.direction else [terms.direction]
    same = Cause.objects.filter(meets, name=terms.name, direction__in=["", *ways])
    if same.exists():
        raise CauseRefusedError("name", "علتی با همین نام در این روزها در فهرست هست.")
    return Cause.objects.create(code=_next_code(), added_by_id=by.pk, added_at=at, **vars(terms))


@transaction.atomic
def end_cause(by: AbstractBaseUser, pk: int, last: dt.date, at: dt.datetime) -> Cause:
    """End a cause with a last day, today or later: what has been offered stays so.

    Raises CauseRefusedError, also for one that has ended, and DoesNotExist.
    """
    cause = Cause.objects.select_for_update().get(pk=pk)
    today = tehran_day(at)
    if cause.ended_at or (cause.until and cause.until < today):
        raise CauseRefusedError("until", "این علت پیش‌تر پایان یافته است.")
    if last < max(today, cause.since):
        raise CauseRefusedError("until", "آخرین روز، امروز یا پس از آن است؛ گذشته تغییر نمی‌کند.")
    if cause.until and last > cause.until:
        raise CauseRefusedError("until", "از آخرین روزی که ثبت شده بود دیرتر نمی‌شود.")
    cause.until, cause.ended_by_id, cause.ended_at = last, by.pk, at
    cause.save(update_fields=["until", "ended_by", "ended_at"])
    return cause


def load_first_causes(folder: Path) -> int:
    """Add the causes of `causes.csv` that are not there yet; return how many were."""
    rows = read_list(folder / "causes.csv", ("code", "name", "direction", "since"), "code")
    known = set(Cause.objects.order_by("pk").values_list("code", flat=True))
    new = [
        Cause(
            code=row["code"],
            name=normalize(row["name"]),
            direction=row.one_of("direction", ("", *Direction.values), "direction"),
            since=row.day("since"),
        )
        for row in rows
        if row["code"] not in known
    ]
    return len(Cause.objects.bulk_create(new))


def _next_code() -> str:
    # Never deleted, so the count never gives a code twice; the first ones have words for codes.
    return f"c{Cause.objects.count() + 1}"
