"""What is written under a month: carried products, rows of other pages, computed tonnes."""

from decimal import Decimal

from statistics.enums import ActivityState, StepStatus
from statistics.figures import collect
from statistics.filing.storage import (
    ExportFigures,
    PeriodAnswers,
    PostedLines,
    carry_products,
    drop_uncounted,
    filed_before,
    write_exports,
    write_period,
    write_production,
)
from statistics.models import ExportDeclaration, StepState, Submission
from tests.world import BAG, FILED_AT, MEHR, PIPE, SHOES, World


def produced(submission: Submission) -> list[tuple[str, int | None]]:
    """Return code and quantity in the order of the list."""
    lines = submission.production.select_related("product").order_by("position")
    return [(x.product.code, None if x.quantity is None else int(x.quantity)) for x in lines]


def make(submission: Submission, **values: int | None) -> None:
    """Write quantities by the short names bag, pipe and shoes."""
    codes = {"bag": BAG, "pipe": PIPE, "shoes": SHOES}
    quantities = {codes[n]: None if q is None else Decimal(q) for n, q in values.items()}
    write_production(submission, _step(submission, 2), PostedLines(quantities))


def test_products_are_carried_from_the_last_filed_month_without_quantities(world: World) -> None:
    world.filed(MEHR - 3)
    older = world.draft(MEHR - 2)
    make(older, shoes=7)
    assert produced(world.draft(MEHR)) == [(BAG, None)]


def test_the_order_of_the_carried_list_is_kept(world: World) -> None:
    earlier = world.ready(MEHR - 1)
    make(earlier, shoes=1, pipe=2)
    from review import workflow

    workflow.file(world.owner, earlier.tracking_number, earlier.version, FILED_AT)
    assert produced(world.draft()) == [(BAG, None), (SHOES, None), (PIPE, None)]


def test_only_earlier_filed_months_stand_before_a_month(world: World) -> None:
    later, year_ago, before = MEHR, MEHR - 12, MEHR - 2
    for month in (later, year_ago, before):
        world.filed(month)
    found = filed_before(world.draft(MEHR - 1)).order_by("year", "month")
    assert [s.period for s in found] == [year_ago, before]


def test_a_first_month_carries_nothing(world: World) -> None:
    assert produced(world.draft()) == []


def test_rows_that_are_not_posted_stay_as_they_are(world: World) -> None:
    submission = world.draft()
    make(submission, bag=1, pipe=2)
    make(submission, pipe=3)
    assert produced(submission) == [(BAG, 1), (PIPE, 3)]


def test_posting_empty_empties_and_does_not_make_zero(world: World) -> None:
    submission = world.draft()
    make(submission, bag=1)
    make(submission, bag=None)
    assert produced(submission) == [(BAG, None)]


def test_rows_are_taken_off_and_new_ones_come_last(world: World) -> None:
    submission = world.draft()
    make(submission, bag=1, pipe=2)
    values: dict[str, Decimal | None] = {SHOES: Decimal(4)}
    write_production(submission, _step(submission, 2), PostedLines(values, frozenset({BAG}), None))
    assert produced(submission) == [(PIPE, 2), (SHOES, 4)]
    write_production(submission, _step(submission, 2), PostedLines({}, frozenset(), BAG))
    assert produced(submission) == [(PIPE, 2), (SHOES, 4), (BAG, None)]


def test_adding_what_is_listed_adds_nothing(world: World) -> None:
    submission = world.draft()
    make(submission, bag=1)
    write_production(
        submission, _step(submission, 2), PostedLines({BAG: Decimal(2)}, frozenset(), BAG)
    )
    assert produced(submission) == [(BAG, 2)]


def test_tonnes_are_computed_from_the_measure_and_never_guessed(world: World) -> None:
    submission = world.draft()
    given = ExportFigures(Decimal("0.001"), None, Decimal(1), Decimal(1))
    write_exports(
        submission,
        submission.steps.get(step=3),
        PostedLines({PIPE: given, SHOES: given, BAG: given}),
    )
    tonnes = {
        line.product.code: line.tonnes
        for line in submission.export_lines.select_related("product").order_by("position")
    }
    assert tonnes == {PIPE: Decimal("0.000001"), SHOES: None, BAG: Decimal("0.001")}


def test_tonnes_given_by_the_unit_stand_with_their_reason(world: World) -> None:
    submission = world.draft()
    given = ExportFigures(Decimal(1000), Decimal("0.9"), Decimal(1), Decimal(1), "گمرک")
    write_exports(submission, _step(submission, 3), PostedLines({PIPE: given}))
    line = submission.export_lines.order_by("pk")[0]
    assert (line.tonnes, line.tonnes_reason) == (Decimal("0.9"), "گمرک")


def test_a_month_declared_inactive_counts_no_figure_and_loses_none_before_it_is_sent(
    world: World,
) -> None:
    submission = world.ready()
    inactive = PeriodAnswers(world.licence, MEHR, ActivityState.INACTIVE)
    write_period(submission, inactive, True, world.owner, FILED_AT)
    submission.save()
    fresh = Submission.objects.get(pk=submission.pk)
    assert (collect(fresh).production, collect(fresh).exports) == ((), ())
    assert produced(submission) == [(BAG, 20)]
    assert ExportDeclaration.objects.get(submission=submission).has_exports is False
    drop_uncounted(submission)
    assert produced(submission) == []
    assert not submission.export_lines.exists()


def test_a_month_that_is_active_again_has_what_was_typed(world: World) -> None:
    submission = world.ready()
    for activity in (ActivityState.INACTIVE, ActivityState.ACTIVE):
        period = PeriodAnswers(world.licence, MEHR, activity)
        write_period(submission, period, True, world.owner, FILED_AT)
    assert produced(submission) == [(BAG, 20)]
    assert submission.export_lines.get().quantity == 5
    assert _step(submission, 2).status == StepStatus.DRAFT
    drop_uncounted(submission)
    assert produced(submission) == [(BAG, 20)]


def test_an_active_month_again_has_its_products_carried_anew(world: World) -> None:
    world.filed(MEHR - 1)
    submission = world.draft()
    inactive = PeriodAnswers(world.licence, MEHR, ActivityState.INACTIVE)
    write_period(submission, inactive, True, world.owner, FILED_AT)
    submission.production.all().delete()
    active = PeriodAnswers(world.licence, MEHR, ActivityState.ACTIVE)
    write_period(submission, active, False, world.owner, FILED_AT)
    assert produced(submission) == [(BAG, None)]


def test_carrying_needs_the_last_month_not_the_last_year(world: World) -> None:
    world.filed(MEHR - 12)
    submission = world.draft()
    submission.production.all().delete()
    carry_products(submission)
    assert produced(submission) == [(BAG, None)]


def _step(submission: Submission, step: int) -> StepState:
    return submission.steps.get(step=step)
