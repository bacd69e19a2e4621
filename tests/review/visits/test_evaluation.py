"""Visits in the evaluation: by their own day, as of the instant, for the province of the unit."""

from datetime import timedelta

import pytest

from config.jalali import JalaliMonth
from oversight.evaluation.queries import evaluate
from oversight.periods import EvaluationPeriod
from review.visits.second_look_services import confirm
from tests.review.visits.cases import TODAY, head_of, posted, written
from tests.world import FILED_AT, MEHR, World

pytestmark = pytest.mark.django_db
ABAN = JalaliMonth.containing(TODAY)


def visits(month: JalaliMonth, days: int) -> dict[str, int]:
    found = evaluate(EvaluationPeriod.of_month(month), FILED_AT + timedelta(days=days))
    return {office.code: office.counts.visits for office in found}


def test_a_visit_is_counted_in_the_month_of_its_own_day(world: World) -> None:
    made = TODAY - timedelta(days=4)
    assert JalaliMonth.containing(made) == MEHR
    visit = written(world, visited_on=made)
    assert visits(MEHR, 60)["03"] == 0
    # Confirmed late, and counted where it belongs.
    confirm(head_of(world), visit.pk, visit.version, FILED_AT + timedelta(days=40))
    assert visits(MEHR, 60) == {"03": 1, "ministry": 0}
    assert visits(ABAN, 60)["03"] == 0
    # As of an instant before the confirmation it was none yet.
    assert visits(MEHR, 39)["03"] == 0
    assert posted().visited_on == TODAY
