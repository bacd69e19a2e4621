"""A file of units: what the dry run says, what storing then does, what an undo leaves."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import Organization, User
from catalog.models import County, Province
from config.jalali import from_parts
from tests.units.imports.acts import (
    checked,
    faults,
    registry,
    statistics_officer,
    stored,
    undone,
    verdicts,
)
from tests.units.imports.files import national_id, row
from tests.world import World
from units.enums import ImportStage, RowState
from units.imports import services, worker
from units.models import ImportRow, Licence, LicenceState, RegistryChange, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(world: World) -> User:
    return statistics_officer(world)


def only_fault(office: User, **values: str) -> str:
    """Bring one row that is wrong in one way, and read what is said of it."""
    run = checked(office, [row(1, **values)])
    assert run.refused == 1, verdicts(run)
    return faults(run)[2]


def test_a_new_unit_is_stored_with_its_licence_and_its_history(world: World, office: User) -> None:
    run = checked(office, [row(1), row(2)])
    assert (run.stage, run.new, run.refused) == (ImportStage.CHECKED, 2, 0), faults(run)
    assert Unit.objects.count() == 1
    services.confirm(office, run, run.version, timezone.now())
    worker.run_waiting()
    run.refresh_from_db()
    assert run.stage == ImportStage.STORED
    unit = Unit.objects.get(guild_id="0471000001")
    assert (unit.name, unit.union, unit.county_id) == ("کارگاه شمارهٔ 1", world.union, "0301")
    assert unit.licences.get().trade_id == "2520"
    facts = RegistryChange.objects.filter(unit=unit.pk).order_by("pk")
    assert [one.fact for one in facts] == ["created", "licence"]
    assert {one.actor for one in facts} == {office}


def test_the_same_file_again_changes_nothing(world: World, office: User) -> None:
    rows = [row(1), row(2, number="998"), row(2)]
    stored(office, rows)
    before, history = registry(), RegistryChange.objects.count()
    again = stored(office, [row(3), *rows])
    assert (again.new, again.changed, again.unchanged) == (1, 0, 3)
    assert registry()[0][:3] == before[0]
    assert RegistryChange.objects.count() == history + 2


def test_an_undo_leaves_the_tables_as_they_were(world: World, office: User) -> None:
    stored(office, [row(1), row(2)])
    before = registry()
    changes = row(
        1, name="نام دیگر", address="نشانی دیگر", status="تعلیق", state_since="1399/01/01"
    )
    run = stored(office, [changes, row(2, number="999", issued_on="1397/01/01"), row(3)])
    assert (run.new, run.changed) == (2, 1), faults(run)
    assert registry() != before
    run = undone(office, run)
    assert (run.stage, run.kept) == (ImportStage.UNDONE, 0)
    assert registry() == before
    states = ImportRow.objects.filter(imported=run).order_by("pk").values_list("state", flat=True)
    assert set(states) == {RowState.UNDONE}
    taken = RegistryChange.objects.filter(reference__startswith="برگرداندن").order_by("pk")
    assert "created" in {one.fact for one in taken}


def test_an_empty_cell_leaves_what_is_stored(world: World, office: User) -> None:
    stored(office, [row(1)])
    run = checked(office, [row(1, name="", address="", expires_on="", union="", county="")])
    assert (run.changed, run.unchanged) == (0, 1)


def test_each_changed_fact_is_told_before_and_after(world: World, office: User) -> None:
    stored(office, [row(1)])
    run = checked(office, [row(1, address="کوی نسترن", expires_on="1409/02/11")])
    changes = ImportRow.objects.get(imported=run).changes
    told = {one["fact"]: (one["before"], one["after"]) for one in changes}
    assert told == {
        "expires_on": ("دوشنبه ۱۱ اردیبهشت ۱۴۰۸", "چهارشنبه ۱۱ اردیبهشت ۱۴۰۹"),
        "address": ("خیابان نمونه، پلاک ۲", "کوی نسترن"),
    }
    assert run.facts == 2


def test_rows_of_a_file_that_contradict_each_other_are_named(world: World, office: User) -> None:
    run = checked(
        office,
        [
            row(1),
            row(1),
            row(2),
            row(3, number="0471000002"),
            row(4),
            row(5, guild_id="0471000004"),
        ],
    )
    assert verdicts(run) == ["new", "refused", "refused", "refused", "refused", "refused"]
    said = faults(run)
    assert said[3] == "همین ردیف در سطر ۲ هم آمده است."
    assert said[4] == "در سطر ۵ همین فایل هم آمده، با نوشتهٔ دیگر."
    assert said[6] == "در سطر ۷ همین فایل با دارندهٔ دیگری آمده است."


def test_an_unknown_union_is_refused_with_the_nearest_name(world: World, office: User) -> None:
    run = checked(
        office, [row(1, union="اتحادیه پلاستیک ملکانن"), row(2, union="اتحاديه پلاستيك ملكان")]
    )
    assert verdicts(run) == ["refused", "new"]
    assert "نزدیک‌ترین: اتحادیه پلاستیک ملکان." in faults(run)[2]


def test_the_number_of_another_units_licence_is_refused(world: World, office: User) -> None:
    assert only_fault(office, number=world.licence.number) == "این شماره برای واحد دیگری ثبت است."


def test_a_first_due_month_is_never_moved_forward(world: World, office: User) -> None:
    """The worked example's licence is of 1396/10/30; a renewal of 1400 is not its beginning."""
    unit, licence = world.unit, world.licence
    ids = {"guild_id": unit.guild_id, "holder_id": unit.holder_id, "number": licence.number}
    same = {"name": "", "holder_name": ""}
    run = checked(office, [row(1, **ids, **same, issued_on="1400/01/15", expires_on="")])
    assert "دیرتر است" in faults(run)[2]
    # Within the same month nothing moves; an earlier licence moves it back, and is told.
    run = checked(office, [row(1, **ids, **same, issued_on="1396/11/01", expires_on="")])
    assert (run.changed, run.consequences.get("due")) == (1, None), faults(run)


def test_a_second_licence_does_not_lend_its_date_to_a_row_that_moves_the_first(
    world: World, office: User
) -> None:
    stored(office, [row(1, issued_on="1397/01/10"), row(1, number="777", issued_on="1397/01/10")])
    run = checked(
        office,
        [row(1, issued_on="1399/01/10"), row(1, number="777", issued_on="1399/01/10")],
    )
    assert verdicts(run) == ["refused", "refused"]


def test_another_holder_is_refused_without_the_day_of_the_handing_over(
    world: World, office: User
) -> None:
    stored(office, [row(1)])
    heir = row(1, holder_id=national_id(77), holder_name="فرهاد نمونه", number="555")
    run = checked(office, [heir])
    assert faults(run)[2] == "این شناسه صنفی اکنون به نام دارندهٔ دیگری است."
    before = registry()
    run = stored(office, [heir | {"holder_since": "1399/03/01"}])
    assert (run.new, run.consequences) == (1, {"holder": 1}), faults(run)
    old, new = Unit.objects.filter(guild_id="0471000001").order_by("pk")
    assert old.closed_on == from_parts(1399, 2, 31)
    assert new.predecessor == old
    assert RegistryChange.objects.filter(unit=old.pk, fact="closed_on").get().after == (
        "چهارشنبه ۳۱ اردیبهشت ۱۳۹۹"
    )
    assert old.licences.get().states.get().since == from_parts(1399, 3, 1)
    again = checked(office, [heir | {"holder_since": "1399/03/01"}])
    assert again.unchanged == 1
    undone(office, run)
    assert registry() == before


def test_a_closed_unit_is_not_changed(world: World, office: User) -> None:
    stored(office, [row(1)])
    Unit.objects.filter(guild_id="0471000001").update(closed_on=dt.date(2020, 1, 1))
    assert only_fault(office, address="دیگر") == "این واحد بسته شده است."


def test_a_union_of_another_province_is_refused(world: World, office: User) -> None:
    tehran = Province.objects.create(code="23", name="تهران", iso="IR-23")
    County.objects.create(code="2301", name="شمیرانات", province=tehran, organization_code="23")
    assert only_fault(office, county="2301") == "این اتحادیه در استان این شهرستان نیست."


def test_a_move_to_another_union_tells_of_the_cases_left_behind(world: World, office: User) -> None:
    world.filed()
    union = Organization.objects.create(
        code="u-2", kind="union", name="اتحادیهٔ دوم", parent=world.province, province_id="03"
    )
    unit, licence = world.unit, world.licence
    ids = {"guild_id": unit.guild_id, "holder_id": unit.holder_id, "number": licence.number}
    run = checked(office, [dict.fromkeys(row(1), "") | ids | {"union": "u-2"}])
    assert (run.changed, run.consequences) == (1, {"union": 1}), faults(run)
    change = ImportRow.objects.get(imported=run).changes[0]
    assert change["after"] == union.name
    assert change["consequence"] == "۱ پروندهٔ در بررسی همان‌جا می‌ماند"


def test_a_suspension_comes_goes_and_stays_in_the_history(world: World, office: User) -> None:
    stored(office, [row(1, status="تعلیق", state_since="1399/01/01")])
    licence = Licence.objects.get(number="0471000001")
    assert licence.states.get().until is None
    assert only_fault(office, status="معتبر") == (
        "این پروانه اکنون معتبر نیست و پایان آن نوشته نشده است."
    )
    run = stored(office, [row(1, status="معتبر", state_since="1399/06/01")])
    assert run.changed == 1, faults(run)
    state = LicenceState.objects.get(licence=licence)
    assert state.until == from_parts(1399, 5, 31)
    assert only_fault(office, status="تعلیق", state_since="1399/03/01") == (
        "در این روزها وضعیت دیگری ثبت است."
    )


def test_ten_equal_digits_need_a_ground(world: World, office: User) -> None:
    assert "همهٔ رقم‌های این کد ملی یکی است" in only_fault(office, holder_id="1111111111")
    run = stored(office, [row(1, holder_id="1111111111", holder_source="نامهٔ ۱۲ ثبت احوال")])
    assert run.new == 1, faults(run)
    created = RegistryChange.objects.get(fact="created")
    assert "نامهٔ ۱۲ ثبت احوال" in created.reference


def test_a_national_id_of_nine_digits_is_refused_by_name(world: World, office: User) -> None:
    run = checked(office, [row(1, holder_id=national_id(1)[1:])])
    assert run.refused == 1


def test_the_longest_names_fit_under_the_longest_union(world: World, office: User) -> None:
    name, union = "ک" * 160, "ا" * 150
    Organization.objects.create(
        code="u-3", kind="union", name=union, parent=world.province, province_id="03"
    )
    run = stored(office, [row(1, name=name, union=union), row(2, name="ک" * 161)])
    assert verdicts(run) == ["new", "refused"]
    assert Unit.objects.get(guild_id="0471000001").name == name


def test_a_unit_without_a_guild_id_gets_it_by_its_licence(world: World, office: User) -> None:
    Unit.objects.filter(pk=world.unit.pk).update(guild_id="")
    unit, licence = world.unit, world.licence
    ids = {"guild_id": "0499999913", "holder_id": unit.holder_id, "number": licence.number}
    before = registry()
    run = stored(office, [dict.fromkeys(row(1), "") | ids])
    assert run.changed == 1, faults(run)
    assert Unit.objects.get(pk=unit.pk).guild_id == "0499999913"
    undone(office, run)
    assert registry() == before


def test_997_of_1000_stand_and_three_are_named(world: World, office: User) -> None:
    rows = [row(number) for number in range(1, 1001)]
    rows[10]["postal_code"] = "123"
    rows[500]["issued_on"] = "1405/13/02"
    rows[999]["trade"] = "9999"
    run = stored(office, rows)
    assert (run.new, run.refused, run.stage) == (997, 3, ImportStage.STORED)
    assert list(faults(run)) == [12, 502, 1001]
    assert Unit.objects.count() == 998
