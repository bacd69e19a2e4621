"""The same counts made plainly: every version is read back and each flag followed in Python."""

from collections import Counter
from decimal import Decimal

from catalog.models import Product
from oversight.editing_effect.enums import Outcome
from oversight.editing_effect.queries import MonthCounts
from oversight.editing_effect.rules import judged
from review.enums import DecisionKind
from review.models import CorrectionRequest, Decision, Question
from statistics.enums import State
from statistics.figures import Figures, from_json
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import Revision, Submission

Found = Counter[tuple[str, str, str, bool, bool]]


def filed_months(period: IndicatorPeriod) -> list[Submission]:
    every = Submission.objects.exclude(state=State.DRAFT).order_by("pk")
    return [one for one in every if one.period in period.months]


def versions(case: Submission) -> dict[int, Figures]:
    rows = Revision.objects.filter(submission=case).order_by("round")
    return {row.round: from_json(row.figures) for row in rows}


def returns(case: Submission) -> list[Decision]:
    asked = CorrectionRequest.objects.filter(submission=case).values_list("decision", flat=True)
    rows = Decision.objects.filter(submission=case, kind=DecisionKind.RETURNED)
    return [row for row in rows if row.pk not in set(asked)]


def flags(period: IndicatorPeriod) -> Found:
    """Count by rule, outcome, reason, whether returned, and whether named in the return."""
    found: Found = Counter()
    for case in filed_months(period):
        rounds = versions(case)
        newest = rounds[max(rounds)]
        raised: dict[tuple[str, str, str], dict[int, str]] = {}
        for number, figures in rounds.items():
            for flag in figures.flags:
                raised.setdefault((flag.rule, flag.key, flag.value), {})[number] = flag.reason
        for (rule, key, _), reasons in raised.items():
            last = max(reasons)
            outcome = Outcome.KEPT
            if judged(rounds[last], rule, key) != judged(newest, rule, key):
                outcome = Outcome.CHANGED
            elif case.state == State.RETURNED:
                outcome = Outcome.OPEN
            sent = [one for one in returns(case) if one.round in reasons]
            named = any(key in one.field_notes for one in sent)
            found[rule, outcome, reasons[last], bool(sent), named] += 1
    return found


def months(period: IndicatorPeriod) -> MonthCounts:
    cases = filed_months(period)
    moves = Decision.objects.filter(
        submission__in=cases, kind__in=(DecisionKind.RETURNED, DecisionKind.REOPENED)
    ).count()
    own = sum(len(returns(case)) for case in cases)
    return MonthCounts(
        filed=len(cases),
        versions=sum(len(versions(case)) for case in cases),
        corrected=sum(bool(case.standing_id) and case.round > 1 for case in cases),
        questions=Question.objects.filter(submission__in=cases).count(),
        returns=own,
        requested=moves - own,
    )


def totals(period: IndicatorPeriod) -> dict[tuple[str, str], tuple[Decimal, Decimal, int]]:
    """Add up first and standing versions of final months, by product and measure."""
    sums: dict[tuple[str, str], list[Decimal]] = {}
    differ: Counter[tuple[str, str]] = Counter()
    measures = dict(Product.objects.values_list("code", "measure").order_by("code"))
    for case in filed_months(period):
        if case.standing is None:
            continue
        both = [versions(case)[1], from_json(case.standing.figures)]
        made: dict[tuple[str, str], list[Decimal]] = {}
        for place, figures in enumerate(both):
            for line in figures.production:
                key = (line.code, line.measure_code or measures[line.code])
                made.setdefault(key, [Decimal(0), Decimal(0)])[place] += line.quantity or 0
        for key, pair in made.items():
            differ[key] += pair[0] != pair[1]
            whole = sums.setdefault(key, [Decimal(0), Decimal(0)])
            whole[0], whole[1] = whole[0] + pair[0], whole[1] + pair[1]
    return {key: (*map(Decimal, sums[key]), differ[key]) for key in sums if differ[key]}  # type: ignore[misc]
