"""What is told before a unit is closed or moved: the months that are left, and who sees them."""

from accounts.models import Organization
from config.jalali import JalaliMonth, from_parts
from review.routing import route_of
from statistics.enums import State
from tests.units.conftest import NOW, Offices
from tests.world import MEHR, World
from units.enums import RegistryFact, RegistrySource
from units.models import Licence
from units.registry.closing_services import Closing
from units.registry.licence_services import Lifting, Suspension, Transfer
from units.registry.queries import version_of
from units.registry.services import Act, Done, Ground, perform, preview

LETTER = Ground(RegistrySource.LETTER, "نامهٔ ۵۵ مورخ ۱۳۹۸/۰۸/۱۸")


def shown(user: object, world: World, act: Act) -> Done:
    return preview(user, world.unit.pk, act, LETTER, version_of(world.unit.pk), NOW)  # type: ignore[arg-type]


def older_licence(world: World) -> Licence:
    licence = Licence.objects.get(pk=world.licence.pk)
    licence.pk, licence.number, licence.issued_on = None, "0499999947", from_parts(1390, 1, 1)
    licence.save()
    return licence


def test_closing_tells_which_drafts_and_returned_months_are_left(
    world: World, offices: Offices
) -> None:
    world.returned(JalaliMonth(1398, 5))
    world.filed(JalaliMonth(1398, 6))
    world.draft(MEHR)
    told = shown(offices.province, world, Closing(from_parts(1398, 7, 15))).consequences
    assert "پیش‌نویس مهر ۱۳۹۸ می‌ماند؛ دارندهٔ واحد هنوز می‌تواند آن را ثبت کند." in told
    assert (
        "مرداد ۱۳۹۸ برای اصلاح نزد دارندهٔ واحد می‌ماند؛ تا پاسخ ندهد در پیگیری اصلاح دستگاه است."
    ) in told
    assert "۱ پروندهٔ در دست بررسی همان‌جا که هست بررسی می‌شود." in told


def test_closing_tells_of_drafts_that_can_be_filed_no_more(world: World, offices: Offices) -> None:
    world.draft(MEHR)
    told = shown(offices.province, world, Closing(from_parts(1398, 6, 30))).consequences
    assert "پیش‌نویس مهر ۱۳۹۸ دیگر ثبت نمی‌شود: واحد در آن ماه بسته بوده است." in told


def test_a_moved_unit_takes_the_new_route_with_every_licence(
    world: World, offices: Offices
) -> None:
    old = older_licence(world)
    union = Organization.objects.get(code="far-union")
    done = shown(offices.province, world, Transfer(union, world.licence.county, "کوی دوم", ""))
    moved = {c.licence_id for c in done.changes if c.fact == RegistryFact.UNION}
    assert moved == {world.licence.pk, old.pk}
    # Where the place of business is stands on the last licence alone.
    assert [c.licence_id for c in done.changes if c.fact == RegistryFact.ADDRESS] == [
        world.licence.pk
    ]
    assert (
        "هر ۲ پروانهٔ واحد به دستگاه جدید می‌رود: ماهی هم که با پروانهٔ پیشین ثبت شود آن‌جا بررسی "
        "می‌شود."
    ) in done.consequences


def test_a_month_filed_under_an_old_licence_after_the_move_goes_to_the_new_union(
    world: World, offices: Offices
) -> None:
    old = older_licence(world)
    union = Organization.objects.get(code="far-union")
    act = Transfer(union, world.licence.county, "", "")
    perform(offices.province, world.unit.pk, act, LETTER, 0, NOW)
    assert route_of(Licence.objects.get(pk=old.pk))[State.AT_UNION] == union


def test_a_returned_month_goes_to_the_new_office_once_it_is_corrected(
    world: World, offices: Offices
) -> None:
    world.returned(JalaliMonth(1398, 5))
    union = Organization.objects.get(code="far-union")
    act = Transfer(union, world.licence.county, "", "")
    told = shown(offices.province, world, act).consequences
    assert "مرداد ۱۳۹۸ که برای اصلاح برگشته است، پس از ثبت دوباره به دستگاه جدید می‌رود." in told


def test_a_suspension_and_its_end_tell_of_the_months(world: World, offices: Offices) -> None:
    since, until = from_parts(1398, 7, 1), from_parts(1398, 12, 29)
    suspended = Suspension(world.licence.pk, since, until)
    told = shown(offices.union, world, suspended).consequences
    assert "ماهی که واحد در آن پروانهٔ معتبر ندارد مشمول ثبت نیست." in told
    perform(offices.union, world.unit.pk, suspended, LETTER, version_of(world.unit.pk), NOW)
    lifted = Lifting(world.licence.pk, from_parts(1398, 8, 10))
    told = shown(offices.union, world, lifted).consequences
    assert "ماه‌های پس از پایان تعلیق مانند ماه‌های دیگر مشمول ثبت می‌شود." in told
