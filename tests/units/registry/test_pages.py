"""The pages of acts: told before they are confirmed, typed text kept, conflicts shown."""

import re

import pytest
import time_machine as clock
from django.test import Client
from django.urls import reverse

from accounts.models import Organization, User
from catalog.models import County, Province
from tests.units.conftest import NOW, Offices
from tests.world import World
from units.enums import RegistrySource
from units.models import Licence, RegistryChange
from units.registry.licence_services import Suspension
from units.registry.services import Ground, perform

LETTER = Ground(RegistrySource.LETTER, "نامهٔ ۱۲")


@pytest.fixture(autouse=True)
def _day(time_machine: clock.TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


def browser(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def typed(world: World, **more: object) -> dict[str, object]:
    return {
        "licence": world.licence.pk,
        "address": "خیابان دوم",
        "source": "letter",
        "reference": "نامهٔ ۱۲ مورخ ۱۳۹۸/۰۸/۰۱",
        "version": 0,
        **more,
    }


def test_a_correction_is_told_then_confirmed(world: World, offices: Offices) -> None:
    page = reverse("units:correct", args=[world.unit.pk, "address"])
    office = browser(offices.union)
    assert "خیابان نمونه" in office.get(page).content.decode()
    led = office.post(page, typed(world))
    assert led.status_code == 303
    # Opened anew, as by «back», it is tried anew; the address names nothing of what was typed.
    trial = led.headers["Location"]
    assert re.fullmatch(rf"{page}\?tried=[\w%.-]+", trial)
    for _ in range(2):
        told = office.get(trial).content.decode()
        assert "پیش از ثبت ببینید" in told
        assert "<ins>خیابان دوم</ins>" in told
    assert not RegistryChange.objects.exists()
    done = office.post(page, typed(world, confirm=1))
    assert done.headers["Location"] == reverse("unit_file:file", args=[world.unit.pk])
    assert Licence.objects.get().address == "خیابان دوم"
    shown = office.get(reverse("units:acts", args=[world.unit.pk])).content.decode()
    assert "نامهٔ ۱۲ مورخ ۱۳۹۸/۰۸/۰۱".translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) in shown


def test_what_is_tried_is_its_persons_alone_and_is_changed_or_tried_again(
    world: World, offices: Offices
) -> None:
    page = reverse("units:correct", args=[world.unit.pk, "address"])
    office = browser(offices.union)
    trial = office.post(page, typed(world, check=1)).headers["Location"]
    # The same pressed again is no repeat of a success.
    again = office.post(page, typed(world, check=1))
    assert again.headers["Location"] == trial
    assert "پیش از این ثبت شده" not in office.get(trial).content.decode()
    edited = office.post(trial, typed(world, edit=1)).headers["Location"]
    text = office.get(edited).content.decode()
    assert 'value="خیابان دوم"' in text
    assert "پیش از ثبت ببینید" not in text
    # Nobody else finds it, and no other form.
    other = browser(offices.county).get(trial).content.decode()
    assert "خیابان دوم" not in other
    assert "دیگر نگه داشته نمی‌شود" in other
    number = reverse("units:correct", args=[world.unit.pk, "postal_code"])
    assert "خیابان دوم" not in office.get(trial.replace(page, number)).content.decode()


def test_of_two_the_later_sees_the_other_when_the_trial_is_opened_anew(
    world: World, offices: Offices
) -> None:
    page = reverse("units:correct", args=[world.unit.pk, "address"])
    late = browser(offices.union)
    trial = late.post(page, typed(world, address="سوم", check=1)).headers["Location"]
    browser(offices.county).post(page, typed(world, confirm=1))
    answer = late.get(trial)
    assert answer.status_code == 409
    assert 'value="سوم"' in answer.content.decode()
    # Neither a trial opened anew nor an edit makes the older state a newer one.
    assert 'name="version" value="0"' in late.get(f"{trial}&edit=1").content.decode()
    assert late.post(trial, typed(world, address="سوم", confirm=1)).status_code == 409


def test_who_may_not_is_told_whose_it_is_and_a_stranger_finds_nothing(
    world: World, offices: Offices
) -> None:
    close = reverse("units:act", args=[world.unit.pk, "close"])
    assert browser(offices.union).get(close).status_code == 403
    assert browser(offices.ministry).get(close).status_code == 403
    assert browser(offices.far_union).get(close).status_code == 404
    assert browser(world.owner).get(close).status_code == 404
    assert browser(offices.province).get(close).status_code == 200
    unknown = reverse("units:act", args=[world.unit.pk, "verify"])
    assert browser(offices.province).get(unknown).status_code == 404


def test_a_conflict_shows_what_changed_and_keeps_the_text(world: World, offices: Offices) -> None:
    page = reverse("units:correct", args=[world.unit.pk, "address"])
    browser(offices.county).post(page, typed(world, confirm=1))
    late = browser(offices.union)
    answer = late.post(page, typed(world, address="سوم", reference="نامهٔ ۹", confirm=1))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "خیابان دوم" in text
    assert 'value="سوم"' in text
    version = RegistryChange.objects.latest("pk").pk
    assert f'name="version" value="{version}"' in text


def test_a_letter_without_its_number_is_asked_for(world: World, offices: Offices) -> None:
    page = reverse("units:correct", args=[world.unit.pk, "address"])
    answer = browser(offices.union).post(page, typed(world, reference="نامهٔ اتحادیه"))
    assert answer.status_code == 422
    assert "شماره و تاریخ نامه را بنویسید" in answer.content.decode()


def test_every_form_opens_for_the_province(world: World, offices: Offices) -> None:
    office = browser(offices.province)
    facts = ("unit_name", "holder_name", "holder_id", "guild_id", "kind", "term", "issued_on")
    for fact in (*facts, "expires_on", "trade", "address", "postal_code", "point"):
        page = reverse("units:correct", args=[world.unit.pk, fact])
        assert office.get(page).status_code == 200, fact
    for act in ("renew", "suspend", "lift", "revoke", "transfer", "close", "reopen", "new_holder"):
        page = reverse("units:act", args=[world.unit.pk, act])
        assert office.get(page).status_code == 200, act


def test_an_act_that_a_units_state_does_not_admit_says_why_and_leads_back(
    world: World, offices: Offices
) -> None:
    page = reverse("units:act", args=[world.unit.pk, "lift"])
    text = browser(offices.union).get(page).content.decode()
    assert "این واحد تعلیقی ندارد که آخرین روز آن نرسیده باشد." in text
    assert 'name="last_day"' not in text
    assert "بازگشت به پروندهٔ واحد" in text
    suspension = Suspension(world.licence.pk, NOW.date())
    perform(offices.union, world.unit.pk, suspension, LETTER, 0, NOW)
    assert 'name="last_day"' in browser(offices.union).get(page).content.decode()


def test_an_id_of_one_digit_is_taken_when_it_was_seen(world: World, offices: Offices) -> None:
    page = reverse("units:correct", args=[world.unit.pk, "holder_id"])
    office, ids = browser(offices.province), {"holder_kind": "natural", "holder_id": "1111111111"}
    refused = office.post(page, typed(world, confirm=1, **ids))
    assert refused.status_code == 422
    assert "اگر در مرجع همین است" in refused.content.decode()
    assert office.post(page, typed(world, confirm=1, seen="on", **ids)).status_code == 302
    world.unit.refresh_from_db()
    assert world.unit.holder_id == "1111111111"


def test_a_dash_is_no_number_of_a_licence(world: World, offices: Offices) -> None:
    page = reverse("units:act", args=[world.unit.pk, "new_holder"])
    new = {"holder_kind": "natural", "holder_name": "سارا نمونه", "holder_id": "9990000026"}
    licence = {"name": "کارگاه", "number": "—", "issued_on": "1398/08/01"}
    answer = browser(offices.province).post(page, typed(world, confirm=1, **new, **licence))
    assert answer.status_code == 422
    assert "شماره پروانه را بنویسید." in answer.content.decode()
    assert not Licence.objects.filter(number="").exists()


def test_who_has_moved_a_unit_away_is_led_to_the_units_that_stay(
    world: World, offices: Offices
) -> None:
    kerman = Province.objects.create(code="08", name="کرمان", iso="IR-08")
    county = County.objects.create(
        code="0816", name="جیرفت", province=kerman, organization_code="08"
    )
    far = Organization.objects.create(
        code="08", kind="province", name="سازمان کرمان", parent=world.ministry, province=kerman
    )
    union = Organization.objects.create(
        code="u-2", kind="union", name="اتحادیهٔ جیرفت", parent=far, county=county
    )
    page = f"{reverse('units:act', args=[world.unit.pk, 'transfer'])}?office=08"
    move = typed(world, union=union.pk, county="0816", address="میدان دوم", confirm=1)
    moved = browser(offices.province).post(page, move, follow=True)
    assert moved.redirect_chain == [("/units/", 302)]
    assert "انتقال به اتحادیه یا شهرستان دیگر" in moved.content.decode()
