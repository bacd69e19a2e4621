"""The end of a licence is told before it and when it is over, once, to its people and its union."""

from datetime import datetime, timedelta

import pytest

from config.jalali import from_parts
from tests.world import World, licence_for, tehran
from units.enums import LicenceStatus
from units.expiry.services import prune, tell_expiries
from units.models import ExpiryNotice, Licence, LicenceState, Unit

END = from_parts(1399, 3, 14)


@pytest.fixture
def ending(world: World) -> World:
    Licence.objects.filter(pk=world.licence.pk).update(expires_on=END)
    return world


def day(before: int) -> datetime:
    return tehran(1399, 3, 14, 9) - timedelta(days=before)


def told(world: World) -> list[str]:
    return [notice.title for notice in world.owner.notices.order_by("pk")]


SOON = "«کارگاه پلاستیک نمونه»: اعتبار پروانه تا ۱۴ خرداد ۱۳۹۹ است"
OVER = "«کارگاه پلاستیک نمونه»: اعتبار پروانه در ۱۴ خرداد ۱۳۹۹ پایان یافت"


def test_each_stage_is_told_once(ending: World) -> None:
    counts = [tell_expiries(day(before)) for before in (61, 60, 59, 16, 15, 0, -1, -2)]
    assert counts == [0, 1, 0, 0, 1, 0, 1, 0]
    assert told(ending) == [SOON, SOON, OVER]
    officer = ending.union_officer.notices.order_by("pk")
    assert [notice.title for notice in officer] == [SOON, SOON, OVER]
    assert officer[0].url == f"/units/{ending.unit.pk}/"


def test_what_an_outage_left_out_is_told_by_its_day(ending: World) -> None:
    assert tell_expiries(day(3)) == 1
    assert tell_expiries(day(-4)) == 1
    assert told(ending) == [SOON, OVER]


def test_what_ended_long_ago_is_no_news(ending: World) -> None:
    assert tell_expiries(day(-31)) == 0


def test_a_renewed_licence_begins_anew_and_one_that_is_outlived_says_nothing(
    ending: World,
) -> None:
    tell_expiries(day(10))
    Licence.objects.filter(pk=ending.licence.pk).update(expires_on=END + timedelta(days=365))
    assert tell_expiries(day(-5)) == 0
    assert tell_expiries(day(20 - 365)) == 1
    other = Licence.objects.get(pk=ending.licence.pk)
    other.pk, other.number, other.expires_on = None, "0499999921", None
    other.save()
    assert tell_expiries(day(5 - 365)) == 0


def test_closed_units_and_revoked_licences_are_left_in_peace(ending: World) -> None:
    Unit.objects.filter(pk=ending.unit.pk).update(closed_on=from_parts(1398, 12, 1))
    assert tell_expiries(day(5)) == 0
    Unit.objects.filter(pk=ending.unit.pk).update(closed_on=None)
    state = LicenceState.objects.create(
        licence=ending.licence, status=LicenceStatus.REVOKED, since=from_parts(1398, 12, 1)
    )
    assert tell_expiries(day(5)) == 0
    state.delete()
    assert tell_expiries(day(5)) == 1


def test_a_person_of_many_units_gets_one_letter(ending: World) -> None:
    second = licence_for("0499999930", "9990000026", ending.union, ending.union_officer)
    Unit.objects.get(pk=second.unit_id).members.update(user=ending.owner)
    Licence.objects.filter(pk=second.pk).update(expires_on=END)
    assert tell_expiries(day(10)) == 2
    letter = ending.owner.notices.get()
    assert letter.title == "اعتبار ۲ پروانه رو به پایان است یا پایان یافته است"


def test_old_lines_are_forgotten(ending: World) -> None:
    tell_expiries(day(10))
    assert prune(day(-60)) == 0
    assert prune(day(-61)) == 1
    assert not ExpiryNotice.objects.exists()
