"""Whose desk a case lies on, and when a desk is passed over: no access, own case."""

import pytest

from accounts.enums import OrganizationKind, Role
from accounts.grants import grant, revoke
from accounts.models import Organization, User
from catalog.models import County
from catalog.policy_definitions import PolicyKey
from review import workflow
from review.checklist.answers import AFFIRMED
from review.enums import DecisionKind, Mark
from review.routing import (
    barred,
    desk_for,
    has_access,
    officers,
    route_ids,
    route_of,
    unattended,
)
from statistics.enums import State
from statistics.errors import NotAllowedError, StateConflictError
from statistics.models import Submission
from tests.review.cases import another_union, fresh, kinds, log, owns_too, policy, standing
from tests.world import FILED_AT, MEHR, World, licence_for, officer, person, tehran
from units.models import Licence, UnitMember

pytestmark = pytest.mark.django_db

LATER = tehran(1398, 8, 5)


def no_union_clock() -> None:
    policy(PolicyKey.UNION_DAYS, None)


def test_a_case_climbs_from_its_union_to_the_ministry(world: World) -> None:
    draft = world.draft(MEHR - 1)
    assert [desk_for(draft, state) for state in State] == [None] * len(State)
    assert list(route_of(world.licence).values()) == [world.union, world.province, world.ministry]
    case = world.filed()
    desks = [desk_for(case, state) for state in State]
    assert desks == [None, world.union, world.province, world.ministry, None, None]
    assert route_ids(case) == {world.union.pk, world.province.pk, world.ministry.pk}


def test_a_union_of_the_south_of_kerman_climbs_to_its_own_organization(world: World) -> None:
    """The county says which organization; two of them may serve one province."""
    south = Organization.objects.create(
        code="03S",
        kind=OrganizationKind.PROVINCE,
        name="سازمان جنوب",
        parent=world.ministry,
        province_id="03",
    )
    county = County.objects.create(
        code="0302", name="جیرفت", province_id="03", organization_code="03S"
    )
    union = another_union(world)
    Organization.objects.filter(pk=union.pk).update(parent=south, county=county)
    union = Organization.objects.get(pk=union.pk)
    owner = person("southern-owner")
    licence = licence_for("0499999921", "9990000026", union, owner)
    type(licence).objects.filter(pk=licence.pk).update(county=county)
    world.licence, world.owner = type(licence).objects.get(pk=licence.pk), owner
    clerk = officer("southern-clerk", Role.UNION_OFFICER, union)
    case = world.filed()
    moved = workflow.approve(clerk, case.tracking_number, case.version, LATER, AFFIRMED)
    assert moved.desk == south
    number, version = moved.tracking_number, moved.version
    with pytest.raises(Submission.DoesNotExist):
        workflow.approve(world.province_officer, number, version, LATER)
    expert = officer("southern-expert", Role.PROVINCE_EXPERT, south)
    assert workflow.approve(expert, number, version, LATER, AFFIRMED).desk == world.ministry


def test_who_acts_for_a_unit_is_known_until_it_ends(world: World) -> None:
    case, delegate = world.draft(), person("delegate")
    owns_too(world, delegate)
    assert barred(case).keys() == {world.owner.pk, delegate.pk}
    UnitMember.objects.filter(user=delegate).update(ended_at=FILED_AT)
    assert barred(case).keys() == {world.owner.pk}


def test_only_a_union_waits_for_access(world: World) -> None:
    union = another_union(world)
    assert has_access(union)
    union.access_granted_at = None
    assert not has_access(union)
    assert world.province.access_granted_at is None
    assert has_access(world.province)


def test_the_officers_of_a_desk_are_the_active_holders_of_a_post_there(world: World) -> None:
    assert officers(world.union) == {world.union_officer.pk}
    colleague = officer("colleague", Role.UNION_OFFICER, world.union)
    assert officers(world.union) == {world.union_officer.pk, colleague.pk}
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    revoke(world.union_officer, Role.UNION_OFFICER, world.union)
    assert officers(world.union) == set()


def test_a_union_without_access_is_passed_over_with_the_mark(world: World) -> None:
    Organization.objects.filter(pk=world.union.pk).update(access_granted_at=None)
    world.licence.refresh_from_db()
    case = world.filed()
    assert standing(case) | {"version": 0} == {
        "state": State.AT_PROVINCE,
        "desk_id": world.province.pk,
        "entered_at": FILED_AT,
        "due_at": tehran(1398, 8, 7, 0),
        "correction_due": None,
        "priority_at": tehran(1398, 8, 7, 0),
        "round": 1,
        "version": 0,
        "filed_at": FILED_AT,
        "final_at": None,
        "skipped_union": True,
        "route_union_id": world.union.pk,
        "route_province_id": world.province.pk,
        "route_ministry_id": world.ministry.pk,
    }
    filed, skipped = log(case)
    assert (filed.kind, filed.to_state, filed.mark) == ("filed", State.AT_UNION, Mark.NONE)
    assert skipped.kind == DecisionKind.SKIPPED
    assert (skipped.mark, skipped.actor) == (Mark.NO_ACCESS, None)
    assert skipped.organization == world.union
    assert (skipped.from_state, skipped.to_state) == (State.AT_UNION, State.AT_PROVINCE)
    assert (skipped.at, skipped.due_at) == (FILED_AT, None)
    assert [filed.version, skipped.version] == [case.version - 1, case.version]
    assert not fresh(case).lapsed_union


def test_the_mark_stays_when_the_union_has_access_by_the_next_round(world: World) -> None:
    Organization.objects.filter(pk=world.union.pk).update(access_granted_at=None)
    case = world.filed()
    officer_ = world.province_officer
    back = workflow.send_back(officer_, case.tracking_number, case.version, "ببینید", LATER)
    Organization.objects.filter(pk=world.union.pk).update(access_granted_at=FILED_AT)
    again = workflow.file(world.owner, back.tracking_number, back.version, LATER)
    assert (again.state, again.desk) == (State.AT_UNION, world.union)
    assert again.skipped_union


def test_officers_do_not_decide_on_their_own_unit(world: World) -> None:
    officers = [world.union_officer, world.province_officer, world.ministry_officer]
    for user in officers:
        owns_too(world, user)
    case = world.filed()
    number, version, before = case.tracking_number, case.version, standing(case)
    for user in officers:
        with pytest.raises(NotAllowedError):
            workflow.approve(user, number, version, LATER, AFFIRMED)
        with pytest.raises(NotAllowedError):
            workflow.send_back(user, number, version, "ببینید", LATER)
    assert standing(case) == before
    assert kinds(case) == ["filed"]


def test_who_once_acted_for_the_unit_may_decide_again(world: World) -> None:
    owns_too(world, world.union_officer)
    UnitMember.objects.filter(user=world.union_officer).update(ended_at=FILED_AT)
    assert world.at_province().state == State.AT_PROVINCE


def test_a_colleague_decides_where_one_officer_may_not(world: World) -> None:
    owns_too(world, world.union_officer)
    colleague = officer("colleague", Role.UNION_OFFICER, world.union)
    no_union_clock()
    case = world.filed()
    assert (case.state, case.due_at) == (State.AT_UNION, None)
    moved = workflow.approve(colleague, case.tracking_number, case.version, LATER, AFFIRMED)
    assert moved.state == State.AT_PROVINCE


def test_an_own_case_waits_for_the_clock_where_there_is_one(world: World) -> None:
    owns_too(world, world.union_officer)
    case = world.filed()
    assert (case.state, case.due_at) == (State.AT_UNION, tehran(1398, 8, 7, 0))
    assert kinds(case) == ["filed"]


def test_an_own_case_passes_over_a_union_without_clock(world: World) -> None:
    owns_too(world, world.union_officer)
    no_union_clock()
    case = world.filed()
    assert (case.state, case.skipped_union) == (State.AT_PROVINCE, True)
    skipped = log(case)[-1]
    assert (skipped.kind, skipped.mark) == (DecisionKind.SKIPPED, Mark.OWN_CASE)
    assert skipped.organization == world.union


def test_a_case_waits_for_a_free_officer_where_there_is_no_clock(world: World) -> None:
    no_union_clock()
    case = world.filed()
    assert (case.state, case.due_at, case.skipped_union) == (State.AT_UNION, None, False)


def test_a_union_without_any_officer_and_clock_is_not_called_an_own_case(world: World) -> None:
    revoke(world.union_officer, Role.UNION_OFFICER, world.union)
    no_union_clock()
    case = world.filed()
    assert (case.state, log(case)[-1].mark) == (State.AT_PROVINCE, Mark.NO_ACCESS)


def moved_licence(world: World) -> tuple[Organization, User]:
    """Let the registry move the unit's licence to another union; return it and its officer."""
    union = another_union(world)
    Licence.objects.filter(pk=world.licence.pk).update(union=union)
    return union, officer("new-officer", Role.UNION_OFFICER, union)


def test_what_lies_at_a_desk_is_decided_there_though_its_licence_moved(world: World) -> None:
    case = world.filed()
    _, new_officer = moved_licence(world)
    assert route_ids(fresh(case)) == {world.union.pk, world.province.pk, world.ministry.pk}
    with pytest.raises(Submission.DoesNotExist):
        workflow.approve(new_officer, case.tracking_number, case.version, LATER, AFFIRMED)
    moved = workflow.approve(
        world.union_officer, case.tracking_number, case.version, LATER, AFFIRMED
    )
    assert (moved.state, moved.desk) == (State.AT_PROVINCE, world.province)
    with pytest.raises(StateConflictError):
        workflow.approve(world.union_officer, moved.tracking_number, moved.version, LATER, AFFIRMED)


def test_a_return_of_a_moved_licence_begins_its_next_round_at_the_new_union(world: World) -> None:
    case = world.filed()
    union, _ = moved_licence(world)
    number = case.tracking_number
    back = workflow.send_back(world.union_officer, number, case.version, "ببینید", LATER)
    assert back.desk == world.union
    assert workflow.file(world.owner, number, back.version, LATER).desk == union


def test_a_province_decides_what_lies_there_though_the_place_moved(world: World) -> None:
    case = world.at_province()
    south = Organization.objects.create(
        code="03S",
        kind=OrganizationKind.PROVINCE,
        name="جنوب",
        parent=world.ministry,
        province_id="03",
    )
    county = County.objects.create(
        code="0302", name="جیرفت", province_id="03", organization_code="03S"
    )
    union, _ = moved_licence(world)
    Organization.objects.filter(pk=union.pk).update(parent=south)
    Licence.objects.filter(pk=world.licence.pk).update(county=county)
    moved = workflow.approve(world.province_officer, case.tracking_number, case.version, LATER)
    assert moved.desk == world.ministry


def test_who_waits_for_nobody_is_found_where_there_is_no_clock(world: World) -> None:
    with_clock = world.filed(MEHR - 1)
    no_union_clock()
    case = world.filed()
    colleague = officer("colleague", Role.UNION_OFFICER, world.union)
    for leaves in (colleague, world.union_officer):
        assert not unattended(LATER).exists()
        User.objects.filter(pk=leaves.pk).update(is_active=False)
    assert list(unattended(LATER)) == [case]
    assert with_clock.due_at is not None
    owns_too(world, officer("own", Role.UNION_OFFICER, world.union))
    assert list(unattended(LATER)) == [case]
    assert not workflow.pass_over(with_clock.tracking_number, LATER)
    officer("free", Role.UNION_OFFICER, world.union)
    assert not unattended(LATER).exists()
    Organization.objects.filter(pk=world.union.pk).update(access_granted_at=None)
    assert list(unattended(LATER)) == [case]


def test_officers_of_another_union_find_no_case(world: World) -> None:
    stranger = officer("stranger", Role.UNION_OFFICER, another_union(world))
    case = world.filed()
    with pytest.raises(Submission.DoesNotExist):
        workflow.approve(stranger, case.tracking_number, case.version, LATER, AFFIRMED)


def test_who_only_reads_decides_nothing(world: World) -> None:
    office = Organization.objects.create(
        code="office",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ ملکان",
        parent=world.province,
        county=County.objects.get(code="0301"),
    )
    reader = officer("reader", Role.COUNTY_OFFICER, office)
    case = world.filed()
    for act in (workflow.approve, lambda u, t, v, at: workflow.send_back(u, t, v, "ببینید", at)):
        with pytest.raises(NotAllowedError):
            act(reader, case.tracking_number, case.version, LATER)
    assert kinds(case) == ["filed"]


def test_a_superuser_decides_nothing(world: World) -> None:
    admin = User.objects.create_superuser("admin", "test-pass-1398", full_name="راهبر")
    case = world.filed()
    with pytest.raises(Submission.DoesNotExist):
        workflow.approve(admin, case.tracking_number, case.version, LATER, AFFIRMED)
    # Not even with a post elsewhere that lets them see the case.
    grant(admin, Role.MINISTRY_EXPERT, world.ministry)
    again = User.objects.get(pk=admin.pk)
    with pytest.raises(StateConflictError):
        workflow.approve(again, case.tracking_number, case.version, LATER, AFFIRMED)
    assert kinds(case) == ["filed"]


@pytest.mark.parametrize("role", [Role.STATISTICS_OFFICER, Role.IMPORT_REVIEWER])
def test_posts_outside_the_chain_find_no_case(world: World, role: Role) -> None:
    at = world.ministry
    if role == Role.STATISTICS_OFFICER:
        at = Organization.objects.create(
            code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار"
        )
    user = officer("outside", role, at)
    case = world.filed(MEHR)
    with pytest.raises(Submission.DoesNotExist):
        workflow.approve(user, case.tracking_number, case.version, LATER, AFFIRMED)
