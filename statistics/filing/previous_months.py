"""What stands beside the fields of a month: the last filed one, and the month a year before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from catalog.validity import before
from config.jalali import JalaliMonth
from statistics.figures import ExportFigure, Figures, amount, from_json, yes_no
from statistics.filing.outdated_products import live
from statistics.models import Revision, Submission
from statistics.models.lines import MeasuredLine

KINDS = ("official", "contract", "contractor")


@dataclass(frozen=True)
class PreviousMonth:
    """A filed month of the unit, to stand beside the fields of another."""

    month: JalaliMonth
    figures: Figures

    @property
    def name(self) -> str:
        return str(self.month)


class EarlierQuantity(NamedTuple):
    """What was made of a product in an earlier month."""

    month: str
    quantity: Decimal | None


def months_beside(submission: Submission) -> list[PreviousMonth]:
    """Read the unit's last filed month and the same month a year before, the latest first."""
    same = Submission.objects.filter(pk=submission.pk).annotate(beside=filed_beside())
    return read_beside(same.values_list("beside", flat=True).get())


def last_month(submission: Submission) -> tuple[str, Figures | None]:
    """Read the name and figures of the last filed month before this one; '' and None if none."""
    found = next(iter(months_beside(submission)), None)
    return (found.name, found.figures) if found else ("", None)


def filed_beside() -> ArraySubquery:
    """Select the last filed month before a submission's, and the one a year before, as JSON.

    Of a month filed in several rounds the latest counts.
    """
    year, month = OuterRef("year"), OuterRef("month")
    filed = Revision.objects.filter(submission__unit=OuterRef("unit"))
    earlier = Submission.objects.filter(
        # Two steps out: this subquery stands within the one of the revisions.
        before("", OuterRef(year), OuterRef(month)),
        unit=OuterRef(OuterRef("unit")),
        filed_at__isnull=False,
    )
    last = Subquery(earlier.order_by("-year", "-month").values("pk")[:1])
    year_ago = Q(submission__year=year - 1, submission__month=month)
    wanted = filed.filter(Q(submission=last) | year_ago)
    latest = ("submission__year", "submission__month")
    # DISTINCT ON keeps the first of each month, so the latest round comes first.
    rows = wanted.order_by(*(f"-{name}" for name in latest), "-round").distinct(*latest)
    return ArraySubquery(
        rows.values(
            json=JSONObject(year="submission__year", month="submission__month", figures="figures")
        )
    )


def read_beside(rows: Iterable[Mapping[str, Any]]) -> list[PreviousMonth]:
    """Read back what `filed_beside` brought."""
    return [
        PreviousMonth(JalaliMonth(row["year"], row["month"]), from_json(row["figures"]))
        for row in rows
    ]


def quantities(
    months: Iterable[PreviousMonth], lines: Iterable[MeasuredLine]
) -> dict[str, tuple[EarlierQuantity, ...]]:
    """Gather by product code what was made in the months, each month in words.

    A quantity in a measure that the product has no more is left out.
    """
    products = [line.product for line in live(lines)]
    now = {product.code: product.measure.name_fa for product in products}
    found: dict[str, tuple[EarlierQuantity, ...]] = {}
    for each in months:
        for made in each.figures.production:
            # Pairs beside a field for kilograms would mislead; a product not listed now is kept.
            if now.get(made.code, made.measure) == made.measure:
                then = EarlierQuantity(each.name, made.quantity)
                found[made.code] = (*found.get(made.code, ()), then)
    return found


def exports(months: Iterable[PreviousMonth]) -> dict[str, tuple[str, ...]]:
    """Put the four numbers of each exported product in words, by its code."""
    found: dict[str, tuple[str, ...]] = {}
    for each in months:
        for sent in each.figures.exports:
            found[sent.code] = (*found.get(sent.code, ()), f"{each.name}: {_numbers(sent)}")
    return found


def answers(months: Iterable[PreviousMonth]) -> str:
    """Say whether anything was exported in the months."""
    told = ((each.name, each.figures.has_exports) for each in months)
    return "، ".join(f"{name}: {yes_no(has)}" for name, has in told if has is not None)


def people(months: Iterable[PreviousMonth]) -> dict[str, str]:
    """Put the numbers of people in words, by their kind; empty where nothing was filed."""
    # Walked once for each kind.
    months = list(months)
    return {
        kind: "، ".join(f"{m.name}: {amount(getattr(m.figures, kind), 'نفر')}" for m in months)
        for kind in KINDS
    }


def _numbers(sent: ExportFigure) -> str:
    return "، ".join(
        [
            amount(sent.quantity, sent.measure),
            # Where the measure is the tonne, both are one number.
            *([] if sent.measure == "تن" else [amount(sent.tonnes, "تن")]),
            amount(sent.value_usd, "دلار"),
            amount(sent.value_irr, "ریال"),
        ]
    )
