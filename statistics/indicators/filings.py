"""The filings behind a number: of a cell, with exports, with a cause, or still waiting.

Figures come from the version that stands, as in the totals; lines only tell where to look, for they
are what a unit types just now. Rows stand in the order of their ids: any other would ask all of a
cell for each page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import DecimalField, F, Func, JSONField, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import Http404

from catalog.enums import Direction
from catalog.models import Product
from config.http import row_id
from config.keyset import PAGE, Page, page_of
from statistics.enums import HumanReview, Reason, State
from statistics.indicators import queries
from statistics.indicators.enums import FilingsList
from statistics.indicators.filters import IndicatorFilter
from statistics.indicators.periods import IndicatorPeriod
from statistics.indicators.queries import in_months
from statistics.models import ExportLine, ProductionLine, Submission
from statistics.rules.reason_rules import reason_label

_AMOUNT: "DecimalField[Any, Any]" = DecimalField(max_digits=30, decimal_places=6)
# A month under correction has lines of its next version.
_CORRECTED = ~Q(state=State.FINAL)


@dataclass(frozen=True)
class CellFilter:
    """Which filings: of a list, of a product in a measure, of a cause (codes) and its way."""

    what: FilingsList = FilingsList.FINAL
    product: Product | None = None
    measure: str = ""
    words: str = ""
    reasons: tuple[str, ...] = ()
    direction: str = ""
    measure_name: str = ""

    @property
    def makers(self) -> bool:
        """Whether it is all who made the product."""
        return self.product is not None and self.what == FilingsList.FINAL and not self.reasons


@dataclass(frozen=True)
class FilingRow:
    """A filing and what it adds to the number; None while it waits."""

    filing: Submission
    amount: Decimal | None

    @property
    def review(self) -> str:
        return str(HumanReview(self.filing.standing_review).label)


def read_cell(asked: IndicatorFilter, data: Mapping[str, str]) -> CellFilter:
    """Read which filings an address asks for; 404 for what is malformed or unknown."""
    what, direction, words = (data.get(name, "") for name in ("what", "direction", "reason"))
    product, measure = None, data.get("measure", "")
    if what not in FilingsList.values or (direction and direction not in Direction.values):
        raise Http404
    if asked.product:
        product = Product.objects.filter(code=asked.product).select_related("measure").first()
        if product is None:
            raise Http404
    book = asked.reference.causes
    codes = [*(row.code for row in book.rows), *Reason.values]
    reasons = tuple(code for code in codes if words and reason_label(code, book) == words)
    if bool(words) != bool(reasons) or bool(reasons) != bool(direction):
        raise Http404
    name = asked.reference.goods.measures.get(measure, "")
    if bool(measure) != bool(name):
        raise Http404
    return CellFilter(FilingsList(what), product, measure, words, reasons, direction, name)


def filings(
    asked: IndicatorFilter, period: IndicatorPeriod, cell: CellFilter
) -> QuerySet[Submission]:
    """Find them, in no order; those of a product with their `amount`."""
    place, narrowing = asked.place, asked.narrowing
    if cell.what == FilingsList.PENDING:
        return queries.pending(place, period.months)
    rows = Submission.objects.filter(in_months(period.months), standing__isnull=False)
    # By its own route most are found without a look at the version.
    rows = rows.filter(place.versions)
    if place.routes:
        rows = rows.filter(place.routes | _CORRECTED)
    if narrowing.selected:
        rows = rows.filter(standing__selected=True)
    if cell.reasons:
        return rows.filter(_with_cause(cell), Q(flags__gt=0) | _CORRECTED)
    if cell.product is not None:
        return _of_product(rows, cell)
    if cell.what == FilingsList.EXPORTS:
        rows = rows.filter(~Q(standing__figures__exports=[]))
        if narrowing.isic is None:
            return rows
        lines = ExportLine.objects.filter(narrowing.below("product"))
        return rows.filter(Q(pk__in=lines.values("submission")) | _CORRECTED)
    return rows.filter(narrowing.below("standing__trade"))


def _of_product(rows: QuerySet[Submission], cell: CellFilter) -> QuerySet[Submission]:
    """Keep the makers of a product in a measure, with what each made of it."""
    assert cell.product is not None
    line = Func(
        F("standing__figures"),
        Value("$.production[*] ? (@.code == $code)"),
        Cast(Value(f'{{"code": "{cell.product.code}"}}'), JSONField()),
        function="jsonb_path_query_first",
        template="%(function)s(%(expressions)s)",
        output_field=JSONField(),
    )
    made: QuerySet[Any, Any] = rows.alias(line=line)
    made = made.annotate(amount=Cast(KeyTextTransform("quantity", "line"), _AMOUNT))
    if cell.measure:
        made = made.alias(kept=KeyTextTransform("measure_code", "line"))
        same = Q(kept=cell.measure)
        # A version of before the code was written has the measure of its product.
        if cell.product.measure_id == cell.measure:
            same |= Q(kept=None) | Q(kept="")
        made = made.filter(same)
    return made.filter(amount__gt=0)


def _with_cause(cell: CellFilter) -> Q:
    found = Q(pk__in=[])
    for reason in cell.reasons:
        flag = {"reason": reason, "direction": cell.direction}
        if cell.product is not None:
            flag["key"] = f"production:{cell.product.code}"
        found |= Q(standing__figures__contains={"flags": [flag]})
    return found


def read_page(
    asked: IndicatorFilter, period: IndicatorPeriod, cell: CellFilter, cursor: str
) -> Page[FilingRow]:
    """Read a page of them behind a cursor: of a product the largest first, else by their number."""
    rows: QuerySet[Any, Any] = filings(asked, period, cell).select_related(
        "unit", "standing__county", "standing__union", "licence__county", "route_union"
    )
    after = row_id(cursor) or 0
    rows = rows.order_by("pk")
    if cell.makers and not asked.place.versions:
        found = _walked(rows, cell, period, after)
    else:
        if cell.makers:
            rows = rows.filter(pk__in=_where(cell, period))
        found = list(rows.filter(pk__gt=after)[: PAGE + 1])
    made = [FilingRow(row, _amount(row, cell)) for row in found]
    return page_of(made, lambda row: str(row.filing.pk), PAGE)


def _where(cell: CellFilter, period: IndicatorPeriod) -> QuerySet[Any, Any]:
    """Find the months that may hold the product: those that list it, and all under correction."""
    lines = ProductionLine.objects.filter(product=cell.product).order_by()
    corrected = Submission.objects.under_correction().filter(in_months(period.months))
    return lines.values_list("submission").union(corrected.select_related(None).values_list("pk"))


def _walked(
    rows: QuerySet[Submission], cell: CellFilter, period: IndicatorPeriod, after: int
) -> list[Submission]:
    """Read a page of the makers in the country: by their lines, as far as it is filled.

    Of one among thousands of months the planner cannot know how soon that is.
    """
    first, last = _span(period)
    lines = ProductionLine.objects.filter(product=cell.product, submission__lte=last)
    corrected = Submission.objects.under_correction().filter(in_months(period.months))
    after, found, step = max(after, first - 1), list[Submission](), 2 * PAGE
    while len(found) <= PAGE and after < last:
        ahead = lines.filter(submission__gt=after).order_by("submission_id")
        keys = set(ahead.values_list("submission_id", flat=True)[:step])
        until = max(keys) if len(keys) == step else last
        between = corrected.filter(pk__gt=after, pk__lte=until).order_by("pk")
        keys.update(between.values_list("pk", flat=True))
        found += rows.filter(pk__in=keys)[: PAGE + 1]
        after, step = until, 2 * step
    return found[: PAGE + 1]


# Compared as a row, so that no other index seems to give the first of a month as soon.
_SPAN = """
SELECT coalesce(min(id), 1), coalesce(max(id), 0)
FROM unnest(%s::int[], %s::int[]) AS m(year, month), LATERAL (
    (SELECT id FROM statistics_submission s WHERE (s.year, s.month, s.id) > (m.year, m.month, 0)
        ORDER BY s.year, s.month, s.id LIMIT 1)
    UNION ALL
    (SELECT id FROM statistics_submission s WHERE (s.year, s.month, s.id) < (m.year, m.month + 1, 0)
        ORDER BY s.year DESC, s.month DESC, s.id DESC LIMIT 1)) AS ends
"""


def _span(period: IndicatorPeriod) -> tuple[int, int]:
    """Find between which ids the months of a period lie; ids grow with the months, nearly."""
    with connection.cursor() as cursor:
        months = period.months
        cursor.execute(_SPAN, [[m.year for m in months], [m.month for m in months]])
        first, last = cursor.fetchone()
    return first, last


def _amount(row: Submission, cell: CellFilter) -> Decimal | None:
    """Tell what a filing adds to the number that the list is of."""
    if row.standing is None:
        return None
    figures = row.standing.figures
    if cell.product is not None:
        made = (
            line["quantity"] for line in figures["production"] if line["code"] == cell.product.code
        )
        return next((Decimal(quantity) for quantity in made if quantity is not None), None)
    if cell.what == FilingsList.EXPORTS:
        return sum((Decimal(line["value_usd"] or 0) for line in figures["exports"]), Decimal())
    kinds = ("official", "contract", "contractor")
    return Decimal(sum(figures.get(kind) or 0 for kind in kinds))
