"""A month's way: who may move it, from where to where, and what is written."""

from review.models import Decision
from statistics.enums import State
from tests.world import World, tehran


def test_a_filed_month_lies_at_the_union_for_three_days(world: World) -> None:
    case = world.filed()
    assert case.state == State.AT_UNION
    assert case.desk == world.union
    assert case.due_at == tehran(1398, 8, 7, 0)


def test_three_approvals_make_a_month_final(world: World) -> None:
    case = world.final()
    assert case.state == State.FINAL
    assert case.desk is None
    kinds = Decision.objects.filter(submission=case).values_list("kind", flat=True)
    assert list(kinds) == ["filed", "approved", "approved", "approved"]
