"""What came of an edition: how much of it is hidden, and what it changed of the one before.

Counted of what is published and of nothing else, so that it tells nothing that a reader of the
edition could not work out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.db.models import Count, Q, Sum
from django.db.models.functions import Length

from catalog.models import IsicNode, Measure, Product
from config.persian import format_percent
from statistics.enums import CellStatus, Flow
from statistics.models import Edition, FrozenCell
from statistics.publication.derived_rules import NOTHING, PublishedFigure, growth
from statistics.publication.queries import CellKey, read

# Figures by trade are published of organizations by division, which has two digits.
DIVISION: Final = 2
LISTED: Final = 20
WHOLE: Final = Decimal(100)


@dataclass
class HiddenShare:
    """How many cells of a flow are hidden, and how much of what they count.

    A product has a measure of its own, so that of products the mean of their shares is told.
    """

    flow: Flow
    cells: int = 0
    hidden: int = 0
    not_yet: int = 0
    shares: list[Decimal] = field(default_factory=list)

    @property
    def of_cells(self) -> Decimal:
        return _percent(self.hidden, self.cells)

    @property
    def of_value(self) -> Decimal | None:
        """The hidden share of the value in percent; None where no total of it is published."""
        if not self.shares:
            return None
        return (sum(self.shares, Decimal(0)) / len(self.shares)).quantize(Decimal("0.1"))


def hidden_shares(edition: Edition) -> list[HiddenShare]:
    """Count the cells of each flow of an edition that is out (one query)."""
    finest = Q(organization__isnull=False) & (Q(product__isnull=False) | Q(digits=DIVISION))
    rows = (
        FrozenCell.objects.filter(edition=edition)
        .annotate(digits=Length("trade_id"))
        .values("flow", "product", "measure")
        .order_by("flow", "product", "measure")
        .annotate(
            cells=Count("pk"),
            hidden=Count("pk", filter=Q(status=CellStatus.HIDDEN)),
            not_yet=Count("pk", filter=Q(status=CellStatus.NOT_YET)),
            parts=Sum("value", filter=finest),
            whole=Sum("value", filter=Q(organization=None, trade=None)),
        )
    )
    found = {flow: HiddenShare(flow) for flow in Flow}
    for row in rows:
        one = found[Flow(row["flow"])]
        one.cells += row["cells"]
        one.hidden += row["hidden"]
        one.not_yet += row["not_yet"]
        if row["whole"]:
            parts = row["parts"] or Decimal(0)
            # A total that is held is the sum of its parts no more.
            one.shares.append(max(Decimal(0), WHOLE - parts * WHOLE / row["whole"]))
    return [one for one in found.values() if one.cells]


def all_hidden(shares: Iterable[HiddenShare]) -> tuple[int, int, Decimal]:
    """Sum up hidden cells and all cells of an edition, and their share in percent."""
    rows = list(shares)
    hidden, cells = sum(one.hidden for one in rows), sum(one.cells for one in rows)
    return hidden, cells, _percent(hidden, cells)


@dataclass(frozen=True)
class Revision:
    """A figure of the country as two editions published it."""

    name: str
    unit: str
    before: PublishedFigure
    after: PublishedFigure

    @property
    def change(self) -> PublishedFigure:
        return growth(self.after, self.before)

    @property
    def change_words(self) -> str:
        value = self.change.value
        if value is None:
            return NOTHING
        way = "بیشتر" if value > 0 else "کمتر"
        return f"{format_percent(abs(value))} {way}" if value else format_percent(value)


@dataclass(frozen=True)
class Revisions:
    """What an edition changed of the country's figures; the largest changes are listed."""

    before: Edition
    figures: int
    changed: Sequence[Revision]

    @property
    def listed(self) -> Sequence[Revision]:
        return self.changed[:LISTED]


def revisions(edition: Edition) -> Revisions | None:
    """Hold the country's figures against those of the edition before (six queries)."""
    before = Edition.objects.filter(
        year=edition.year, month=edition.month, number=(edition.number or 0) - 1
    ).first()
    if before is None:
        return None
    now, then = read(edition), read(before)
    # What the edition before could not have is new, not revised. A class that is alone in its
    # division would say the same again.
    keys = [key for key in then.figures if len(key.trade) <= DIVISION]
    named = _names(keys)
    pairs = [Revision(*named(key), then.figure(key), now.figure(key)) for key in keys]
    changed = [each for each in pairs if each.before.words != each.after.words]
    changed.sort(key=lambda each: -abs(each.change.value or Decimal(0)))
    return Revisions(before, len(pairs), changed)


_UNITS: Final = {
    Flow.EMPLOYMENT: "نفر",
    Flow.EXPORT_TONNES: "تن",
    Flow.EXPORT_USD: "دلار",
    Flow.EXPORT_IRR: "ریال",
}
_TITLES: Final = {
    Flow.EMPLOYMENT: "اشتغال",
    Flow.EXPORT_TONNES: "وزن صادرات",
    Flow.EXPORT_USD: "ارزش صادرات",
    Flow.EXPORT_IRR: "ارزش صادرات",
}


def _names(keys: Iterable[CellKey]) -> Callable[[CellKey], tuple[str, str]]:
    """Find the words of cells: what is counted, and in which unit (two queries)."""
    wanted = list(keys)
    rows = Product.objects.filter(pk__in={key.product for key in wanted if key.product})
    products = {product.pk: product.name for product in rows.only("pk", "name").order_by("pk")}
    measures = dict(Measure.objects.order_by("pk").values_list("pk", "name_fa"))
    trades = dict(
        IsicNode.objects.filter(pk__in={key.trade for key in wanted if key.trade})
        .order_by("pk")
        .values_list("pk", "title_fa")
    )

    def words(key: CellKey) -> tuple[str, str]:
        if key.flow == Flow.PRODUCTION:
            return products[key.product or 0], measures[key.measure or ""]
        of = trades.get(key.trade, "") if key.trade else "همهٔ رشته‌ها"
        return f"{_TITLES[key.flow]}، {of}", _UNITS[key.flow]

    return words


def _percent(part: int, whole: int) -> Decimal:
    if not whole:
        return Decimal(0)
    return (Decimal(part) * WHOLE / whole).quantize(Decimal("0.1"))
