"""What a person may do follows from the organization, now; a superuser flag gives nothing."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.models import Permission as AuthPermission
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.authority import Authority, authority_of, holders, read_authority
from accounts.enums import Permission, Role
from accounts.grants import grant, revoke
from accounts.models import User
from tests.world import World, person

pytestmark = pytest.mark.django_db

NOTHING = Authority()


def test_an_officer_decides_at_their_own_desk_only(world: World) -> None:
    authority = read_authority(world.union_officer)
    assert authority.may(Permission.DECIDE, world.union.pk)
    assert not authority.may(Permission.DECIDE, world.province.pk)
    assert not authority.may(Permission.DECIDE, None)
    assert not authority.may(Permission.MANAGE_CATALOGUE, world.union.pk)
    assert authority.organizations(Permission.DECIDE) == (world.union,)
    assert authority.organizations(Permission.EVALUATE) == ()


def test_one_person_may_hold_several_posts(world: World) -> None:
    user = world.union_officer
    grant(user, Role.PROVINCE_HEAD, world.province)
    authority = read_authority(user)
    assert set(authority.organizations(Permission.DECIDE)) == {world.union, world.province}
    assert authority.organizations(Permission.EVALUATE) == (world.province,)
    assert authority.roles == {Role.UNION_OFFICER, Role.PROVINCE_HEAD}


def test_an_office_held_through_two_posts_is_listed_once(world: World) -> None:
    user = world.province_officer
    grant(user, Role.PROVINCE_HEAD, world.province)
    assert read_authority(user).organizations(Permission.DECIDE) == (world.province,)


def test_owners_and_visitors_have_none(world: World) -> None:
    assert read_authority(world.owner) == NOTHING
    assert read_authority(AnonymousUser()) == NOTHING
    assert authority_of(AnonymousUser()) == NOTHING


def test_a_superuser_has_none(world: World) -> None:
    admin = User.objects.create_superuser("admin", "test-pass-1398", full_name="راهبر")
    assert read_authority(admin) == NOTHING
    assert holders(Permission.DECIDE, world.union.pk) == {world.union_officer.pk}


def test_a_global_permission_gives_none(world: World) -> None:
    user = person("clerk")
    user.user_permissions.add(AuthPermission.objects.get(codename=Permission.DECIDE))
    assert read_authority(User.objects.get(pk=user.pk)) == NOTHING


def test_a_closed_account_has_none(world: World) -> None:
    user = world.union_officer
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert read_authority(user) == NOTHING
    assert holders(Permission.DECIDE, world.union.pk) == set()


@pytest.mark.parametrize(("minutes", "held"), [(-1, False), (1, True)])
def test_a_grant_holds_until_its_moment(world: World, minutes: int, held: bool) -> None:
    substitute = person("substitute")
    until = timezone.now() + dt.timedelta(minutes=minutes)
    grant(substitute, Role.UNION_OFFICER, world.union, until=until)
    assert read_authority(substitute).may(Permission.DECIDE, world.union.pk) is held
    assert (substitute.pk in holders(Permission.DECIDE, world.union.pk)) is held


def test_holders_are_named_by_permission_and_office(world: World) -> None:
    colleague = person("colleague")
    grant(colleague, Role.UNION_OFFICER, world.union)
    both = {world.union_officer.pk, colleague.pk}
    assert holders(Permission.DECIDE, world.union.pk) == both
    assert holders(Permission.VIEW_CASES, world.union.pk) == both
    assert holders(Permission.EVALUATE, world.union.pk) == set()
    assert holders(Permission.DECIDE, world.ministry.pk) == {world.ministry_officer.pk}


def test_a_page_reads_authority_once_and_a_decision_reads_it_afresh(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = User.objects.get(pk=world.union_officer.pk)
    with django_assert_num_queries(1):
        seen = authority_of(user)
        assert authority_of(user) is seen
    revoke(user, Role.UNION_OFFICER, world.union)
    assert authority_of(user).may(Permission.DECIDE, world.union.pk)
    assert read_authority(user) == NOTHING
    assert authority_of(User.objects.get(pk=user.pk)) == NOTHING


def test_one_query_whatever_the_number_of_posts(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user = world.union_officer
    grant(user, Role.PROVINCE_EXPERT, world.province)
    grant(user, Role.MINISTRY_EXPERT, world.ministry)
    with django_assert_num_queries(1):
        offices = read_authority(user).organizations(Permission.VIEW_CASES)
        assert {office.name for office in offices} == {
            world.union.name,
            world.province.name,
            world.ministry.name,
        }
