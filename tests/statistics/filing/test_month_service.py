"""A month like the last: how it is opened, and its four steps saved together or not at all."""

from decimal import Decimal
from typing import Any

import pytest

from statistics.enums import ActivityState, Step, StepStatus
from statistics.errors import StaleVersionError, StateConflictError
from statistics.figures import collect
from statistics.filing import month_service, services
from statistics.filing.services import IncompleteError
from statistics.filing.storage import EmploymentAnswers, ExportFigures, PeriodAnswers, PostedLines
from statistics.models import Submission
from statistics.rules.services import GivenReason, ReasonsRequired
from statistics.rules.table import BY_ID
from tests.world import BAG, FILED_AT, MEHR, World, person, tehran
from units.models import Licence

MADE: PostedLines[Decimal | None] = PostedLines({BAG: Decimal(21)})
NONE: PostedLines[ExportFigures] = PostedLines({})
FOUR = EmploymentAnswers(2, 1, 1)
SENT = PostedLines({BAG: ExportFigures(Decimal(5), Decimal(5), Decimal(322), Decimal(6300))})


def seen(submission: Submission) -> dict[Step, int]:
    """Return the versions of the four steps as they stand."""
    return {Step(s.step): s.version for s in submission.steps.order_by("step")}


def save(world: World, submission: Submission, **changes: Any) -> Submission:
    """Confirm all four steps in the owner's name."""
    month = month_service.Month(
        changes.get("made", MADE),
        changes.get("has_exports", False),
        changes.get("sent", NONE),
        changes.get("people", FOUR),
    )
    versions = seen(submission) | changes.get("seen", {})
    return month_service.save_month(
        changes.get("user", world.owner),
        submission.tracking_number,
        versions,
        month,
        changes.get("confirm", True),
        FILED_AT,
        changes.get("answers", {}),
    )


def statuses(submission: Submission) -> list[str]:
    """Return how far the four steps are."""
    return list(submission.steps.order_by("step").values_list("status", flat=True))


def test_one_act_makes_all_four_steps_green(world: World) -> None:
    submission = world.draft()
    before = submission.version
    after = save(world, submission)
    assert statuses(after) == [StepStatus.CONFIRMED] * 4
    assert after.version == before + 1
    figures = collect(Submission.objects.get())
    assert figures.produced == {BAG: 21}
    assert (figures.has_exports, figures.employees) == (False, 4)


@pytest.mark.parametrize("step", Step)
def test_a_step_that_somebody_saved_meanwhile_refuses_the_whole(world: World, step: Step) -> None:
    submission = world.draft()
    before = collect(submission)
    with pytest.raises(StaleVersionError):
        save(world, submission, seen={step: seen(submission)[step] - 1})
    assert collect(Submission.objects.get()) == before


@pytest.mark.parametrize(
    "lacking",
    [
        {"made": PostedLines({BAG: None})},
        {"has_exports": None},
        {"has_exports": True},
        {"has_exports": True, "sent": PostedLines({BAG: ExportFigures(Decimal(5))})},
        {"people": EmploymentAnswers(2, None, 0)},
    ],
)
def test_what_one_step_lacks_stores_nothing_of_the_others(
    world: World, lacking: dict[str, Any]
) -> None:
    submission = world.draft()
    before = collect(submission)
    with pytest.raises(IncompleteError) as refusal:
        save(world, submission, **lacking)
    assert len(refusal.value.faults) == 1
    assert collect(Submission.objects.get()) == before
    assert statuses(submission)[1:] == [StepStatus.EMPTY] * 3


def test_a_draft_of_the_whole_may_be_incomplete(world: World) -> None:
    submission = world.draft()
    save(
        world, submission, confirm=False, has_exports=None, made=PostedLines({BAG: None}), sent=SENT
    )
    assert statuses(submission) == [StepStatus.CONFIRMED] + [StepStatus.DRAFT] * 3
    figures = collect(Submission.objects.get())
    assert (figures.has_exports, [e.quantity for e in figures.exports]) == (None, [Decimal(5)])


def test_a_step_1_that_is_only_a_draft_becomes_green_too(world: World) -> None:
    period = PeriodAnswers(world.licence, MEHR, ActivityState.ACTIVE)
    submission = services.open_month(world.owner, period, False, FILED_AT)
    save(world, submission)
    assert statuses(submission) == [StepStatus.CONFIRMED] * 4


def test_a_month_without_its_activity_is_not_confirmed(world: World) -> None:
    submission = services.open_month(
        world.owner, PeriodAnswers(world.licence, MEHR, ""), False, FILED_AT
    )
    with pytest.raises(IncompleteError) as refusal:
        save(world, submission)
    assert BY_ID["M-04"].apart in refusal.value.faults


def test_a_month_declared_inactive_has_people_only(world: World) -> None:
    period = PeriodAnswers(world.licence, MEHR, ActivityState.INACTIVE)
    submission = services.open_month(world.owner, period, True, FILED_AT)
    save(world, submission, made=MADE, has_exports=True, sent=SENT)
    assert statuses(submission) == [StepStatus.CONFIRMED] * 4
    figures = collect(Submission.objects.get())
    assert (figures.production, figures.exports, figures.has_exports) == ((), (), False)


def test_the_soft_rules_ask_for_the_same_reasons_as_the_steps_do(world: World) -> None:
    world.filed(MEHR - 1)
    submission = world.draft()
    more: PostedLines[Decimal | None] = PostedLines({BAG: Decimal(200)})
    with pytest.raises(ReasonsRequired) as whole_asked:
        save(world, submission, made=more)
    with pytest.raises(ReasonsRequired) as step_asked:
        services.save_production(world.owner, submission.tracking_number, 0, more, True, FILED_AT)
    assert whole_asked.value.flags == step_asked.value.flags
    answers = {
        (flag.rule, flag.key): GivenReason("other", "سفارش بزرگ")
        for flag in whole_asked.value.flags
    }
    save(world, submission, made=more, answers=answers)
    assert statuses(submission) == [StepStatus.CONFIRMED] * 4


def test_reasons_of_production_and_exports_are_asked_for_together(world: World) -> None:
    world.filed(MEHR - 1)
    submission = world.draft()
    dear = PostedLines({BAG: ExportFigures(Decimal(990), Decimal(990), Decimal(1), Decimal(9))})
    with pytest.raises(ReasonsRequired) as asked:
        save(world, submission, made=PostedLines({BAG: Decimal(200)}), has_exports=True, sent=dear)
    assert {flag.key.partition(":")[0] for flag in asked.value.flags} == {"production", "exports"}
    assert statuses(submission)[1:] == [StepStatus.EMPTY] * 3


def test_a_filed_month_and_a_stranger_write_nothing(world: World) -> None:
    with pytest.raises(StateConflictError):
        save(world, world.filed(MEHR - 1))
    with pytest.raises(Submission.DoesNotExist):
        save(world, world.draft(), user=person("stranger"))


def test_step_1_is_as_it_was_last_time(world: World) -> None:
    first = month_service.like_last(world.licence, MEHR, [world.licence], FILED_AT)
    assert first == PeriodAnswers(world.licence, MEHR, ActivityState.ACTIVE)
    period = PeriodAnswers(world.licence, MEHR - 1, ActivityState.INACTIVE)
    services.open_month(world.owner, period, True, FILED_AT)
    # A draft is not filed: nothing rests on it.
    assert (
        month_service.like_last(world.licence, MEHR, [world.licence], FILED_AT).activity == "active"
    )
    Submission.objects.all().delete()
    world.filed(MEHR - 1)
    Submission.objects.update(activity=ActivityState.INACTIVE)
    assert (
        month_service.like_last(world.licence, MEHR, [world.licence], FILED_AT).activity
        == "inactive"
    )


def test_a_licence_that_has_ended_gives_way_to_the_one_that_serves(world: World) -> None:
    world.filed(MEHR - 1)
    ended = Licence.objects.get(pk=world.licence.pk)
    ended.expires_on = tehran(1398, 6, 31).date()
    ended.save()
    new = Licence.objects.get(pk=world.licence.pk)
    new.pk, new.number, new.expires_on = None, "0499999921", None
    new.save()
    assert month_service.like_last(new, MEHR, [ended, new], FILED_AT).licence == new
