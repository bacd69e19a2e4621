"""What stands beside the fields of a month: the last filed one, and the month a year before."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from statistics.figures import ExportFigure, amount, yes_no
from statistics.filing.outdated_products import live
from statistics.filing.web.context import PreviousMonth

KINDS = ("official", "contract", "contractor")
Quantities = list[tuple[str, dict[str, Decimal | None]]]


def quantities(months: Iterable[PreviousMonth], lines: Iterable[Any]) -> Quantities:
    """Return months in words with their quantities by product code.

    A quantity in a measure that the product has no more is left out.
    """
    products = [line.product for line in live(lines)]
    now = {product.code: product.measure.name_fa for product in products}
    return [
        (
            each.name,
            {
                made.code: made.quantity
                for made in each.figures.production
                if now.get(made.code, made.measure) == made.measure
            },
        )
        for each in months
    ]


def exports(months: Iterable[PreviousMonth]) -> dict[str, list[str]]:
    """Return the four numbers of each exported product in words, by its code."""
    found: dict[str, list[str]] = {}
    for each in months:
        for sent in each.figures.exports:
            found.setdefault(sent.code, []).append(f"{each.name}: {_numbers(sent)}")
    return found


def answers(months: Iterable[PreviousMonth]) -> str:
    """Return whether anything was exported in the months, in words."""
    told = ((each.name, each.figures.has_exports) for each in months)
    return "، ".join(f"{name}: {yes_no(has)}" for name, has in told if has is not None)


def people(months: Iterable[PreviousMonth]) -> dict[str, str]:
    """Return the numbers of people in words, by their kind; empty where nothing was filed."""
    months = list(months)
    return {
        kind: "، ".join(f"{m.name}: {amount(getattr(m.figures, kind), 'نفر')}" for m in months)
        for kind in KINDS
    }


def _numbers(sent: ExportFigure) -> str:
    return "، ".join(
        [
            amount(sent.quantity, sent.measure),
            *([] if sent.measure == "تن" else [amount(sent.tonnes, "تن")]),
            amount(sent.value_usd, "دلار"),
            amount(sent.value_irr, "ریال"),
        ]
    )
