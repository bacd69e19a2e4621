"""The numbers of a unit: kept by its people and offices, proved by a code, found wrong."""

from datetime import timedelta

import pytest
import time_machine as clock
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import User
from accounts.notices.backends import MemorySms
from config.errors import NotFoundError
from tests.units.conftest import NOW, Offices
from tests.world import World
from units.contacts import code_services
from units.contacts.code_services import CodeRefusedError, ask_code, prove, send_code
from units.contacts.queries import contacts_of, numbers_of, reached_by
from units.contacts.services import (
    OWN_GROUND,
    NumberTerms,
    add_number,
    end_number,
    mark_wrong,
)
from units.enums import ContactRole, RegistrySource
from units.models import ContactCode, ContactNumber, RegistryChange, RegistryIssue
from units.queries import phones_of
from units.registry.errors import RefusedActError
from units.registry.services import Ground

MOBILE, OTHER, DESK = "09120000001", "09120000002", "04135250000"
CALL = Ground(RegistrySource.CALL, "تماس ۲۰ آبان")


def terms(number: str = MOBILE, name: str = "سعید فرضی") -> NumberTerms:
    return NumberTerms(ContactRole.SECOND, name, number)


def own(world: World, number: str = MOBILE) -> ContactNumber:
    return add_number(world.owner, world.unit.pk, terms(number), OWN_GROUND, NOW)


def test_a_number_is_kept_with_its_middle_starred_in_the_history(world: World) -> None:
    own(world)
    change = RegistryChange.objects.get()
    assert change.after == "رابط دوم (سعید فرضی): ۰۹۱۲***۰۰۰۱"
    assert (change.source, change.office) == (RegistrySource.HOLDER, None)
    own(world)
    assert ContactNumber.objects.count() == RegistryChange.objects.count() == 1


def test_a_number_is_one_line_of_a_unit(world: World) -> None:
    own(world)
    with pytest.raises(RefusedActError, match="ثبت شده است"):
        add_number(world.owner, world.unit.pk, terms(name="دیگری"), OWN_GROUND, NOW)


def test_strangers_and_offices_of_elsewhere_find_no_unit(world: World, offices: Offices) -> None:
    for user in (offices.far_union, User.objects.create(username="x", full_name="x")):
        with pytest.raises(NotFoundError):
            add_number(user, world.unit.pk, terms(), CALL, NOW)


def test_a_wrong_number_is_followed_up_and_its_people_are_told(
    world: World, offices: Offices
) -> None:
    contact = own(world)
    mark_wrong(offices.union, world.unit.pk, contact.pk, CALL, NOW)
    mark_wrong(offices.union, world.unit.pk, contact.pk, CALL, NOW)
    assert RegistryIssue.objects.get().contact == contact
    told = world.owner.notices.get()
    assert told.title == "یکی از شماره‌های «کارگاه پلاستیک نمونه» پاسخ نمی‌دهد"
    assert MOBILE not in told.body
    assert "۰۹۱۲***۰۰۰۱" in told.body
    assert phones_of(world.unit.pk) == [("لیلا نمونه‌پور", "")]
    end_number(world.owner, world.unit.pk, contact.pk, OWN_GROUND, NOW)
    assert RegistryIssue.objects.get().outcome == "شماره برداشته شد."


def test_whom_to_call_begins_with_what_was_verified(world: World) -> None:
    User.objects.filter(pk=world.owner.pk).update(mobile=OTHER)
    own(world, DESK)
    second = own(world)
    ContactNumber.objects.filter(pk=second.pk).update(verified_at=NOW)
    assert [number for _, number in phones_of(world.unit.pk)] == [MOBILE, DESK, OTHER]
    assert numbers_of([world.unit.pk]) == {world.unit.pk: [MOBILE, DESK, OTHER]}
    for number in (MOBILE, DESK, OTHER):
        kept, people = reached_by(number)
        assert [row["unit"] for row in kept.union(people)] == [world.unit.pk]
    assert [row.number for row in contacts_of(world.unit.pk)] == [MOBILE, DESK]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Send codes at once, into memory; the codes in order."""
    codes: list[str] = []

    def send(task: str, args: list[object]) -> None:
        codes.append(str(args[1]))
        send_code(int(str(args[0])), str(args[1]), NOW)

    monkeypatch.setattr(code_services, "hand_over", send)
    MemorySms.sent.clear()
    return codes


def test_a_mobile_is_proved_by_the_code_that_was_sent(world: World, sent: list[str]) -> None:
    contact = own(world)
    ask_code(world.owner, world.unit.pk, contact.pk, NOW)
    assert MemorySms.sent[-1].address == MOBILE
    wrong = "000000" if sent[0] != "000000" else "000001"
    with pytest.raises(CodeRefusedError, match="۴ بار دیگر"):
        prove(world.owner, world.unit.pk, contact.pk, wrong, NOW)
    prove(world.owner, world.unit.pk, contact.pk, sent[0], NOW)
    contact.refresh_from_db()
    assert contact.verified_at == NOW
    assert sent[0] not in ContactCode.objects.get().digest


def test_a_code_that_waited_too_long_is_not_sent(world: World, sent: list[str]) -> None:
    """The worker was away: by now the code proves nothing."""
    contact = own(world)
    ask_code(world.owner, world.unit.pk, contact.pk, NOW)
    MemorySms.sent.clear()
    made = ContactCode.objects.get()
    send_code(made.pk, sent[0], NOW + timedelta(minutes=10))
    assert not MemorySms.sent
    send_code(made.pk, sent[0], NOW + timedelta(minutes=9))
    assert len(MemorySms.sent) == 1


def test_guessing_ends_after_five_tries(world: World, sent: list[str]) -> None:
    contact = own(world)
    ask_code(world.owner, world.unit.pk, contact.pk, NOW)
    wrong = "000000" if sent[0] != "000000" else "000001"
    for _ in range(5):
        with pytest.raises(CodeRefusedError, match="درست نیست"):
            prove(world.owner, world.unit.pk, contact.pk, wrong, NOW)
    with pytest.raises(CodeRefusedError, match="کد جدید بگیرید"):
        prove(world.owner, world.unit.pk, contact.pk, sent[0], NOW)


def test_codes_run_out_and_are_few_a_day(world: World, sent: list[str]) -> None:
    contact = own(world)
    ask_code(world.owner, world.unit.pk, contact.pk, NOW)
    with pytest.raises(CodeRefusedError, match="یک دقیقه"):
        ask_code(world.owner, world.unit.pk, contact.pk, NOW)
    later = NOW + timedelta(minutes=11)
    with pytest.raises(CodeRefusedError, match="وقت آن گذشته"):
        prove(world.owner, world.unit.pk, contact.pk, sent[0], later)
    for n in range(1, 6):
        ask_code(world.owner, world.unit.pk, contact.pk, NOW + timedelta(minutes=2 * n))
    with pytest.raises(CodeRefusedError, match="فردا"):
        ask_code(world.owner, world.unit.pk, contact.pk, NOW + timedelta(hours=1))


def test_an_office_proves_nobodys_number(world: World, offices: Offices) -> None:
    contact = own(world)
    with pytest.raises(NotFoundError):
        ask_code(offices.union, world.unit.pk, contact.pk, NOW)
    with override_settings(SMS_SENDER=""), pytest.raises(CodeRefusedError):
        ask_code(world.owner, world.unit.pk, contact.pk, NOW)


def test_the_pages_take_numbers_in_any_digits(
    world: World, offices: Offices, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    page = reverse("units:contacts", args=[world.unit.pk])
    owner, office = Client(), Client()
    owner.force_login(world.owner)
    office.force_login(offices.county)
    data = {"role": "unit", "name": "", "number": "۰۴۱-۳۵۲۵ ۰۰۰۰"}
    assert owner.post(page, data).status_code == 302
    contact = ContactNumber.objects.get()
    assert contact.number == DESK
    assert owner.post(page, data | {"number": "۳۵۲۵۰۰۰۰"}).status_code == 422
    assert office.post(page, data | {"number": MOBILE}).status_code == 422
    ground = {"source": "call", "reference": "تماس ۲۰ آبان"}
    assert office.post(page, data | ground | {"number": MOBILE}).status_code == 302
    for name in ("contact_end", "contact_wrong"):
        place = reverse(f"units:{name}", args=[world.unit.pk, contact.pk])
        assert office.get(place).status_code == 200
    wrong = reverse("units:contact_wrong", args=[world.unit.pk, contact.pk])
    assert owner.get(wrong).status_code == 403
    assert office.post(wrong, ground).status_code == 302
    assert "نادرست" in owner.get(page).content.decode()
    code = reverse("units:contact_code", args=[world.unit.pk, contact.pk])
    assert owner.get(code).status_code == 200
    assert office.get(code).status_code == 403
    assert (
        owner.post(reverse("units:contact_end", args=[world.unit.pk, contact.pk])).status_code
        == 302
    )
