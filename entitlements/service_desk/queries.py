"""Units within an office's reach, and the questions that were asked there."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Min, QuerySet, Sum

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from config.keyset import Page, before_moment, moment_cursor, page_of
from entitlements.enums import SupportResult
from entitlements.models import SupportAnswer, SupportQuestion
from entitlements.service_desk.rules import Pair
from units.models import Unit

# Offices of the whole country; others give support to the units that lie with them.
_COUNTRY = (OrganizationKind.MINISTRY, OrganizationKind.AFFILIATE, OrganizationKind.GUILD_CENTRE)


def offices_of(user: User) -> tuple[Organization, ...]:
    return authority_of(user).organizations(Permission.GIVE_SUPPORT)


def units_of(offices: Sequence[Organization], pairs: Collection[Pair]) -> dict[Pair, Unit]:
    """Find the units of exactly these pairs that lie with these offices, in one statement.

    A unit of somewhere else is as if it were not there.
    """
    units: QuerySet[Unit] = Unit.objects.all()
    if not any(office.kind in _COUNTRY for office in offices):
        units = Unit.objects.within(offices)
    rows = units.filter(
        guild_id__in={pair.guild_id for pair in pairs},
        holder_id__in={pair.holder_id for pair in pairs},
    )
    found = {Pair(unit.guild_id, unit.holder_id): unit for unit in rows}
    return {pair: found[pair] for pair in pairs if pair in found}


def closed_until(user: User, rows: int, at: datetime) -> datetime | None:
    """Tell when so many more rows of the person are taken; None when it is now."""
    mine = SupportQuestion.objects.filter(by=user)
    waits = [
        _until(mine, "rows", most - rows, minutes, at) for most, minutes in settings.SUPPORT_ROWS
    ]
    missed = mine.annotate(missed=F("rows") - F("found"))
    # What of the rows to come is in vain is not known yet.
    waits += [
        _until(missed, "missed", most - 1, minutes, at) for most, minutes in settings.SUPPORT_MISSES
    ]
    return max(filter(None, waits), default=None)


def _until(
    rows: QuerySet[SupportQuestion], name: str, most: int, minutes: int, at: datetime
) -> datetime | None:
    span = timedelta(minutes=minutes)
    found = rows.filter(at__gt=at - span).aggregate(sum=Sum(name), first=Min("at"))
    spent: int = found["sum"] or 0
    first: datetime | None = found["first"]
    return first + span if first and spent > most else None


def questions_for(user: User) -> QuerySet[SupportQuestion]:
    """Find what the person's offices asked: a colleague reads it too."""
    return SupportQuestion.objects.filter(office__in=offices_of(user)).select_related("office")


def log_of(user: User, after: str) -> Page[SupportQuestion]:
    """Read a page of what the person's offices asked, the newest first."""
    rows = before_moment(questions_for(user).order_by("-at", "-pk"), after, "at")
    return page_of(rows, lambda row: moment_cursor(row.at, row.pk))


def found_in(question: SupportQuestion) -> list[SupportAnswer]:
    """Read the answers about units, in the order of the rows."""
    rows = question.answers.filter(result=SupportResult.FOUND).order_by("position")
    return list(rows)


def rest_of(question: SupportQuestion) -> dict[SupportResult, list[int]]:
    """Name the rows of which no unit is told, by what became of them."""
    rows = question.answers.exclude(result=SupportResult.FOUND).order_by("position")
    rest: dict[SupportResult, list[int]] = {}
    for result, position in rows.values_list("result", "position"):
        rest.setdefault(SupportResult(result), []).append(position)
    return rest
