"""A second ministry office for some ISIC divisions: one row of data, from filing to evaluation."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from config.jalali import JalaliMonth
from oversight.evaluation.queries import evaluate
from oversight.periods import EvaluationPeriod
from review import workflow
from review.checklist.answers import AFFIRMED
from review.correspondence.correction_requests import request_correction
from review.inbox.queries import queue
from review.routing import by_division, ministry_sql, route_of
from review.sweep.engine import sweep
from statistics.enums import State
from statistics.errors import NotAllowedError, StateConflictError
from statistics.models import Submission
from tests.oversight.evaluation.stories import obliged
from tests.review.cases import fresh, kinds
from tests.world import FILED_AT, MEHR, World, officer, tehran
from units.models import Licence

pytestmark = pytest.mark.django_db
LATER = tehran(1398, 8, 5)
END = tehran(1398, 9, 20)


@pytest.fixture
def leather(world: World) -> tuple[Organization, User]:
    """Return the office of textiles, clothes and leather, with its expert."""
    office = Organization.objects.create(
        code="leather",
        kind=OrganizationKind.MINISTRY,
        name="دفتر صنایع نساجی، پوشاک و چرم",
        isic_divisions=["17", "18", "19"],
    )
    return office, officer("leather", Role.MINISTRY_EXPERT, office)


def makes_shoes(world: World, trade: str = "1920") -> None:
    """Let the unit's licence be for a trade of division 19."""
    Licence.objects.filter(pk=world.licence.pk).update(trade_id=trade)
    world.licence.refresh_from_db()


def approved(world: World, user: User, case: Submission) -> Submission:
    """Return the case after this person's approval."""
    return workflow.approve(user, case.tracking_number, case.version, LATER, AFFIRMED)


def test_a_case_of_its_divisions_goes_to_the_second_office(
    world: World, leather: tuple[Organization, User]
) -> None:
    office, expert = leather
    plastic = world.at_ministry(MEHR - 1)
    makes_shoes(world)
    shoes = world.at_ministry()
    assert (fresh(plastic).desk, fresh(shoes).desk) == (world.ministry, office)
    # Each sees in the inbox, and decides, what lies at the own desk; both read all.
    for user, mine, other in (
        (expert, shoes, plastic),
        (world.ministry_officer, plastic, shoes),
    ):
        assert list(queue(user, LATER)) == [mine]
        assert Submission.objects.visible_to(user).count() == 2
        with pytest.raises(NotAllowedError):
            approved(world, user, other)
    assert approved(world, expert, shoes).state == State.FINAL
    with pytest.raises(NotAllowedError):
        workflow.send_back(expert, plastic.tracking_number, plastic.version, "ببینید", LATER)


def test_the_sweep_brings_it_there_and_to_its_end(
    world: World, leather: tuple[Organization, User]
) -> None:
    office, _ = leather
    makes_shoes(world)
    case = world.filed()
    desks = []
    for _ in range(3):
        due = fresh(case).due_at
        assert due
        assert sweep(due).moved == 1
        desks.append(fresh(case).desk)
    assert desks == [world.province, office, None]
    assert kinds(case) == ["filed", "lapsed", "lapsed", "lapsed"]
    assert fresh(case).route_ministry == office


def test_its_final_months_are_opened_again_there(
    world: World, leather: tuple[Organization, User]
) -> None:
    office, expert = leather
    makes_shoes(world)
    case = approved(world, expert, world.at_ministry())
    request_correction(world.owner, case.tracking_number, case.version, "اشتباه", LATER)
    now = fresh(case)
    assert list(queue(expert, LATER, "requests")) == [case]
    assert list(queue(world.ministry_officer, LATER, "requests")) == []
    with pytest.raises(NotAllowedError):
        workflow.accept_correction(world.ministry_officer, now.tracking_number, now.version, LATER)
    back = workflow.accept_correction(expert, now.tracking_number, now.version, LATER)
    assert (back.state, back.desk) == (State.RETURNED, office)


def test_each_office_is_evaluated_by_its_own_units(
    world: World, leather: tuple[Organization, User]
) -> None:
    office, expert = leather
    obliged()
    makes_shoes(world)
    approved(world, expert, world.at_ministry())
    found = {one.code: one.counts for one in evaluate(EvaluationPeriod.of_month(MEHR), END)}
    assert (found[office.code].due, found[office.code].filed) == (1, 1)
    assert (found[office.code].approved, found[office.code].people) == (1, 1)
    assert (found[world.ministry.code].due, found[world.ministry.code].people) == (0, 0)
    makes_shoes(world, "2520")
    found = {one.code: one.counts for one in evaluate(EvaluationPeriod.of_month(MEHR), END)}
    # Duty follows the unit, what was decided the office that decided it.
    assert (found[world.ministry.code].due, found[office.code].due) == (1, 0)
    assert found[office.code].approved == 1


def test_an_office_made_meanwhile_gets_what_is_filed_after_it(world: World) -> None:
    makes_shoes(world)
    before = world.at_province(JalaliMonth(1398, 6))
    office = Organization.objects.create(
        code="late", kind=OrganizationKind.MINISTRY, name="دفتر نو", isic_divisions=["19"]
    )
    assert approved(world, world.province_officer, before).desk == world.ministry
    assert world.at_ministry().desk == office


@pytest.mark.parametrize("division", ["17", "19", "25", "99"])
def test_the_office_of_a_division_is_the_same_in_python_and_sql(
    world: World, leather: tuple[Organization, User], division: str
) -> None:
    Organization.objects.create(
        code="a-second", kind=OrganizationKind.MINISTRY, name="دوم", isic_divisions=["19"]
    )
    world.licence.trade_id = f"{division}20"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {ministry_sql('%s', '%s')}", [division, world.ministry.pk])
        [found] = cursor.fetchone()
    ours = route_of(world.licence)[State.AT_MINISTRY]
    assert found == ours.pk
    assert by_division(Organization.objects.order_by("code"), division) == [ours]


def test_only_a_ministry_office_has_divisions(world: World) -> None:
    with (
        pytest.raises(IntegrityError, match="ministry_offices_alone_have_divisions"),
        transaction.atomic(),
    ):
        Organization.objects.filter(pk=world.union.pk).update(isic_divisions=["19"])


def test_the_officer_of_the_other_office_is_refused_also_in_the_wrong_state(
    world: World, leather: tuple[Organization, User]
) -> None:
    _, expert = leather
    case = world.filed(at=FILED_AT)
    with pytest.raises(NotAllowedError):
        approved(world, expert, case)
    with pytest.raises(StateConflictError):
        approved(world, world.ministry_officer, case)
