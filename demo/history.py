"""The older months of the demonstration, written set by set and settled by their decisions.

Lines are frozen once a month is filed, so they are written under a draft; one statement then gives
each submission the standing which its own decisions say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, Exists, Min, OuterRef, Subquery, Value, When

from accounts.models import User
from catalog.models import Product
from catalog.policy.book import PolicyBook, filing_windows
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, current_month, tehran_day
from demo.decision_history import DecisionHistory
from demo.production_patterns import Workshop
from demo.rates import rial_of
from demo.reasons import explained
from demo.scenarios import story_month
from review.deadlines import Clocks
from review.enums import LEVELS, DecisionKind
from review.models import Decision
from review.routing import ROUTE
from statistics.enums import LEVEL_BITS, ActivityState, HumanReview, State, Step, StepStatus
from statistics.figures import ExportFigure, Figures, ProductFigure, as_json
from statistics.models import (
    Employment,
    ExportDeclaration,
    ExportLine,
    ProductionLine,
    RaisedFlag,
    Revision,
    StepState,
    Submission,
)
from statistics.obligation.rules import DutyRules
from statistics.obligation.services import refresh, update_activity
from statistics.revisions import digest
from statistics.rollups.services import rebuild
from statistics.rules.services import risk_points
from statistics.rules.subject import PastMonth as Filed
from statistics.rules.table import BY_ID
from statistics.rules.unit_history import bounds_of
from statistics.rules.unit_history import past_of as filed_month
from statistics.tracking_numbers import next_tracking_numbers
from units.enums import ActivityReason
from units.models import Licence

# As the columns hold quantities: digests are taken over these very digits.
THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True)
class FinishedMonth:
    """One finished month: what was declared, and the decisions from filing to final.

    `wrong` is what was filed before a correction.
    """

    member: Workshop
    licence: Licence
    month: JalaliMonth
    figures: Figures
    decisions: list[Decision]
    wrong: Figures | None = None

    @property
    def filed_at(self) -> datetime:
        return self.decisions[0].at


def write_past(members: Sequence[Workshop], officers: Mapping[int, User], now: datetime) -> None:
    """Write every month that was finished by `now`, in order of time, with the activity rule."""
    clocks = Clocks.load()
    latest = current_month(now) - 1
    month = min(member.start for member in members)
    known: dict[int, list[Filed]] = {}
    while month <= latest:
        found = [
            past
            for member in members
            if _has(member, month, clocks, now)
            and (past := past_of(member, month, officers, clocks))
        ]
        finished = [
            _explained(past, known, clocks) for past in found if past.decisions[-1].at < now
        ]
        final_day = filing_windows(clocks.book, month).allowed_until
        # As it came: who filed in time, the judgement of the final day, who filed after it.
        _write([past for past in finished if past.filed_at < final_day], clocks.book)
        if final_day <= now:
            update_activity(final_day)
        late = [past for past in finished if past.filed_at >= final_day]
        _write(late, clocks.book)
        # Filing late is the way back to active, from that moment on (circular 60/133338 §3).
        for past in late:
            refresh(past.licence.unit, ActivityReason.FILED, past.filed_at, clocks.book)
        month += 1


def past_of(
    member: Workshop, month: JalaliMonth, officers: Mapping[int, User], clocks: Clocks
) -> FinishedMonth | None:
    """Walk a month through its whole way; None when no licence served it."""
    licence = member.licence_for(month)
    if licence is None:
        return None
    decisions = DecisionHistory(member, licence, month, officers, clocks).walk()
    return FinishedMonth(member, licence, month, _figures(member, licence, month), decisions)


def _explained(past: FinishedMonth, known: dict[int, list[Filed]], clocks: Clocks) -> FinishedMonth:
    """Add what the edit rules said of a month, and remember it for the next ones."""
    unit = past.licence.unit_id
    province = past.licence.county.province_id
    bounds = bounds_of(clocks.book, past.month, province)
    before = tuple(known.get(unit, ()))
    seed = f"{past.member.shop.name}/{past.month}"
    figures = explained(past.figures, before, bounds, seed)
    wrong = explained(tenfold(past.figures), before, bounds, seed)
    known.setdefault(unit, []).append(filed_month(past.month, past.filed_at, figures))
    return replace(past, figures=figures, wrong=wrong)


def tenfold(figures: Figures) -> Figures:
    """Make what was filed before a correction: the first quantity is ten-fold."""
    if not figures.production:
        return figures
    first, *others = figures.production
    quantity = first.quantity and (first.quantity * 10).quantize(THOUSANDTH)
    return replace(figures, production=(replace(first, quantity=quantity), *others))


def _has(member: Workshop, month: JalaliMonth, clocks: Clocks, now: datetime) -> bool:
    """Tell whether the month lies before the unit's story and outside what it left out."""
    if month < member.start:
        return False
    shop = member.shop
    if shop.missing:
        province = member.licence.county.province_id
        return month <= DutyRules(clocks.book).latest_due(province, now) - shop.missing
    current = story_month(shop.story, now)
    return current is None or month < current


def _figures(member: Workshop, licence: Licence, month: JalaliMonth) -> Figures:
    idle = member.idle(month)
    made = {} if idle else member.production(month)
    sent = member.exports(month, made, rial_of(month)) if made else {}
    people = member.employees(month)
    products = {p.code: p for p in member.products()}
    return Figures(
        year=month.year,
        month=month.month,
        licence=licence.number,
        activity=ActivityState.INACTIVE if idle else ActivityState.ACTIVE,
        has_exports=bool(sent),
        official=people.official,
        contract=people.contract,
        contractor=people.contractor,
        remarks=people.remarks,
        production=tuple(_made(products[code], quantity) for code, quantity in made.items()),
        exports=tuple(
            ExportFigure(
                code,
                products[code].name,
                products[code].measure.name_fa,
                _exact(e.quantity, THOUSANDTH),
                _exact(e.tonnes, Decimal("0.000001")),
                e.tonnes_reason,
                _exact(e.value_usd, Decimal("0.01")),
                _exact(e.value_irr, Decimal(1)),
                products[code].measure_id,
            )
            for code, e in sent.items()
        ),
    )


def _made(product: Product, quantity: Decimal) -> ProductFigure:
    return ProductFigure(
        product.code,
        product.name,
        product.measure.name_fa,
        product.goods_id,
        product.goods_description,
        quantity.quantize(THOUSANDTH),
        product.measure_id,
    )


def _exact(value: Decimal | None, step: Decimal) -> Decimal | None:
    return None if value is None else value.quantize(step)


def _write(pasts: Sequence[FinishedMonth], book: PolicyBook) -> None:
    """Store finished months: drafts, what hangs below them, then their final standing."""
    numbers = next_tracking_numbers(len(pasts))
    submissions = Submission.objects.bulk_create(
        Submission(
            unit=past.licence.unit,
            licence=past.licence,
            year=past.month.year,
            month=past.month.month,
            tracking_number=number,
            activity=past.figures.activity,
            idle=past.figures.idle,
            flags=len(past.figures.flags),
            risk=risk_points(past.figures.flags, _most_risk(past, book)),
        )
        for past, number in zip(pasts, numbers, strict=True)
    )
    pairs = list(zip(submissions, pasts, strict=True))
    StepState.objects.bulk_create(step for pair in pairs for step in _steps(*pair))
    _lines(pairs)
    Revision.objects.bulk_create(row for pair in pairs for row in _revisions(*pair))
    for submission, past in pairs:
        for decision in past.decisions:
            decision.submission = submission
    Decision.objects.bulk_create(d for past in pasts for d in past.decisions)
    # Last of all: from here on the database freezes the lines.
    _settle([submission.pk for submission in submissions])
    for month in {past.month for past in pasts}:
        rebuild(month)


def _lines(pairs: Sequence[tuple[Submission, FinishedMonth]]) -> None:
    products: dict[str, Product] = {}
    production, declared, exports, employment = [], [], [], []
    for submission, past in pairs:
        products |= {p.code: p for p in past.member.products()}
        figures = past.figures
        for position, made in enumerate(figures.production, start=1):
            product = products[made.code]
            production.append(
                ProductionLine(
                    submission=submission,
                    position=position,
                    product=product,
                    quantity=made.quantity,
                )
            )
        declared.append(ExportDeclaration(submission=submission, has_exports=figures.has_exports))
        for position, sent in enumerate(figures.exports, start=1):
            exports.append(
                ExportLine(
                    submission=submission,
                    position=position,
                    product=products[sent.code],
                    quantity=sent.quantity,
                    tonnes=sent.tonnes,
                    value_usd=sent.value_usd,
                    value_irr=sent.value_irr,
                )
            )
        employment.append(
            Employment(
                submission=submission,
                official=figures.official,
                contract=figures.contract,
                contractor=figures.contractor,
            )
        )
    ProductionLine.objects.bulk_create(production)
    ExportDeclaration.objects.bulk_create(declared)
    ExportLine.objects.bulk_create(exports)
    Employment.objects.bulk_create(employment)
    RaisedFlag.objects.bulk_create(
        RaisedFlag(submission=submission, step=BY_ID[flag.rule].step, **asdict(flag))
        for submission, past in pairs
        for flag in past.figures.flags
    )


def _steps(submission: Submission, past: FinishedMonth) -> Iterable[StepState]:
    rounds = past.decisions[-1].round
    for step in Step:
        # Step 2 was saved a second time, for the correction.
        again = step == Step.PRODUCTION and rounds > 1
        yield StepState(
            submission=submission,
            step=step,
            status=StepStatus.CONFIRMED,
            version=1 + again,
            saved_at=past.filed_at,
            confirmed_at=past.member.green_at(past.month, step, past.filed_at),
            saved_by=past.member.holder,
        )


def _revisions(submission: Submission, past: FinishedMonth) -> Iterable[Revision]:
    """Yield the figures of each round; before a correction the first quantity was ten-fold."""
    link = ""
    filings = [d for d in past.decisions if d.kind == DecisionKind.FILED]
    for filing in filings:
        last = filing is filings[-1] or past.wrong is None
        figures = past.figures if last else past.wrong
        assert figures is not None
        body = as_json(figures)
        sealed = digest(submission.tracking_number, filing.round, body, link)
        yield Revision(
            submission=submission,
            round=filing.round,
            figures=body,
            previous_digest=link,
            digest=sealed,
            filed_at=filing.at,
            filed_by=past.member.holder,
            county=past.licence.county,
            union=past.licence.union,
            organization=past.licence.union.parent,
            trade=past.licence.trade,
        )
        link = sealed


def _most_risk(past: FinishedMonth, book: PolicyBook) -> int:
    province = past.licence.county.province_id
    return book.number(PolicyKey.RISK_MOST, tehran_day(past.filed_at), province)


def _settle(ids: Sequence[int]) -> None:
    """Give each submission the standing that its decisions say."""
    mine = Decision.objects.filter(submission=OuterRef("pk"))
    last = mine.order_by("-version")
    # Without the model's order, by whose columns it would group too.
    first = mine.order_by().values("submission").annotate(at=Min("at")).values("at")
    begun = StepState.objects.filter(submission=OuterRef("pk"), step=Step.PERIOD)
    lapsed = mine.filter(kind=DecisionKind.LAPSED)
    filed = Revision.objects.filter(submission=OuterRef("pk")).order_by("-round")
    Submission.objects.filter(pk__in=ids).update(
        state=State.FINAL,
        round=Subquery(last.values("round")[:1]),
        version=Subquery(last.values("version")[:1]),
        entered_at=Subquery(last.values("at")[:1]),
        final_at=Subquery(last.values("at")[:1]),
        standing=Subquery(filed.values("pk")[:1]),
        filed_at=Subquery(first),
        # A draft begins with its first step green.
        created_at=Subquery(begun.values("confirmed_at")),
        skipped_union=Exists(mine.filter(kind=DecisionKind.SKIPPED)),
        **{
            level.lapsed_field: Exists(lapsed.filter(from_state=state))
            for state, level in LEVELS.items()
        },
        **{
            # The route is that of the last round: the desks which moved it on.
            field: Subquery(last.filter(from_state=state).values("organization")[:1])
            for state, field in ROUTE.items()
        },
    )
    decided = mine.filter(kind=DecisionKind.APPROVED, round=OuterRef("round"))
    bits = (
        Case(When(Exists(decided.filter(from_state=state)), then=bit), default=0)
        for state, bit in LEVEL_BITS.items()
    )
    Submission.objects.filter(pk__in=ids).update(decided_levels=sum(bits, Value(0)))
    # Whoever decided had opened the case: nothing was ticked among others.
    seen = Submission.objects.filter(pk__in=ids, decided_levels__gt=0)
    seen.update(standing_review=HumanReview.OPENED)
