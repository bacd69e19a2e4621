"""What the rules need of the database: the unit's other months, and the thresholds in force."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from catalog.models import Measure, Product
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, end_of_day_instant, tehran_day
from statistics.enums import IN_REVIEW, State
from statistics.figures import Figures, from_json
from statistics.influence.rules import OwnFigure
from statistics.models import ProductionLine, RaisedFlag, Revision, StepState, Submission
from statistics.peers.queries import bands_of
from statistics.rules.inheritance import Heritage, resolved
from statistics.rules.outlier_statistics import middle
from statistics.rules.pattern_hints import same_digits, telling
from statistics.rules.peer_hints import without_history
from statistics.rules.subject import (
    Bounds,
    MonthlyCapacity,
    PastMonth,
    Subject,
    measures_of,
)
from units.capacity.queries import capacities_of

STANDING = (*IN_REVIEW, State.FINAL)


def with_flagged(steps: QuerySet[StepState]) -> QuerySet[StepState]:
    """Let each step say, in the same query, whether reasons are stored for it (`has_flags`)."""
    mine = RaisedFlag.objects.filter(submission=OuterRef("submission"), step=OuterRef("step"))
    return steps.annotate(has_flags=Exists(mine))


def bounds_of(book: PolicyBook, month: JalaliMonth, province: str | None) -> Bounds:
    """Read the thresholds in force for a month in a province."""
    # By the reference month: a late filing is judged like a timely one.
    scope = (month.first_day, province, month)
    numbers = {
        field.name: book.number(PolicyKey(f"rule_{field.name}"), *scope)
        for field in fields(Bounds)
        if field.name != "dollar_rate"
    }
    return Bounds(**numbers, dollar_rate=book.value(PolicyKey.RULE_DOLLAR_RATE, *scope))


def subject_of(
    submission: Submission, figures: Figures, bounds: Bounds, sent_at: datetime | None = None
) -> Subject:
    """Gather what the rules judge; `sent_at` brings the months filed on that day (one query)."""
    month = submission.period
    remembered = _months([month - back for back in range(1, bounds.most_months + 1)])
    wanted = remembered
    if sent_at is not None:
        day = end_of_day_instant(tehran_day(sent_at))
        # The Tehran day, as instants: an index finds it, a function of the column would not.
        wanted |= Q(submission__filed_at__gte=day - timedelta(days=1), submission__filed_at__lt=day)
    found = list(_standing(submission, wanted))
    first = month - bounds.most_months
    today = tehran_day(sent_at) if sent_at else None
    subject = Subject(
        figures,
        bounds,
        tuple(past for past in found if first <= past.month < month),
        tuple(past for past in found if past.filed_on == today),
    )
    return with_inheritance(subject, lambda: followers_of(submission))


def monthly_capacities(submission: Submission) -> dict[str, MonthlyCapacity]:
    """Read what the unit can make in the month, by product (one query)."""
    rows = capacities_of(submission.unit_id, submission.period)
    return {row.product.code: MonthlyCapacity(row.quantity, row.measure.name_fa) for row in rows}


def beside_capacity(submission: Submission, subject: Subject) -> Subject:
    """Put what the unit can make beside what it made (one query where it made anything)."""
    if not any(product.quantity for product in subject.figures.production):
        return subject
    return replace(subject, capacities=monthly_capacities(submission))


def with_inheritance(subject: Subject, read_followers: Callable[[], Mapping[str, str]]) -> Subject:
    """Let products of the month inherit the history of those in whose place they stand.

    `read_followers` is asked only where the month lacks something that was filed before; a change
    of measure costs one query more.
    """
    now = measures_of(subject.figures)
    before = {code for past in subject.past for code in past.measures}
    if not now or not before - now.keys():
        return subject
    heirs = {old: new for old, new in resolved(read_followers(), now).items() if old in before}
    if not heirs:
        return subject
    names = {now[heir] for heir in heirs.values()}
    names |= {past.measures[c] for past in subject.past for c in heirs if c in past.measures}
    factors: dict[str, Decimal] = {}
    # Products of one measure need no conversion, which is nearly always.
    if len(names) > 1:
        masses = Measure.objects.filter(name_fa__in=names, tonne_factor__isnull=False)
        factors = {m.name_fa: m.tonne_factor for m in masses if m.tonne_factor}
    heritage = Heritage(heirs, now, factors)
    return replace(subject, past=tuple(heritage.inherited(past) for past in subject.past))


def followers_of(submission: Submission) -> dict[str, str]:
    """Name what stands in the place of products: the catalog's successor, or the unit's choice.

    One query. The catalog's chain is read whole (few products have left it), as one between may
    never have been filed.
    """
    left = Product.objects.filter(successor__isnull=False).annotate(own=Value(0))
    chosen = ProductionLine.objects.filter(
        submission__unit=submission.unit_id, replaced__isnull=False
    ).annotate(own=Value(1))
    rows = left.values_list("own", "code", "successor__code").union(
        chosen.values_list("own", "replaced__code", "product__code")
    )
    # The unit's own choice comes last and holds.
    return {old: new for _, old, new in sorted(rows)}


def among_members(submission: Submission, subject: Subject) -> Subject:
    """Put what other members of the union made beside the month (one query at most)."""
    if not telling(subject.figures, subject.bounds.same_digits):
        return subject
    members = productions_of_members(submission, subject.figures)
    return replace(subject, members=tuple(members))


def beside_peers(subject: Subject) -> Subject:
    """Bring the bands of the products without history (one query at most)."""
    codes = without_history(subject)
    if not codes:
        return subject
    month = JalaliMonth(subject.figures.year, subject.figures.month)
    return replace(subject, peers=bands_of(codes, month))


def own_figures(subject: Subject) -> list[OwnFigure]:
    """Put each product of the month, and each that is missing since the last, beside its past.

    By what the rules remember: products in another measure than before begin anew.
    """
    last = subject.last if subject.last and subject.last.month == subject.month - 1 else None
    before = last.produced if last else {}
    found = [
        (made.code, made.measure, made.quantity)
        for made in subject.figures.production
        if made.quantity is not None
    ]
    listed = subject.figures.produced
    found += [
        (code, last.measures.get(code, ""), Decimal(0))
        for code in before
        if last and code not in listed
    ]
    return [
        OwnFigure(code, measure, quantity, before.get(code), _usual(subject, code))
        for code, measure, quantity in found
    ]


def _usual(subject: Subject, code: str) -> Decimal | None:
    made = subject.quantities(code)
    return middle(made) if made else None


def productions_of_members(submission: Submission, figures: Figures) -> list[Mapping[str, Decimal]]:
    """Read what other members of the union made this month with the same digits (one query).

    The database looks for the few quantities that are alike, so a large union costs no more.
    """
    # Begins as «none»: each product adds one alternative.
    same = Q(pk__in=[])
    for p in figures.production:
        if p.quantity:
            same |= Q(product__code=p.code, quantity__in=same_digits(p.quantity))
    lines = (
        ProductionLine.objects.filter(
            same,
            # From the union to its units by index; the month's own licence decides below.
            submission__unit__licences__union=submission.licence.union_id,
            submission__year=submission.year,
            submission__month=submission.month,
            submission__filed_at__isnull=False,
            submission__licence__union=submission.licence.union_id,
        )
        .exclude(submission=submission.pk)
        .values_list("submission", "product__code", "quantity")
        .distinct()
    )
    found: dict[int, dict[str, Decimal]] = {}
    for other, code, quantity in lines.order_by("submission", "product__code"):
        assert quantity is not None
        found.setdefault(other, {})[code] = quantity
    return list(found.values())


def _standing(submission: Submission, wanted: Q) -> Iterable[PastMonth]:
    # A final month under correction stands with its final version; what is typed is nobody's yet.
    reviewed = Q(submission__state__in=STANDING, round=F("submission__round"))
    corrected = Q(submission__state=State.RETURNED, pk=F("submission__standing"))
    rows = (
        Revision.objects.filter(wanted, reviewed | corrected, submission__unit=submission.unit_id)
        .exclude(submission=submission.pk)
        .order_by("-submission__year", "-submission__month")
        .values_list("submission__year", "submission__month", "submission__filed_at", "figures")
    )
    for year, month, filed_at, figures in rows:
        assert filed_at is not None
        yield past_of(JalaliMonth(year, month), filed_at, from_json(figures))


def past_of(month: JalaliMonth, filed_at: datetime, figures: Figures) -> PastMonth:
    """Keep of a filed month what the rules remember."""
    exported: Mapping[str, Any] = {sent.code: sent for sent in figures.exports}
    measures = measures_of(figures)
    names = {p.code: p.name for p in figures.production} | {e.code: e.name for e in figures.exports}
    return PastMonth(
        month,
        tehran_day(filed_at),
        figures.produced,
        exported,
        measures,
        names,
        figures.employees,
    )


def _months(months: Iterable[JalaliMonth]) -> Q:
    """Put months as a condition on the submission, year by year."""
    # One condition a year: one for each month would make a long OR of them.
    years: dict[int, list[int]] = {}
    for month in months:
        years.setdefault(month.year, []).append(month.month)
    found = Q(pk__in=[])
    for year, numbers in years.items():
        found |= Q(submission__year=year, submission__month__in=numbers)
    return found
