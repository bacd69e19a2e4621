"""What the database and the model refuse by themselves, whoever asks."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django_fsm import TransitionNotAllowed

from catalog.models import Product
from statistics.enums import TRANSITIONS, Event, State
from statistics.models import (
    Employment,
    ExportDeclaration,
    ExportLine,
    ProductionLine,
    Revision,
    StepState,
    Submission,
)
from tests.world import FILED_AT, MEHR, PIPE, World

MOVES = {
    Event.FILE: "file",
    Event.SKIP: "skip",
    Event.APPROVE: "approve",
    Event.LAPSE: "lapse",
    Event.RETURN: "send_back",
    Event.REOPEN: "reopen",
    Event.BACK_TO_UNION: "back_to_union",
    Event.BACK_TO_PROVINCE: "back_to_province",
    Event.BACK_TO_MINISTRY: "back_to_ministry",
}
MAKE = {
    State.DRAFT: World.ready,
    State.AT_UNION: World.filed,
    State.AT_PROVINCE: World.at_province,
    State.AT_MINISTRY: World.at_ministry,
    State.RETURNED: World.returned,
    State.FINAL: World.final,
}
FROZEN = [state for state in State if state not in (State.DRAFT, State.RETURNED)]


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
def test_the_model_moves_as_the_table_says_and_not_otherwise(
    world: World, event: Event, state: State
) -> None:
    case = MAKE[state](world)
    move = getattr(case, MOVES[event])
    target = TRANSITIONS[event].get(state)
    if target is None:
        with pytest.raises(TransitionNotAllowed):
            move()
        assert case.state == state
    else:
        move()
        assert case.state == target


@pytest.mark.django_db
def test_a_state_is_never_assigned(world: World) -> None:
    case = world.filed()
    with pytest.raises(AttributeError, match="Direct state modification"):
        case.state = State.FINAL
    assert case.state == State.AT_UNION


def set_raw(case: Submission, **values: Any) -> None:
    """Write columns past the model."""
    columns = ", ".join(f"{name} = %s" for name in values)
    with transaction.atomic(), connection.cursor() as db:
        db.execute(
            f"UPDATE statistics_submission SET {columns} WHERE id = %s",
            [*values.values(), case.pk],
        )


ROUTE = ("route_union_id", "route_province_id", "route_ministry_id")
# What may refuse a state that its columns do not fit.
GUARDS = (
    "state_fits_its_instants|desk_is_on_the_route|filed_months_have_a_route"
    "|standing_since_it_was_final|what stands for a month"
)
CORRECTED = ("correction_due", "counts_until")
# For each state: what must be there, and what must not.
NEEDED = {
    State.AT_UNION: {"desk_id", "entered_at", "priority_at", "filed_at"},
    State.AT_PROVINCE: {"desk_id", "entered_at", "priority_at", "filed_at"},
    State.AT_MINISTRY: {"desk_id", "entered_at", "priority_at", "filed_at"},
    State.RETURNED: {"desk_id", "correction_due", "counts_until", "filed_at"},
    State.FINAL: {"filed_at", "final_at", "standing_id"},
}
FORBIDDEN = {
    State.DRAFT: {"entered_at", "due_at", "filed_at", "final_at", *CORRECTED},
    State.AT_UNION: {"final_at", *CORRECTED},
    State.AT_PROVINCE: {"final_at", *CORRECTED},
    State.AT_MINISTRY: {"final_at", *CORRECTED},
    State.RETURNED: {"due_at", "final_at"},
    State.FINAL: {"due_at", *CORRECTED},
}


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
def test_a_state_without_its_instants_is_refused(world: World, state: State) -> None:
    case = MAKE[state](world)
    needed = NEEDED.get(state, set()) | (set(ROUTE) if state != State.DRAFT else set())
    wrong: list[dict[str, Any]] = [{name: None} for name in needed]
    wrong += [{name: FILED_AT} for name in FORBIDDEN[state]]
    if state in (State.DRAFT, State.FINAL):
        wrong.append({"desk_id": world.union.pk})
    if state == State.DRAFT:
        wrong += [{name: world.union.pk} for name in ROUTE]
    for values in wrong:
        with pytest.raises(IntegrityError, match=GUARDS):
            set_raw(case, **values)


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
def test_a_state_cannot_be_written_past_the_moves(world: World, state: State) -> None:
    """Another state needs other instants, and another desk of the route."""
    case = MAKE[state](world)
    for other in set(State) - {state}:
        with pytest.raises(IntegrityError, match=GUARDS):
            set_raw(case, state=other)
    with pytest.raises(IntegrityError):
        set_raw(case, state="invented")


@pytest.mark.django_db
def test_a_unit_has_one_submission_for_a_month(world: World) -> None:
    world.draft()
    with pytest.raises(IntegrityError, match="one_submission_a_unit_and_month"):
        Submission.objects.create(
            unit=world.unit,
            licence=world.licence,
            year=MEHR.year,
            month=MEHR.month,
            tracking_number="11399999999",
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"month": 0}, "month_exists"),
        ({"month": 13}, "month_exists"),
        ({"year": 1386}, "month_exists"),
        ({"tracking_number": "1140000000"}, "tracking_eleven_digits"),
        ({"tracking_number": "1140000000x"}, "tracking_eleven_digits"),
    ],
)
def test_months_and_tracking_numbers_are_well_formed(
    world: World, values: dict[str, Any], constraint: str
) -> None:
    case = world.draft()
    with pytest.raises(IntegrityError, match=constraint):
        set_raw(case, **values)


def line_changes(case: Submission) -> Iterator[tuple[str, Any]]:
    """Yield every kind of change to the figures of a case."""
    pipe = Product.objects.get(code=PIPE)
    lines = ProductionLine.objects.filter(submission=case)
    sent = ExportLine.objects.filter(submission=case)
    said = ExportDeclaration.objects.filter(submission=case)
    people = Employment.objects.filter(submission=case)
    yield "quantity", lambda: lines.update(quantity=1)
    yield "line added", lambda: lines.create(submission=case, product=pipe, position=9)
    yield "line removed", lambda: lines.delete()
    yield "export", lambda: sent.update(value_usd=1)
    yield "export added", lambda: sent.create(submission=case, product=pipe, position=9)
    yield "export removed", lambda: sent.delete()
    yield "answer", lambda: said.update(has_exports=False)
    yield "answer removed", lambda: said.delete()
    yield "people", lambda: people.update(official=1)
    yield "people removed", lambda: people.delete()


@pytest.mark.django_db
@pytest.mark.parametrize("state", FROZEN)
def test_figures_of_a_filed_month_are_frozen(world: World, state: State) -> None:
    case = MAKE[state](world)
    for name, change in line_changes(case):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            assert change() is None, f"{name} changed"


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_figures_of_a_draft_and_a_returned_month_are_open(world: World, state: State) -> None:
    case = MAKE[state](world)
    changed = [name for name, change in line_changes(case) if change() is not None]
    assert len(changed) == 10


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("productionline", "quantity"),
        ("exportline", "quantity"),
        ("exportline", "tonnes"),
        ("exportline", "value_usd"),
        ("exportline", "value_irr"),
        ("employment", "official"),
        ("employment", "contract"),
        ("employment", "contractor"),
    ],
)
def test_no_figure_is_negative(world: World, table: str, column: str) -> None:
    world.ready()
    with pytest.raises(DatabaseError, match="violates check"), connection.cursor() as db:
        db.execute(f"UPDATE statistics_{table} SET {column} = -1")


@pytest.mark.django_db
def test_a_product_stands_once_in_a_list(world: World) -> None:
    case = world.ready()
    for model in (ProductionLine, ExportLine):
        line = model.objects.get(submission=case)
        with pytest.raises(IntegrityError, match="a_product"), transaction.atomic():
            model.objects.create(submission=case, product=line.product, position=9)


@pytest.mark.django_db
def test_a_step_has_one_state_and_there_are_four(world: World) -> None:
    case = world.draft()
    with pytest.raises(IntegrityError, match="one_state_a_step"), transaction.atomic():
        StepState.objects.create(submission=case, step=1)
    with pytest.raises(IntegrityError, match="step_exists"), transaction.atomic():
        StepState.objects.create(submission=case, step=5)


@pytest.mark.django_db
def test_a_revision_is_never_changed_nor_deleted(world: World) -> None:
    case = world.filed()
    before = Revision.objects.values().get()
    for change in (
        lambda: Revision.objects.update(round=7),
        lambda: Revision.objects.update(figures={}),
        lambda: Revision.objects.all().delete(),
        lambda: Revision.objects.get().save(),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()
    assert Revision.objects.values().get() == before
    kept = Revision.objects.get()
    kept.pk = None
    with pytest.raises(IntegrityError, match="one_revision_a_round"), transaction.atomic():
        kept.save()
    assert case.revisions.count() == 1


@pytest.mark.django_db
def test_a_line_cannot_be_moved_out_of_a_filed_month(world: World) -> None:
    filed, draft = world.filed(), world.draft(MEHR - 1)
    ProductionLine.objects.filter(submission=draft).delete()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        ProductionLine.objects.filter(submission=filed).update(submission=draft)
