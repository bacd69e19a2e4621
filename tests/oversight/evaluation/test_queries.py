"""The figures of an evaluation, against the same figures written in plain Python."""

from dataclasses import asdict
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth
from oversight.enums import Span
from oversight.evaluation.queries import evaluate, find
from oversight.measures import OfficeCounts
from oversight.periods import EvaluationPeriod
from review import workflow
from review.checklist.answers import AFFIRMED
from review.enums import DecisionKind
from review.followup.enums import FollowUpList
from review.followup.queries import FollowUp, FollowUpFilter
from review.models import Decision
from statistics.enums import State
from statistics.models import Submission
from tests.oversight.evaluation.by_hand import by_hand
from tests.oversight.evaluation.stories import AFTER, Play, obliged
from tests.review.cases import policy
from tests.world import MEHR, World, tehran

pytestmark = pytest.mark.django_db
PERIODS = (EvaluationPeriod.of_month(MEHR), EvaluationPeriod(Span.QUARTER, 1398, 3))
MOMENTS = [tehran(1398, 8, day, 12) for day in (2, 4, 6, 8, 9, 13, 17, 22, 28, 30)]


def counted(period: EvaluationPeriod, at: datetime) -> dict[str, OfficeCounts]:
    return {office.code: office.counts for office in evaluate(period, at)}


def filled(words: dict[str, int]) -> OfficeCounts:
    return OfficeCounts(**{name: words.get(name, 0) for name in asdict(OfficeCounts())})


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_every_figure_is_that_of_a_plain_recount_at_every_moment(
    world: World, period: EvaluationPeriod
) -> None:
    obliged()
    Play(world).whole()
    for at in (*MOMENTS, AFTER):
        plain = by_hand(period.months, at)
        for code, counts in counted(period, at).items():
            assert counts == filled(plain.get(code, {})), (code, at)


def test_the_story_has_something_of_everything(world: World) -> None:
    obliged()
    Play(world).whole()
    found = counted(EvaluationPeriod.of_month(MEHR), AFTER)
    whole = OfficeCounts()
    for counts in found.values():
        whole.add(counts)
    # Nobody is visited in this story: tests/review/visits tells of that.
    assert [name for name, count in asdict(whole).items() if not count] == ["visits"]
    first = found["03"]
    # Eight units of the first province owe Mehr: the one without guild id does not.
    # A month that the ministry opened again stands with its final version, so it was on time.
    assert (first.due, first.on_time, first.allowed, first.late) == (8, 3, 1, 1)
    assert first.overturned == 1
    # Of four selected units one filed in time and one later; one was returned and one was silent.
    assert (first.selected, first.selected_filed, first.selected_on_time) == (4, 2, 1)
    assert found["ministry"].due == first.due + found["04"].due


@pytest.mark.parametrize(
    ("since", "until", "selected"), [(0, 0, 1), (0, None, 1), (1, None, 0), (-9, -1, 0)]
)
def test_a_unit_is_selected_for_a_month_by_the_list_of_its_last_day(
    world: World, since: int, until: int | None, selected: int
) -> None:
    obliged()
    last = MEHR.last_day
    end = None if until is None else last + timedelta(days=until)
    Play(world).select(world, last + timedelta(days=since), end)
    counts = counted(EvaluationPeriod.of_month(MEHR), AFTER)["03"]
    assert (counts.due, counts.selected, counts.selected_filed) == (1, selected, 0)


def test_an_entry_written_later_changes_no_figure_of_before(world: World) -> None:
    obliged()
    Play(world).select(world, MEHR.first_day, added=AFTER)
    before = counted(EvaluationPeriod.of_month(MEHR), AFTER - timedelta(seconds=1))["03"]
    assert (before.selected, counted(EvaluationPeriod.of_month(MEHR), AFTER)["03"].selected) == (
        0,
        1,
    )


def test_who_has_not_filed_is_as_many_as_the_response_rate_says(world: World) -> None:
    obliged()
    play = Play(world)
    play.whole()
    found = counted(EvaluationPeriod.of_month(MEHR), AFTER)
    for code, of in (("03", play.world), ("04", play.second)):
        lists = FollowUp(of.province_officer, AFTER)
        unfiled = lists.missing(FollowUpFilter(FollowUpList.MISSING, month=MEHR)).count()
        assert unfiled == found[code].due - found[code].filed > 0, code
    everywhere = FollowUp(world.ministry_officer, AFTER)
    alone = FollowUpFilter(FollowUpList.MISSING, province="04", month=MEHR)
    assert everywhere.missing(alone).count() == found["04"].due - found["04"].filed


def test_a_month_before_the_obligation_is_owed_by_nobody(world: World) -> None:
    world.filed()
    counts = counted(EvaluationPeriod.of_month(MEHR), AFTER)["03"]
    assert (counts.due, counts.filed) == (0, 0)


def test_who_filed_nothing_stays_in_the_denominator(world: World) -> None:
    obliged()
    assert counted(EvaluationPeriod.of_month(MEHR), AFTER)["03"] == OfficeCounts(due=1)


def test_a_returned_month_counts_until_the_day_that_its_return_stored(world: World) -> None:
    obliged()
    case = world.returned()
    due = Submission.objects.get(pk=case.pk).counts_until
    assert due is not None
    period = EvaluationPeriod.of_month(MEHR)
    assert counted(period, due - timedelta(seconds=1))["03"].filed == 1
    assert counted(period, due)["03"].filed == 0


def test_a_decision_at_its_due_instant_is_not_within_the_days(world: World) -> None:
    case = world.at_province()
    for shift, within in ((-1, 1), (0, 0)):
        case.refresh_from_db()
        assert case.due_at is not None
        made = Decision.objects.create(
            submission=case,
            round=1,
            version=case.version + 10 + within,
            kind=DecisionKind.APPROVED,
            actor=world.province_officer,
            organization=world.province,
            from_state=State.AT_PROVINCE,
            to_state=State.AT_MINISTRY,
            due_at=case.due_at,
            at=case.due_at + timedelta(seconds=shift),
        )
        counts = find([MEHR], made.at).desks[world.province.pk]
        assert (counts.people, counts.within) == (2 - within, 1)


def test_the_time_in_a_level_is_from_arrival_to_decision(world: World) -> None:
    at = tehran(1398, 8, 3)
    case = world.filed(at=at)
    after = at + timedelta(days=2)
    workflow.approve(world.union_officer, case.tracking_number, case.version, after, AFFIRMED)
    pace = find([MEHR], AFTER).paces[State.AT_UNION]
    assert (pace.median, pace.p90) == (2.0, 2.0)


def test_a_correction_is_judged_by_the_date_told_not_by_todays_reckoning(world: World) -> None:
    case = world.returned()
    told = Submission.objects.get(pk=case.pk).correction_due
    assert told is not None
    workflow.file(world.owner, case.tracking_number, case.version, told - timedelta(hours=1))
    before = find([MEHR], AFTER).desks[world.union.pk]
    assert (before.corrections, before.corrected) == (1, 1)
    # Reckoned anew, by holidays or values written down since, another date would come out.
    policy(PolicyKey.CORRECTION_DAYS, 1)
    assert find([MEHR], AFTER).desks[world.union.pk] == before


def test_one_province_alone_is_counted_by_its_own_counties(world: World) -> None:
    obliged()
    play = Play(world)
    play.whole()
    found = find([MEHR], AFTER, "04")
    assert set(found.duties) == {("0401", play.second.union.pk)}
    assert world.province.pk not in found.desks


def test_an_evaluation_takes_the_same_few_statements_whatever_it_counts(world: World) -> None:
    obliged()
    numbers = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            evaluate(EvaluationPeriod(Span.QUARTER, 1398, 3), AFTER)
        numbers.append(len(captured))
        if len(numbers) == 1:
            Play(world).whole()
    # Offices, policy, the days of returns, provinces, two counts, the counties and the visits.
    assert numbers[0] == numbers[1] <= 9


def test_a_quarter_is_its_three_months_together(world: World) -> None:
    obliged()
    Play(world).whole()
    months = [JalaliMonth(1398, 7) + n for n in range(3)]
    whole = OfficeCounts()
    for month in months:
        whole.add(counted(EvaluationPeriod.of_month(month), AFTER)["03"])
    assert counted(EvaluationPeriod(Span.QUARTER, 1398, 3), AFTER)["03"] == whole
