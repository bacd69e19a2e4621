"""A substitute on leave: the post for some days, decisions in place of who is away."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine as clock
from django.test import Client
from django.urls import reverse

from accounts.authority import holders, read_authority
from accounts.enums import ROLE_PERMISSIONS, OrganizationKind, Permission, Role
from accounts.grants import grant, sync_roles
from accounts.models import Absence, Organization, OrganizationPermission, User
from accounts.substitution.queries import Post, stands_in_for
from accounts.substitution.services import NotNamableError, end_absence, name_substitute
from config.jalali import end_of_day_instant, tehran_day
from review import workflow
from review.timeline import decisions_of, events
from tests.accounts.conftest import PASSWORD
from tests.review.cases import owns_too
from tests.world import FILED_AT, World, officer, person

TODAY = tehran_day(FILED_AT)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _on_the_day_of_filing(time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(FILED_AT, tick=False)


@pytest.fixture
def expert(world: World) -> User:
    """Take the province's expert, who decides there and evaluates nothing."""
    officer("head", Role.PROVINCE_HEAD, world.province)
    return world.province_officer


def head_of() -> User:
    return User.objects.get(username="head")


def post(world: World) -> Post:
    return Post(head_of(), Role.PROVINCE_HEAD, world.province)


def away(
    world: World, substitute: User, first: dt.date = TODAY, last: dt.date = TODAY + 2 * DAY
) -> Absence:
    """Let the head of the province name who stands in."""
    return name_substitute(head_of(), post(world), substitute, first, last, FILED_AT)


def test_the_substitute_holds_the_post_from_the_first_to_the_last_day(
    world: World, expert: User, time_machine: clock.TimeMachineFixture
) -> None:
    away(world, expert, TODAY + DAY, TODAY + 2 * DAY)
    seen = []
    for days in range(4):
        time_machine.move_to(FILED_AT + days * DAY, tick=False)
        seen.append(read_authority(expert).may(Permission.EVALUATE, world.province.pk))
    assert seen == [False, True, True, False]


def test_what_the_substitute_decides_says_in_whose_place(world: World, expert: User) -> None:
    case = world.at_province()
    away(world, expert)
    moved = workflow.approve(expert, case.tracking_number, case.version, FILED_AT)
    decisions = decisions_of(moved)
    assert decisions[-1].instead_of == head_of()
    assert [d.instead_of for d in decisions[:-1]] == [None] * (len(decisions) - 1)
    told = " ".join(str(event.detail) for event in events(moved, decisions, names=True))
    assert f"به جای {head_of().full_name}" in told
    shown = " ".join(str(event.detail) for event in events(moved, decisions, names=False))
    assert "به جای" not in shown


def test_nobody_decides_in_place_of_whom_the_case_is_their_own(world: World, expert: User) -> None:
    case = world.at_province()
    away(world, expert)
    owns_too(world, head_of())
    moved = workflow.approve(expert, case.tracking_number, case.version, FILED_AT)
    assert decisions_of(moved)[-1].instead_of is None


def test_the_officer_on_leave_keeps_the_post_and_the_session(
    world: World, expert: User, sign_in: Callable[[User], Client]
) -> None:
    browser = sign_in(head_of())
    case = world.at_province()
    away(world, expert)
    assert browser.get(reverse("review:inbox")).status_code == 200
    moved = workflow.approve(head_of(), case.tracking_number, case.version, FILED_AT)
    assert decisions_of(moved)[-1].instead_of is None


def test_who_holds_the_post_already_keeps_it_for_good(world: World, expert: User) -> None:
    second = officer("second", Role.PROVINCE_HEAD, world.province)
    held = OrganizationPermission.objects.filter(user=second).count()
    absence = away(world, second)
    assert OrganizationPermission.objects.filter(user=second).count() == held
    assert stands_in_for(second, world.province, FILED_AT) == head_of().pk
    end_absence(head_of(), absence.pk, FILED_AT)
    assert second.pk in holders(Permission.EVALUATE, world.province.pk)


def test_being_back_early_ends_it_at_once(world: World, expert: User) -> None:
    absence = away(world, expert)
    end_absence(head_of(), absence.pk, FILED_AT + dt.timedelta(hours=1))
    at = FILED_AT + dt.timedelta(hours=2)
    with clock.travel(at, tick=False):
        assert expert.pk not in holders(Permission.EVALUATE, world.province.pk)
        assert Permission.DECIDE in read_authority(expert).by_permission
    assert stands_in_for(expert, world.province, at) is None
    with pytest.raises(NotNamableError):
        end_absence(head_of(), absence.pk, at)


def test_sync_keeps_a_dated_grant_dated(world: World, expert: User) -> None:
    away(world, expert)
    OrganizationPermission.objects.filter(
        user=expert, role=Role.PROVINCE_HEAD, permission__codename=Permission.VIEW_CASES
    ).delete()
    assert sync_roles() == 1
    rows = OrganizationPermission.objects.filter(user=expert, role=Role.PROVINCE_HEAD)
    assert rows.filter(since=None).count() == 0
    assert rows.count() == len(ROLE_PERMISSIONS[Role.PROVINCE_HEAD])


def test_only_somebody_of_the_same_organization_stands_in(world: World, expert: User) -> None:
    for other in (world.union_officer, world.owner, head_of(), person("nobody")):
        with pytest.raises(NotNamableError):
            away(world, other)
    assert not Absence.objects.exists()


def test_leave_makes_nobody_a_decider(world: World) -> None:
    """Who looks final months up at the ministry does not come to decide cases by a leave."""
    reviewer = officer("import", Role.IMPORT_REVIEWER, world.ministry)
    there = Post(world.ministry_officer, Role.MINISTRY_EXPERT, world.ministry)
    with pytest.raises(NotNamableError, match="تصمیم می‌گیرد"):
        name_substitute(world.ministry_officer, there, reviewer, TODAY, TODAY, FILED_AT)
    assert not read_authority(reviewer).organizations(Permission.DECIDE)


def test_a_substitute_reaches_the_desk_and_no_further(world: World, expert: User) -> None:
    away(world, expert)
    reached = {o.pk for o in read_authority(expert).organizations(Permission.DECIDE)}
    assert reached == {world.province.pk}


def test_a_colleague_names_nobody_but_the_head_does(world: World) -> None:
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    expert = Post(world.province_officer, Role.PROVINCE_EXPERT, world.province)
    with pytest.raises(NotNamableError):
        name_substitute(
            world.province_officer,
            Post(head, Role.PROVINCE_HEAD, world.province),
            world.province_officer,
            TODAY,
            TODAY,
            FILED_AT,
        )
    name_substitute(head, expert, head, TODAY, TODAY, FILED_AT)
    assert stands_in_for(head, world.province, FILED_AT) == world.province_officer.pk


def test_days_that_passed_or_overlap_are_refused(world: World, expert: User) -> None:
    for first, last in ((TODAY - DAY, TODAY), (TODAY + DAY, TODAY)):
        with pytest.raises(NotNamableError):
            away(world, expert, first, last)
    away(world, expert)
    with pytest.raises(NotNamableError):
        away(world, expert, TODAY + 2 * DAY, TODAY + 4 * DAY)
    away(world, expert, TODAY + 3 * DAY, TODAY + 4 * DAY)


def test_a_substitute_names_nobody_in_turn(world: World, expert: User) -> None:
    away(world, expert)
    third = officer("third", Role.PROVINCE_EXPERT, world.province)
    borrowed = Post(expert, Role.PROVINCE_HEAD, world.province)
    with pytest.raises(NotNamableError):
        name_substitute(expert, borrowed, third, TODAY, TODAY, FILED_AT)


def test_who_stands_in_for_the_head_cannot_prolong_it(world: World) -> None:
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    post = Post(head, Role.PROVINCE_HEAD, world.province)
    expert = world.province_officer
    name_substitute(head, post, expert, TODAY, TODAY + 2 * DAY, FILED_AT)
    assert read_authority(expert).may(Permission.EVALUATE, world.province.pk)
    with pytest.raises(NotNamableError):
        name_substitute(expert, post, expert, TODAY + 3 * DAY, TODAY + 300 * DAY, FILED_AT)


def test_of_two_leaves_that_begin_together_the_longer_holds(
    world: World, time_machine: clock.TimeMachineFixture
) -> None:
    expert, posts = world.province_officer, []
    for name in ("first", "second"):
        head = officer(name, Role.PROVINCE_HEAD, world.province)
        posts.append(Post(head, Role.PROVINCE_HEAD, world.province))
    name_substitute(posts[0].user, posts[0], expert, TODAY, TODAY + 9 * DAY, FILED_AT)
    short = name_substitute(posts[1].user, posts[1], expert, TODAY, TODAY + 2 * DAY, FILED_AT)
    for end_early in (False, True):
        if end_early:
            end_absence(posts[1].user, short.pk, FILED_AT)
        time_machine.move_to(FILED_AT + 5 * DAY, tick=False)
        assert read_authority(expert).may(Permission.EVALUATE, world.province.pk)
        time_machine.move_to(FILED_AT, tick=False)


def test_the_page_names_shows_and_ends(
    world: World, expert: User, sign_in: Callable[[User], Client]
) -> None:
    browser = sign_in(head_of())
    here = reverse("accounts:leave")
    days = {f"{name}_{n}": v for name in ("since", "until") for n, v in enumerate((4, 8, 1398))}
    key = f"{head_of().pk}-{Role.PROVINCE_HEAD}-{world.province.pk}"
    sent = {"post": key, "substitute": expert.pk, **days}
    for typed in ({}, {"current_password": "wrong"}):
        assert browser.post(here, sent | typed).status_code == 422
    assert not Absence.objects.exists()
    sent |= {"current_password": PASSWORD}
    assert browser.post(here, sent).status_code == 302
    assert browser.post(here, sent).status_code == 422
    assert "به جای" in browser.get(here).content.decode()
    assert "به جای" in sign_in(expert).get(reverse("accounts:profile")).content.decode()
    ends = reverse("accounts:leave_end", args=[Absence.objects.get().pk])
    assert sign_in(world.ministry_officer).post(ends).status_code == 404
    assert browser.post(ends).status_code == 302
    assert not OrganizationPermission.objects.filter(until__gt=FILED_AT).exists()


def test_who_has_no_colleague_is_told_so_instead_of_an_empty_list(
    world: World, sign_in: Callable[[User], Client]
) -> None:
    page = sign_in(world.union_officer).get(reverse("accounts:leave")).content.decode()
    assert "همکاری نیست که جانشین شود" in page
    assert "ثبت جانشین" not in page


def test_a_grant_for_good_stands_beside_a_dated_one(world: World, expert: User) -> None:
    away(world, expert)
    grant(expert, Role.PROVINCE_HEAD, world.province)
    rows = OrganizationPermission.objects.filter(user=expert, role=Role.PROVINCE_HEAD)
    each = len(ROLE_PERMISSIONS[Role.PROVINCE_HEAD])
    assert rows.filter(since=None, until=None).count() == each
    assert rows.exclude(since=None).count() == each
    assert Organization.objects.filter(kind=OrganizationKind.MINISTRY).count() == 1


def test_nobody_stands_in_longer_than_their_own_post_lasts(world: World, expert: User) -> None:
    ends = end_of_day_instant(TODAY + 2 * DAY)
    grant(expert, Role.PROVINCE_EXPERT, world.province, until=ends)
    with pytest.raises(NotNamableError, match="دورهٔ این همکار"):
        away(world, expert, TODAY, TODAY + 3 * DAY)
    away(world, expert, TODAY, TODAY + 2 * DAY)
