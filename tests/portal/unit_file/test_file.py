"""A unit's file: who opens it, and what each of them reads there."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from catalog.models import County, Product
from config.jalali import JalaliMonth
from config.keyset import PAGE
from portal.unit_file.history import read_history
from portal.unit_file.queries import reader_of
from review.enums import ContactResult, ContactWay
from review.models import Contact
from tests.world import BAG, World, licence_for, officer, person, tehran
from units.enums import RegistryFact, RegistrySource
from units.models import Capacity, ContactNumber, Licence, LicenceState, RegistryChange, Unit

SignIn = Callable[[Any], Client]
pytestmark = pytest.mark.django_db
OPEN, AT = JalaliMonth(1404, 1), tehran(1404, 2, 3)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def statistician(world: World) -> User:
    office = Organization.objects.create(
        code="s", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return officer("statistics", Role.STATISTICS_OFFICER, office)


def change(world: World, serial: int) -> RegistryChange:
    return RegistryChange.objects.create(
        unit=world.unit,
        fact=RegistryFact.ADDRESS,
        before="بازارچه",
        after=f"خیابان {serial}",
        source=RegistrySource.LETTER,
        reference="۱۲۳",
        actor=world.union_officer,
        office=world.union,
        # Two of one moment, so that a page may end between them.
        at=AT - dt.timedelta(minutes=serial // 2),
    )


def page_of(world: World, who: Any, sign_in: SignIn, query: str = "") -> str:
    answer = sign_in(who).get(f"/units/{world.unit.pk}/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_stranger_and_an_office_elsewhere_find_no_file(world: World, sign_in: SignIn) -> None:
    rivals = Organization.objects.create(
        code="u2", kind=OrganizationKind.UNION, name="اتحادیهٔ دیگر", parent=world.province
    )
    reviewer = officer("import", Role.IMPORT_REVIEWER, world.ministry)
    for who in (person("stranger"), officer("rival", Role.UNION_OFFICER, rivals), reviewer):
        browser = sign_in(who)
        gone = browser.get(f"/units/{world.unit.pk}/")
        missing = browser.get("/units/999999/")
        assert (gone.status_code, missing.status_code) == (404, 404)
        assert browser.get("/units/99999999999999999999/").status_code == 404


def test_an_office_that_the_unit_left_reads_its_old_cases_and_no_file(
    world: World, sign_in: SignIn
) -> None:
    case = world.filed(OPEN, AT)
    rivals = Organization.objects.create(
        code="u2", kind=OrganizationKind.UNION, name="اتحادیهٔ دیگر", parent=world.province
    )
    Licence.objects.filter(pk=world.licence.pk).update(union=rivals)
    old = sign_in(world.union_officer)
    assert old.get(f"/units/{world.unit.pk}/").status_code == 404
    assert old.get(f"/review/{case.tracking_number}/").status_code == 200
    new = sign_in(officer("rival", Role.UNION_OFFICER, rivals)).get(f"/units/{world.unit.pk}/")
    # The case of the old route is the old union's: its month is shown, and no link to it.
    assert case.tracking_number not in new.content.decode()
    assert "در بررسی" in new.content.decode()


def test_the_first_sentence_answers(world: World, sign_in: SignIn) -> None:
    assert "<b>فروردین ۱۴۰۴ هنوز ثبت نشده است، ۷ روز تا پایان مهلت</b>" in page_of(
        world, world.union_officer, sign_in
    )
    world.filed(OPEN, AT)
    Licence.objects.filter(pk=world.licence.pk).update(expires_on=dt.date(2026, 6, 4))
    page = page_of(world, world.union_officer, sign_in)
    assert "<b>فروردین ۱۴۰۴ از چهارشنبه ۳ اردیبهشت ۱۴۰۴ نزد اتحادیه است، ۳ روز تا" in page
    assert "پروانه تا پنجشنبه ۱۴ خرداد ۱۴۰۵ اعتبار دارد" in page


def test_a_draft_is_nobodys_but_the_units(world: World, sign_in: SignIn) -> None:
    draft = world.draft(OPEN, AT)
    assert draft.tracking_number not in page_of(world, world.union_officer, sign_in)
    assert draft.tracking_number in page_of(world, world.owner, sign_in)


def test_a_unit_reads_offices_and_no_officers(world: World, sign_in: SignIn) -> None:
    User.objects.filter(pk=world.union_officer.pk).update(full_name="مینا مثالیان")
    world.union_officer.refresh_from_db()
    change(world, 0)
    world.returned(OPEN, AT)
    note = Contact.objects.create(
        unit=world.unit,
        year=1404,
        month=1,
        organization=world.union,
        by=world.union_officer,
        on=AT.date(),
        way=ContactWay.PHONE,
        result=ContactResult.PROMISED,
        note="تا شنبه",
        at=AT,
    )
    seen = page_of(world, world.province_officer, sign_in)
    assert seen.count("مینا مثالیان") == 3
    assert note.note in seen
    own = page_of(world, world.owner, sign_in)
    assert "مینا مثالیان" not in own
    assert note.note not in own
    assert "اتحادیه پلاستیک ملکان" in own
    assert "union-officer" not in seen


def test_the_statistics_office_reads_facts_and_no_figures(world: World, sign_in: SignIn) -> None:
    case = world.filed(OPEN, AT)
    page = page_of(world, statistician(world), sign_in)
    assert "خیابان نمونه، پلاک ۱" in page
    for figure in ("۳ نفر", case.tracking_number, "کارکنان فروردین"):
        assert figure not in page
    officer_page = page_of(world, world.union_officer, sign_in)
    assert "۳ نفر" in officer_page


def test_licences_tell_what_became_of_them(world: World, sign_in: SignIn) -> None:
    old = world.licence
    LicenceState.objects.create(
        licence=old, status="suspended", since=dt.date(2020, 3, 20), until=dt.date(2020, 4, 1)
    )
    new = licence_for("0599999913", "9990000018", world.union, person("x"))
    Licence.objects.filter(pk=new.pk).update(
        unit=world.unit, issued_on=dt.date(2024, 1, 1), expires_on=dt.date(2025, 6, 1)
    )
    page = page_of(world, world.union_officer, sign_in)
    assert "جای خود را داده است" in page
    assert "۳۹ روز مانده" in page
    assert "تعلیق‌شده از جمعه ۱ فروردین ۱۳۹۹ تا چهارشنبه ۱۳ فروردین ۱۳۹۹" in page


def test_a_licence_suspended_today_is_not_said_to_hold(world: World, sign_in: SignIn) -> None:
    LicenceState.objects.create(
        licence=world.licence, status="suspended", since=AT.date(), until=AT.date()
    )
    page = page_of(world, world.union_officer, sign_in)
    day = "چهارشنبه ۳ اردیبهشت ۱۴۰۴"
    assert f"پروانه از {day} تا {day} تعلیق‌شده است" in page
    assert "اعتبار دارد" not in page
    assert "بی‌تاریخ پایان" not in page


def test_who_held_the_place_before_is_not_told_to_who_holds_it_now(
    world: World, sign_in: SignIn
) -> None:
    before = change(world, 1)
    before.pk, before.fact, before.after = None, RegistryFact.PREDECESSOR, "کارگاه پیشین (سارا نام)"
    before.save()
    assert "سارا نام" in page_of(world, statistician(world), sign_in)
    assert "سارا نام" not in page_of(world, world.owner, sign_in)


def test_the_holders_before_and_after_are_led_to_by_whoever_reads_both(
    world: World, sign_in: SignIn
) -> None:
    new = licence_for("0599999913", "9990000018", world.union, person("x")).unit
    Unit.objects.filter(pk=world.unit.pk).update(closed_on=dt.date(2025, 3, 1))
    Unit.objects.filter(pk=new.pk).update(predecessor=world.unit)
    link = '<a href="/units/{}/">'.format
    browser = sign_in(world.province_officer)
    assert link(new.pk) in page_of(world, world.province_officer, sign_in)
    assert link(world.unit.pk) in browser.get(f"/units/{new.pk}/").content.decode()
    assert link(new.pk) not in page_of(world, world.owner, sign_in)
    far = Organization.objects.create(
        code="u-2", kind=OrganizationKind.UNION, name="اتحادیهٔ دیگر", parent=world.province
    )
    Licence.objects.filter(unit=new).update(union=far)
    assert link(new.pk) not in page_of(world, world.union_officer, sign_in)


def test_what_was_taken_out_is_named_in_the_history(world: World) -> None:
    taken = change(world, 1)
    taken.pk, taken.before, taken.after = None, "تعلیق‌شده از ۱ آذر ۱۳۹۸", ""
    taken.save()
    reader = reader_of(world.union_officer, world.unit.pk, AT)
    assert reader
    titles = [row.entry.title for row in read_history(reader).rows]
    assert "نشانی: «تعلیق‌شده از ۱ آذر ۱۳۹۸» برداشته شد" in titles


def test_the_history_goes_on_page_by_page_and_loses_nothing(world: World) -> None:
    for serial in range(2 * PAGE + 5):
        change(world, serial)
    world.at_province(OPEN, AT)
    reader = reader_of(world.union_officer, world.unit.pk, AT)
    assert reader
    page = read_history(reader)
    found = [row.place for row in page.rows]
    while page.cursor:
        page = read_history(reader, page.cursor)
        found += [row.place for row in page.rows]
    assert len(found) == len(set(found)) == 2 * PAGE + 5 + 2
    assert found == sorted(found, reverse=True)
    assert read_history(reader, "nonsense").rows == read_history(reader).rows


def test_a_file_takes_the_same_queries_however_full_it_is(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.union_officer)
    world.filed(OPEN, AT)
    change(world, 0)
    browser.get(f"/units/{world.unit.pk}/")
    with CaptureQueriesContext(connection) as one:
        browser.get(f"/units/{world.unit.pk}/")
    for serial in range(40):
        change(world, serial)
    for month in (OPEN - 1, OPEN - 2, OPEN - 3):
        world.final(month, AT)
    with CaptureQueriesContext(connection) as many:
        browser.get(f"/units/{world.unit.pk}/")
    assert len(one) == len(many) <= 27


def test_earlier_years_are_led_to(world: World, sign_in: SignIn) -> None:
    final = world.final(JalaliMonth(1403, 12), AT)
    page = page_of(world, world.union_officer, sign_in)
    assert '<a href="?year=1403">۱۴۰۳</a>: ۱ ماه نهایی' in page
    assert final.tracking_number not in page.split("<section")[0]
    earlier = page_of(world, world.union_officer, sign_in, "?year=1403")
    assert final.tracking_number in earlier.split("<section")[0]
    assert "دوازده ماه ۱۴۰۴" in page_of(world, world.union_officer, sign_in, "?year=99999")


def test_a_county_moves_and_its_units_with_it(world: World, sign_in: SignIn) -> None:
    County.objects.filter(pk="0301").update(organization_code="08S")
    assert sign_in(world.province_officer).get(f"/units/{world.unit.pk}/").status_code == 404


def test_numbers_capacity_and_acts_stand_in_the_file(world: World, sign_in: SignIn) -> None:
    ContactNumber.objects.create(
        unit=world.unit, role="unit", number="04100001180", source="call", added_at=AT
    )
    bag = Product.objects.get(code=BAG)
    Capacity.objects.create(
        unit=world.unit,
        product=bag,
        measure=bag.measure,
        quantity=3600,
        since=AT.date(),
        source="visit",
        office=world.union,
        at=AT,
    )
    stated = change(world, 0)
    stated.pk, stated.fact, stated.after = None, RegistryFact.CAPACITY, "کیسه: ۴٬۷۰۰ تن در ماه"
    stated.save()
    page = page_of(world, world.union_officer, sign_in)
    assert 'href="tel:04100001180"' in page
    assert "۴٬۷۰۰ تن" in page
    assert "۳٬۶۰۰ تن" in page
    assert f"/units/{world.unit.pk}/acts/" in page
    office = statistician(world)
    for address in ("", "acts/"):
        shown = page_of(world, office, sign_in, address)
        assert "خیابان 0".translate(str.maketrans("0", "۰")) in shown or "خیابان 0" in shown
        assert "۳٬۶۰۰" not in shown
        assert "۴٬۷۰۰" not in shown


def test_a_holder_whose_number_is_kept_is_named_once(world: World, sign_in: SignIn) -> None:
    world.owner.mobile, world.owner.full_name = "09120001180", "لیلا نمونه‌پور"
    world.owner.save()
    terms = {"unit": world.unit, "source": "registry", "added_at": AT}
    ContactNumber.objects.create(role="holder", number="09120001180", registered=True, **terms)
    page = page_of(world, world.union_officer, sign_in)
    card = page[page.index('id="phones"') : page.index("</aside>")]
    assert card.count("09120001180") == 1
    assert "لیلا نمونه‌پور" in card
    assert card.count("حساب در سامانه دارد") == 1
    # One that was found wrong is not the person's: they are named beside it.
    ContactNumber.objects.update(wrong_since=AT)
    page = page_of(world, world.union_officer, sign_in)
    card = page[page.index('id="phones"') : page.index("</aside>")]
    assert "شمارهٔ نادرست از" in card
    assert card.count("حساب در سامانه دارد") == 1
