"""Rows of months under correction: those of the version that stands until a new one is final.

The lines of a final month are frozen and are its rows; those of a reopened month are what the unit
types just now, so its rows are made from the version that stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from catalog.models import Measure, Product
from statistics.enums import ExportKind
from statistics.figures import ExportFigure, Figures, ProductFigure, final_figures
from statistics.models import (
    Employment,
    ExportLine,
    ProductionLine,
    Submission,
    SubmissionQuerySet,
)
from statistics.passed_levels import restore_marks
from units.models import Licence

FigureLine: TypeAlias = ProductionLine | ExportLine | Employment


_PLACES = ("county__province", "union")


def corrected(cases: SubmissionQuerySet) -> list[Submission]:
    """Read those of `cases` that are under correction, as their standing version has them.

    Licence, round, declared activity and marks are set in memory alone: the stored ones are what
    the unit types now and what happened to it. One query, and one each where months have another
    licence by now or a later round.
    """
    return as_standing(cases.under_correction())


def as_standing(cases: SubmissionQuerySet) -> list[Submission]:
    """Read months as their standing version has them, whatever is being done to them now."""
    shown = ("unit", *(f"licence__{place}" for place in _PLACES))
    found = list(cases.with_standing().select_related(*shown))
    restore_marks(found)
    _restore_licences(found)
    for case in found:
        figures = _standing(case)
        case.activity = figures.activity
        assert case.standing
        case.round = case.standing.round
    return found


def corrected_rows(cases: Sequence[Submission], kind: ExportKind) -> list[FigureLine]:
    """Make the rows of months that were read by `corrected` (one query for exports)."""
    goods_ids = _goods_ids(cases) if kind is ExportKind.EXPORTS else {}
    return [row for case in cases for row in _rows(case, _standing(case), kind, goods_ids)]


def _goods_ids(cases: Iterable[Submission]) -> dict[str, str]:
    """Read the goods ids of what was sent: a version keeps those of what was made alone."""
    sent = {sent.code for case in cases for sent in _standing(case).exports}
    if not sent:
        return {}
    named = Product.objects.filter(code__in=sent).order_by("code")
    return dict(named.values_list("code", "goods_id"))


def _standing(case: Submission) -> Figures:
    figures = final_figures(case)
    assert figures is not None
    return figures


def _restore_licences(cases: Iterable[Submission]) -> None:
    other = {
        case.pk: number
        for case in cases
        if (number := _standing(case).licence) != case.licence.number
    }
    if not other:
        return
    read = Licence.objects.filter(number__in=other.values()).select_related(*_PLACES)
    licences = {licence.number: licence for licence in read.order_by("number")}
    for case in cases:
        if case.pk in other:
            # A number that was corrected in the registry since is the same licence.
            case.licence = licences.get(other[case.pk], case.licence)


def _rows(
    case: Submission, figures: Figures, kind: ExportKind, goods_ids: Mapping[str, str]
) -> Iterable[FigureLine]:
    match kind:
        case ExportKind.PRODUCTION:
            for position, made in enumerate(figures.production, start=1):
                yield ProductionLine(
                    submission=case,
                    position=position,
                    product=_product(made, made.goods_id),
                    quantity=made.quantity,
                )
        case ExportKind.EXPORTS:
            for position, sent in enumerate(figures.exports, start=1):
                yield ExportLine(
                    submission=case,
                    position=position,
                    product=_product(sent, goods_ids.get(sent.code, "")),
                    quantity=sent.quantity,
                    tonnes=sent.tonnes,
                    tonnes_reason=sent.tonnes_reason,
                    value_usd=sent.value_usd,
                    value_irr=sent.value_irr,
                )
        case ExportKind.EMPLOYMENT:
            yield Employment(
                submission=case,
                official=figures.official,
                contract=figures.contract,
                contractor=figures.contractor,
                remarks=figures.remarks,
            )


def _product(named: ProductFigure | ExportFigure, goods_id: str) -> Product:
    """Name a product as it was filed; it is never saved."""
    measure = Measure(name_fa=named.measure)
    return Product(code=named.code, name=named.name, goods_id=goods_id, measure=measure)
