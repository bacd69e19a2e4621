"""Rows of months under correction: those of the version that stands until a new one is final.

The lines of a final month are frozen and are its rows; those of a reopened month are what the unit
types just now, so its rows are made from the version that stands.
"""

from collections.abc import Iterable
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

FigureLine: TypeAlias = ProductionLine | ExportLine | Employment


def corrected(cases: SubmissionQuerySet) -> list[Submission]:
    """Read those of `cases` that are under correction, with what a row shows (one query)."""
    shown = ("unit", "licence__county__province", "licence__union")
    return list(cases.under_correction().select_related(*shown))


def corrected_rows(cases: Iterable[Submission], kind: ExportKind) -> list[FigureLine]:
    """Make the rows of months that were read by `corrected`."""
    rows: list[FigureLine] = []
    for case in cases:
        figures = final_figures(case)
        assert figures is not None
        # In memory alone: the stored one is what the unit types now.
        case.activity = figures.activity
        rows += _rows(case, figures, kind)
    return rows


def _rows(case: Submission, figures: Figures, kind: ExportKind) -> Iterable[FigureLine]:
    match kind:
        case ExportKind.PRODUCTION:
            for position, made in enumerate(figures.production, start=1):
                yield ProductionLine(
                    submission=case,
                    position=position,
                    product=_product(made),
                    quantity=made.quantity,
                )
        case ExportKind.EXPORTS:
            for position, sent in enumerate(figures.exports, start=1):
                yield ExportLine(
                    submission=case,
                    position=position,
                    product=_product(sent),
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


def _product(named: ProductFigure | ExportFigure) -> Product:
    """Name a product as it was filed; it is never saved."""
    return Product(code=named.code, name=named.name, measure=Measure(name_fa=named.measure))
