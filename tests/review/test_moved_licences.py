"""A licence that moves meanwhile: clock, approval and lapse go by the route of the round (D23)."""

from dataclasses import dataclass

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from catalog.models import County, Holiday, Province
from catalog.policy_definitions import PolicyKey
from config.jalali import from_parts
from review import workflow
from review.checklist.answers import AFFIRMED
from review.complaints.services import complain_of_return
from review.enums import LEVELS
from review.routing import (
    CLOCK_PROVINCE,
    ROUTE,
    clock_province,
    desk_for,
    desk_sql,
    held_by,
    holder,
)
from review.sweep.engine import sweep
from statistics.enums import IN_REVIEW, State
from statistics.models import Submission
from tests.review.cases import fresh, log, policy, standing
from tests.world import FILED_AT, MEHR, World, officer, tehran
from units.models import Licence

pytestmark = pytest.mark.django_db
LATER = tehran(1398, 8, 5)


@dataclass
class Elsewhere:
    """Another province with other clocks, its union and a ministry office for shoes."""

    province: Organization
    union: Organization
    leather: Organization
    officers: dict[int, User]


@pytest.fixture
def elsewhere(world: World) -> Elsewhere:
    """Return the other province; its offices count working days and have holidays."""
    Province.objects.create(code="08", name="کرمان", iso="IR-08")
    county = County.objects.create(code="0801", name="بم", province_id="08", organization_code="08")
    province = Organization.objects.create(
        code="08",
        kind=OrganizationKind.PROVINCE,
        name="سازمان کرمان",
        parent=world.ministry,
        province_id="08",
    )
    union = Organization.objects.create(
        code="union-08",
        kind=OrganizationKind.UNION,
        name="اتحادیه کرمان",
        parent=province,
        province_id="08",
        county=county,
        access_granted_at=FILED_AT,
    )
    leather = Organization.objects.create(
        code="leather", kind=OrganizationKind.MINISTRY, name="چرم", isic_divisions=["19"]
    )
    policy(PolicyKey.WORKING_DAYS, 1, province_id="08")
    policy(PolicyKey.PROVINCE_DAYS, 6, province_id="08")
    Holiday.objects.create(date=from_parts(1398, 8, 12), name="تعطیل")
    officers = {
        world.union.pk: world.union_officer,
        world.province.pk: world.province_officer,
        world.ministry.pk: world.ministry_officer,
        union.pk: officer("union-08", Role.UNION_OFFICER, union),
        province.pk: officer("province-08", Role.PROVINCE_EXPERT, province),
        leather.pk: officer("leather", Role.MINISTRY_EXPERT, leather),
    }
    return Elsewhere(province, union, leather, officers)


def move(world: World, union: Organization, trade: str = "2520") -> None:
    """Let the registry move the unit's licence to a union, its county and a trade."""
    Licence.objects.filter(pk=world.licence.pk).update(
        union=union, county=union.county, trade_id=trade
    )


MOVES = st.lists(st.sampled_from(["stays", "there", "shoes"]), min_size=4, max_size=4)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES)
def test_the_sweep_and_people_lead_a_moved_licence_the_same_way(
    world: World, elsewhere: Elsewhere, moves: list[str]
) -> None:
    """Two months, filed alike: one is approved at each due instant, the other lapses then."""
    places = {
        "stays": (world.union, "2520"),
        "there": (elsewhere.union, "2520"),
        "shoes": (elsewhere.union, "1920"),
    }
    month = MEHR - Submission.objects.filter(unit=world.unit).count()
    move(world, *places[moves[0]])
    swept, decided = world.filed(month), world.filed(month - 1)
    route = [getattr(fresh(swept), field) for field in ROUTE.values()]
    for place in moves[1:]:
        move(world, *places[place])
        now = fresh(swept).due_at
        case = fresh(decided)
        assert now
        assert case.due_at == now
        assert case.desk_id
        user = elsewhere.officers[case.desk_id]
        workflow.approve(user, case.tracking_number, case.version, now, AFFIRMED)
        assert sweep(now).moved == 1
        assert standing(swept) == standing(decided)
        ours, theirs = log(swept)[-1], log(decided)[-1]
        for name in ("organization", "from_state", "to_state", "due_at", "at", "version"):
            assert getattr(ours, name) == getattr(theirs, name)
    assert [d.organization for d in log(swept)[1:]] == route
    end = fresh(swept)
    assert (end.state, end.standing) == (State.FINAL, swept.revisions.get())
    assert [getattr(end, field) for field in ROUTE.values()] == route


def test_the_clock_is_that_of_the_province_on_the_route(world: World, elsewhere: Elsewhere) -> None:
    case = world.filed()
    move(world, elsewhere.union)
    moved = workflow.approve(
        world.union_officer, case.tracking_number, case.version, LATER, AFFIRMED
    )
    assert (moved.desk, moved.due_at) == (world.province, tehran(1398, 8, 9, 0))
    # What is filed after the move runs by the other province's working days.
    after = world.filed(MEHR - 1, LATER)
    user = elsewhere.officers[elsewhere.union.pk]
    there = workflow.approve(user, after.tracking_number, after.version, LATER, AFFIRMED)
    assert (there.desk, there.due_at) == (elsewhere.province, tehran(1398, 8, 14, 0))


def test_a_new_round_takes_the_new_route(world: World, elsewhere: Elsewhere) -> None:
    case = world.at_province()
    move(world, elsewhere.union, "1920")
    number = case.tracking_number
    back = workflow.send_back(world.province_officer, number, case.version, "ببینید", LATER)
    assert [getattr(back, field) for field in ROUTE.values()] == [
        *(world.union, world.province, world.ministry)
    ]
    again = workflow.file(world.owner, number, back.version, LATER)
    assert [getattr(again, field) for field in ROUTE.values()] == [
        *(elsewhere.union, elsewhere.province, elsewhere.leather)
    ]
    assert again.desk == elsewhere.union


def test_a_complaint_goes_up_the_route_of_the_round(world: World, elsewhere: Elsewhere) -> None:
    case = world.returned()
    move(world, elsewhere.union)
    found = complain_of_return(world.owner, case.tracking_number, "درست است", LATER)
    assert found.organization == world.province


def test_offices_read_what_was_filed_on_their_route(world: World, elsewhere: Elsewhere) -> None:
    before = world.filed()
    move(world, elsewhere.union)
    after = world.filed(MEHR - 1)
    for office, mine in (
        (world.union, before),
        (world.province, before),
        (elsewhere.union, after),
        (elsewhere.province, after),
    ):
        user = elsewhere.officers[office.pk]
        assert list(Submission.objects.in_reach_of(user)) == [mine]


@pytest.mark.parametrize("make", ["filed", "at_province", "at_ministry", "returned", "final"])
def test_desk_holder_and_clock_are_the_same_as_condition_and_sql(world: World, make: str) -> None:
    case = fresh(getattr(world, make)())
    for state in State:
        wanted = desk_for(case, state)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {desk_sql('%s', 's')}, {CLOCK_PROVINCE} FROM statistics_submission s"
                " JOIN accounts_organization o ON o.id = s.route_province_id WHERE s.id = %s",
                [state, case.pk],
            )
            found = cursor.fetchone()
        assert found == (wanted.pk if wanted else None, clock_province(case))
    office = holder(case)
    assert office
    for other in (world.union, world.province, world.ministry):
        held = Submission.objects.filter(held_by([other.pk])).exists()
        assert held == (other == office)
    assert set(ROUTE) == set(IN_REVIEW) == set(LEVELS)
