"""Every question about a change says how large the change is, alike in both ways."""

from decimal import Decimal

import pytest

from statistics.figures import as_json, collect, from_json
from statistics.filing import services
from statistics.filing.storage import PostedLines
from statistics.models import RaisedFlag
from statistics.rules.outlier_statistics import size_of
from statistics.rules.services import GivenReason
from tests.world import BAG, FILED_AT, MEHR, World


@pytest.mark.parametrize(
    ("now", "base", "size"),
    [
        (80, 10, "0.875"),
        (10, 80, "0.875"),
        (0, 40, "1"),
        (40, 0, "1"),
        (15, 10, "0.33333"),
        (10, 10, "0"),
        (0, 0, "0"),
    ],
)
def test_a_size_is_what_the_smaller_lacks_of_the_larger(now: int, base: int, size: str) -> None:
    assert size_of(Decimal(now), Decimal(base)) == Decimal(size)


@pytest.mark.django_db
def test_a_question_is_kept_with_its_size_and_a_version_carries_it(world: World) -> None:
    world.filed(MEHR - 1)
    case = world.draft()
    made = PostedLines({BAG: Decimal(200)})
    reasons = {("P-21", f"production:{BAG}"): GivenReason("more_orders")}
    number, version = case.tracking_number, case.steps.get(step=2).version
    services.save_production(world.owner, number, version, made, True, FILED_AT, reasons)
    flag = RaisedFlag.objects.get(submission=case)
    # Twenty tonnes the month before.
    assert flag.size == Decimal("0.9")
    figures = collect(case)
    assert from_json(as_json(figures)) == figures
