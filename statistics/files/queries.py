"""Which rows a file holds, and never one beyond its filters or the reach of its office."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone
from psycopg import ClientCursor

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from catalog.fields import alphabetical
from catalog.models import County, IsicNode, Product, Province
from config.jalali import JalaliMonth, current_month, short_day
from config.keyset import Page, older, page_of, pk_cursor
from config.long_statements import allow_seconds
from config.persian import search_form, search_words
from statistics.enums import FILES_AT_WORK, ExportFormat, ExportKind, FileState
from statistics.files.tables import TABLES
from statistics.models import ExportLog, FigureFile

# Whose files hold the whole country.
_COUNTRYWIDE: Final = (OrganizationKind.MINISTRY, OrganizationKind.STATISTICS)
_MONTH: Final = "s.year = %(year)s AND s.month = %(month)s"
_PERIOD: Final = "(s.year, s.month) BETWEEN (%(from_year)s, %(from_month)s) AND "
# So far ahead of the running month a day may lie at which a case moves by itself.
MONTHS_AHEAD: Final = 6
# Files of a person on the page.
SHOWN: Final = 20
Params = dict[str, Any]


@dataclass(frozen=True)
class ExportChoice:
    """What one file is to hold, and what it is wanted for. Both months are included.

    `office` is whose reach the file keeps to; without one it is the country's.
    """

    kind: ExportKind
    format: ExportFormat
    first: JalaliMonth
    last: JalaliMonth
    purpose: str
    province: Province | None = None
    union: Organization | None = None
    product: Product | None = None
    county: County | None = None
    isic: IsicNode | None = None
    office: Organization | None = None

    @property
    def months(self) -> list[JalaliMonth]:
        return [self.first + number for number in range(self.last - self.first + 1)]


def choice_of(file: FigureFile) -> ExportChoice:
    """Read what a file that was asked for is to hold."""
    return ExportChoice(
        ExportKind(file.kind),
        ExportFormat(file.format),
        file.first,
        file.last,
        file.purpose,
        file.province,
        file.union,
        file.product,
        file.county,
        file.isic,
        file.organization,
    )


def contents_of(choice: ExportChoice) -> Params:
    """Tell a choice as the fields of a file and of its line in the log."""
    return {
        "kind": choice.kind,
        "format": choice.format,
        "purpose": choice.purpose,
        "from_year": choice.first.year,
        "from_month": choice.first.month,
        "to_year": choice.last.year,
        "to_month": choice.last.month,
        "province": choice.province,
        "county": choice.county,
        "union": choice.union,
        "isic": choice.isic,
        "product": choice.product,
    }


def exporting_offices(user: User) -> list[Organization]:
    """List the offices for which the person may take files, those of the country first."""
    offices = authority_of(user).organizations(Permission.EXPORT_IDENTIFIED)
    return sorted(offices, key=lambda office: not countrywide(office))


def countrywide(office: Organization) -> bool:
    return office.kind in _COUNTRYWIDE


def lines_of(choice: ExportChoice, seconds: int) -> Generator[bytes, None, None]:
    """Yield the rows of a choice as COPY writes them, in their order.

    Each month is one statement, and no snapshot is older than it: a month of a unit is in one of
    them alone, so that no row is there twice. Nothing is kept but the row at hand.
    """
    table = TABLES[choice.kind]
    narrowed, params = _narrowed(choice)
    sql = table.select(_MONTH, narrowed)
    for month in _months_with_cases(choice):
        with transaction.atomic(), allow_seconds(seconds):
            of_month = {"year": month.year, "month": month.month, **days_from(month)}
            yield from copied(sql, params | of_month)


def _months_with_cases(choice: ExportChoice) -> list[JalaliMonth]:
    """Leave out the months of which nothing was ever filed: a period may begin with many."""
    months = choice.months
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.year, m.month FROM unnest(%s::int[], %s::int[]) AS m(year, month) WHERE"
            " EXISTS (SELECT 1 FROM statistics_submission s"
            " WHERE s.year = m.year AND s.month = m.month) ORDER BY m.year, m.month",
            [[month.year for month in months], [month.month for month in months]],
        )
        return [JalaliMonth(year, month) for year, month in cursor.fetchall()]


def copied(sql: str, params: Params) -> Iterator[bytes]:
    """Yield the rows of a query as COPY writes them."""
    with connection.cursor() as cursor:
        # COPY takes no parameters: psycopg quotes them.
        statement = ClientCursor(connection.connection).mogrify(f"COPY ({sql}) TO STDOUT", params)
        with cursor.copy(statement) as rows:
            for row in rows:
                yield bytes(row)


def count_rows(choice: ExportChoice, most: int | None = None) -> int:
    """Count the rows of a choice, no further than `most`."""
    narrowed, params = _narrowed(choice)
    last = "(%(to_year)s, %(to_month)s)"
    sql = TABLES[choice.kind].counted(f"{_PERIOD}{last}", narrowed)
    params |= {"from_year": choice.first.year, "from_month": choice.first.month}
    params |= {"to_year": choice.last.year, "to_month": choice.last.month, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql} LIMIT %(most)s) AS counted", params)
        return int(cursor.fetchone()[0])


def days_from(first: JalaliMonth) -> Params:
    """Give the days from a month on as files write them, for a query's columns of days."""
    return {"first_day": first.first_day, "days": _days(first, current_month(timezone.now()))}


@lru_cache(maxsize=64)
def _days(first: JalaliMonth, running: JalaliMonth) -> list[str]:
    # Nothing of a month happens before it; what is due lies ahead of the running one.
    count = (max(first, running) + MONTHS_AHEAD).last_day - first.first_day
    return [short_day(first.first_day + timedelta(days=n)) for n in range(count.days + 1)]


def _narrowed(choice: ExportChoice) -> tuple[str, Params]:
    """Write the filters as a condition on the version `r`: where the unit stood when it filed."""
    office = choice.office if choice.office and not countrywide(choice.office) else None
    filters: dict[str, tuple[str, Any]] = {
        "r.organization_id = %(office)s": ("office", office and office.pk),
        "r.county_id IN (SELECT code FROM catalog_county WHERE province_id = %(province)s)": (
            "province",
            choice.province and choice.province.pk,
        ),
        "r.county_id = %(county)s": ("county", choice.county and choice.county.pk),
        "r.union_id = %(union)s": ("union", choice.union and choice.union.pk),
        "r.trade_id IN (SELECT code FROM catalog_isicnode WHERE starts_with(path, %(isic)s))": (
            "isic",
            choice.isic and choice.isic.path,
        ),
    }
    if code := TABLES[choice.kind].code:
        filters[f"{code} = %(product)s"] = ("product", choice.product and choice.product.code)
    given = {sql: pair for sql, pair in filters.items() if pair[1]}
    return "".join(f" AND {sql}" for sql in given), dict(given.values())


def unions_named(text: str, office: Organization | None = None) -> list[Organization]:
    """Find the unions of that name in an office's reach, else all whose name has every word."""
    unions = Organization.objects.filter(kind=OrganizationKind.UNION).order_by(
        alphabetical("name"), "pk"
    )
    if office and not countrywide(office):
        unions = unions.filter(parent=office)
    named = [(union, search_form(union.name)) for union in unions]
    wanted = search_form(text)
    # A full name may be part of another's.
    exact = [union for union, name in named if name == wanted]
    if exact:
        return exact
    words = set(search_words(text))
    return [union for union, name in named if words and words <= set(search_words(name))]


def past_exports(user: User, cursor: str = "") -> Page[ExportLog]:
    """Read a page of the log of the person's offices, the latest first."""
    rows = ExportLog.objects.visible_to(user).order_by("-pk")
    shown = rows.select_related("actor", "province", "county", "union", "isic", "product")
    return page_of(older(shown, cursor), pk_cursor)


def own_files(user: User) -> list[FigureFile]:
    """List the latest files that a person asked for."""
    rows = FigureFile.objects.visible_to(user).select_related("log")
    return list(rows[:SHOWN])


def ahead_of(file: FigureFile) -> int:
    """Count the files that are made before this one."""
    if file.state != FileState.WAITING:
        return 0
    return FigureFile.objects.filter(state__in=FILES_AT_WORK, pk__lt=file.pk).count()
