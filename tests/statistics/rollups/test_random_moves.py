"""Whatever offices, units and the clock do to some cases, totals are what stands adds up to."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Organization, User
from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence.correction_requests import request_correction
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.filing import services
from statistics.filing.storage import PostedLines
from statistics.models import PlaceProductTotal, PlaceTradeTotal, ProductTotal, Submission
from statistics.rollups.services import differing, rebuild
from tests.clone_cases import copies
from tests.statistics.rollups.test_rollups import replace_union
from tests.world import BAG, FILED_AT, MEHR, PIPE, World
from units.models import Licence

pytestmark = pytest.mark.django_db
LATER = FILED_AT + timedelta(days=1)
Sums = Counter[Any]


class Office:
    """Makes one random move of a case at a time, by the portal's own services."""

    def __init__(self, world: World, draw: random.Random, other: Organization) -> None:
        self.world, self.draw, self.other = world, draw, other
        self.done: Counter[str] = Counter()

    def move(self, case: Submission) -> None:
        case.refresh_from_db()
        number, version, world = case.tracking_number, case.version, self.world
        match case.state:
            case State.AT_UNION if case.route_union == world.union:
                self._decide(world.union_officer, case, AFFIRMED)
            case State.AT_PROVINCE:
                self._decide(world.province_officer, case)
            case State.AT_MINISTRY:
                self._decide(world.ministry_officer, case)
            case State.RETURNED:
                self._correct(case)
                self._did("filed again", lambda: None)
            case State.FINAL:
                request_correction(world.owner, number, version, "اشتباه", LATER)
                case.refresh_from_db()
                reopen = (world.ministry_officer, number, case.version, LATER)
                self._did("reopened", lambda: workflow.accept_correction(*reopen))
            case _:
                # Of a union without an officer: the clock moves it.
                self._did("swept", lambda: sweep(case.due_at or LATER))

    def transfer(self, case: Submission) -> None:
        self._did(
            "moved", lambda: Licence.objects.filter(pk=case.licence_id).update(union=self.other)
        )

    def _decide(self, user: User, case: Submission, *affirmed: Any) -> None:
        named = (user, case.tracking_number, case.version)
        if self.draw.random() < 0.2:
            self._did("returned", lambda: workflow.send_back(*named, "ببینید", LATER))
        else:
            self._did("approved", lambda: workflow.approve(*named, LATER, *affirmed))

    def _correct(self, case: Submission) -> None:
        """Type other quantities, often of another product, and file again."""
        steps = dict(case.steps.values_list("step", "version"))
        made = {BAG: Decimal(self.draw.randint(10, 40))}
        if self.draw.random() < 0.5:
            made[PIPE] = Decimal(self.draw.randint(1, 900))
        owner, number = self.world.owner, case.tracking_number
        services.save_production(owner, number, steps[2], PostedLines(made), True, LATER)
        case.refresh_from_db()
        workflow.file(owner, number, case.version, LATER)

    def _did(self, name: str, act: Callable[[], object]) -> None:
        act()
        self.done[name] += 1


def counted() -> tuple[Sums, Sums]:
    """Add up what stands case by case: quantities by place and product, people by place."""
    made: Sums = Counter()
    people: Sums = Counter()
    for case in Submission.objects.with_standing():
        version = case.standing
        assert version
        place = (version.county_id, version.union_id)
        for line in version.figures["production"]:
            key = (*place, line["code"], line["measure_code"])
            made[key] = made[key] + Decimal(line["quantity"])  # type: ignore[assignment]
        kinds = ("official", "contract", "contractor")
        people[place] += sum(version.figures[kind] for kind in kinds)
    return +made, +people


def kept() -> tuple[Sums, Sums]:
    rows = PlaceProductTotal.objects.values_list(
        "county", "union", "product__code", "measure", "quantity"
    )
    made: Sums = Counter({tuple(row[:4]): row[4] for row in rows})
    people: Sums = Counter(
        {(t.county_id, t.union_id): t.people for t in PlaceTradeTotal.objects.all()}
    )
    return +made, +people


def test_totals_are_what_stands_after_any_moves(world: World) -> None:
    # One drawing of many that were tried: it has all kinds of moves.
    draw = random.Random(1)
    case = world.filed()
    cases = [case, *copies(case, 7)]
    union = world.union
    other = replace_union(world)
    Licence.objects.filter(pk=world.licence.pk).update(union=union)
    office = Office(world, draw, other)
    for _ in range(90):
        chosen = draw.choice(cases)
        if draw.random() < 0.05:
            office.transfer(chosen)
        else:
            office.move(chosen)
    assert {"approved", "returned", "filed again", "reopened", "moved", "swept"} <= set(office.done)
    assert kept() == counted()
    coarse = sum(total.quantity for total in ProductTotal.objects.filter(product__code=BAG))
    assert coarse == sum(q for (*_, code, _), q in counted()[0].items() if code == BAG)
    assert differing(MEHR) == {}
    before = kept()
    rebuild(MEHR)
    assert kept() == before
