"""A month like the last takes at most eight acts from the home to the receipt (guide: 45)."""

from bench.cases.user_effort import measure
from statistics.enums import State
from statistics.models import Submission
from tests.world import World


def test_three_products_and_no_exports(world: World) -> None:
    acts, pages, first_acts, first_pages = measure()
    assert (acts.ours, acts.floor, acts.ok) == (7, 45, True)
    assert (pages.ours, pages.ok) == (3, True)
    assert (first_acts.ours, first_acts.ok) == (24, True)
    assert (first_pages.ours, first_pages.ok) == (14, True)
    states = Submission.objects.order_by("year", "month").values_list("state", flat=True)
    assert list(states) == [State.AT_UNION] * 3
