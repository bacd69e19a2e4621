"""Which rows an export holds: months with a final version, and never one beyond its filters."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from typing import Any, Final

from django.db import connection
from django.db.models import CharField, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from catalog.fields import alphabetical
from catalog.models import Measure, Product, Province
from catalog.search import measure_in
from catalog.validity import not_after, not_before
from config.jalali import JalaliMonth
from config.keyset import Page, older, page_of, pk_cursor
from config.persian import search_form, search_words
from statistics.enums import ExportFormat, ExportKind, State
from statistics.files.columns import MEASURE, TABLES, FileTable, Values
from statistics.files.corrected import FigureLine, as_standing, corrected_rows
from statistics.models import Employment, ExportLine, ExportLog, ProductionLine, Submission

# Rows that are held at a time, and whole versions of months, which are larger.
BATCH: Final = 2_000
VERSIONS: Final = 200
_NUMBERS: Final = count()

_MODELS: dict[ExportKind, type[Model]] = {
    ExportKind.PRODUCTION: ProductionLine,
    ExportKind.EXPORTS: ExportLine,
    ExportKind.EMPLOYMENT: Employment,
}


@dataclass(frozen=True)
class ExportChoice:
    """What one export is to hold, and what it is wanted for. Both months are included."""

    kind: ExportKind
    format: ExportFormat
    first: JalaliMonth
    last: JalaliMonth
    purpose: str
    province: Province | None = None
    union: Organization | None = None
    product: Product | None = None


def exporting_office(user: User) -> Organization | None:
    """Find the office for which the person may export identified figures; None if there is none."""
    offices = authority_of(user).organizations(Permission.EXPORT_IDENTIFIED)
    return offices[0] if offices else None


def final_rows(choice: ExportChoice) -> "QuerySet[FigureLine]":
    """Select the rows of the final months that a choice names, each with all it shows."""
    rows = _MODELS[choice.kind]._default_manager.filter(
        _named_by(choice, "submission__"), submission__state=State.FINAL
    )
    shown = ["submission__unit", "submission__licence__county__province"]
    shown.append("submission__licence__union")
    order = ["submission__year", "submission__month", "submission__licence__county__code"]
    order.append("submission_id")
    if choice.kind is not ExportKind.EMPLOYMENT:
        shown.append("product__measure")
        order.append("position")
        if choice.product:
            rows = rows.filter(product=choice.product)
    return rows.select_related(*shown).order_by(*order)  # type: ignore[return-value]


def rows_of(choice: ExportChoice) -> Iterator[Values]:
    """Yield the values of the rows of the months that have a final version, in their order.

    Those under correction among them; a quantity stands in the measure it was filed in. Nothing is
    kept but a batch, so the rows may be more than memory holds. Inside a transaction alone.
    """
    table = TABLES[choice.kind]
    batches = _batches(values_of(choice, table))
    # Asked at once behind the cursor: a month is in the one or among the others.
    others = _corrected_values(choice, _under_correction(choice))
    # Mostly nothing is under correction; then this hands the rows on as they come.
    return heapq.merge(chain.from_iterable(batches), others, key=table.place)


def values_of(choice: ExportChoice, table: FileTable) -> "QuerySet[Any, Any]":
    """Select of each row of the final months what a table shows."""
    rows: Any = final_rows(choice)
    if choice.kind is ExportKind.EMPLOYMENT:
        return rows.values_list(*table.sources)  # type: ignore[no-any-return]
    month = (OuterRef("submission__year"), OuterRef("submission__month"))
    then = measure_in(*month, "product", "product__measure")
    # The same as `with_measures` finds, line by line.
    rows = rows.annotate(filed_in=Coalesce("measure_id", then, output_field=CharField()))
    name = Subquery(Measure.objects.filter(pk=OuterRef("filed_in")).values("name_fa"))
    fields = [name if source == MEASURE else source for source in table.sources]
    return rows.values_list(*fields)  # type: ignore[no-any-return]


def _batches(rows: "QuerySet[Any, Any]") -> Iterator[list[Values]]:
    """Open a cursor in the database, and fetch from it batch by batch.

    Declared by hand: Django reads all at once where a pooler stands between, though within a
    transaction a cursor is safe there too. The end of the transaction closes it.
    """
    sql, params = rows.query.sql_with_params()
    name = f"figures_{next(_NUMBERS)}"
    with connection.cursor() as cursor:
        # Planned for all of the rows: else for the first tenth of them, and dear for the others.
        cursor.execute("SELECT set_config('cursor_tuple_fraction', '1', true)")
        cursor.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {sql}", params)
    return _fetched(name)


def _fetched(name: str) -> Iterator[list[Values]]:
    found = [()] * BATCH
    while len(found) == BATCH:
        # Each is a statement of its own, with the seconds of one.
        with connection.cursor() as cursor:
            cursor.execute(f"FETCH {BATCH} FROM {name}")
            found = cursor.fetchall()
        yield found


def _under_correction(choice: ExportChoice) -> list[int]:
    """List the months under correction of a period (one query)."""
    # By month alone: where a month belongs is said by its standing version, not by what is typed.
    cases = Submission.objects.filter(_months(choice)).under_correction()
    return list(cases.order_by("pk").values_list("pk", flat=True))


def _corrected_values(choice: ExportChoice, keys: list[int]) -> Iterator[Values]:
    """Yield the rows of these months from their standing versions, in their order."""
    table = TABLES[choice.kind]
    # Read twice, so that no more than a few versions are held: first for their places alone.
    places = [
        (case.year, case.month, case.licence.county_id, case.pk)
        for cases in _versions(keys)
        for case in cases
        if _belongs(case, choice)
    ]
    for cases in _versions([pk for *_, pk in sorted(places)]):
        rows: list[Any] = corrected_rows(cases, choice.kind)
        if choice.product and choice.kind is not ExportKind.EMPLOYMENT:
            # These rows are made in memory and carry no key of the catalogue.
            rows = [row for row in rows if row.product.code == choice.product.code]
        yield from map(table.values_of, rows)


def _versions(keys: list[int]) -> Iterator[list[Submission]]:
    """Read months by their keys, some at a time, in the order of the keys."""
    for at in range(0, len(keys), VERSIONS):
        some = keys[at : at + VERSIONS]
        # One that became final meanwhile is no row of the cursor: its new version stands here.
        found = {case.pk: case for case in as_standing(Submission.objects.filter(pk__in=some))}
        yield [found[pk] for pk in some]


def _months(choice: ExportChoice, before: str = "") -> Q:
    return not_before(before, choice.first.year, choice.first.month) & not_after(
        before, choice.last.year, choice.last.month
    )


def _belongs(case: Submission, choice: ExportChoice) -> bool:
    """Tell whether a choice names the place of a month that was read; the same as `_named_by`."""
    licence = case.licence
    here = choice.province is None or licence.county.province_id == choice.province.pk
    return here and (choice.union is None or licence.union_id == choice.union.pk)


def _named_by(choice: ExportChoice, before: str) -> Q:
    """Tell, as a condition, the months that a choice names, whatever their state."""
    months = _months(choice, before)
    if choice.province:
        months &= Q(**{f"{before}licence__county__province": choice.province})
    if choice.union:
        months &= Q(**{f"{before}licence__union": choice.union})
    return months


def unions_named(text: str) -> list[Organization]:
    """Find the unions of that name, else all whose name has every typed word."""
    unions = Organization.objects.filter(kind=OrganizationKind.UNION).order_by(
        alphabetical("name"), "pk"
    )
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
    shown = rows.select_related("actor", "province", "union", "product")
    return page_of(older(shown, cursor), pk_cursor)
