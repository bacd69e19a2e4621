"""Products shown with a dash (guide, step 2): retired, or of another measure in the month.

What a month may name is judged by its reference month. Nothing is written when a product is
retired: the dash is seen from the catalogue at each reading, also by a step that was green.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject

from catalog.models import Measure, Product
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from catalog.search import measure_in
from catalog.validity import is_valid_in
from statistics.enums import ActivityState, Step, StepStatus
from statistics.models import ExportLine, ProductionLine, StepState, Submission
from statistics.models.lines import MeasuredLine
from statistics.rules.hard_rules import NamedLine
from statistics.rules.table import failing

LINES: dict[Step, type[MeasuredLine]] = {
    Step.PRODUCTION: ProductionLine,
    Step.EXPORTS: ExportLine,
}
N = TypeVar("N", bound=MeasuredLine)
ACT_ON_DASH = "جانشین آن را بپذیرید یا از فهرست بردارید."


@dataclass(frozen=True)
class Offer:
    """A product that may stand in place of one with a dash, and whose choice it is."""

    label: str
    code: str
    name: str
    measure: str
    asks_anew: bool


@dataclass(frozen=True)
class DashRow:
    """One line with a dash: its product, why, what is offered, and what was made before."""

    line: MeasuredLine
    why: str
    offers: list[Offer]
    previous: tuple[tuple[str, Decimal | None], ...] = ()

    @property
    def item(self) -> Product:
        return self.line.product


def dash_faults(step: Step, lines: Iterable[MeasuredLine]) -> list[str]:
    """Say for each line with a dash what to do; it keeps the step from being green (P-08)."""
    return [
        f"{line.product.name}: {fault.text}"
        for line in lines
        for fault in failing(step, NamedLine(bool(line.outdated)))
    ]


def live(lines: Iterable[N]) -> list[N]:
    return [line for line in lines if not line.outdated]


def with_dashes(steps: QuerySet[StepState]) -> QuerySet[StepState]:
    """Let each step say, in the same query, whether one of its lines has a dash (`dashed`)."""
    # An inactive month names nothing: what it holds still leaves when it is sent.
    counted = ~Q(submission__activity=ActivityState.INACTIVE)
    cases = [
        When(counted, step=step, then=Exists(_outdated(model))) for step, model in LINES.items()
    ]
    dashed = Case(*cases, default=Value(False), output_field=BooleanField())
    said = {"dashed": dashed}
    return steps.annotate(**said)


def turned_back(steps: Iterable[StepState]) -> list[StepState]:
    """Show steps, read `with_dashes`, as they stand now: a green one with a dash is a draft.

    Only in memory; nothing is written when a product is retired (decision 0010).
    """
    found = list(steps)
    for step in found:
        if step.dashed and step.status == StepStatus.CONFIRMED:
            step.status = StepStatus.DRAFT
    return found


def waiting_steps(submission: Submission) -> QuerySet[StepState]:
    """Find the steps that are not green, also those green before a dash came, in order."""
    steps = with_dashes(submission.steps.all())
    return steps.filter(~Q(status=StepStatus.CONFIRMED) | Q(dashed=True)).order_by("step")


def with_peers(lines: QuerySet[N], submission: Submission) -> QuerySet[N]:
    """Let each line of a retired product carry its successor and what peers list in its place.

    Only months that were sent count, each unit once; `peers` holds the code, name, measure and
    how many units, for `dash_rows` to judge.
    """
    month = submission.period
    chosen = (
        ProductionLine.objects.filter(
            is_valid_in(month.year, month.month, "product__"),
            replaced=OuterRef("product"),
            submission__filed_at__isnull=False,
            submission__licence__trade=submission.licence.trade_id,
        )
        # The unit's own choice is no advice to it.
        .exclude(submission__unit=submission.unit_id)
        .order_by()
        .values("product")
        .annotate(units=Count("submission__unit", distinct=True))
        # The code settles a tie, so that a page reads the same twice.
        .order_by("-units", "product__code")
    )
    found = chosen.values(
        found=JSONObject(
            code="product__code",
            name="product__name",
            measure="product__measure__code",
            measure_name="product__measure__name_fa",
            units="units",
        )
    )
    # One step of the chain here; the rest is walked only where the heir is out of its time too.
    heir = Product.objects.filter(pk=OuterRef("product__successor")).values(
        found=JSONObject(
            code="code",
            name="name",
            measure="measure__code",
            measure_name="measure__name_fa",
            stands=Case(When(is_valid_in(month.year, month.month), then=True), default=False),
        )
    )
    told: QuerySet[Any] = lines.annotate(
        peers=_if_retired(Subquery(found[:1])), heir=_if_retired(Subquery(heir))
    )
    return told


def _if_retired(told: Subquery) -> Case:
    """Ask only for lines whose product has an end: all others pay for no subquery."""
    retired = When(product__to_year__isnull=False, then=told)
    return Case(retired, default=None, output_field=JSONField())


def dash_rows(submission: Submission, lines: Iterable[Any]) -> list[DashRow]:
    """Make the rows of lines with a dash, with what is offered in their place.

    The policy is read only where other units chose something.
    """
    dashed = [line for line in lines if line.outdated]
    least = _least(submission) if any(line.peers for line in dashed) else 0
    return [
        DashRow(line, _why(line, submission), _offers(line, submission, least)) for line in dashed
    ]


def _least(submission: Submission) -> int:
    """Read how many units must have made a choice before it is told (circular 60/133338 §5)."""
    month = submission.period
    book = PolicyBook.load()
    return book.number(PolicyKey.PEERS_MINIMUM, month.first_day, month=month)


def _why(line: MeasuredLine, submission: Submission) -> str:
    product, month = line.product, submission.period
    if product.until is not None and product.until < month:
        return f"این محصول تا {product.until} در فهرست بود."
    if product.since is not None and month < product.since:
        return f"این محصول از {product.since} در فهرست است."
    return f"واحد سنجش این محصول در {month} دیگر {product.measure.name_fa} نیست."


def _offers(line: Any, submission: Submission, least: int) -> list[Offer]:
    """Offer the same product in its present measure, or its successor and the peers' choice."""
    product: Product = line.product
    if product.is_valid_in(submission.period):
        then: Measure = line.latest
        if then.pk != line.measure_then:
            then = Measure.objects.get(pk=line.measure_then)
        return [Offer("با واحد جدید", product.code, product.name, then.name_fa, True)]
    found = []
    heir, peers = line.heir, line.peers
    if heir and not heir["stands"]:
        heir = _last_heir(product, submission)
    if heir:
        found.append(_offer("جانشین پیشنهادی", heir, product))
    # Below that number a single neighbour could be guessed; the heir is not said twice.
    if peers and peers["units"] >= least and (not heir or peers["code"] != heir["code"]):
        found.append(_offer("گزینهٔ بیشتر همکاران شما", peers, product))
    return found


def _offer(label: str, told: dict[str, Any], product: Product) -> Offer:
    anew = told["measure"] != product.measure_id
    return Offer(label, told["code"], told["name"], told["measure_name"], anew)


def _last_heir(product: Product, submission: Submission) -> dict[str, Any] | None:
    """Follow the successors to the first that is valid in the month; None where none is."""
    followers = Product.objects.select_related("measure")
    # The database refuses only a product that follows itself: a circle would never end.
    found, seen = product, {product.pk}
    while not found.is_valid_in(submission.period):
        if found.successor_id is None or found.successor_id in seen:
            return None
        seen.add(found.successor_id)
        found = followers.get(pk=found.successor_id)
    return {
        "code": found.code,
        "name": found.name,
        "measure": found.measure_id,
        "measure_name": found.measure.name_fa,
    }


def _outdated(model: type[MeasuredLine]) -> QuerySet[Any]:
    """Find the lines of a step's submission that have a dash.

    The month comes from the step's own submission, so that no plan reads all lines there are.
    """
    year, month = OuterRef("submission__year"), OuterRef("submission__month")
    # One more step out: the former measures are asked for each line.
    then = measure_in(OuterRef(year), OuterRef(month), "product", "product__measure")
    # A line of a bulk load has no measure of its own: that is no dash (decision 0010).
    other = Q(measure__isnull=False) & ~Q(measure=F("measure_then"))
    mine = Q(submission=OuterRef("submission"))
    said = {"measure_then": then}
    lines = model._default_manager.filter(mine).annotate(**said)
    return lines.filter(~is_valid_in(year, month, "product__") | other)
