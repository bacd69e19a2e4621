"""The registered mobile: first written down by one officer, changed by two or by both codes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine as clock
from django.test import Client
from django.urls import reverse

from accounts.codes.services import CodeRefusedError
from accounts.contact_change import change as change_reach
from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from accounts.notices.backends import MemorySms
from config.errors import ConflictError, NotFoundError
from config.persian import to_ascii_digits
from tests.codes import codes_sent
from tests.concurrency import race, winners
from tests.statistics.filing import text_of
from tests.units.conftest import NOW, Offices
from tests.world import World, licence_for, officer
from units.contacts import message_services
from units.contacts.mobile_queries import registered_of, waiting_changes
from units.contacts.mobile_services import (
    ChangeSettledError,
    ChangeWaitsError,
    settle,
    write_down,
)
from units.contacts.own_mobile_services import ask_codes, change_own
from units.contacts.services import OWN_GROUND, NumberTerms, add_number, end_number, mark_wrong
from units.enums import ContactRole, MobileMessage, RegistrySource
from units.models import ContactNumber, MobileChange, RegistryChange, Unit, UnitMember
from units.registry.errors import NotYourActError, RefusedActError
from units.registry.services import Ground

FIRST, SECOND, THIRD = "09120000011", "09120000012", "09120000013"
VISIT = Ground(RegistrySource.VISIT, "بازدید ۲۰ آبان، رونوشت شناسنامه")
SignIn = Callable[[User], Client]


@contextmanager
def told() -> Iterator[list[tuple[str, str]]]:
    """Gather whom the worker would tell what."""
    sent: list[tuple[str, str]] = []

    def hand_over(_: str, args: list[Any]) -> None:
        number = ContactNumber.objects.get(pk=args[0]).number
        sent.append((number, str(args[1])))

    with patch.object(message_services, "hand_over", hand_over):
        yield sent


def without_account(world: World) -> World:
    UnitMember.objects.filter(unit=world.unit).delete()
    return world


def written(world: World, user: User, number: str = FIRST) -> ContactNumber | MobileChange:
    return write_down(user, world.unit.pk, number, VISIT, NOW)


def registered(world: World, number: str = FIRST, unit: Unit | None = None) -> ContactNumber:
    """Give the unit's holder a registered mobile, as the registry brings one."""
    return ContactNumber.objects.create(
        unit=unit or world.unit,
        role=ContactRole.HOLDER,
        number=number,
        source=RegistrySource.REGISTRY,
        added_at=NOW - timedelta(days=1),
        registered=True,
    )


def asked(world: World, offices: Offices, number: str = SECOND) -> MobileChange:
    found = written(world, offices.union, number)
    assert isinstance(found, MobileChange)
    return found


def test_the_first_mobile_is_one_officers_act_and_earlier_numbers_are_told(
    world: World, offices: Offices, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    add_number(
        world.owner, world.unit.pk, NumberTerms(ContactRole.HOLDER, "", THIRD), OWN_GROUND, NOW
    )
    without_account(world)
    with told() as sent, django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        written(world, offices.union)
    held = registered_of(world.unit.pk)
    assert held
    assert (held.number, held.source, held.added_by) == (FIRST, "visit", offices.union)
    assert sent == [(THIRD, MobileMessage.FIRST)]
    change = RegistryChange.objects.latest("pk")
    assert (change.before, change.after) == ("", "همراه ثبت‌شده: ۰۹۱۲***۰۰۱۱")
    assert change.reference == VISIT.reference
    # The very same once more is what stands.
    assert written(world, offices.union) == held
    assert RegistryChange.objects.count() == 2


def test_an_earlier_number_is_told_without_the_new_one(world: World) -> None:
    MemorySms.sent.clear()
    message_services.tell(registered(world).pk, MobileMessage.ASKED)
    (sent,) = MemorySms.sent
    assert sent.address == FIRST
    assert not any(sign.isdigit() for sign in to_ascii_digits(sent.title))


def test_where_an_account_hangs_on_the_unit_the_first_mobile_too_wants_two(
    world: World, offices: Offices
) -> None:
    assert isinstance(written(world, offices.union), MobileChange)
    assert registered_of(world.unit.pk) is None
    assert "درخواست شد" in world.owner.notices.get().title


def test_a_change_wants_another_officer_and_tells_number_and_account(
    world: World, offices: Offices, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    User.objects.filter(pk=world.owner.pk).update(mobile=FIRST)
    old = registered(world)
    with told() as sent, django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        change = asked(world, offices)
        assert registered_of(world.unit.pk) == old
        with pytest.raises(NotYourActError, match="همکار دیگری"):
            settle(offices.union, change.pk, True, "", NOW)
        settle(offices.county, change.pk, True, "", NOW)
    assert sent == [(FIRST, MobileMessage.ASKED), (FIRST, MobileMessage.CHANGED)]
    held = registered_of(world.unit.pk)
    assert held
    assert held.number == SECOND
    # The account of a holder who was reached by the old number is reached by the new one.
    assert User.objects.get(pk=world.owner.pk).mobile == SECOND
    titles = list(world.owner.notices.values_list("title", flat=True))
    assert any("درخواست شد" in title for title in titles)
    assert any("تغییر کرد" in title for title in titles)
    history = " ".join(RegistryChange.objects.values_list("before", flat=True))
    assert FIRST not in history
    assert "۰۹۱۲***۰۰۱۱" in history


def test_another_unit_of_the_holder_with_the_lost_number_changes_with_it(
    world: World, offices: Offices
) -> None:
    other = licence_for("0499999912", "1230000003", world.union, world.owner).unit
    other.holder_id = world.unit.holder_id
    other.save()
    registered(world)
    elsewhere = registered(world, unit=other)
    settle(offices.county, asked(world, offices).pk, True, "", NOW)
    now = registered_of(other.pk)
    assert now
    assert (now.number, now.pk != elsewhere.pk) == (SECOND, True)


def test_a_refusal_has_its_reason_and_leaves_the_number(world: World, offices: Offices) -> None:
    registered(world)
    change = asked(world, offices)
    with pytest.raises(RefusedActError, match="چرا"):
        settle(offices.county, change.pk, False, "", NOW)
    settle(offices.county, change.pk, False, "سند ناخواناست", NOW)
    held = registered_of(world.unit.pk)
    assert held
    assert held.number == FIRST
    # Its twin is that answer, another answer comes too late.
    settle(offices.county, change.pk, False, "سند ناخواناست", NOW)
    with pytest.raises(ChangeSettledError):
        settle(offices.province, change.pk, True, "", NOW)


def test_who_asked_takes_it_back_and_one_change_waits_at_a_time(
    world: World, offices: Offices
) -> None:
    registered(world)
    change = asked(world, offices)
    assert asked(world, offices) == change
    with pytest.raises(ChangeWaitsError):
        written(world, offices.county, THIRD)
    settle(offices.union, change.pk, False, "اشتباه بود", NOW)
    assert asked(world, offices, THIRD).number == THIRD


def test_an_officer_writes_no_mobile_of_their_own(world: World, offices: Offices) -> None:
    User.objects.filter(pk=offices.union.pk).update(mobile=FIRST)
    with pytest.raises(RefusedActError, match="خود شماست"):
        written(world, User.objects.get(pk=offices.union.pk))
    registered(world, THIRD)
    change = asked(world, offices)
    User.objects.filter(pk=offices.county.pk).update(mobile=SECOND)
    with pytest.raises(RefusedActError, match="خود شماست"):
        settle(User.objects.get(pk=offices.county.pk), change.pk, True, "", NOW)


def test_strangers_owners_and_offices_of_elsewhere_settle_nothing(
    world: World, offices: Offices
) -> None:
    registered(world)
    change = asked(world, offices)
    with pytest.raises(NotFoundError):
        settle(offices.far_union, change.pk, True, "", NOW)
    with pytest.raises(NotYourActError):
        settle(world.owner, change.pk, True, "", NOW)
    with pytest.raises(NotYourActError):
        settle(offices.ministry, change.pk, True, "", NOW)
    assert list(waiting_changes(offices.far_union)) == []
    assert list(waiting_changes(offices.county)) == [change]


def test_no_ordinary_act_ends_or_marks_the_registered_mobile(
    world: World, offices: Offices
) -> None:
    held = registered(world)
    with pytest.raises(NotYourActError, match="ثبت‌شده"):
        end_number(world.owner, world.unit.pk, held.pk, OWN_GROUND, NOW)
    with pytest.raises(NotYourActError, match="ثبت‌شده"):
        mark_wrong(offices.union, world.unit.pk, held.pk, VISIT, NOW)
    added = add_number(
        world.owner, world.unit.pk, NumberTerms(ContactRole.HOLDER, "", SECOND), OWN_GROUND, NOW
    )
    assert not added.registered


@pytest.fixture
def worker() -> Iterator[None]:
    with codes_sent():
        yield


def code_to(number: str) -> str:
    title = next(m.title for m in reversed(MemorySms.sent) if m.address == number)
    return "".join(sign for sign in to_ascii_digits(title) if sign.isdigit())


def other_than(code: str) -> str:
    return "000000" if code != "000000" else "000001"


def test_an_owner_changes_it_by_a_code_to_each_number(
    world: World, offices: Offices, worker: None
) -> None:
    registered(world)
    change = asked(world, offices, THIRD)
    ask_codes(world.owner, SECOND, NOW)
    right = (code_to(FIRST), code_to(SECOND))
    # One wrong code spends the other one not: it need not be typed again.
    with pytest.raises(CodeRefusedError, match="کد درست نیست"):
        change_own(world.owner, SECOND, right[0], other_than(right[1]), NOW)
    change_own(world.owner, SECOND, "", right[1], NOW)
    held = registered_of(world.unit.pk)
    assert held
    assert (held.number, held.verified_at) == (SECOND, NOW)
    assert User.objects.get(pk=world.owner.pk).mobile == SECOND
    change = MobileChange.objects.get(pk=change.pk)
    assert (change.granted, change.settled_by) == (False, world.owner)
    with pytest.raises(RefusedActError, match="همان شماره"):
        ask_codes(world.owner, SECOND, NOW)


def test_the_code_of_one_new_number_opens_no_other(world: World, worker: None) -> None:
    registered(world)
    ask_codes(world.owner, SECOND, NOW)
    with pytest.raises(CodeRefusedError):
        change_own(world.owner, THIRD, code_to(FIRST), code_to(SECOND), NOW)
    assert registered_of(world.unit.pk).number == FIRST  # type: ignore[union-attr]


def test_a_delegate_changes_nothing(world: World, worker: None) -> None:
    registered(world)
    delegate = User.objects.create(username="d", full_name="نماینده")
    UnitMember.objects.create(unit=world.unit, user=delegate, role="delegate")
    with pytest.raises(NotYourActError):
        ask_codes(delegate, SECOND, NOW)


def test_the_pages_of_a_change_by_two_officers(
    world: World, offices: Offices, sign_in: SignIn, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    registered(world)
    union, county = sign_in(offices.union), sign_in(offices.county)
    page = reverse("units:mobile", args=[world.unit.pk])
    data = {"number": SECOND, "source": "call", "reference": "تماس"}
    # A call proves nobody's number.
    assert union.post(page, data).status_code == 422
    assert union.post(page, data | {"source": "visit"}).status_code == 302
    change = MobileChange.objects.get()
    other = {"number": THIRD, "source": "visit", "reference": "بازدید"}
    late = county.post(page, other)
    assert (late.status_code, "در انتظار نفر دوم" in text_of(late)) == (409, True)
    assert "تغییر شمارهٔ همراه (۱)" in text_of(county.get(reverse("units:issues")))
    waiting = county.get(reverse("units:mobiles"))
    assert world.unit.name in text_of(waiting)
    one = reverse("units:mobile_settle", args=[change.pk])
    assert union.post(one, {"granted": "yes", "reason": ""}).status_code == 422
    assert county.post(one, {"granted": "no", "reason": ""}).status_code == 422
    assert county.post(one, {"granted": "yes", "reason": ""}).status_code == 302
    gone = sign_in(offices.province).post(one, {"granted": "no", "reason": "دیر شد"})
    assert (gone.status_code, "تأیید شد" in text_of(gone)) == (409, True)
    assert sign_in(offices.far_union).get(one).status_code == 404
    assert sign_in(world.owner).get(one).status_code == 403


def test_the_form_names_an_earlier_number_where_one_is(
    world: World, offices: Offices, sign_in: SignIn
) -> None:
    page = reverse("units:mobile", args=[world.unit.pk])
    union = sign_in(offices.union)
    # An account without a number: nobody but its person is told.
    shown = text_of(union.get(page))
    assert "همین حالا به صاحب حساب خبر داده می‌شود" in shown
    assert "قبلی" not in shown
    registered(world)
    assert "به شمارهٔ قبلی و صاحب حساب خبر داده می‌شود" in text_of(union.get(page))
    ContactNumber.objects.all().delete()
    change = asked(world, offices)
    settled = text_of(union.get(reverse("units:mobile_settle", args=[change.pk])))
    assert "قبلی" not in settled


def test_the_first_mobile_of_all_is_told_to_nobody(
    world: World, offices: Offices, sign_in: SignIn
) -> None:
    without_account(world)
    page = reverse("units:mobile", args=[world.unit.pk])
    assert "شماره همین حالا ثبت می‌شود." in text_of(sign_in(offices.union).get(page))


def test_what_is_missing_without_a_registered_mobile_is_true_of_the_unit(
    world: World, offices: Offices, sign_in: SignIn
) -> None:
    page = reverse("units:contacts", args=[world.unit.pk])
    for person in (offices.union, world.owner):
        shown = text_of(sign_in(person).get(page))
        # Its holder has an account: none is waiting to be made.
        assert "حساب ساخته نمی‌شود" not in shown
        assert "رمز فراموش‌شده بدون آن با پیامک عوض نمی‌شود" in shown
    without_account(world)
    assert "بدون آن حساب ساخته نمی‌شود" in text_of(sign_in(offices.union).get(page))


def test_the_profile_leads_an_owner_to_the_codes(
    world: World, sign_in: SignIn, worker: None, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    registered(world)
    change_reach(world.owner, "", FIRST, NOW)
    owner = sign_in(world.owner)
    assert reverse("units:own_mobile") in owner.get("/accounts/profile/").content.decode()
    # A password alone does not move it, whatever is posted.
    owner.post("/accounts/profile/", {"mobile": SECOND, "current_password": "test-pass-1398"})
    assert User.objects.get(pk=world.owner.pk).mobile == FIRST
    assert owner.post(reverse("units:own_mobile"), {"number": SECOND}).status_code == 302
    codes = reverse("units:own_mobile_codes")
    half = owner.post(codes, {"old": code_to(FIRST), "new": other_than(code_to(SECOND))})
    assert "کد شمارهٔ فعلی درست بود" in text_of(half)
    done = owner.post(codes, {"new": code_to(SECOND)})
    assert done.status_code == 302
    assert User.objects.get(pk=world.owner.pk).mobile == SECOND
    # The second click of the same button.
    assert owner.post(codes, {"new": code_to(SECOND)}).status_code == 302


def test_of_two_officers_at_one_moment_one_settles_it(shared_world: World) -> None:
    world = shared_world
    registered(world)
    county = Organization.objects.create(
        code="county-office",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ ملکان",
        parent=world.province,
        county=world.union.county,
    )
    first = officer("county-officer", Role.COUNTY_OFFICER, county)
    change = written(world, world.union_officer, SECOND)
    results = race(
        [
            lambda: settle(first, change.pk, True, "", NOW),
            lambda: settle(world.province_officer, change.pk, False, "سند کم است", NOW),
        ]
    )
    assert len(winners(results)) == 1
    assert sum(isinstance(result, ConflictError) for result in results) == 1
    settled = MobileChange.objects.get()
    held = registered_of(world.unit.pk)
    assert held
    assert held.number == (SECOND if settled.granted else FIRST)
