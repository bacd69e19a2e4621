"""The union holds a unit against its licence; a «خیر» is followed up until somebody settles it."""

import pytest
import time_machine as clock
from django.test import Client
from django.urls import reverse

from config.errors import NotFoundError
from config.jalali import from_parts
from tests.units.conftest import NOW, Offices
from tests.world import World
from units.enums import RegistryIssueKind, RegistrySource
from units.models import RegistryIssue, Verification
from units.registry.services import Ground
from units.verification.queries import issues_of, open_issues, unverified_units, verification_of
from units.verification.services import AlreadySettledError, Findings, settle_issue, verify

VISIT = Ground(RegistrySource.VISIT, "بازدید ۱۹ آبان")


def found(world: World, place: bool = True) -> Findings:
    return Findings(world.licence.pk, True, place, True, from_parts(1398, 8, 19))


def test_a_verified_unit_leaves_the_list(world: World, offices: Offices) -> None:
    assert list(unverified_units(offices.union)) == [world.unit]
    assert not unverified_units(offices.far_union).exists()
    verify(offices.union, world.unit.pk, found(world), VISIT, NOW)
    verify(offices.union, world.unit.pk, found(world), VISIT, NOW)
    assert Verification.objects.count() == 1
    assert not unverified_units(offices.union).exists()
    last = verification_of(world.unit.pk)
    assert last is not None
    assert last.right
    assert last.office == world.union
    assert issues_of(world.unit.pk) == []


def test_a_no_is_followed_up_once_and_told(world: World, offices: Offices) -> None:
    verify(offices.union, world.unit.pk, found(world, place=False), VISIT, NOW)
    verify(offices.county, world.unit.pk, found(world, place=False), VISIT, NOW)
    issue = RegistryIssue.objects.get()
    assert issue.kind == RegistryIssueKind.PLACE
    assert list(open_issues(offices.county)) == list(open_issues(offices.province)) == [issue]
    assert not open_issues(offices.far_union).exists()
    assert not open_issues(offices.ministry).exists()
    assert "محل کسب با پروانه مطابقت ندارد" in world.owner.notices.order_by("pk")[0].title


def test_a_line_is_settled_once(world: World, offices: Offices) -> None:
    verify(offices.union, world.unit.pk, found(world, place=False), VISIT, NOW)
    pk = RegistryIssue.objects.get().pk
    with pytest.raises(NotFoundError):
        settle_issue(offices.far_union, pk, "دیده شد", NOW)
    settle_issue(offices.county, pk, "نشانی اصلاح شد", NOW)
    settle_issue(offices.county, pk, "نشانی اصلاح شد", NOW)
    with pytest.raises(AlreadySettledError):
        settle_issue(offices.province, pk, "دیده شد", NOW)
    assert not open_issues(offices.county).exists()


def test_a_later_yes_settles_the_line(world: World, offices: Offices) -> None:
    verify(offices.union, world.unit.pk, found(world, place=False), VISIT, NOW)
    verify(offices.union, world.unit.pk, found(world), VISIT, NOW)
    assert RegistryIssue.objects.get().outcome == "در تطبیق بعدی درست بود."


def test_the_pages(world: World, offices: Offices, time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)
    page = reverse("units:verify", args=[world.unit.pk])
    union, owner = Client(), Client()
    union.force_login(offices.union)
    owner.force_login(world.owner)
    assert owner.get(page).status_code == 403
    text = union.get(page).content.decode()
    assert "checked" not in text
    data = {"licence": world.licence.pk, "on": "1398/08/19", "source": "visit"}
    data |= {"reference": "بازدید", "licence_valid": "yes", "trade_matches": "yes"}
    assert union.post(page, data).status_code == 422
    assert union.post(page, data | {"place_matches": "no"}).status_code == 302
    listed = union.get(reverse("units:issues")).content.decode()
    assert "محل کسب با پروانه مطابقت ندارد" in listed
    line = reverse("units:issue", args=[RegistryIssue.objects.get().pk])
    assert union.get(line).status_code == 200
    assert union.post(line, {"outcome": "جابه‌جا شده بود"}).status_code == 302
    assert union.get(reverse("units:unverified")).status_code == 200
