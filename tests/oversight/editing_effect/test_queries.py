"""What became of each flag is as a plain recount of every version has it."""

import datetime as dt
import random
from collections import Counter
from decimal import Decimal

import pytest

from config.jalali import JalaliMonth
from oversight.editing_effect.enums import Outcome
from oversight.editing_effect.queries import FlagCount, count_flags, count_months, edited_totals
from review import workflow
from review.complaints import services as complaints
from review.correspondence import services as correspondence
from review.correspondence.correction_requests import request_correction
from review.enums import DecisionKind, Verdict
from review.models import Decision
from statistics.enums import State
from statistics.figures import ExportFigure, Figures, FlagFigure, ProductFigure, as_json
from statistics.filing import services
from statistics.filing.storage import PostedLines
from statistics.indicators.periods import IndicatorPeriod
from statistics.models import RaisedFlag, Revision, Submission
from statistics.models.revision import filed_from
from statistics.rollups.services import rebuild
from statistics.rules.services import GivenReason
from statistics.rules.table import RULES
from tests.by_hand import at_union, make_final
from tests.oversight.editing_effect import by_hand
from tests.review.cases import fresh
from tests.world import BAG, FILED_AT, MEHR, PIPE, World

pytestmark = pytest.mark.django_db
KEY = f"production:{BAG}"
SEASON = {("P-21", KEY): GivenReason("seasonal", "سفارش عید")}
LATER = FILED_AT + dt.timedelta(days=1)
PERIOD = IndicatorPeriod(MEHR)
KEYS = (KEY, f"production:{PIPE}", f"exports:{BAG}:usd", "employment:official", "production")


def produce(world: World, case: Submission, quantity: int, at: dt.datetime = LATER) -> Submission:
    """Give a month another quantity, explained, and file it."""
    number, made = case.tracking_number, PostedLines({BAG: Decimal(quantity)})
    seen = case.steps.get(step=2).version
    services.save_production(world.owner, number, seen, made, True, at, SEASON)
    case = fresh(case)
    return workflow.file(world.owner, case.tracking_number, case.version, at)


def explained(world: World) -> Submission:
    """File ten times what the month before was, with a reason."""
    world.filed(MEHR - 1)
    return produce(world, world.ready(), 200, FILED_AT)


def send_back(world: World, case: Submission, *keys: str) -> Submission:
    number, version = case.tracking_number, case.version
    return workflow.send_back(world.union_officer, number, version, "ببینید", LATER, list(keys))


def counted() -> list[FlagCount]:
    return [one for one in count_flags(PERIOD) if one.rule == "P-21"]


def test_a_figure_that_stands_with_its_reason_was_kept(world: World) -> None:
    explained(world)
    assert counted() == [FlagCount("P-21", Outcome.KEPT, "seasonal", 1, 0, 0)]


def test_a_returned_figure_is_open_until_it_is_filed_again(world: World) -> None:
    case = send_back(world, explained(world), KEY)
    assert counted() == [FlagCount("P-21", Outcome.OPEN, "seasonal", 1, 1, 1)]
    produce(world, case, 20)
    assert counted() == [FlagCount("P-21", Outcome.CHANGED, "seasonal", 1, 1, 1)]


def test_a_figure_filed_again_as_it_was_counts_once(world: World) -> None:
    case = send_back(world, explained(world))
    workflow.file(world.owner, case.tracking_number, case.version, LATER)
    # Returned, but for something else.
    assert counted() == [FlagCount("P-21", Outcome.KEPT, "seasonal", 1, 1, 0)]


def test_what_the_unit_asked_back_was_no_reviewers_return(world: World) -> None:
    case = explained(world)
    request_correction(world.owner, case.tracking_number, case.version, "اشتباه", LATER)
    version = fresh(case).version
    workflow.accept_correction(world.union_officer, case.tracking_number, version, LATER)
    assert counted() == [FlagCount("P-21", Outcome.OPEN, "seasonal", 1, 0, 0)]
    found = count_months(PERIOD)
    assert (found.returns, found.requested) == (0, 1)
    assert found == by_hand.months(PERIOD)


def test_a_return_that_a_complaint_undid_stays_a_return(world: World) -> None:
    case = send_back(world, explained(world))
    said = complaints.complain_of_return(world.owner, case.tracking_number, "درست است", LATER)
    complaints.answer(world.province_officer, said.pk, Verdict.UPHELD, "وارد است", LATER)
    assert fresh(case).round == 1
    assert counted() == [FlagCount("P-21", Outcome.KEPT, "seasonal", 1, 1, 0)]
    assert count_months(PERIOD).returns == 1


def test_questions_are_counted_by_the_month_they_are_about(world: World) -> None:
    case = explained(world)
    number, version = case.tracking_number, case.version
    correspondence.ask(world.union_officer, number, version, "چرا؟", LATER)
    assert count_months(PERIOD).questions == 1
    assert count_months(IndicatorPeriod(MEHR - 1)).questions == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_a_year_of_drawn_versions_is_counted_as_a_plain_recount_does(
    world: World, seed: int
) -> None:
    drawn = random.Random(seed)
    for number in range(14):
        _draw(world, drawn, JalaliMonth(1398, 1) + number)
    year = IndicatorPeriod.year_of(MEHR)
    for month in year.months:
        rebuild(month)
    found: Counter[tuple[str, str, str]] = Counter()
    returned, named = 0, 0
    for one in count_flags(year):
        found[one.rule, one.outcome, one.reason] += one.figures
        returned, named = returned + one.returned, named + one.named
    plain = by_hand.flags(year)
    expected: Counter[tuple[str, str, str]] = Counter()
    for (rule, outcome, reason, _, _), count in plain.items():
        expected[rule, outcome, reason] += count
    assert found == expected
    assert {outcome for _, outcome, _ in found} == set(Outcome)
    assert returned == sum(count for key, count in plain.items() if key[3]) > 0
    assert named == sum(count for key, count in plain.items() if key[4]) > 0
    assert count_months(year) == by_hand.months(year)
    sums = {(t.code, t.measure_code): (t.first, t.stands, t.filings) for t in edited_totals(year)}
    assert sums == by_hand.totals(year)


def _draw(world: World, drawn: random.Random, month: JalaliMonth) -> None:
    """Lay a month with up to three versions and returns, past the workflow."""
    rounds = [_figures(drawn, month) for _ in range(drawn.choice((1, 1, 2, 3)))]
    case = Submission.objects.create(
        unit=world.unit,
        licence=world.licence,
        year=month.year,
        month=month.month,
        tracking_number=f"55{month.to_int():09}",
    )
    # While it is a draft: what is filed is frozen.
    RaisedFlag.objects.bulk_create(
        RaisedFlag(submission=case, step=2, **vars(flag)) for flag in rounds[-1].flags
    )
    filed = at_union(world.licence, FILED_AT)
    Submission.objects.filter(pk=case.pk).update(
        round=len(rounds), flags=len(rounds[-1].flags), **filed
    )
    case = fresh(case)
    for number, figures in enumerate(rounds, start=1):
        _version(world, case, number, figures)
        if number < len(rounds):
            _returned(world, drawn, case, number)
    match drawn.choice(("final", "final", "returned", "waiting")):
        case "final":
            make_final(case, FILED_AT)
        case "returned":
            _returned(world, drawn, case, len(rounds))
            Submission.objects.filter(pk=case.pk).update(
                state=State.RETURNED,
                priority_at=None,
                correction_due=LATER,
                counts_until=LATER,
            )


def _version(world: World, case: Submission, number: int, figures: Figures) -> None:
    Revision.objects.create(
        submission=case,
        round=number,
        figures=as_json(figures),
        digest="0" * 64,
        filed_at=FILED_AT,
        filed_by=world.owner,
        **filed_from(case),
    )


def _returned(world: World, drawn: random.Random, case: Submission, number: int) -> None:
    Decision.objects.create(
        submission=case,
        round=number,
        version=10 * number,
        kind=DecisionKind.RETURNED,
        actor=world.union_officer,
        organization=world.union,
        from_state=State.AT_UNION,
        to_state=State.RETURNED,
        counts_until=LATER,
        reason="ببینید",
        field_notes=drawn.sample(KEYS, 2),
        at=FILED_AT,
    )


def _figures(drawn: random.Random, month: JalaliMonth) -> Figures:
    """Draw a version of few values, so that versions are often alike."""
    asks = [rule for rule in RULES if rule.kind != "hard"]
    some = {(drawn.choice(asks).id, drawn.choice(KEYS)) for _ in range(5)}
    few = [Decimal(drawn.choice((0, 5))) for _ in range(6)]
    made = [(BAG, few[0]), (PIPE, few[1])][: drawn.choice((1, 2))]
    return Figures(
        year=month.year,
        month=month.month,
        licence="1",
        activity="active",
        has_exports=True,
        official=drawn.choice((2, 3)),
        contract=1,
        contractor=None,
        remarks="",
        production=tuple(
            ProductFigure(code, code, "تن", "", "", quantity, "ton") for code, quantity in made
        ),
        exports=(ExportFigure(BAG, BAG, "تن", few[2], few[3], "", few[4], few[5], "ton"),),
        flags=tuple(
            FlagFigure(rule, key, drawn.choice("12"), "متن", "مبنا", "کوتاه", reason)
            for rule, key in sorted(some)
            for reason in [drawn.choice(("", "seasonal"))]
        ),
    )
