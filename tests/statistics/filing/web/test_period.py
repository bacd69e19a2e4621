"""A new month and step 1, as the owner meets them in the browser."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine as clock

from config.jalali import JalaliMonth, format_moment, from_parts
from statistics.enums import ActivityState, StepStatus
from statistics.filing.storage import PeriodAnswers
from statistics.filing.web.period import PeriodStep
from statistics.models import Submission
from tests.statistics.filing import (
    Filer,
    at_fields,
    exports,
    people,
    period,
    production,
    text_of,
)
from tests.statistics.filing.web import posted, step_context
from tests.world import BAG, FILED_AT, MEHR, World

NEW = "/statistics/new/"


def open_new(filer: Filer, action: str = "confirm", **changes: Any) -> Any:
    """Post a new month."""
    return filer.browser.post(NEW, period(filer.world, action=action) | changes)


@pytest.mark.parametrize("month", [8, 9])
def test_a_month_that_has_not_ended_is_refused(filer: Filer, month: int) -> None:
    answer = open_new(filer, month=month)
    assert answer.status_code == 422
    [sentence] = at_fields(answer)
    assert "هنوز پایان نیافته است؛ آمار هر ماه پس از پایان آن ثبت می‌شود." in sentence
    assert f'<option value="{month}" selected>' in text_of(answer)
    assert not Submission.objects.exists()


def test_a_month_before_the_licence_is_refused(filer: Filer) -> None:
    answer = open_new(filer, year=1396, month=9)
    assert answer.status_code == 422
    assert at_fields(answer) == [
        "پروانه ۰۴۹۹۹۹۹۹۱۳ پس از آذر ۱۳۹۶ صادر شده است؛ ماهی پس از صدور را انتخاب کنید."
    ]
    assert not Submission.objects.exists()


def test_the_licences_own_first_month_may_be_filed(filer: Filer) -> None:
    assert open_new(filer, year=1396, month=10).status_code == 302
    assert Submission.objects.get().period == JalaliMonth(1396, 10)


def test_a_month_that_stands_already_is_refused_with_the_way_to_it(filer: Filer) -> None:
    filer.begin()
    answer = open_new(filer)
    assert answer.status_code == 422
    [sentence] = at_fields(answer)
    assert sentence.startswith("آمار مهر ۱۳۹۸ برای این واحد یک بار باز شده است")
    assert f'<a href="/statistics/{filer.tracking}/">' in text_of(answer)
    assert Submission.objects.count() == 1


def test_step_1_cannot_move_onto_a_month_that_stands(filer: Filer) -> None:
    filer.begin(MEHR - 1)
    other = filer.tracking
    filer.begin()
    before = filer.stored
    answer = filer.send("period", period(filer.world, month=6))
    assert answer.status_code == 422
    assert f"/statistics/{other}/" in text_of(answer)
    [sentence] = at_fields(answer)
    assert "یک بار باز شده است" in sentence
    assert filer.stored == before


def test_step_1_may_move_a_draft_to_a_free_month(filer: Filer) -> None:
    filer.begin()
    assert filer.send("period", period(filer.world, month=6)).status_code == 302
    assert filer.submission.period == MEHR - 1


def test_a_month_once_sent_keeps_its_month(filer: Filer) -> None:
    filer.tracking = filer.world.returned().tracking_number
    answer = filer.send("period", period(filer.world, month=6))
    assert answer.status_code == 409
    assert "ماهی که یک بار ارسال شده عوض نمی‌شود." in text_of(answer)
    assert filer.submission.period == MEHR


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"licence": ""}, "پروانه را انتخاب کنید."),
        ({"licence": "0000000000"}, "پروانه را از فهرست انتخاب کنید."),
        ({"activity": ""}, "وضعیت فعالیت واحد در این ماه را انتخاب کنید."),
    ],
)
def test_what_step_1_lacks_is_named_at_its_field(
    filer: Filer, change: dict[str, str], sentence: str
) -> None:
    answer = open_new(filer, **change)
    assert answer.status_code == 422
    assert at_fields(answer) == [sentence]
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    "change", [{"year": "1200"}, {"year": "۱۳۹۸x"}, {"month": "13"}, {"month": ""}, {"year": ""}]
)
def test_a_year_or_month_that_is_none_is_refused(filer: Filer, change: dict[str, str]) -> None:
    answer = open_new(filer, **change)
    assert answer.status_code == 422
    assert len(at_fields(answer)) == 1
    assert not Submission.objects.exists()


def test_a_licence_from_before_the_register_offers_no_year_the_register_lacks(
    filer: Filer,
) -> None:
    filer.world.licence.issued_on = from_parts(1380, 1, 1)
    filer.world.licence.save()
    assert open_new(filer, year=1386).status_code == 422
    assert open_new(filer, year=1387).status_code == 302


def test_a_draft_of_step_1_may_leave_the_activity_open(filer: Filer) -> None:
    answer = open_new(filer, action="save", activity="")
    submission = Submission.objects.get()
    assert answer.headers["Location"] == f"/statistics/{submission.tracking_number}/period/"
    filer.tracking = submission.tracking_number
    assert filer.status("period") == StepStatus.DRAFT


def test_an_inactive_month_asks_only_for_people(filer: Filer) -> None:
    answer = open_new(filer, activity="inactive")
    filer.tracking = Submission.objects.get().tracking_number
    assert answer.headers["Location"] == filer.url("employment")
    for page in ("production", "exports"):
        assert filer.status(page) == StepStatus.CONFIRMED
        assert "این ماه را غیرفعال اعلام کرده‌اید" in filer.read(page)
    assert filer.figures.has_exports is False
    sent = filer.send("employment", people("0", "0", "0"))
    assert sent.headers["Location"] == filer.url("confirm")
    assert "تایید نهایی اطلاعات" in filer.read("confirm")


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("production", production((BAG, "5"))),
        ("production", production(add=BAG)),
        ("exports", exports((BAG, "5", "5", "1", "1"))),
    ],
)
def test_an_inactive_month_takes_no_figures(filer: Filer, page: str, data: dict[str, Any]) -> None:
    open_new(filer, activity="inactive")
    filer.tracking = Submission.objects.get().tracking_number
    before = filer.stored
    answer = filer.send(page, data, "save")
    assert answer.status_code == 409
    assert "نخست گام ۱ را درست کنید" in text_of(answer)
    assert filer.stored == before


@pytest.mark.parametrize("activity", ["active", ""])
def test_a_month_no_longer_inactive_asks_for_production_again(filer: Filer, activity: str) -> None:
    open_new(filer, activity="inactive")
    filer.tracking = Submission.objects.get().tracking_number
    filer.send("period", period(filer.world, activity=activity), "save")
    assert filer.status("production") == filer.status("exports") == StepStatus.EMPTY
    assert filer.figures.has_exports is None


def test_a_save_of_another_day_is_told_with_its_day(
    filer: Filer, time_machine: clock.TimeMachineFixture
) -> None:
    filer.begin().send("production", production((BAG, "5")), "save")
    assert "ذخیره شد ۱۱:۰۰</p>" in filer.read("production")
    time_machine.move_to(FILED_AT + timedelta(days=1), tick=False)
    filer.browser.force_login(filer.world.owner)
    assert f"ذخیره شد {format_moment(FILED_AT)}</p>" in filer.read("production")


def test_a_posted_period_stays_typed_to_the_service(world: World) -> None:
    at = PeriodStep(step_context(world, world.draft().tracking_number))
    parsed = at.parse(posted(period(world)))
    assert parsed.value == PeriodAnswers(world.licence, MEHR, ActivityState.ACTIVE)
    assert at.parse(posted(period(world, month=13))).value is None
