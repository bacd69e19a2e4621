"""P2 of a unit that moves to another county: one move of those that saw the same file is done."""

import random
import time
from collections.abc import Sequence
from functools import partial

from django.urls import reverse

from accounts.enums import OrganizationKind
from accounts.models import Organization
from catalog.lists.services import ListEdit, move_county
from catalog.models import County
from promises.race_runner import RaceMove, RaceRunner, one_decision, one_winner
from review import workflow
from review.checklist.answers import AFFIRMED
from statistics.models import Submission
from tests.concurrency import Act, Outcome, Visitor
from tests.review.cases import STATED
from tests.world import FILED_AT, World
from units.enums import RegistrySource
from units.models import RegistryChange, Unit
from units.registry.licence_services import Transfer
from units.registry.services import Ground, perform

EACH = 8
HESITATION_SECONDS = 0.06
# The unit's county, two beside it, and another organization of its province.
HERE, LEFT, RIGHT, ELSEWHERE = "0301", "0398", "0399", "03S"
Won = Sequence[tuple[RaceMove, Outcome]]


def neighbours(world: World) -> Submission:
    """File a month in a province that has two counties more, for a union of the whole province."""
    for code in (LEFT, RIGHT):
        County.objects.create(code=code, name=code, province_id="03", organization_code="03")
    Organization.objects.filter(pk=world.union.pk).update(county=None)
    Organization.objects.create(
        code=ELSEWHERE,
        kind=OrganizationKind.PROVINCE,
        name="سازمان دیگر",
        parent=world.ministry,
        province_id="03",
    )
    return world.filed()


def move_move(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Let half of the officers move the unit to one county, half to another."""
    (case,) = cases
    movers = _Movers(ring.world, case, posted)
    won, fault = ring.fight([movers.to(county) for county in (LEFT, RIGHT) * EACH])
    return fault or movers.as_won(won)


def move_approve(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Let half move the unit, half approve its month: it is decided where its route says, once."""
    (case,) = cases
    movers = _Movers(ring.world, case, posted)
    approve = RaceMove("approve", partial(_approve, ring, case, posted))
    won, fault = ring.fight([*[movers.to(LEFT) for _ in range(EACH)], *[approve] * EACH])
    moved = [one for one in won if one[0].side != "approve"]
    approved = [one for one in won if one[0].side == "approve"]
    fault = fault or one_winner(approved) or one_decision(case)
    return fault or movers.as_won(moved)


def move_out_of_moving_county(ring: RaceRunner, cases: list[Submission], posted: bool) -> str:
    """Let many move the unit out of a county while that goes to another organization."""
    (case,) = cases
    movers = _Movers(ring.world, case, posted, may_lose_right=True)
    edit = ListEdit(ring.world.ministry_officer, "تقسیمات کشوری", FILED_AT)
    given = (("03", "سازمان"), (ELSEWHERE, "سازمان دیگر"))
    county = RaceMove("county", partial(_after_some, partial(move_county, edit, HERE, *given)))
    won, fault = ring.fight([county, *[movers.to(LEFT) for _ in range(2 * EACH - 1)]])
    moved = [one for one in won if one[0].side != "county"]
    unit = Unit.objects.get(pk=case.unit_id)
    # Who came after the county had gone finds the unit no more.
    right = (LEFT, "03") if moved else (HERE, ELSEWHERE)
    stands = (unit.county_id, unit.organization_code)
    if not fault and len(won) != len(moved) + 1:
        fault = "the county did not move"
    if not fault and stands != right:
        fault = f"the unit stands in {stands}, moved by {len(moved)}"
    # As it was, for the next round.
    County.objects.filter(pk=HERE).update(organization_code="03")
    return fault or (movers.as_won(moved) if moved else "")


def _after_some(act: Act) -> object:
    """Let the others begin: each would find the unit gone otherwise, or none."""
    time.sleep(random.uniform(0, HESITATION_SECONDS))
    return act()


class _Movers:
    """Officers of the province who move one unit, each on a letter of their own."""

    def __init__(
        self, world: World, case: Submission, posted: bool, may_lose_right: bool = False
    ) -> None:
        self.world, self.unit, self.posted = world, case.unit_id, posted
        self.may_lose_right = may_lose_right
        self.visitor = Visitor(world.province_officer) if posted else None
        self.letters = 0

    def to(self, county: str) -> RaceMove:
        self.letters += 1
        act = partial(self._move, county, f"نامهٔ {self.letters}")
        return RaceMove(f"to {county}", act, self.may_lose_right)

    def _move(self, county: str, letter: str) -> str:
        if self.visitor:
            page = reverse("units:act", args=[self.unit, "transfer"])
            place = {"union": self.world.union.pk, "county": county}
            ground = {"source": "letter", "reference": letter}
            self.visitor.post(page, {**place, **ground, "version": 0, "confirm": "1"})
        else:
            union = Organization.objects.get(pk=self.world.union.pk)
            act = Transfer(union, County.objects.get(pk=county), "", "")
            ground_ = Ground(RegistrySource.LETTER, letter)
            perform(self.world.province_officer, self.unit, act, ground_, 0, FILED_AT)
        return f"{county} {letter}"

    def as_won(self, won: Won) -> str:
        """Say how unit and history differ from what the one winner did."""
        stands = Unit.objects.get(pk=self.unit).county_id
        kept = set(RegistryChange.objects.filter(unit=self.unit).values_list("fact", "reference"))
        if len(won) != 1:
            return f"{len(won)} moved one unit"
        ((_, outcome),) = won
        county, letter = str(outcome.result).split(" ", 1)
        if (stands, kept) != (county, {("county", letter)}):
            return f"{outcome.result} won, but {stands} stands, kept {kept}"
        return ""


def _approve(ring: RaceRunner, case: Submission, posted: bool) -> object:
    if posted:
        path = reverse("review:approve", args=[case.tracking_number])
        return ring.reviewer.post(path, {"version": case.version, **STATED})
    who, number = ring.world.union_officer, case.tracking_number
    return workflow.approve(who, number, case.version, FILED_AT, AFFIRMED)
