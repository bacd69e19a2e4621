"""Who may bring which file for whom, and the rows of an import as pages show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from config.keyset import Page, page_of
from units.enums import IMPORTS_AT_WORK, ImportStage, RowState, RowVerdict
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
    """Find whom an import waits for, to be read or to be stored."""
    others = Import.objects.select_related("by", "scope").exclude(pk=run.pk)
    if run.stage == ImportStage.READING:
        # One worker does all of it; what nobody has begun has no attempt yet.
        begun = others.filter(stage__in=IMPORTS_AT_WORK, attempt__gt=0).order_by("pk")
        return begun.first() or others.filter(stage=run.stage, pk__lt=run.pk).order_by("pk").first()
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
class UndoCount:
    """So many rows were stored as new and as changed, and go with the import."""

    new: int
    changed: int

    @property
    def total(self) -> int:
        return self.new + self.changed


def undo_count(run: Import) -> UndoCount:
    """Count what taking an import back would take back now."""
    rows = ImportRow.objects.filter(imported=run, state=RowState.STORED)
    new, changed = (Count("pk", filter=Q(verdict=v)) for v in (RowVerdict.NEW, RowVerdict.CHANGED))
    return UndoCount(**rows.aggregate(new=new, changed=changed))


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
