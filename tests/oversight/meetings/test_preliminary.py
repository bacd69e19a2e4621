"""The sheets of a month that is being filed: nothing of it is set beside a whole one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from oversight.meetings.pack import MeetingPack
from tests.oversight.meetings.posts import head_of, sent, task_for
from tests.oversight.meetings.test_views import sheets
from tests.statistics.indicators.test_preliminary import ABAN, estimated, matched, responded
from tests.statistics.indicators.test_preliminary import near as near
from tests.statistics.indicators.test_views import seen
from tests.statistics.indicators.totals import TestPlace, filed, made
from tests.world import BAG, SHOES, World, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
NOW = tehran(1398, 9, 7)


def test_a_product_changed_as_the_units_that_stand_for_both_months(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    responded(near, ABAN, 40, 20, 5)
    matched(near, 105, 100)
    estimated(near, 90, 30)
    head = head_of(world)
    page = seen(sign_in(head).get(sheets("03", ABAN)))
    assert "بستهٔ جلسهٔ پایش، آبان ۱۳۹۸ مقدماتی" in page
    assert (
        "تا امروز، از پرونده‌های نهایی ۵۰٪ واحدها: از ۱ محصول، در همان واحدها ۱ محصول رشد و ۰ محصول "
        "کاهش داشت. بزرگ‌ترین رشد: کیسه پلی اتیلن، ۵٪ بیشتر." in page
    )
    assert "تولید کیسه پلی اتیلن، تن، تا امروز ۹ همان‌ها، ۵٪ بیشتر از مهر" in page
    assert "آبان، تا امروز مهر همان‌ها، از مهر" in page
    # Of people and exports no such change is counted; nine tonnes are not set beside 120.
    assert page.count("با دوره‌های پیش سنجیده نمی‌شود") == 2
    assert "٪ کمتر" not in page
    # The line ends a month before, and its hollow point is the estimate.
    assert "نقطهٔ توخالی برآورد آبان ۱۳۹۸ است" in page


def test_without_such_units_no_change_is_told(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    page = seen(sign_in(head_of(world)).get(sheets("03", ABAN)))
    assert "تا امروز: ۱ محصول. هنوز کافی نیست که از تغییر آن‌ها چیزی گفته شود." in page
    assert "٪ کمتر" not in page


def test_what_a_meeting_saw_of_it_is_not_called_corrected_afterwards(
    world: World, near: TestPlace, sign_in: SignIn, time_machine: Any
) -> None:
    sent(world, task_for(world.union), month=ABAN, at=NOW)
    time_machine.move_to(tehran(1398, 10, 20), tick=False)
    filed(near, ABAN, 5, trade="1920")
    made(near, ABAN, BAG, 100, selected=True)
    filed(near, ABAN + 1, 10, people=30)
    page = seen(sign_in(head_of(world)).get(sheets("03", ABAN + 1)))
    assert "رقم آبان، کیسه پلی اتیلن ۹ ۱۰۹ تن در آن جلسه مقدماتی بود" in page
    assert "کارکنان، نفر ۱۲" not in page


def test_another_product_makes_no_new_one_measured_otherwise(
    world: World, near: TestPlace, time_machine: Any
) -> None:
    time_machine.move_to(tehran(1398, 9, 20), tick=False)
    filed(near, ABAN, 5, trade="1920")
    made(near, ABAN, SHOES, 40)
    pack = MeetingPack(world.province, ABAN, tehran(1398, 9, 20))
    changes = {line.good.code: line.sums.change.words for line in pack.lines}
    assert changes == {BAG: "۹۳٪ کمتر", SHOES: "—"}
