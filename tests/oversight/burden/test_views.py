"""The page of the times: for the statistics office, honest about what is not known."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine as clock
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from oversight.burden.services import refresh_times
from tests.oversight.burden.test_services import BEGUN, filed, minutes, took
from tests.statistics.files import statistician
from tests.statistics.filing import text_of
from tests.world import FILED_AT, World

pytestmark = pytest.mark.django_db
URL = "/review/evaluation/burden/"


def test_the_statistics_office_reads_the_median_of_each_step(
    world: World, sign_in: Callable[[Any], Client], time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(FILED_AT, tick=False)
    office = sign_in(statistician(world))
    assert "هنوز چیزی شمرده نشده است" in text_of(office.get(URL))
    took(filed(world, 1), BEGUN, *minutes(0, 30, 35, 55))
    took(filed(world, 2), BEGUN - timedelta(days=2), None, None, None, None)
    refresh_times(FILED_AT)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        text = text_of(office.get(URL))
    assert len(asked) <= 8
    for words in ("۲ ساعت", "۲ روز و ۲ ساعت", "۳۰ دقیقه", "۱ ساعت و ۵ دقیقه", "تعداد کم"):
        assert words in text
    assert URL in text_of(office.get("/review/evaluation/"))


def test_it_is_no_other_offices_page(world: World, sign_in: Callable[[Any], Client]) -> None:
    answer = sign_in(world.ministry_officer).get(URL)
    assert answer.status_code == 403
    assert "زمان تکمیل ماه‌ها برای دفتر آمار است." in text_of(answer)
