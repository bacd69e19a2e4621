"""Correcting a fact: by the right office, with its source, seen before, kept after."""

import datetime as dt

import pytest

from config.errors import NotFoundError
from config.jalali import from_parts
from tests.units.conftest import NOW, Offices
from tests.world import World
from units.enums import RegistryFact, RegistrySource
from units.models import RegistryChange, Unit
from units.registry.correction_services import Correction
from units.registry.errors import NotYourActError, RefusedActError, StaleRegistryError
from units.registry.queries import version_of
from units.registry.services import Ground, perform, preview

LETTER = Ground(RegistrySource.LETTER, "نامهٔ ۱۲۳ مورخ ۱۳۹۸/۰۸/۱۵")


def address(world: World, words: str = "خیابان دوم، پلاک ۷") -> Correction:
    return Correction(RegistryFact.ADDRESS, {"address": words}, world.licence.pk)


def test_an_address_is_corrected_and_the_change_is_kept(world: World, offices: Offices) -> None:
    perform(offices.union, world.unit.pk, address(world), LETTER, 0, NOW)
    world.licence.refresh_from_db()
    assert world.licence.address == "خیابان دوم، پلاک ۷"
    change = RegistryChange.objects.get()
    assert (change.fact, change.before, change.after) == (
        RegistryFact.ADDRESS,
        "خیابان نمونه، پلاک ۱",
        "خیابان دوم، پلاک ۷",
    )
    assert (change.source, change.reference) == (LETTER.source, LETTER.reference)
    assert (change.actor, change.office) == (offices.union, world.union)
    assert "مشخصات «کارگاه پلاستیک نمونه» تغییر کرد: نشانی" in [
        notice.title for notice in world.owner.notices.order_by("pk")
    ]


def test_what_the_union_does_not_keep_is_refused_to_it(world: World, offices: Offices) -> None:
    name = Correction(RegistryFact.HOLDER_NAME, {"holder_name": "نام دیگر"})
    for user in (offices.union, offices.county):
        with pytest.raises(NotYourActError, match="سازمان استان"):
            perform(user, world.unit.pk, name, LETTER, 0, NOW)
    perform(offices.province, world.unit.pk, name, LETTER, 0, NOW)
    assert Unit.objects.get(pk=world.unit.pk).holder_name == "نام دیگر"


def test_another_union_finds_no_unit_and_the_ministry_only_reads(
    world: World, offices: Offices
) -> None:
    for user in (offices.far_union, world.owner):
        with pytest.raises(NotFoundError):
            perform(user, world.unit.pk, address(world), LETTER, 0, NOW)
    with pytest.raises(NotYourActError):
        perform(offices.ministry, world.unit.pk, address(world), LETTER, 0, NOW)


def test_what_changed_since_the_form_was_opened_is_told(world: World, offices: Offices) -> None:
    perform(offices.union, world.unit.pk, address(world), LETTER, 0, NOW)
    with pytest.raises(StaleRegistryError) as stale:
        perform(offices.county, world.unit.pk, address(world, "سوم"), LETTER, 0, NOW)
    assert [change.after for change in stale.value.changes] == ["خیابان دوم، پلاک ۷"]
    seen = version_of(world.unit.pk)
    perform(offices.county, world.unit.pk, address(world, "سوم"), LETTER, seen, NOW)
    world.licence.refresh_from_db()
    assert world.licence.address == "سوم"


def test_the_same_once_more_is_done_once(world: World, offices: Offices) -> None:
    perform(offices.union, world.unit.pk, address(world), LETTER, 0, NOW)
    assert perform(offices.union, world.unit.pk, address(world), LETTER, 0, NOW) is None
    assert RegistryChange.objects.count() == 1


def test_a_preview_leaves_nothing(world: World, offices: Offices) -> None:
    done = preview(offices.union, world.unit.pk, address(world), LETTER, 0, NOW)
    assert [change.after for change in done.changes] == ["خیابان دوم، پلاک ۷"]
    world.licence.refresh_from_db()
    assert world.licence.address == "خیابان نمونه، پلاک ۱"
    assert not RegistryChange.objects.exists()
    assert not world.owner.notices.exists()


def issued(world: World, day: dt.date) -> Correction:
    return Correction(RegistryFact.ISSUED_ON, {"issued_on": day}, world.licence.pk)


def test_a_moved_first_due_month_is_the_provinces_alone(world: World, offices: Offices) -> None:
    # Obliged from 1404/01 by the first policy; the licence is moved behind it.
    late = from_parts(1404, 2, 10)
    at = NOW + dt.timedelta(days=365 * 7)
    with pytest.raises(RefusedActError, match="از فروردین ۱۴۰۴ به شهریور ۱۴۰۴"):
        perform(offices.union, world.unit.pk, issued(world, late), LETTER, 0, at)
    done = preview(offices.province, world.unit.pk, issued(world, late), LETTER, 0, at)
    assert "نخستین ماه مشمول ثبت از فروردین ۱۴۰۴ به شهریور ۱۴۰۴ می‌رود." in done.consequences
    # One that moves nothing is the union's too.
    perform(offices.union, world.unit.pk, issued(world, from_parts(1396, 10, 29)), LETTER, 0, at)


def test_a_taken_pair_of_ids_is_refused(world: World, offices: Offices) -> None:
    Unit.objects.create(
        name="دیگری",
        holder_kind="natural",
        holder_name="دیگری",
        holder_id="9990000026",
        guild_id="0499999913",
        closed_on=from_parts(1398, 1, 1),
    )
    taken = Correction(
        RegistryFact.HOLDER_ID, {"holder_kind": "natural", "holder_id": "9990000026"}
    )
    with pytest.raises(RefusedActError, match="همین دارنده و شناسه صنفی"):
        perform(offices.province, world.unit.pk, taken, LETTER, 0, NOW)


def test_the_first_guild_id_is_given_by_any_office_and_corrected_by_the_province(
    world: World, offices: Offices
) -> None:
    Unit.objects.filter(pk=world.unit.pk).update(guild_id="")
    given = Correction(RegistryFact.GUILD_ID, {"guild_id": "0499999921"})
    perform(offices.union, world.unit.pk, given, LETTER, 0, NOW)
    other = Correction(RegistryFact.GUILD_ID, {"guild_id": "0499999930"})
    with pytest.raises(NotYourActError):
        perform(offices.union, world.unit.pk, other, LETTER, version_of(world.unit.pk), NOW)


def test_nobody_changes_the_file_of_their_own_unit(world: World, offices: Offices) -> None:
    world.unit.members.create(user=offices.union, role="delegate")
    with pytest.raises(NotYourActError, match="واحد خود شماست"):
        perform(offices.union, world.unit.pk, address(world), LETTER, 0, NOW)
