"""The commands of filing: who may write what, and what a refused command leaves behind."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from statistics.enums import ActivityState, State, Step, StepStatus
from statistics.errors import StaleVersionError, StateConflictError
from statistics.figures import collect
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, ExportFigures, PeriodAnswers, PostedLines
from statistics.models import Submission
from tests.world import BAG, FILED_AT, MEHR, World, person
from units.enums import MemberRole
from units.models import UnitMember

MADE: PostedLines[Decimal | None] = PostedLines({BAG: Decimal(20)})
SENT = PostedLines({BAG: ExportFigures(Decimal(5), Decimal(5), Decimal(1), Decimal(1))})
FOUR = EmploymentAnswers(4, 0, 0)


def write(world: World, step: Step, submission: Submission, version: int, user: Any = None) -> Any:
    """Write one step in the name of a person."""
    user, number = user or world.owner, submission.tracking_number
    period = PeriodAnswers(world.licence, MEHR, ActivityState.ACTIVE)
    match step:
        case Step.PERIOD:
            return services.save_period(user, number, version, period, True, FILED_AT)
        case Step.PRODUCTION:
            return services.save_production(user, number, version, MADE, True, FILED_AT)
        case Step.EXPORTS:
            return services.save_exports(user, number, version, True, SENT, True, FILED_AT)
        case Step.EMPLOYMENT:
            return services.save_employment(user, number, version, FOUR, True, FILED_AT)


def version_of(submission: Submission, step: Step) -> int:
    """Return the version of a step as it stands."""
    return submission.steps.get(step=step).version


@pytest.mark.parametrize("step", Step)
def test_a_write_raises_the_versions_of_step_and_month(world: World, step: Step) -> None:
    before = world.draft()
    seen = version_of(before, step)
    after = write(world, step, before, seen)
    assert after.version == before.version + 1
    state = after.steps.get(step=step)
    assert (state.version, state.status) == (seen + 1, StepStatus.CONFIRMED)
    assert (state.saved_at, state.saved_by) == (FILED_AT, world.owner)


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("off", [-1, 1])
def test_a_write_over_an_unseen_one_is_refused(world: World, step: Step, off: int) -> None:
    submission = world.ready()
    before = collect(submission)
    with pytest.raises(StaleVersionError):
        write(world, step, submission, version_of(submission, step) + off)
    again = Submission.objects.get()
    assert (collect(again), again.version) == (before, submission.version)


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", ["filed", "at_province", "at_ministry", "final"])
def test_nothing_is_written_while_the_month_is_with_the_reviewers_or_final(
    world: World, step: Step, state: str
) -> None:
    submission = getattr(world, state)()
    with pytest.raises(StateConflictError):
        write(world, step, submission, version_of(submission, step))


@pytest.mark.parametrize("step", Step)
def test_a_returned_month_may_be_corrected(world: World, step: Step) -> None:
    submission = world.returned()
    write(world, step, submission, version_of(submission, step))
    assert Submission.objects.get().state == State.RETURNED


@pytest.mark.parametrize("step", Step)
def test_a_stranger_finds_no_month_to_write(world: World, step: Step) -> None:
    submission = world.draft()
    seen = version_of(submission, step)
    for user in (person("stranger"), world.union_officer, world.ministry_officer):
        with pytest.raises(Submission.DoesNotExist):
            write(world, step, submission, seen, user)


def test_a_delegate_writes_until_the_delegation_ends(world: World) -> None:
    delegate = person("delegate")
    member = UnitMember.objects.create(unit=world.unit, user=delegate, role=MemberRole.DELEGATE)
    submission = world.draft()
    write(world, Step.EMPLOYMENT, submission, 0, delegate)
    member.ended_at = timezone.now()
    member.save()
    with pytest.raises(Submission.DoesNotExist):
        write(world, Step.EMPLOYMENT, submission, 1, delegate)


def test_a_month_is_opened_once_for_a_unit(world: World) -> None:
    first = world.draft()
    with pytest.raises(services.DuplicateMonthError) as refusal:
        world.draft()
    assert refusal.value.submission == first
    assert Submission.objects.count() == 1


def test_an_opened_month_stands_with_one_green_and_three_empty_steps(world: World) -> None:
    submission = world.draft()
    states = submission.steps.order_by("step").values_list("status", flat=True)
    assert list(states) == ["confirmed", "empty", "empty", "empty"]
    assert submission.state == State.DRAFT
    assert submission.round == 0


def test_tracking_numbers_grow_and_never_repeat(world: World) -> None:
    numbers = [world.draft(MEHR - n).tracking_number for n in range(3)]
    Submission.objects.get(tracking_number=numbers[-1]).delete()
    numbers.append(world.draft(MEHR - 2).tracking_number)
    assert numbers == sorted(set(numbers))
    assert all(len(n) == 11 and n.isdigit() for n in numbers)


def test_what_cannot_be_green_is_not_stored(world: World) -> None:
    submission = world.ready()
    before = collect(submission)
    empty: PostedLines[Decimal | None] = PostedLines({BAG: None})
    with pytest.raises(services.IncompleteError) as refusal:
        services.save_production(world.owner, submission.tracking_number, 1, empty, True, FILED_AT)
    assert refusal.value.faults == [
        "کیسه پلی اتیلن: مقدار را بنویسید؛ اگر تولید نشده، صفر بنویسید."
    ]
    with pytest.raises(services.IncompleteError):
        services.save_exports(
            world.owner,
            submission.tracking_number,
            1,
            True,
            PostedLines({BAG: ExportFigures(Decimal(5))}),
            True,
            FILED_AT,
        )
    assert collect(Submission.objects.get()) == before


def test_a_zero_export_on_a_page_that_is_not_posted_is_not_green(world: World) -> None:
    draft = world.draft()
    number, seen = draft.tracking_number, version_of(draft, Step.EXPORTS)
    zero = PostedLines({BAG: ExportFigures(Decimal(0), Decimal(0), Decimal(1), Decimal(1))})
    services.save_exports(world.owner, number, seen, True, zero, False, FILED_AT)
    with pytest.raises(services.IncompleteError) as refusal:
        services.save_exports(world.owner, number, seen + 1, True, PostedLines({}), True, FILED_AT)
    assert refusal.value.faults == [
        "کیسه پلی اتیلن: صادرات صفر نوشته نمی‌شود؛ ردیف را بردارید یا مقدار بدهید."
    ]


def test_a_licence_of_another_unit_cannot_take_the_month_over(world: World) -> None:
    from tests.world import licence_for

    submission = world.draft()
    other = licence_for("0488888888", "9990000026", world.union, world.owner)
    period = PeriodAnswers(other, MEHR, ActivityState.ACTIVE)
    with pytest.raises(StateConflictError):
        services.save_period(world.owner, submission.tracking_number, 1, period, True, FILED_AT)


def test_deleting_names_the_version_and_takes_drafts_only(world: World) -> None:
    submission = world.draft()
    number = submission.tracking_number
    with pytest.raises(StaleVersionError):
        services.delete_draft(world.owner, number, submission.version - 1)
    with pytest.raises(Submission.DoesNotExist):
        services.delete_draft(person("stranger"), number, submission.version)
    services.delete_draft(world.owner, number, submission.version)
    assert not Submission.objects.exists()
    returned = world.returned()
    with pytest.raises(StateConflictError):
        services.delete_draft(world.owner, returned.tracking_number, returned.version)


def test_lowered_production_turns_a_green_step_3_back_once_it_is_below(world: World) -> None:
    submission = world.ready()
    number = submission.tracking_number

    def produce(quantity: int, version: int) -> str:
        made: PostedLines[Decimal | None] = PostedLines({BAG: Decimal(quantity)})
        services.save_production(world.owner, number, version, made, True, FILED_AT)
        return Submission.objects.get().steps.get(step=Step.EXPORTS).status

    assert produce(5, 1) == StepStatus.CONFIRMED
    seen = version_of(submission, Step.EXPORTS)
    assert produce(4, 2) == StepStatus.DRAFT
    assert version_of(submission, Step.EXPORTS) == seen + 1
