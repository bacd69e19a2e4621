"""Owner and delegate hear of the three-month rule: each warning, the change, and the way back."""

import datetime as dt

import pytest

from accounts.enums import NoticeKind
from accounts.models import Notice, SetAside
from catalog.policy_definitions import PolicyKey
from config.jalali import JalaliMonth, from_parts
from review import workflow
from statistics.obligation.services import update_activity
from tests.poison import heal, poison
from tests.review.cases import owns_too, policy
from tests.world import World, licence_for, person, tehran
from units.enums import LicenceStatus
from units.models import Licence, LicenceState, Unit

pytestmark = pytest.mark.django_db
UNIT = "«کارگاه پلاستیک نمونه»"


@pytest.fixture
def world_1404(world: World) -> World:
    """Return the world with duty from Farvardin 1404 on."""
    policy(PolicyKey.OBLIGATION_FROM, 140401)
    return world


def titles(world: World) -> list[tuple[str, str]]:
    """Return kind and title of what the owner was told, in order."""
    return [(n.kind, n.title) for n in Notice.objects.filter(user=world.owner).order_by("pk")]


def midnights(count: int) -> list[dt.datetime]:
    """Return the midnights that end the final days of the first months of 1404."""
    return [tehran(1404, 2 + n, 11, 0) for n in range(count)]


def test_each_missed_month_is_warned_of_and_the_fourth_makes_inactive(world_1404: World) -> None:
    for midnight in midnights(4):
        update_activity(midnight)
    assert titles(world_1404) == [
        (NoticeKind.WARNING, f"{UNIT} تا پایان جمعه ۱۰ مرداد ۱۴۰۴ ثبت نکند، غیرفعال می‌شود"),
        (NoticeKind.WARNING, f"{UNIT} تا پایان جمعه ۱۰ مرداد ۱۴۰۴ ثبت نکند، غیرفعال می‌شود"),
        (NoticeKind.WARNING, f"{UNIT} تا پایان جمعه ۱۰ مرداد ۱۴۰۴ ثبت نکند، غیرفعال می‌شود"),
        (NoticeKind.INACTIVE, f"{UNIT} غیرفعال شد؛ تیر ۱۴۰۴ را ثبت کنید"),
    ]
    bodies = Notice.objects.order_by("pk").values_list("body", flat=True)
    assert [body.split(" ", 1)[0] for body in bodies] == ["۱", "۲", "۳", "بیش"]


def test_staying_inactive_is_no_news(world_1404: World) -> None:
    for midnight in midnights(6):
        update_activity(midnight)
    assert len(titles(world_1404)) == 4


def test_the_same_midnight_twice_tells_once(world_1404: World) -> None:
    update_activity(midnights(1)[0])
    update_activity(midnights(1)[0] + dt.timedelta(minutes=30))
    assert len(titles(world_1404)) == 1


def test_filing_the_latest_month_is_answered_with_active_again(world_1404: World) -> None:
    for midnight in midnights(4):
        update_activity(midnight)
    at = midnights(4)[3] + dt.timedelta(hours=9)
    world_1404.filed(JalaliMonth(1404, 4), at)
    assert titles(world_1404)[-2:] == [
        (NoticeKind.ACTIVE, f"{UNIT} دوباره فعال است"),
        (NoticeKind.FILED, f"تیر ۱۴۰۴ {UNIT} ثبت شد"),
    ]
    update_activity(at + dt.timedelta(minutes=30))
    assert titles(world_1404)[-1][0] == NoticeKind.FILED


def test_who_files_is_never_warned(world_1404: World) -> None:
    for number, midnight in enumerate(midnights(3), start=1):
        world_1404.filed(JalaliMonth(1404, number), midnight - dt.timedelta(days=5))
        update_activity(midnight)
    assert {kind for kind, _ in titles(world_1404)} == {NoticeKind.FILED}


def test_the_delegate_hears_the_same_and_a_unit_without_people_is_no_fault(
    world_1404: World,
) -> None:
    delegate = person("delegate")
    owns_too(world_1404, delegate)
    Unit.objects.create(name="x", holder_kind="natural", holder_name="x", holder_id="9990000026")
    update_activity(midnights(1)[0])
    assert set(Notice.objects.values_list("user", flat=True)) == {world_1404.owner.pk, delegate.pk}


def test_a_unit_that_cannot_be_judged_does_not_stop_the_others(world_1404: World) -> None:
    others = [
        licence_for(f"040000000{n}", "9990000018", world_1404.union, world_1404.owner)
        for n in range(5)
    ]
    bad = others[3].unit_id
    poison("units_activitychange", f"NEW.unit_id = {bad}")
    assert update_activity(midnights(1)[0]) == 5
    assert SetAside.objects.get().row == str(bad)
    assert Unit.objects.filter(missed_months=1).count() == 5
    heal("units_activitychange")
    assert update_activity(midnights(1)[0]) == 1
    assert not SetAside.objects.exists()


def test_two_hundred_units_of_a_person_are_one_letter(world_1404: World) -> None:
    for n in range(5):
        licence_for(f"040000000{n}", "9990000018", world_1404.union, world_1404.owner)
    update_activity(midnights(1)[0])
    [(kind, title)] = titles(world_1404)
    assert (kind, title) == (NoticeKind.WARNING, "وضعیت ثبت آمار ۶ واحد شما تغییر کرد")
    assert len(Notice.objects.get().body.split("\n")) == 6


def test_a_suspended_unit_is_told_of_its_own_months_and_of_no_inactivity(
    world_1404: World,
) -> None:
    """It owes Farvardin and Ordibehesht only, so the fourth final day never comes for it."""
    LicenceState.objects.create(
        licence=world_1404.licence, status=LicenceStatus.SUSPENDED, since=from_parts(1404, 3, 5)
    )
    for midnight in midnights(5):
        update_activity(midnight)
    assert titles(world_1404) == [
        (NoticeKind.WARNING, f"{UNIT}: ۱ ماه پیاپی ثبت نشده است؛ فروردین ۱۴۰۴ را ثبت کنید"),
        (NoticeKind.WARNING, f"{UNIT}: ۲ ماه پیاپی ثبت نشده است؛ اردیبهشت ۱۴۰۴ را ثبت کنید"),
    ]
    assert not Unit.objects.get(pk=world_1404.unit.pk).inactive


def test_an_inactive_unit_is_told_of_the_month_that_its_licence_takes(world_1404: World) -> None:
    """Its licence ended in Tir; step 1 would refuse what came due since."""
    for midnight in midnights(3):
        update_activity(midnight)
    Licence.objects.update(expires_on=from_parts(1404, 5, 3))
    update_activity(midnights(6)[5])
    assert titles(world_1404)[-1] == (
        NoticeKind.INACTIVE,
        f"{UNIT} غیرفعال شد؛ تیر ۱۴۰۴ را ثبت کنید",
    )


def test_a_return_that_ends_earlier_brings_the_day_forward(world_1404: World) -> None:
    case = world_1404.filed(JalaliMonth(1404, 1), tehran(1404, 2, 3))
    workflow.send_back(
        world_1404.union_officer, case.tracking_number, case.version, "چرا؟", tehran(1404, 4, 20)
    )
    Notice.objects.all().delete()
    update_activity(midnights(3)[2])
    # Farvardin counts to the end of 10 Mordad, when Tir has passed too: four at once.
    assert (
        titles(world_1404)[-1][1] == f"{UNIT} تا پایان جمعه ۱۰ مرداد ۱۴۰۴ ثبت نکند، غیرفعال می‌شود"
    )
    update_activity(midnights(4)[3] - dt.timedelta(microseconds=1))
    assert not Unit.objects.get(pk=world_1404.unit.pk).inactive
    update_activity(midnights(4)[3])
    assert Unit.objects.get(pk=world_1404.unit.pk).inactive
