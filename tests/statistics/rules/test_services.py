"""Reasons are asked, kept with the figure they were given for, and counted at filing."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from catalog.models import Policy
from catalog.policy_definitions import PolicyKey
from config.jalali import from_parts
from review import workflow
from statistics.enums import Step, StepStatus
from statistics.figures import VERSION, from_json
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, PostedLines
from statistics.models import RaisedFlag, Submission
from statistics.rules.services import GivenReason, ReasonsRequired
from tests.world import BAG, FILED_AT, MEHR, World

pytestmark = pytest.mark.django_db

KEY = ("P-21", f"production:{BAG}")
SEASON = {KEY: GivenReason("seasonal", "سفارش عید")}


@pytest.fixture
def draft(world: World) -> Submission:
    """Return a month with a month of twenty tonnes before it."""
    world.filed(MEHR - 1)
    return world.draft()


def produce(world: World, quantity: int, answers: Any = None, confirm: bool = True) -> Submission:
    """Save step 2 of Mehr."""
    case = Submission.objects.get(unit=world.unit, month=MEHR.month)
    return services.save_production(
        world.owner,
        case.tracking_number,
        case.steps.get(step=Step.PRODUCTION).version,
        PostedLines({BAG: Decimal(quantity)}),
        confirm,
        FILED_AT,
        answers or {},
    )


def reasons(case: Submission) -> list[tuple[str, str, str, str]]:
    """Return what is stored of a month."""
    rows = RaisedFlag.objects.filter(submission=case).order_by("rule", "key")
    return list(rows.values_list("rule", "value", "reason", "note"))


def status(case: Submission, step: Step) -> str:
    return case.steps.get(step=step).status


def test_a_confirmation_asks_and_stores_nothing(world: World, draft: Submission) -> None:
    with pytest.raises(ReasonsRequired) as asked:
        produce(world, 200)
    assert [(flag.rule, flag.key) for flag in asked.value.flags] == [KEY]
    assert asked.value.faults == {KEY: "علت را انتخاب کنید، یا مقدار را اصلاح کنید."}
    assert list(draft.production.values_list("quantity", flat=True)) == [None]
    assert reasons(draft) == []


def test_with_a_reason_the_step_is_green_and_the_reason_is_kept(
    world: World, draft: Submission
) -> None:
    produce(world, 200, SEASON)
    assert status(draft, Step.PRODUCTION) == StepStatus.CONFIRMED
    assert reasons(draft) == [("P-21", "200", "seasonal", "سفارش عید")]
    produce(world, 200)  # the reason stands for the same figure
    assert reasons(draft) == [("P-21", "200", "seasonal", "سفارش عید")]


def test_a_draft_never_needs_a_reason_but_keeps_one(world: World, draft: Submission) -> None:
    produce(world, 200, confirm=False)
    assert reasons(draft) == []
    produce(world, 200, SEASON, confirm=False)
    assert reasons(draft) == [("P-21", "200", "seasonal", "سفارش عید")]


@pytest.mark.parametrize("confirm", [True, False])
def test_a_corrected_figure_drops_its_reason(
    world: World, draft: Submission, confirm: bool
) -> None:
    produce(world, 200, SEASON)
    produce(world, 20, confirm=confirm)
    assert reasons(draft) == []


def test_another_figure_is_asked_about_again(world: World, draft: Submission) -> None:
    produce(world, 200, SEASON)
    with pytest.raises(ReasonsRequired):
        produce(world, 201)
    assert reasons(draft) == [("P-21", "200", "seasonal", "سفارش عید")]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (GivenReason(), "علت را انتخاب کنید، یا مقدار را اصلاح کنید."),
        (GivenReason("season", "x"), "علت را انتخاب کنید، یا مقدار را اصلاح کنید."),
        (
            GivenReason("power", "x"),
            "علت «قطعی برق» با افزایش این رقم سازگار نیست؛ علتی متناسب با افزایش انتخاب کنید، یا "
            "مقدار را اصلاح کنید.",
        ),
        (GivenReason("family"), "علت را انتخاب کنید، یا مقدار را اصلاح کنید."),
        (GivenReason("nonsense", "x"), "علت را انتخاب کنید، یا مقدار را اصلاح کنید."),
        (GivenReason("other"), "برای «سایر» توضیح را وارد کنید."),
        (GivenReason("seasonal", "x" * 301), "توضیح را کوتاه‌تر بنویسید (حداکثر ۳۰۰ نویسه)."),
    ],
)
def test_a_reason_is_one_of_the_rules_own_and_other_is_explained(
    world: World, draft: Submission, given: GivenReason, fault: str
) -> None:
    with pytest.raises(ReasonsRequired) as asked:
        produce(world, 200, {KEY: given})
    assert asked.value.faults == {KEY: fault}
    assert asked.value.flags[0].note == given.note


def test_the_database_keeps_other_with_a_note_and_a_filed_month_frozen(world: World) -> None:
    case = world.filed()
    other = RaisedFlag(submission=world.draft(MEHR - 1), rule="P-21", key="x", reason="other")
    with pytest.raises(IntegrityError, match="other_reason_has_a_note"), transaction.atomic():
        other.save()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        RaisedFlag.objects.create(submission=case, rule="P-21", key="x", reason="season")


def file(world: World, case: Submission, quantity: int, answers: Any = None) -> Submission:
    """Fill Mehr and send it."""
    produce(world, quantity, answers)
    number = case.tracking_number
    services.save_exports(world.owner, number, 0, False, PostedLines({}), True, FILED_AT)
    ready = services.save_employment(
        world.owner, number, 0, EmploymentAnswers(1, 0, 0), True, FILED_AT
    )
    return workflow.file(world.owner, number, ready.version, FILED_AT)


def test_the_reasons_go_into_the_rounds_revision(world: World, draft: Submission) -> None:
    case = file(world, draft, 200, SEASON)
    figures = from_json(case.revisions.get().figures)
    assert [(f.rule, f.value, f.reason, f.note) for f in figures.flags] == [
        ("P-21", "200", "seasonal", "سفارش عید")
    ]
    assert case.revisions.get().figures["version"] == VERSION
    assert figures.flags[0].basis == "شهریور ۱۳۹۸: ۲۰ تن"


def test_a_month_without_flags_is_kept_with_none(world: World, draft: Submission) -> None:
    case = file(world, draft, 20)
    assert (case.flags, case.risk) == (0, 0)
    kept = case.revisions.get().figures
    assert (kept["flags"], kept["version"]) == ([], VERSION)


def test_risk_is_a_point_for_each_flag_and_one_more_without_a_reason(
    world: World, draft: Submission
) -> None:
    explained = file(world, draft, 200, SEASON)
    assert (explained.flags, explained.risk) == (1, 1)
    assert explained.due_at is not None
    assert explained.priority_at == explained.due_at - 6 * (
        FILED_AT - FILED_AT.replace(hour=6, minute=30)
    )


def test_what_came_up_since_is_filed_without_a_reason_and_refuses_nothing(world: World) -> None:
    case = world.ready()  # twenty tonnes, nothing before them
    workflow.file(world.owner, *_last_month(world, 2), FILED_AT)
    filed = workflow.file(world.owner, case.tracking_number, case.version, FILED_AT)
    assert reasons(filed) == [("P-21", "20", "", "")]
    assert (filed.flags, filed.risk) == (1, 2)


def test_risk_ends_at_the_policys_most(world: World, draft: Submission) -> None:
    Policy.objects.create(
        key=PolicyKey.RISK_MOST, value=0, effective_from=from_parts(1398, 1, 1), source_clause="x"
    )
    case = file(world, draft, 200, SEASON)
    assert (case.flags, case.risk) == (1, 0)
    assert case.priority_at == case.due_at


def test_a_pattern_is_filed_as_a_hint_and_never_asked_about(world: World) -> None:
    for back in (2, 1):
        world.filed(MEHR - back)
    case = world.filed()
    assert reasons(case) == [("H-01", "2", "", "")]
    assert (case.flags, case.risk) == (1, 1)


def test_a_corrected_round_has_its_own_flags(world: World, draft: Submission) -> None:
    case = file(world, draft, 200, SEASON)
    case = workflow.send_back(
        world.union_officer, case.tracking_number, case.version, "ببینید", FILED_AT
    )
    ready = produce(world, 20)
    case = workflow.file(world.owner, case.tracking_number, ready.version, FILED_AT)
    first, second = case.revisions.order_by("round")
    assert len(from_json(first.figures).flags) == 1
    assert from_json(second.figures).flags == ()
    assert (case.flags, case.risk) == (0, 0)
    assert replace(from_json(first.figures), flags=()).production != ()


def _last_month(world: World, quantity: int) -> tuple[str, int]:
    """Return number and version of a ready month of so many tonnes before Mehr."""
    ready = world.ready(MEHR - 1)
    number = ready.tracking_number
    services.save_exports(world.owner, number, 1, False, PostedLines({}), True, FILED_AT)
    saved = services.save_production(
        world.owner, number, 1, PostedLines({BAG: Decimal(quantity)}), True, FILED_AT
    )
    return number, saved.version


def test_twenty_months_filed_in_one_day_are_one_long_hint(world: World) -> None:
    for back in range(20, 0, -1):
        world.filed(MEHR - back)
    hint = RaisedFlag.objects.get(submission__month=6, submission__year=1398, rule="H-01")
    assert hint.value == "19"
    assert "بهمن ۱۳۹۶" in hint.basis
