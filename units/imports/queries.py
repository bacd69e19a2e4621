"""Who may bring which file for whom, and the rows of an import as pages show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from config.keyset import Page, page_of
from units.enums import ImportStage, RowVerdict
from units.imports.kinds import ImportKind, all_kinds
from units.models import Import, ImportRow

# Rows of a table on a page; all of them stand in the file.
SHOWN = 50


def kinds_for(user: User) -> list[ImportKind]:
    """List the kinds that a person may bring."""
    authority = authority_of(user)
    return [kind for kind in all_kinds() if authority.organizations(kind.permission)]


def scopes_for(user: User) -> list[Organization | None]:
    """List for whom a person may bring units; None is the whole country."""
    offices = authority_of(user).organizations(Permission.IMPORT_REGISTRY)
    if any(office.kind == OrganizationKind.STATISTICS for office in offices):
        provinces = Organization.objects.filter(kind=OrganizationKind.PROVINCE)
        return [None, *provinces.order_by("province__name_order", "code")]
    return list(offices)


def ahead_of(run: Import) -> Import | None:
    """Find whom a waiting import waits for."""
    others = Import.objects.select_related("by", "scope").exclude(pk=run.pk)
    at_it = others.filter(stage__in=[ImportStage.STORING, ImportStage.UNDOING]).order_by("pk")
    earlier = others.filter(stage=ImportStage.WAITING, confirmed_at__lt=run.confirmed_at)
    return at_it.first() or earlier.order_by("confirmed_at", "pk").first()


def rows_shown(run: Import, verdict: RowVerdict, behind: str) -> Page[ImportRow]:
    """Read a page of rows of one verdict, those with consequences first."""
    rows = ImportRow.objects.filter(imported=run, verdict=verdict).order_by("calm", "place")
    calm, _, place = behind.partition(",")
    if calm in ("0", "1") and place.isascii() and place.isdigit() and len(place) < 10:
        rows = _behind(rows, calm == "1", int(place))
    return page_of(rows.defer("values", "before", "after"), _cursor, SHOWN)


def _behind(rows: QuerySet[ImportRow], calm: bool, place: int) -> QuerySet[ImportRow]:
    same = rows.filter(calm=calm, place__gt=place)
    return same if calm else same | rows.filter(calm=True)


def _cursor(row: ImportRow) -> str:
    return f"{int(row.calm)},{row.place}"


@dataclass(frozen=True)
class RefusedRow:
    """A row as it came, with what is wrong with it."""

    line: int
    written: Sequence[str]
    faults: Sequence[dict[str, str]]


def refused_rows(run: Import) -> Iterator[RefusedRow]:
    """Read every refused row in the order of the file."""
    rows = ImportRow.objects.filter(imported=run, verdict=RowVerdict.REFUSED).order_by("line")
    for line, written, faults in rows.values_list("line", "written", "faults").iterator():
        yield RefusedRow(line, written or [], faults)
