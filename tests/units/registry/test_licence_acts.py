"""Renewal, suspension and its end, revocation, transfer, closing, a new holder."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from accounts.models import Organization
from catalog.models import County, Province
from config.jalali import JalaliMonth, from_parts
from statistics.obligation.rules import first_due_month
from tests.units.conftest import NOW, Offices
from tests.world import MEHR, World
from units.eligibility import obstacle, refusal
from units.enums import (
    HolderKind,
    LicenceStatus,
    ObstacleKind,
    RegistryFact,
    RegistrySource,
)
from units.models import Licence, LicenceState, RegistryChange, Unit
from units.registry.closing_services import Closing, NewHolder, Reopening
from units.registry.errors import NotYourActError, RefusedActError
from units.registry.licence_services import Lifting, Renewal, Revocation, Suspension, Transfer
from units.registry.queries import acts_for, linked_units, version_of
from units.registry.services import Act, Done, Ground, perform, preview

LETTER = Ground(RegistrySource.LETTER, "نامهٔ ۵۵ مورخ ۱۳۹۸/۰۸/۱۸")
TODAY = from_parts(1398, 8, 20)


def do(user: object, world: World, act: Act) -> Done | None:
    return perform(user, world.unit.pk, act, LETTER, version_of(world.unit.pk), NOW)  # type: ignore[arg-type]


def states(world: World) -> list[tuple[str, dt.date, dt.date | None]]:
    rows = LicenceState.objects.filter(licence__unit=world.unit).order_by("since")
    return list(rows.values_list("status", "since", "until"))


def expires(world: World, day: dt.date) -> None:
    Licence.objects.filter(pk=world.licence.pk).update(expires_on=day)


def test_a_licence_is_extended_and_never_shortened_by_a_renewal(
    world: World, offices: Offices
) -> None:
    expires(world, from_parts(1398, 10, 30))
    later = from_parts(1403, 10, 30)
    do(offices.union, world, Renewal(world.licence.pk, later))
    world.licence.refresh_from_db()
    assert world.licence.expires_on == later
    with pytest.raises(RefusedActError, match="پس از ۳۰ دی ۱۴۰۳"):
        do(offices.union, world, Renewal(world.licence.pk, from_parts(1402, 1, 1)))


def test_a_new_licence_renews_no_grace(world: World, offices: Offices) -> None:
    expires(world, from_parts(1398, 7, 30))
    issued, number = from_parts(1398, 8, 1), "0499999921"
    renewal = Renewal(world.licence.pk, from_parts(1403, 8, 1), number, issued)
    done = preview(offices.union, world.unit.pk, renewal, LETTER, 0, NOW)
    assert done.before.first_due == done.after.first_due == JalaliMonth(1404, 1)
    do(offices.union, world, renewal)
    new = Licence.objects.get(number=number)
    assert (new.address, new.trade_id, new.union) == ("خیابان نمونه، پلاک ۱", "2520", world.union)
    first = min(world.unit.licences.values_list("issued_on", flat=True))
    # As if the obligation had begun long before: by the first licence, of 1396/10/30.
    assert first_due_month(first, JalaliMonth(1388, 1), 3) == JalaliMonth(1397, 2)


def test_a_number_that_another_licence_has_is_refused(world: World, offices: Offices) -> None:
    taken = Renewal(world.licence.pk, None, world.licence.number, from_parts(1398, 8, 1))
    with pytest.raises(RefusedActError, match="این شماره از آنِ"):
        do(offices.union, world, taken)


def test_a_suspension_is_a_row_with_its_end(world: World, offices: Offices) -> None:
    since, last = from_parts(1398, 4, 1), from_parts(1398, 7, 30)
    do(offices.union, world, Suspension(world.licence.pk, since))
    with pytest.raises(RefusedActError, match="تعلیق‌شده از ۱ تیر ۱۳۹۸"):
        do(offices.county, world, Suspension(world.licence.pk, from_parts(1398, 6, 1)))
    with pytest.raises(RefusedActError, match="پیش از آغاز"):
        do(offices.county, world, Lifting(world.licence.pk, from_parts(1398, 3, 1)))
    do(offices.county, world, Lifting(world.licence.pk, last))
    assert states(world) == [("suspended", since, last)]
    facts = RegistryChange.objects.order_by("pk").values_list("fact", "before", "after")
    assert list(facts) == [
        ("state", "", "تعلیق‌شده از ۱ تیر ۱۳۹۸"),
        ("state", "تعلیق‌شده از ۱ تیر ۱۳۹۸", "تعلیق‌شده از ۱ تیر ۱۳۹۸ تا ۳۰ مهر ۱۳۹۸"),
    ]


def test_a_suspension_whose_end_is_known_ends_before_it(world: World, offices: Offices) -> None:
    since, until = from_parts(1398, 7, 1), from_parts(1440, 12, 29)
    do(offices.union, world, Suspension(world.licence.pk, since, until))
    assert "پایان تعلیق" in dict(acts_for(offices.union, Unit.objects.get(pk=world.unit.pk)))
    do(offices.union, world, Lifting(world.licence.pk, TODAY))
    assert states(world) == [("suspended", since, TODAY)]
    with pytest.raises(RefusedActError, match="تعلیقی ندارد"):
        do(offices.union, world, Lifting(world.licence.pk, until))


def test_a_suspension_that_has_not_begun_is_taken_back(world: World, offices: Offices) -> None:
    since = from_parts(1398, 9, 1)
    do(offices.union, world, Suspension(world.licence.pk, since))
    lifting, seen = Lifting(world.licence.pk, TODAY), version_of(world.unit.pk)
    told = preview(offices.union, world.unit.pk, lifting, LETTER, seen, NOW).consequences
    assert "این تعلیق آغاز نمی‌شود و هیچ ماهی با آن از شمول ثبت بیرون نمی‌رود." in told
    assert states(world) == [("suspended", since, None)]
    assert perform(offices.union, world.unit.pk, lifting, LETTER, seen, NOW)
    # The second click.
    assert perform(offices.union, world.unit.pk, lifting, LETTER, seen, NOW) is None
    assert states(world) == []
    changes = RegistryChange.objects.order_by("pk").values_list("before", "after")
    words = "تعلیق‌شده از ۱ آذر ۱۳۹۸"
    assert list(changes) == [("", words), (words, "")]


def test_a_suspension_that_has_begun_is_not_taken_back(world: World, offices: Offices) -> None:
    do(offices.union, world, Suspension(world.licence.pk, TODAY))
    with pytest.raises(RefusedActError, match="پایان آن پیش از آغاز نیست"):
        do(offices.union, world, Lifting(world.licence.pk, TODAY - dt.timedelta(days=1)))
    assert states(world) == [("suspended", TODAY, None)]


def test_a_revocation_ends_a_suspension_whose_end_is_known(world: World, offices: Offices) -> None:
    since, until = from_parts(1398, 7, 1), from_parts(1398, 12, 29)
    do(offices.union, world, Suspension(world.licence.pk, since, until))
    do(offices.county, world, Revocation(world.licence.pk, from_parts(1398, 8, 1)))
    assert states(world) == [
        ("suspended", since, from_parts(1398, 7, 30)),
        ("revoked", from_parts(1398, 8, 1), None),
    ]


def test_a_revocation_ends_a_suspension_and_is_not_the_unions(
    world: World, offices: Offices
) -> None:
    do(offices.union, world, Suspension(world.licence.pk, from_parts(1398, 4, 1)))
    revoked = Revocation(world.licence.pk, from_parts(1398, 6, 1))
    with pytest.raises(NotYourActError):
        do(offices.union, world, revoked)
    do(offices.county, world, revoked)
    assert states(world) == [
        ("suspended", from_parts(1398, 4, 1), from_parts(1398, 5, 31)),
        ("revoked", from_parts(1398, 6, 1), None),
    ]


def test_a_transfer_leaves_cases_where_they_are(world: World, offices: Offices) -> None:
    case = world.filed(MEHR)
    kerman = Province.objects.create(code="08", name="کرمان", iso="IR-08")
    county = County.objects.create(
        code="0816", name="جیرفت", province=kerman, organization_code="08"
    )
    office = Organization.objects.create(
        code="08", kind="province", name="سازمان کرمان", parent=world.ministry, province=kerman
    )
    union = Organization.objects.create(
        code="u-2", kind="union", name="اتحادیهٔ جیرفت", parent=office, county=county
    )
    move = Transfer(union, county, "میدان دوم", "8888888888")
    done = preview(offices.province, world.unit.pk, move, LETTER, 0, NOW)
    assert any(words.startswith("۱ پروندهٔ در دست بررسی") for words in done.consequences)
    do(offices.province, world, move)
    case.refresh_from_db()
    assert case.route_union_id == world.union.pk
    unit = Unit.objects.get(pk=world.unit.pk)
    assert (unit.union_id, unit.county_id) == (union.pk, "0816")
    # The office it has left reads its file no more.
    assert not Unit.objects.visible_to(offices.union).exists()


def test_a_union_of_another_county_takes_no_unit(world: World, offices: Offices) -> None:
    other = County.objects.create(
        code="0302", name="بناب", province_id="03", organization_code="03"
    )
    with pytest.raises(RefusedActError, match="شهرستان دیگری"):
        do(offices.province, world, Transfer(world.union, other, "", ""))


def test_a_closed_unit_owes_nothing_after_and_says_so(world: World, offices: Offices) -> None:
    do(offices.union, world, Suspension(world.licence.pk, from_parts(1398, 7, 1)))
    last = from_parts(1398, 7, 15)
    with pytest.raises(NotYourActError):
        do(offices.union, world, Closing(last))
    do(offices.province, world, Closing(last))
    assert states(world) == [
        ("suspended", from_parts(1398, 7, 1), last),
        ("closed", from_parts(1398, 7, 16), None),
    ]
    licence = Licence.objects.select_related("unit", "kind").get(pk=world.licence.pk)
    assert refusal(licence, JalaliMonth(1398, 8)) == (
        "واحد از ۱۵ مهر ۱۳۹۸ بسته شده است؛ ماه‌های پیش از آن را می‌توانید ثبت کنید."
    )
    assert refusal(licence, JalaliMonth(1398, 6)) is None
    labels = [label for label, _ in acts_for(offices.province, Unit.objects.get(pk=world.unit.pk))]
    assert "اصلاح بسته‌شدن" in labels
    assert "بستن واحد" not in labels


def test_a_wrong_closing_is_taken_back(world: World, offices: Offices) -> None:
    do(offices.province, world, Closing(from_parts(1398, 7, 15)))
    do(offices.province, world, Reopening())
    assert Unit.objects.get(pk=world.unit.pk).closed_on is None
    assert states(world) == []


def successor() -> NewHolder:
    return NewHolder(
        HolderKind.NATURAL,
        "کاوه فرضی",
        "9990000026",
        "",
        "کارگاه نو",
        "0499999930",
        from_parts(1398, 8, 10),
        None,
    )


def test_a_new_holder_is_a_new_unit(world: World, offices: Offices) -> None:
    done = do(offices.province, world, successor())
    # Who it is stands before the eyes of who confirms it.
    assert done
    assert "9990000026 (حقیقی)" in [change.after for change in done.changes]
    old = Unit.objects.get(pk=world.unit.pk)
    new = Unit.objects.get(holder_id="9990000026")
    assert old.closed_on == from_parts(1398, 8, 9)
    assert (new.predecessor, new.union_id) == (old, world.union.pk)
    assert not new.members.exists()
    assert not new.contact_numbers.exists()
    assert list(old.members.values_list("user", flat=True)) == [world.owner.pk]
    assert linked_units(offices.ministry, new) == (old, [])
    assert linked_units(world.owner, old) == (None, [])
    facts = RegistryChange.objects.filter(unit=new).order_by("pk").values_list("fact", flat=True)
    assert list(facts) == [
        RegistryFact.CREATED,
        RegistryFact.HOLDER_NAME,
        RegistryFact.HOLDER_ID,
        RegistryFact.PREDECESSOR,
        RegistryFact.LICENCE,
    ]
    with pytest.raises(RefusedActError, match="دارندهٔ جدید بسته شده"):
        do(offices.province, world, Reopening())


def test_the_same_holder_is_no_new_one(world: World, offices: Offices) -> None:
    same = NewHolder(
        HolderKind.NATURAL, "لیلا", "9990000018", "", "کارگاه", "0499999930", TODAY, None
    )
    with pytest.raises(RefusedActError, match="همان دارنده"):
        do(offices.province, world, same)


def test_what_was_suspended_stays_not_due_after_the_end(world: World, offices: Offices) -> None:
    day = from_parts(1398, 4, 1)
    do(offices.union, world, Suspension(world.licence.pk, day, from_parts(1398, 7, 30)))
    licence = Licence.objects.select_related("unit", "kind").get(pk=world.licence.pk)
    assert refusal(licence, JalaliMonth(1398, 5)) is not None
    assert refusal(licence, JalaliMonth(1398, 8)) is None
    assert LicenceStatus.SUSPENDED in [status for status, _, _ in states(world)]


def test_the_home_of_a_closed_unit_says_what_it_is(world: World, offices: Offices) -> None:
    do(offices.province, world, Closing(from_parts(1398, 7, 15)))
    licences = list(Licence.objects.select_related("unit", "kind", "county__province", "union"))
    found = obstacle(licences, JalaliMonth(1398, 8))
    assert found is not None
    assert found.kind == ObstacleKind.CLOSED
    browser = Client()
    browser.force_login(world.owner)
    with time_machine.travel(NOW + dt.timedelta(days=30), tick=False):
        text = browser.get("/statistics/").content.decode()
    assert "این واحد بسته شده است و ماه‌های پس از آن مشمول ثبت نیست." in text
