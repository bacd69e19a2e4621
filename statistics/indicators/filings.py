"""The filings behind a number: of a cell, with exports, with a cause, or still waiting.

Figures come from the version that stands, as in the totals; lines only tell where to look, for they
are what a unit types just now. Rows stand in the order of their ids: any other would ask all of a
cell for each page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

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
from statistics.indicators.walks import FilingWalk
from statistics.models import ExportLine, Submission
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
    """Read a page of them behind a cursor, in the order of their ids."""
    rows: QuerySet[Any, Any] = filings(asked, period, cell).select_related(
        "unit", "standing__county", "standing__union", "licence__county", "route_union"
    )
    after = row_id(cursor) or 0
    if cell.what == FilingsList.PENDING:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    else:
        product = cell.product.pk if cell.makers and cell.product else None
        found = FilingWalk(asked.place, period, product).read(rows, after, PAGE + 1)
    made = [FilingRow(row, _amount(row, cell)) for row in found]
    return page_of(made, lambda row: str(row.filing.pk), PAGE)


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
