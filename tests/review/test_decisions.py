"""The log of decisions: appended once, never changed; the database refuses nonsense by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from review.enums import DecisionKind, Mark
from review.models import Decision
from statistics.enums import State
from statistics.models import Submission
from tests.review.cases import log
from tests.world import FILED_AT, World

pytestmark = pytest.mark.django_db


def raw(sql: str) -> None:
    with connection.cursor() as db:
        db.execute(sql)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Decision.objects.update(reason="دیگر"),
        lambda: Decision.objects.update(at=FILED_AT),
        lambda: Decision.objects.all().delete(),
        lambda: Decision.objects.get().save(),
        lambda: Decision.objects.get().delete(),
        lambda: raw("UPDATE review_decision SET version = version"),
        lambda: raw("DELETE FROM review_decision"),
    ],
)
def test_a_decision_is_never_changed_nor_deleted(
    world: World, change: Callable[[], object]
) -> None:
    case = world.filed()
    before = Decision.objects.values().get()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        change()
    assert Decision.objects.values().get() == before
    assert log(case)[0].kind == DecisionKind.FILED


def test_a_case_with_a_history_cannot_be_deleted(world: World) -> None:
    case = world.filed()
    with pytest.raises(IntegrityError):
        case.delete()
    raw("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        raw("DELETE FROM statistics_submission")
    assert Submission.objects.filter(pk=case.pk).exists()


def append(world: World, case: Submission, **fields: Any) -> Decision:
    """Append an approval by the union, but for the fields named."""
    return Decision.objects.create(
        **{
            "submission": case,
            "round": 1,
            "version": case.version + 1,
            "kind": DecisionKind.APPROVED,
            "actor": world.union_officer,
            "organization": world.union,
            "from_state": State.AT_UNION,
            "to_state": State.AT_PROVINCE,
            "due_at": case.due_at,
            "at": FILED_AT,
            **fields,
        }
    )


SYSTEM = {"actor": None}
LAPSED = {"kind": DecisionKind.LAPSED, **SYSTEM}
SKIPPED = {"kind": DecisionKind.SKIPPED, "mark": Mark.NO_ACCESS, **SYSTEM}
RETURNED = {
    "kind": DecisionKind.RETURNED,
    "reason": "ببینید",
    "to_state": State.RETURNED,
    "counts_until": FILED_AT,
}


@pytest.mark.parametrize("fields", [{}, LAPSED, SKIPPED, RETURNED])
def test_what_makes_sense_is_accepted(world: World, fields: dict[str, Any]) -> None:
    case = world.filed()
    decision = append(world, case, **fields)
    assert decision.recorded_at >= FILED_AT
    assert len(log(case)) == 2


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        (RETURNED | {"reason": ""}, "return_has_reason"),
        (RETURNED | {"counts_until": None}, "return_counts_until_a_day"),
        (SYSTEM, "person_or_system_by_kind"),
        (RETURNED | SYSTEM, "person_or_system_by_kind"),
        ({"kind": DecisionKind.FILED} | SYSTEM, "person_or_system_by_kind"),
        ({"kind": DecisionKind.LAPSED}, "person_or_system_by_kind"),
        ({"kind": DecisionKind.SKIPPED}, "person_or_system_by_kind"),
        ({"kind": "invented"}, "person_or_system_by_kind"),
        (LAPSED | {"due_at": None}, "lapse_has_due_instant"),
    ],
)
def test_what_makes_no_sense_is_refused(
    world: World, fields: dict[str, Any], constraint: str
) -> None:
    case = world.filed()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        append(world, case, **fields)
    assert len(log(case)) == 1


def test_one_version_is_decided_once(world: World) -> None:
    case = world.filed()
    append(world, case)
    with pytest.raises(IntegrityError, match="one_decision_a_version"), transaction.atomic():
        append(world, case, **LAPSED)
    assert len(log(case)) == 2
