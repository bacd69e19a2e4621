"""How long units took is counted from the instants that filing leaves, as a plain recount says."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from config.celery import app
from oversight import tasks
from oversight.burden.services import refresh_times
from oversight.enums import TimedPart
from oversight.models import FillingTime
from review import workflow
from statistics.enums import ActivityState, Step
from statistics.filing import services as filing
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers, PostedLines
from statistics.models import Revision, StepState, Submission
from tests.world import BAG, FILED_AT, MEHR, World, licence_for

pytestmark = pytest.mark.django_db
BEGUN = FILED_AT - timedelta(hours=2)


def filed(world: World, number: int) -> Submission:
    """File the month of another unit."""
    licence = licence_for(f"05{number:08d}", f"99900{number:05d}", world.union, world.owner)
    return replace(world, licence=licence).filed()


def took(case: Submission, begun: datetime, *confirmed: datetime | None) -> None:
    """Let a month have been begun, and its steps confirmed, at these moments."""
    Submission.objects.filter(pk=case.pk).update(created_at=begun)
    for step, at in zip(Step, confirmed, strict=True):
        StepState.objects.filter(submission=case, step=step).update(confirmed_at=at)


def minutes(*after: int) -> list[datetime]:
    return [BEGUN + timedelta(minutes=each) for each in after]


def counted() -> dict[TimedPart, tuple[int, int, int]]:
    """Read what is stored of Mehr: filings, median and nine of ten, in minutes, by part."""
    rows = FillingTime.objects.filter(year=MEHR.year, month=MEHR.month)
    return {
        TimedPart(row.part): (row.filings, row.median // 60, row.nine_of_ten // 60)
        for row in rows.order_by("part")
    }


def recounted() -> dict[int, tuple[int, int, int]]:
    """Count the spans of all first filings of Mehr one by one, in seconds."""
    spans: dict[int, list[int]] = defaultdict(list)
    for first in Revision.objects.filter(round=1).exclude(idle=True).order_by("pk"):
        case = first.submission
        if first.filed_at <= case.created_at:
            continue
        spans[TimedPart.WHOLE].append(_seconds(case.created_at, first.filed_at))
        moments: dict[datetime, list[int]] = defaultdict(list)
        for step in case.steps.all():
            if step.confirmed_at:
                moments[step.confirmed_at].append(step.step)
        known = sum(len(steps) for steps in moments.values())
        if known < len(Step) or max(moments) > first.filed_at:
            continue
        since = case.created_at
        for at, steps in sorted(moments.items()):
            if at > case.created_at:
                part = steps[0] if len(steps) == 1 else TimedPart.TOGETHER
                spans[part].append(_seconds(max(since, case.created_at), at))
            since = at
        spans[TimedPart.CHECK].append(_seconds(since, first.filed_at))
    return {part: (len(each), _share(each, 5), _share(each, 9)) for part, each in spans.items()}


def _seconds(since: datetime, until: datetime) -> int:
    return (until - since) // timedelta(seconds=1)


def _share(values: Iterable[int], tenths: int) -> int:
    """Find the smallest value that so many tenths of all do not exceed."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * tenths // 10) - 1]


def test_every_time_is_that_of_a_plain_recount(world: World) -> None:
    for seed in range(14):
        chance = Random(seed)
        moments: list[datetime | None] = [
            FILED_AT - timedelta(seconds=chance.randint(1, 9000), microseconds=chance.randint(0, 9))
            for _ in Step
        ]
        if seed % 4 == 1:
            moments[3] = moments[2] = moments[1]
        if seed % 5 == 2:
            moments[chance.randrange(4)] = None
        took(filed(world, seed), FILED_AT - timedelta(seconds=chance.randint(-60, 8000)), *moments)
    assert refresh_times(FILED_AT) == len(recounted()) == len(TimedPart)
    rows = FillingTime.objects.order_by("part")
    stored = {row.part: (row.filings, row.median, row.nine_of_ten) for row in rows}
    assert stored == recounted()


def test_a_step_takes_from_the_confirmation_before_it_to_its_own(world: World) -> None:
    took(filed(world, 1), BEGUN, *minutes(0, 30, 35, 55))
    refresh_times(FILED_AT)
    assert counted() == {
        TimedPart.WHOLE: (1, 120, 120),
        TimedPart.PRODUCTION: (1, 30, 30),
        TimedPart.EXPORTS: (1, 5, 5),
        TimedPart.EMPLOYMENT: (1, 20, 20),
        TimedPart.CHECK: (1, 65, 65),
    }


def test_steps_of_one_screen_are_not_told_apart(world: World) -> None:
    took(filed(world, 1), BEGUN, *minutes(0, 40, 40, 40))
    refresh_times(FILED_AT)
    assert counted() == {
        TimedPart.WHOLE: (1, 120, 120),
        TimedPart.TOGETHER: (1, 40, 40),
        TimedPart.CHECK: (1, 80, 80),
    }


def test_what_was_not_kept_is_not_guessed(world: World) -> None:
    took(filed(world, 1), BEGUN, None, None, *minutes(40, 60))
    # Confirmed again by a correction, after what was kept of the first time.
    took(filed(world, 2), BEGUN, *minutes(0, 10, 20, 500))
    # Brought from elsewhere: begun and sent at one moment.
    took(filed(world, 3), FILED_AT, FILED_AT, FILED_AT, FILED_AT, FILED_AT)
    refresh_times(FILED_AT)
    assert counted() == {TimedPart.WHOLE: (2, 120, 120)}


def test_a_correction_changes_no_time_and_counting_again_adds_nothing(world: World) -> None:
    case = world.filed()
    took(case, BEGUN, *minutes(0, 30, 35, 55))
    refresh_times(FILED_AT)
    before, kept = counted(), set(case.steps.values_list("step", "confirmed_at"))
    number, later = case.tracking_number, FILED_AT + timedelta(days=1)
    workflow.send_back(world.union_officer, number, case.version, "مقدار را ببینید", later)
    made = PostedLines({BAG: Decimal(21)})
    state = case.steps.get(step=Step.PRODUCTION)
    again = filing.save_production(world.owner, number, state.version, made, True, later)
    workflow.file(world.owner, number, again.version, later)
    refresh_times(later)
    assert counted() == before
    assert set(case.steps.values_list("step", "confirmed_at")) == kept


def test_a_month_without_activity_is_left_out(world: World) -> None:
    period = PeriodAnswers(world.licence, MEHR, ActivityState.INACTIVE)
    number = filing.open_month(world.owner, period, True, BEGUN).tracking_number
    people = EmploymentAnswers(2, 0, 0)
    ready = filing.save_employment(world.owner, number, 0, people, True, FILED_AT)
    # Its steps of production and exports were confirmed with the first one.
    first = [BEGUN, BEGUN, BEGUN, FILED_AT]
    assert list(ready.steps.order_by("step").values_list("confirmed_at", flat=True)) == first
    case = workflow.file(world.owner, number, ready.version, FILED_AT)
    took(case, BEGUN, *first)
    assert refresh_times(FILED_AT) == 0


def test_it_is_counted_every_night() -> None:
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert tasks.refresh_burden.name in scheduled
