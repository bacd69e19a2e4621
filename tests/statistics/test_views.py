"""The reports tab: a unit's own months, for ever."""

from datetime import timedelta

import time_machine as clock

from config.jalali import format_moment
from config.persian import to_persian_digits
from review import workflow
from tests.statistics.filing import Filer
from tests.world import FILED_AT, MEHR


def test_every_month_ever_filed_stands_with_its_state_and_leads_to_its_case(
    filer: Filer,
) -> None:
    world = filer.world
    cases = [world.final(MEHR - 2), world.returned(MEHR - 1), world.filed(MEHR)]
    filer.tracking = cases[-1].tracking_number
    text = filer.read("report")
    for case, words in zip(
        cases, ("ثبت نهایی", "بازگردانی‌شده برای اصلاح", "نزد اتحادیه"), strict=True
    ):
        assert f'href="/statistics/{case.tracking_number}/"' in text
        assert to_persian_digits(case.tracking_number) in text
        assert f"{words}</span>" in text
        assert str(case.period) in text


def test_a_draft_is_no_report(filer: Filer) -> None:
    text = filer.begin().read("report")
    assert "هنوز ماهی ارسال نشده است" in text
    assert "گزارشات" in text
    assert f'href="{filer.url("production")}"' in text


def test_once_filed_the_tabs_lead_nowhere_to_edit(filer: Filer) -> None:
    filer.tracking = filer.world.filed().tracking_number
    assert f'href="{filer.url("production")}"' not in filer.read("report")


def test_a_report_is_only_read(filer: Filer) -> None:
    assert filer.begin().browser.post(filer.url("report")).status_code == 405


def test_a_month_filed_twice_shows_when_its_last_round_was_sent(
    filer: Filer, time_machine: clock.TimeMachineFixture
) -> None:
    world, later = filer.world, FILED_AT + timedelta(days=1, hours=2)
    case = world.returned()
    time_machine.move_to(later, tick=False)
    workflow.file(world.owner, case.tracking_number, case.version, later)
    filer.tracking = case.tracking_number
    filer.browser.force_login(world.owner)
    text = filer.read("report")
    assert format_moment(later) in text
    assert format_moment(FILED_AT) not in text
