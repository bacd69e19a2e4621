"""A circular goes down the line with a receipt at each office, once whoever presses how often."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.enums import NoticeKind, OrganizationKind, Role
from accounts.models import Notice, Organization
from config.errors import NotFoundError
from outreach.circulars.annex_services import read as read_annex
from outreach.circulars.errors import CircularConflictError, CircularFieldError
from outreach.circulars.queries import units_to_read, unread_of, visible_to, waiting_hops
from outreach.circulars.services import issue, pass_on, read, withdraw, write
from outreach.enums import CircularReach, CircularState
from outreach.models import Circular, CircularAnnex, CircularHop, UnitReceipt
from statistics.errors import NotAllowedError
from tests.outreach.circulars.acts import DAY, TODAY, at_units, draft, issued, passed, terms
from tests.outreach.help_desk.acts import statistician
from tests.sample_files import png
from tests.world import FILED_AT, World, officer, person
from units.enums import MemberRole
from units.models import UnitMember

pytestmark = pytest.mark.django_db


def hops(made: Circular) -> dict[str, CircularHop]:
    rows = CircularHop.objects.filter(circular=made).select_related("office", "above")
    return {hop.office.code: hop for hop in rows}


def county_office(world: World) -> Organization:
    return Organization.objects.create(
        code="malekan",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ شهرستان ملکان",
        parent=world.province,
        province_id="03",
        county_id="0301",
    )


def test_it_goes_from_the_issuer_to_provinces_then_counties_then_unions_then_units(
    world: World,
) -> None:
    county = county_office(world)
    clerk = officer("county-officer", Role.COUNTY_OFFICER, county)
    made = issued(world)
    assert {*hops(made)} == {"03"}
    assert not visible_to(world.union_officer).exists()
    passed(made, (world.province_officer, world.province))
    assert {*hops(made)} == {"03", "malekan"}
    passed(made, (clerk, county))
    found = hops(made)
    assert found["union"].line == [world.province.pk, county.pk, world.union.pk]
    assert found["union"].above == county
    assert not unread_of(world.owner).exists()
    passed(made, (world.union_officer, world.union))
    assert [one.pk for one in unread_of(world.owner)] == [made.pk]
    kinds = Notice.objects.filter(kind=NoticeKind.CIRCULAR).values_list("user__username", flat=True)
    assert sorted(kinds) == ["county-officer", "owner", "province-officer", "union-officer"]


def test_a_union_of_the_province_gets_it_from_the_province(world: World) -> None:
    county_office(world)
    whole = Organization.objects.create(
        code="whole",
        kind=OrganizationKind.UNION,
        name="اتحادیهٔ استان",
        parent=world.province,
        province_id="03",
        access_granted_at=FILED_AT,
    )
    officer("whole-officer", Role.UNION_OFFICER, whole)
    made = passed(issued(world), (world.province_officer, world.province))
    assert hops(made)["whole"].above == world.province


def test_who_has_nobody_to_confirm_does_not_hold_it_up(world: World) -> None:
    # The office of the county has no officer, the union of the other one no access.
    county = county_office(world)
    world.union.access_granted_at = None
    world.union.save()
    made = passed(issued(world), (world.province_officer, world.province))
    found = hops(made)
    assert found["malekan"].skipped
    assert found["union"].skipped
    assert found["union"].above == world.province
    assert found["union"].line == [world.province.pk, county.pk, world.union.pk]
    assert [unit.pk for unit in units_to_read(world.owner, made)] == [world.unit.pk]
    assert Notice.objects.filter(user=world.owner, kind=NoticeKind.CIRCULAR).count() == 1


def test_pressed_twice_it_is_one_receipt_and_is_handed_on_once(world: World) -> None:
    made = issued(world)
    first = pass_on(world.province_officer, made.pk, world.province.pk, FILED_AT)
    again = pass_on(world.province_officer, made.pk, world.province.pk, FILED_AT + DAY)
    assert (again.pk, again.passed_at) == (first.pk, FILED_AT)
    assert Notice.objects.filter(user=world.union_officer).count() == 1


def test_only_the_office_itself_confirms(world: World) -> None:
    made = issued(world)
    with pytest.raises(NotAllowedError):
        pass_on(world.ministry_officer, made.pk, world.province.pk, FILED_AT)
    with pytest.raises(NotFoundError):
        pass_on(world.union_officer, made.pk, world.union.pk, FILED_AT)
    with pytest.raises(NotFoundError):
        pass_on(world.province_officer, made.pk, world.union.pk, FILED_AT)


def test_reading_is_the_receipt_of_each_unit_once(world: World) -> None:
    made = at_units(world)
    delegate = person("delegate")
    UnitMember.objects.create(unit=world.unit, user=delegate, role=MemberRole.DELEGATE)
    assert not UnitReceipt.objects.exists()
    read(world.owner, made.pk, FILED_AT)
    read(world.owner, made.pk, FILED_AT + DAY)
    read(delegate, made.pk, FILED_AT + DAY)
    row = UnitReceipt.objects.get()
    assert (row.unit, row.by, row.at) == (world.unit, world.owner, FILED_AT)
    assert not unread_of(world.owner).exists()
    assert not unread_of(delegate).exists()


def test_of_a_circular_that_did_not_come_to_their_units_people_know_nothing(world: World) -> None:
    made = issued(world)
    with pytest.raises(NotFoundError):
        read(world.owner, made.pk, FILED_AT)
    offices = passed(
        issued(world, number="2", reach=CircularReach.UNIONS),
        (world.province_officer, world.province),
        (world.union_officer, world.union),
    )
    assert not visible_to(world.owner).filter(pk=offices.pk).exists()


def test_chosen_offices_alone_get_it(world: World) -> None:
    other = Organization.objects.create(
        code="23",
        kind=OrganizationKind.PROVINCE,
        name="تهران",
        parent=world.ministry,
        province_id="03",
    )
    officer("far", Role.PROVINCE_EXPERT, other)
    made = issued(world, targets=(world.province.pk,))
    assert {*hops(made)} == {"03"}
    assert {*hops(issued(world, number="2"))} == {"03", "23"}
    with pytest.raises(CircularFieldError) as refused:
        draft(world, targets=(world.union.pk,))
    assert refused.value.field == "targets"


def test_a_province_issues_to_its_own_and_an_expert_does_not(world: World) -> None:
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    made = write(head, world.province, terms(), FILED_AT)
    issue(head, made.pk, made.version, FILED_AT)
    assert hops(made)["union"].line == [world.union.pk]
    assert hops(made)["union"].above == world.province
    with pytest.raises(NotAllowedError):
        write(world.province_officer, world.province, terms(), FILED_AT)
    with pytest.raises(NotAllowedError):
        write(world.union_officer, world.union, terms(), FILED_AT)
    with pytest.raises(CircularFieldError):
        write(head, world.province, terms(reach=CircularReach.PROVINCES), FILED_AT)


def test_a_draft_is_the_offices_own_and_as_its_writer_saw_it(world: World) -> None:
    made = draft(world)
    assert not visible_to(world.province_officer).exists()
    second = write(
        world.ministry_officer, world.ministry, terms(text="دیگر"), FILED_AT, draft=made, seen=1
    )
    assert (second.pk, second.version, second.text) == (made.pk, 2, "دیگر")
    with pytest.raises(CircularConflictError):
        write(world.ministry_officer, world.ministry, terms(), FILED_AT, draft=made, seen=1)
    with pytest.raises(CircularConflictError):
        issue(world.ministry_officer, made.pk, 1, FILED_AT)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"dated_on": TODAY + DAY}, "dated_on"),
        ({"due_on": TODAY - DAY}, "due_on"),
    ],
)
def test_days_that_cannot_be_are_refused(world: World, more: dict[str, Any], field: str) -> None:
    with pytest.raises(CircularFieldError) as refused:
        draft(world, **more)
    assert refused.value.field == field


def test_a_number_is_issued_once_and_a_draft_not_past_its_day(world: World) -> None:
    issued(world)
    twin = draft(world)
    with pytest.raises(CircularFieldError) as refused:
        issue(world.ministry_officer, twin.pk, twin.version, FILED_AT)
    assert refused.value.field == "number"
    old = draft(world, number="3")
    with pytest.raises(CircularFieldError) as refused:
        issue(world.ministry_officer, old.pk, old.version, FILED_AT + timedelta(days=30))
    assert refused.value.field == "due_on"


def test_a_corrected_one_takes_the_place_of_the_old_one(world: World) -> None:
    old = issued(world)
    new = write(world.ministry_officer, world.ministry, terms(number="۲"), FILED_AT, replaces=old)
    assert waiting_hops(world.province_officer).count() == 1
    issue(world.ministry_officer, new.pk, new.version, FILED_AT)
    waiting = [hop.circular_id for hop in waiting_hops(world.province_officer)]
    assert waiting == [new.pk]
    old = Circular.objects.get(pk=old.pk)
    assert old.replaced_by == new
    assert old.state(replaced=True) == CircularState.REPLACED
    with pytest.raises(CircularConflictError):
        pass_on(world.province_officer, old.pk, world.province.pk, FILED_AT)
    another = write(
        world.ministry_officer, world.ministry, terms(number="۳"), FILED_AT, replaces=old
    )
    with pytest.raises(CircularConflictError):
        issue(world.ministry_officer, another.pk, another.version, FILED_AT)


def test_withdrawn_it_stays_readable_and_asks_for_nothing(world: World) -> None:
    made = at_units(world)
    withdraw(world.ministry_officer, made.pk, "بخشنامه اشتباه بود", FILED_AT)
    assert visible_to(world.owner).filter(pk=made.pk).exists()
    assert not unread_of(world.owner).exists()
    assert read(world.owner, made.pk, FILED_AT) == []
    with pytest.raises(CircularConflictError):
        withdraw(world.ministry_officer, made.pk, "باز هم", FILED_AT)
    told = Notice.objects.filter(body="بخشنامه اشتباه بود").values_list("user__username", flat=True)
    assert sorted(told) == ["province-officer", "union-officer"]


def test_what_was_issued_is_never_changed(world: World) -> None:
    annex = read_annex("a.png", png())
    made = write(world.ministry_officer, world.ministry, terms(), FILED_AT, annex=annex)
    assert made.annexes.get().name == "a.png"
    issue(world.ministry_officer, made.pk, made.version, FILED_AT)
    passed(made, (world.province_officer, world.province), (world.union_officer, world.union))
    read(world.owner, made.pk, FILED_AT)
    changes = (
        lambda: Circular.objects.update(text="دیگر"),
        lambda: Circular.objects.update(issued_at=None, issued_by=None),
        lambda: CircularAnnex.objects.update(name="b.png"),
        lambda: CircularAnnex.objects.all().delete(),
        lambda: Circular.objects.get(pk=made.pk).targets.add(world.province),
        lambda: CircularHop.objects.update(passed_by=None, passed_at=None),
        lambda: UnitReceipt.objects.all().delete(),
    )
    for change in changes:
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            change()


def test_an_annex_is_taken_off_and_hung_on_while_it_is_written(world: World) -> None:
    annex = read_annex("a.png", png())
    who, where = world.ministry_officer, world.ministry
    made = write(who, where, terms(), FILED_AT, annex=annex)
    with pytest.raises(CircularFieldError):
        write(who, where, terms(), FILED_AT, draft=made, seen=1, annex=annex)
    write(who, where, terms(), FILED_AT, draft=made, seen=1, dropped=[1], annex=annex)
    assert made.annexes.count() == 1


def test_the_statistics_office_issues_to_the_country(world: World) -> None:
    user = statistician(world)
    office = Organization.objects.get(kind=OrganizationKind.STATISTICS)
    made = write(user, office, terms(), FILED_AT)
    issue(user, made.pk, made.version, FILED_AT)
    assert {*hops(made)} == {"03"}
