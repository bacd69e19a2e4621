"""Which rows an export holds: months with a final version, and never one beyond its filters."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from accounts.authority import authority_of
from accounts.enums import OrganizationKind, Permission
from accounts.models import Organization, User
from catalog.fields import alphabetical
from catalog.models import Product, Province
from catalog.validity import not_after, not_before
from config.jalali import JalaliMonth
from config.keyset import Page, older, page_of, pk_cursor
from config.persian import search_form, search_words
from statistics.enums import ExportFormat, ExportKind, State
from statistics.files.corrected import FigureLine, corrected, corrected_rows
from statistics.models import Employment, ExportLine, ExportLog, ProductionLine, Submission
from statistics.models.lines import with_measures

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


def rows_of(choice: ExportChoice, limit: int) -> list[FigureLine]:
    """Read at most so many rows of the months that have a final version.

    Those under correction among them; a quantity stands in the measure it was filed in.
    """
    rows: Any = final_rows(choice)[:limit]
    found: list[FigureLine] = (
        # People have no measure.
        list(rows) if choice.kind is ExportKind.EMPLOYMENT else with_measures(rows)
    )
    # By month alone: where a month belongs is said by its standing version, not by what is typed.
    cases = corrected(Submission.objects.filter(_months(choice)))
    cases = [case for case in cases if _belongs(case, choice)]
    others: list[Any] = corrected_rows(cases, choice.kind) if cases else []
    if choice.product and choice.kind is not ExportKind.EMPLOYMENT:
        # These rows are made in memory and carry no key of the catalogue.
        others = [row for row in others if row.product.code == choice.product.code]
    # The database has sorted already; mostly nothing is under correction.
    return sorted([*found, *others], key=_order)[:limit] if others else found


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


def _order(row: FigureLine) -> tuple[int, int, str, int, int]:
    """Place a row among others, as `final_rows` orders them."""
    month = row.submission
    place = (month.licence.county_id, month.pk)
    return (month.year, month.month, *place, getattr(row, "position", 0))


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
