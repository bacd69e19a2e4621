"""The trail of access: who came, went, mistyped and was refused, starred and never changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts import trail
from accounts.enums import ROLE_PERMISSIONS, AccessKind, Role
from accounts.grants import grant, revoke
from accounts.models import AccessEvent, GrantChange, OrganizationPermission, User
from tests.accounts.conftest import sign_in
from tests.world import World, person

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
HERE = "192.0.2.7"


def kinds() -> list[str]:
    return list(AccessEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_coming_going_a_mistake_and_a_refusal_are_each_one_line(browser: Browser) -> None:
    person("leila")
    there = browser(HERE)
    sign_in(there, "leila", "wrong")
    sign_in(there, "leila")
    assert there.get("/sweeps/").status_code == 403
    there.post("/accounts/logout/")
    assert kinds() == ["failed", "signed_in", "forbidden", "signed_out"]
    assert AccessEvent.objects.get(kind=AccessKind.FORBIDDEN).path == "/sweeps/"


def test_no_line_tells_a_whole_name_or_address(browser: Browser) -> None:
    person("leila-namuneh")
    sign_in(browser(HERE), "leila-namuneh", "wrong")
    line = AccessEvent.objects.get()
    assert (line.name, line.address) == ("le***h", "192.0.2.0/24")
    told = " ".join(str(value) for value in vars(line).values())
    assert "leila" not in told
    assert HERE not in told


@pytest.mark.parametrize(
    ("address", "line", "network"),
    [
        ("192.0.2.7", "192.0.2.7/32", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::ffff:192.0.2.7", "192.0.2.7/32", "192.0.2.0/24"),
        (None, "", ""),
    ],
)
def test_an_address_belongs_to_a_line_and_a_network(
    address: str | None, line: str, network: str
) -> None:
    assert (trail.line_of(address), trail.network_of(address)) == (line, network)


def test_a_line_is_never_changed_and_goes_by_age_alone() -> None:
    trail.record(AccessKind.FAILED, None, "leila")
    rows = AccessEvent.objects.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(name="another")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    old = timezone.now() - timedelta(days=401)
    AccessEvent.objects.create(at=old, kind=AccessKind.FAILED)
    assert trail.prune(timezone.now()) == 1
    assert rows.count() == 1


def test_every_change_of_a_grant_leaves_a_line_however_it_was_made(world: World) -> None:
    user: User = person("kaveh")
    before = GrantChange.objects.count()
    grant(user, Role.UNION_OFFICER, world.union)
    held = OrganizationPermission.objects.filter(user=user)
    revoke(user, Role.UNION_OFFICER, world.union)
    held.delete()
    acts = list(
        GrantChange.objects.filter(user_id=user.pk).order_by("pk").values_list("act", flat=True)
    )
    many = len(ROLE_PERMISSIONS[Role.UNION_OFFICER])
    assert acts == [act for act in ("insert", "update", "delete") for _ in range(many)]
    assert GrantChange.objects.count() == before + len(acts)
    for change in (
        lambda: GrantChange.objects.filter(user_id=user.pk).update(act="insert"),
        lambda: GrantChange.objects.filter(user_id=user.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_of_a_grant_only_the_end_is_changed(world: World) -> None:
    held = OrganizationPermission.objects.filter(content_object=world.union)
    for values in ({"role": Role.PROVINCE_EXPERT}, {"content_object": world.province}):
        changed: Any = values
        with pytest.raises(IntegrityError), transaction.atomic():
            held.update(**changed)


def test_a_line_goes_to_the_log_server_once_it_stands(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    admin, other = person("leila"), person("kaveh")
    caplog.set_level("INFO", "portal.trail")
    with django_capture_on_commit_callbacks(execute=True):
        trail.record(
            AccessKind.ADMINISTERED, None, "leila", admin, about=other, detail='فعال شد\nkind="x"'
        )
    (line,) = [row.message for row in caplog.records if row.name == "portal.trail"]
    assert "\n" not in line
    assert f'kind="admin" user="{admin.pk}" name="le***a" about="{other.pk}"' in line


def test_no_line_holds_what_may_be_an_id_a_phone_or_a_code() -> None:
    trail.record(AccessKind.INVITED, None, detail="۰۹۱۲۰۰۰۰۰۰۱ 1270000996 ۱۲۳۴۵۶، ۲ نفر")
    assert AccessEvent.objects.get().detail == "*** *** ***، ۲ نفر"
