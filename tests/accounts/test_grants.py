"""Posts are given, ended and brought up to date in one place; what was held stays on record."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission as AuthPermission
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.authority import read_authority
from accounts.enums import ROLE_KIND, ROLE_PERMISSIONS, OrganizationKind, Permission, Role
from accounts.grants import WrongPostError, grant, out_of_step, revoke, sync_roles
from accounts.models import Organization, OrganizationPermission, User
from tests.world import World, person

pytestmark = pytest.mark.django_db

SOON = dt.timedelta(hours=1)


def office(kind: OrganizationKind, ministry: Organization) -> Organization:
    return Organization.objects.create(
        code="office", kind=kind, name="دفتر", parent=ministry, province_id="03"
    )


def rows(user: User) -> list[tuple[str, str, dt.datetime | None]]:
    """Read role, permission and end of everything a person holds or held."""
    held = OrganizationPermission.objects.filter(user=user).order_by("role", "permission__codename")
    return list(held.values_list("role", "permission__codename", "until"))


def decides(user: User, desk: Organization) -> bool:
    return read_authority(user).may(Permission.DECIDE, desk.pk)


def test_every_role_has_its_kind_of_office_and_its_permissions() -> None:
    assert set(ROLE_KIND) == set(ROLE_PERMISSIONS) == set(Role)
    assert all(ROLE_PERMISSIONS.values())


@pytest.mark.parametrize("role", Role)
def test_a_post_gives_the_permissions_of_its_definition(world: World, role: Role) -> None:
    user, at = person("newcomer"), office(ROLE_KIND[role], world.ministry)
    grant(user, role, at)
    authority = read_authority(user)
    given = {p for p in Permission if authority.may(p, at.pk)}
    assert given == ROLE_PERMISSIONS[role]
    assert authority.roles == {role}
    assert not any(authority.may(p, world.union.pk) for p in Permission)


@pytest.mark.parametrize("role", Role)
def test_a_post_exists_only_at_its_kind_of_office(world: World, role: Role) -> None:
    user, at = person("newcomer"), office(OrganizationKind.CHAMBER, world.ministry)
    with pytest.raises(WrongPostError):
        grant(user, role, at)
    assert rows(user) == []


def test_only_posts_of_the_chain_decide_and_the_statistics_office_never_does() -> None:
    deciding = {role for role in Role if Permission.DECIDE in ROLE_PERMISSIONS[role]}
    assert deciding == {
        Role.UNION_OFFICER,
        Role.PROVINCE_EXPERT,
        Role.PROVINCE_HEAD,
        Role.MINISTRY_EXPERT,
    }


def test_granting_again_changes_only_the_end(world: World) -> None:
    user, end = person("newcomer"), timezone.now() + SOON
    grant(user, Role.UNION_OFFICER, world.union)
    before = rows(user)
    grant(user, Role.UNION_OFFICER, world.union, until=end)
    assert [row[:2] for row in rows(user)] == [row[:2] for row in before]
    assert {until for *_, until in rows(user)} == {end}
    grant(user, Role.UNION_OFFICER, world.union)
    assert rows(user) == before


def test_a_post_ends_at_its_moment(world: World) -> None:
    user, now = person("newcomer"), timezone.now()
    grant(user, Role.UNION_OFFICER, world.union, until=now + SOON)
    assert decides(user, world.union)
    grant(user, Role.UNION_OFFICER, world.union, until=now)
    assert not decides(user, world.union)


def test_a_withdrawn_post_decides_nothing_and_stays_on_record(world: World) -> None:
    user, at = world.union_officer, timezone.now()
    revoke(user, Role.UNION_OFFICER, world.union, at)
    assert not decides(user, world.union)
    held = sorted(ROLE_PERMISSIONS[Role.UNION_OFFICER])
    assert rows(user) == [("union_officer", permission, at) for permission in held]


def test_a_withdrawal_may_be_announced(world: World) -> None:
    user, end = world.union_officer, timezone.now() + SOON
    revoke(user, Role.UNION_OFFICER, world.union, end)
    assert decides(user, world.union)
    assert {until for *_, until in rows(user)} == {end}


def test_a_withdrawal_never_lengthens_a_post(world: World) -> None:
    user, ended = world.union_officer, timezone.now() - SOON
    revoke(user, Role.UNION_OFFICER, world.union, ended)
    revoke(user, Role.UNION_OFFICER, world.union)
    assert {until for *_, until in rows(user)} == {ended}


def test_only_the_named_post_is_withdrawn(world: World) -> None:
    user = world.province_officer
    grant(user, Role.PROVINCE_HEAD, world.province)
    revoke(user, Role.PROVINCE_EXPERT, world.province)
    assert decides(user, world.province)
    assert read_authority(user).roles == {Role.PROVINCE_HEAD}
    assert decides(world.union_officer, world.union)


def test_who_returns_to_a_post_holds_it_again(world: World) -> None:
    user = world.union_officer
    revoke(user, Role.UNION_OFFICER, world.union)
    grant(user, Role.UNION_OFFICER, world.union)
    assert decides(user, world.union)


def test_one_permission_of_a_post_is_held_once(world: World) -> None:
    row = OrganizationPermission.objects.filter(user=world.union_officer).first()
    assert row
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_nothing_changes_where_roles_are_in_step(world: World) -> None:
    before = [rows(user) for user in User.objects.order_by("pk")]
    assert sync_roles() == 0
    assert [rows(user) for user in User.objects.order_by("pk")] == before


def test_a_permission_new_to_a_role_reaches_its_holders_with_their_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    end, substitute = timezone.now() + SOON, person("substitute")
    grant(substitute, Role.UNION_OFFICER, world.union, until=end)
    more = ROLE_PERMISSIONS[Role.UNION_OFFICER] | {Permission.EVALUATE}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.UNION_OFFICER, more)
    assert out_of_step() == 2
    assert sync_roles() == 2
    assert out_of_step() == 0
    assert ("union_officer", "evaluate", None) in rows(world.union_officer)
    assert ("union_officer", "evaluate", end) in rows(substitute)
    assert sync_roles() == 0


def test_a_permission_taken_from_a_role_leaves_its_holders(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = ROLE_PERMISSIONS[Role.UNION_OFFICER] - {Permission.DECIDE}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.UNION_OFFICER, fewer)
    assert sync_roles() == 1
    assert not decides(world.union_officer, world.union)
    assert decides(world.province_officer, world.province)


def test_a_withdrawn_post_gets_no_new_life_from_a_new_permission(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, ended = world.union_officer, timezone.now() - SOON
    revoke(user, Role.UNION_OFFICER, world.union, ended)
    more = ROLE_PERMISSIONS[Role.UNION_OFFICER] | {Permission.EVALUATE}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.UNION_OFFICER, more)
    sync_roles()
    assert {until for *_, until in rows(user)} == {ended}
    assert read_authority(user).roles == frozenset()


def test_every_permission_of_the_portal_exists_in_the_database() -> None:
    known = AuthPermission.objects.filter(content_type__model="organization")
    assert set(Permission.values) <= set(known.values_list("codename", flat=True))
