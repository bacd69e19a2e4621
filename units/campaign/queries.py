"""Which campaign runs where a person looks, and how far it is, counted in one statement."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet
from redis.exceptions import RedisError

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User, short_name
from catalog.fields import alphabet_key
from catalog.models import County
from config.charts import Bar, bar
from units.enums import MemberRole
from units.models import RegistrationCampaign, Unit

COUNTRYWIDE = (OrganizationKind.MINISTRY, OrganizationKind.STATISTICS)

# No grouping sets: PostgreSQL counts them in one process, and plain groups in several at once.
_PROGRESS = """
SELECT {columns}, count(*), count(m.unit_id)
FROM ({units}) AS u
LEFT JOIN units_unitmember m
    ON m.unit_id = u.id AND m.ended_at IS NULL AND m.role = %s
GROUP BY {columns}
"""
_BY_PROVINCE, _BY_PLACE = "u.organization_code", "u.county_id, u.union_id"
# The country is counted once in so many seconds; how far a province or a union is, at once.
KEPT_SECONDS = 300
_KEPT = "units.campaign.country"
_Rows = list[list[Any]]


@dataclass(frozen=True)
class Place:
    """A line of progress: of so many units so many have an owner's account."""

    name: str
    query: str
    units: int
    signed_up: int

    @property
    def missing(self) -> int:
        return self.units - self.signed_up

    @property
    def percent(self) -> Decimal | None:
        return Decimal(self.signed_up * 100 // self.units) if self.units else None

    @property
    def bars(self) -> tuple[Bar]:
        return (bar(self.percent),)


@dataclass(frozen=True)
class Progress:
    """How far a reach is: altogether, and by province or by county and union, as counted then."""

    counted_at: datetime
    whole: Place
    provinces: list[Place]
    counties: list[Place]
    unions: list[Place]


def offices_of(user: User) -> tuple[Organization, ...]:
    return authority_of(user).organizations(Permission.VIEW_REGISTRY)


def countrywide(user: User) -> bool:
    return any(office.kind in COUNTRYWIDE for office in offices_of(user))


def opening_office(user: User) -> Organization | None:
    """Find the office for which the person may open a campaign: the country's before a province."""
    may = (*COUNTRYWIDE, OrganizationKind.PROVINCE)
    offices = [office for office in offices_of(user) if office.kind in may]
    return min(offices, key=lambda office: office.kind == OrganizationKind.PROVINCE, default=None)


def running(today: date) -> QuerySet[RegistrationCampaign]:
    """Find the campaigns that are open or to come, the country's first."""
    rows = RegistrationCampaign.objects.filter(closed_at=None, ends_on__gte=today)
    return rows.select_related("organization", "opened_by").order_by(
        F("organization").asc(nulls_first=True), "pk"
    )


def campaigns_for(user: User, today: date) -> list[RegistrationCampaign]:
    """List what runs where the person's offices lie."""
    if countrywide(user):
        return list(running(today))
    provinces = {
        office.pk if office.kind == OrganizationKind.PROVINCE else office.parent_id
        for office in offices_of(user)
    }
    return list(running(today).filter(Q(organization=None) | Q(organization__in=provinces)))


def progress(user: User, at: datetime, province: str = "") -> Progress:
    """Count units and those with an owner's account in the person's reach, in one statement."""
    units = Unit.objects.visible_to(user).filter(closed_on=None)
    if countrywide(user) and not province:
        rows, counted_at = _country(units, at)
        return _by_province(rows, counted_at)
    if province:
        units = units.filter(organization_code=province)
    return _by_place(_counted(units, _BY_PLACE), at, province)


def _by_province(rows: _Rows, at: datetime) -> Progress:
    found = _summed(rows, 0)
    offices = Organization.objects.filter(kind=OrganizationKind.PROVINCE, code__in=found)
    names = [(office.code, short_name(office.name)) for office in offices]
    return Progress(at, _whole(rows, ""), _places(names, found, "province="), [], [])


def _by_place(rows: _Rows, at: datetime, province: str) -> Progress:
    counties, unions = _summed(rows, 0), _summed(rows, 1)
    narrowed = f"province={province}&" if province else ""
    in_reach = County.objects.filter(code__in=counties)
    named = Organization.objects.filter(pk__in=unions)
    return Progress(
        at,
        _whole(rows, narrowed.rstrip("&")),
        [],
        _places([(c.code, c.name) for c in in_reach], counties, f"{narrowed}county="),
        _places([(str(u.pk), u.name) for u in named], unions, f"{narrowed}union="),
    )


def _summed(rows: _Rows, column: int) -> dict[str, tuple[int, int]]:
    """Add the counts up by one column; units that lie nowhere are in the whole alone."""
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        if row[column]:
            units, signed = found.get(str(row[column]), (0, 0))
            found[str(row[column])] = (units + row[-2], signed + row[-1])
    return found


def _whole(rows: _Rows, query: str) -> Place:
    return Place("", query, sum(row[-2] for row in rows), sum(row[-1] for row in rows))


def _country(units: QuerySet[Unit], at: datetime) -> tuple[_Rows, datetime]:
    """Read the country's counts of some minutes ago, or count anew; tell as of when they are."""
    with suppress(RedisError):
        kept = cache.get(_KEPT)
        then = datetime.fromisoformat(kept["at"]) if kept else None
        if then and timedelta(0) <= at - then < timedelta(seconds=KEPT_SECONDS):
            return kept["rows"], then
    rows = _counted(units, _BY_PROVINCE)
    with suppress(RedisError):
        cache.set(_KEPT, {"rows": rows, "at": at.isoformat()}, KEPT_SECONDS)
    return rows, at


def _counted(units: QuerySet[Unit], columns: str) -> _Rows:
    rows = units.order_by().values("id", "organization_code", "county_id", "union_id")
    try:
        sql, params = rows.query.sql_with_params()
    # Django knows that nothing is found and writes no SQL.
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        statement = _PROGRESS.format(units=sql, columns=columns)
        cursor.execute(statement, [*params, MemberRole.OWNER])
        return [list(row) for row in cursor.fetchall()]


def _places(
    named: Iterable[tuple[str, str]], counts: dict[str, tuple[int, int]], query: str
) -> list[Place]:
    """Draw a line for each place, the one that is furthest behind first."""
    places = [Place(name, f"{query}{key}", *counts[key]) for key, name in named]
    return sorted(
        places, key=lambda place: (place.percent or 0, -place.missing, alphabet_key(place.name))
    )
