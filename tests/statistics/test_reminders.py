"""Who has not filed yet is reminded while there is time: each unit once for a month and kind."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.enums import NoticeKind
from accounts.models import Notice, Outbox, SetAside, User
from accounts.notices.services import LISTED
from catalog.policy_definitions import PolicyKey
from config.celery import app
from config.jalali import JalaliMonth, from_parts
from review import workflow
from review.correspondence.correction_requests import request_correction
from statistics import tasks
from statistics.enums import ActivityState
from statistics.filing import services
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers
from statistics.models import Reminder, Submission
from statistics.obligation.services import update_activity
from statistics.reminders import KEPT, prune, remind
from tests.poison import heal, poison
from tests.review.cases import fresh, owns_too, policy
from tests.world import World, licence_for, person, tehran
from units.enums import LicenceStatus
from units.models import Licence, LicenceState, Unit

pytestmark = pytest.mark.django_db
FARVARDIN = JalaliMonth(1404, 1)
THIRD, FIFTH, EIGHTH, TENTH = (tehran(1404, 2, day) for day in (3, 5, 8, 10))
UNIT = "«کارگاه پلاستیک نمونه»"


def told(user: User) -> list[tuple[str, str]]:
    """Return title and address of what somebody was told, in order."""
    return [(n.title, n.url) for n in Notice.objects.filter(user=user).order_by("pk")]


def opened(world: World) -> Submission:
    """Return Farvardin 1404 declared inactive, as a draft that lacks only the confirmation."""
    period = PeriodAnswers(world.licence, FARVARDIN, ActivityState.INACTIVE)
    draft = services.open_month(world.owner, period, True, THIRD)
    none = EmploymentAnswers(0, 0, 0)
    return services.save_employment(world.owner, draft.tracking_number, 0, none, True, THIRD)


def file(world: World, case: Submission, at: datetime = THIRD) -> Submission:
    """Send a month."""
    return workflow.file(world.owner, case.tracking_number, case.version, at)


def test_two_days_before_the_fifth_the_one_next_act_is_named(world: World) -> None:
    assert remind(tehran(1404, 2, 2)) == 0
    assert remind(THIRD) == 1
    assert told(world.owner) == [
        (
            f"{UNIT}: مهلت ثبت آمار فروردین ۱۴۰۴ تا پایان جمعه ۵ اردیبهشت ۱۴۰۴ است",
            "/statistics/new/?licence=0499999913&month=140401",
        )
    ]
    assert Notice.objects.get().kind == NoticeKind.REMINDER
    assert "آن را آغاز کنید" in Notice.objects.get().body


def test_a_draft_is_led_to_its_own_page(world: World) -> None:
    draft = opened(world)
    remind(THIRD)
    assert told(world.owner)[0][1] == f"/statistics/{draft.tracking_number}/month/"
    assert "پیش‌نویس" in Notice.objects.get().body


def test_between_the_fifth_and_the_tenth_the_final_day_is_told_of(world: World) -> None:
    assert remind(tehran(1404, 2, 6)) == 0
    assert remind(EIGHTH) == 1
    title = f"{UNIT}: آخرین روز ثبت آمار فروردین ۱۴۰۴، چهارشنبه ۱۰ اردیبهشت ۱۴۰۴ است"
    assert [words for words, _ in told(world.owner)] == [title]


def test_after_the_final_day_nothing_is_reminded_of(world: World) -> None:
    assert remind(tehran(1404, 2, 11, 0)) == 0


@pytest.mark.parametrize("at", [THIRD, FIFTH, EIGHTH, TENTH])
def test_who_has_filed_is_left_in_peace(world: World, at: datetime) -> None:
    file(world, opened(world))
    before = Notice.objects.count()
    assert remind(at) == 0
    assert Notice.objects.count() == before


def test_a_returned_month_is_reminded_of_once_it_counts_no_more(world: World) -> None:
    case = file(world, opened(world))
    case = workflow.send_back(
        world.union_officer, case.tracking_number, case.version, "چرا؟", tehran(1404, 2, 4)
    )
    assert case.counts_until == tehran(1404, 3, 11, 0)
    assert remind(EIGHTH) == 0
    Submission.objects.update(counts_until=EIGHTH)
    assert remind(EIGHTH) == 1
    assert told(world.owner)[-1][1] == f"/statistics/{case.tracking_number}/correct/"


@pytest.mark.parametrize("again", [THIRD, tehran(1404, 2, 3, 23), tehran(1404, 2, 4), FIFTH])
def test_a_second_run_tells_nothing_twice(world: World, again: datetime) -> None:
    assert (remind(THIRD), remind(again)) == (1, 0)
    assert len(told(world.owner)) == 1


def test_a_day_that_was_left_out_is_caught_up(world: World) -> None:
    assert remind(FIFTH) == 1


def test_a_run_that_broke_off_is_done_again_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr("statistics.reminders.notify_gathered", broken)
        with pytest.raises(ConnectionError):
            remind(THIRD)
    assert not Reminder.objects.exists()
    assert remind(THIRD) == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_once(shared_world: World) -> None:
    written: list[int] = []

    def run() -> None:
        written.append(remind(THIRD))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(written) == [0, 1]
    assert len(told(shared_world.owner)) == 1


def test_the_unit_that_becomes_inactive_next_hears_that_and_not_the_same_twice(
    world: World,
) -> None:
    update_activity(tehran(1404, 4, 11, 0))
    Notice.objects.all().delete()
    for day in range(1, 11):
        remind(tehran(1404, 5, day))
    assert [words for words, _ in told(world.owner)] == [
        f"{UNIT}: مهلت ثبت آمار تیر ۱۴۰۴ تا پایان یکشنبه ۵ مرداد ۱۴۰۴ است",
        f"{UNIT} تا پایان جمعه ۱۰ مرداد ۱۴۰۴ آمار تیر ۱۴۰۴ را ثبت نکند، غیرفعال می‌شود",
    ]
    kinds = Reminder.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["on_time", "inactive"]


def test_an_inactive_unit_is_reminded_as_others_are(world: World) -> None:
    update_activity(tehran(1404, 5, 11, 0))
    assert Unit.objects.get(pk=world.unit.pk).inactive
    for day in range(1, 11):
        remind(tehran(1404, 6, day))
    assert set(Reminder.objects.values_list("kind", flat=True)) == {"on_time", "allowed"}


@pytest.mark.parametrize(
    "change",
    [
        {"expires_on": from_parts(1403, 12, 30)},
        # New units: the first whole month after three months of grace is Ordibehesht 1404.
        {"issued_on": from_parts(1403, 10, 2)},
    ],
)
def test_a_month_that_is_not_due_is_not_reminded_of(world: World, change: dict[str, Any]) -> None:
    Licence.objects.update(**change)
    assert remind(THIRD) == 0


def test_a_month_whose_licence_was_suspended_at_its_end_is_not_reminded_of(world: World) -> None:
    suspended, since = LicenceStatus.SUSPENDED, from_parts(1404, 1, 31)
    LicenceState.objects.create(licence=world.licence, status=suspended, since=since, until=since)
    assert remind(THIRD) == 0


def test_the_day_before_makes_the_month_due(world: World) -> None:
    Licence.objects.update(issued_on=from_parts(1403, 10, 1))
    assert remind(THIRD) == 1


def test_without_guild_id_or_before_the_obligation_nothing_is_due(world: World) -> None:
    assert remind(tehran(1404, 1, 3)) == 0
    Unit.objects.update(guild_id="")
    assert remind(THIRD) == 0


def test_the_days_are_policy_and_a_province_may_have_its_own(world: World) -> None:
    at = tehran(1404, 2, 1)
    assert remind(at) == 0
    day = from_parts(1404, 1, 1)
    policy(PolicyKey.REMIND_ON_TIME_DAYS, 4, day, province_id="03")
    assert remind(at) == 1


def test_owner_and_delegate_are_told_each_by_the_ways_they_chose(world: World) -> None:
    delegate = person("delegate")
    owns_too(world, delegate)
    User.objects.filter(pk=world.owner.pk).update(email="a@example.ir", notify_email=False)
    User.objects.filter(pk=delegate.pk).update(email="b@example.ir", notify_email=True)
    assert remind(THIRD) == 1
    assert (len(told(world.owner)), len(told(delegate))) == (1, 1)
    assert [row.notice.user for row in Outbox.objects.filter(channel="email")] == [delegate]


def several(world: World, count: int) -> list[Licence]:
    """Give the owner so many more units."""
    return [
        licence_for(f"04000000{number:02}", "9990000018", world.union, world.owner)
        for number in range(count)
    ]


def test_many_units_of_a_person_are_one_letter_and_cost_as_many_statements_as_one(
    world: World, django_assert_num_queries: Any
) -> None:
    several(world, 30)
    # Policy, provinces, the last unit, what is written (two), when returns end, what is told, and
    # what was set aside before; the rest is the transaction's.
    with django_assert_num_queries(8 + 2):
        assert remind(THIRD) == 31
    [notice] = Notice.objects.filter(user=world.owner)
    assert notice.title == "۳۱ مورد از واحدهای شما در انتظار ثبت یا اصلاح آمار است"
    assert notice.url == "/statistics/"
    lines = notice.body.split("\n")
    assert len(lines) == LISTED + 1
    assert lines[0].startswith(f"{UNIT}: مهلت ثبت آمار فروردین ۱۴۰۴")
    assert lines[-1] == "و ۱۱ مورد دیگر"
    assert Reminder.objects.count() == 31


def test_the_unit_near_inactivity_stands_first_in_the_letter(world: World) -> None:
    [other] = several(world, 1)
    Unit.objects.filter(pk=other.unit_id).update(name="نان خوشه")
    update_activity(tehran(1404, 4, 11, 0))
    # Only one of both has missed as many months as are allowed.
    Unit.objects.filter(pk=world.unit.pk).update(missed_months=1)
    Notice.objects.all().delete()
    remind(tehran(1404, 5, 9))
    [notice] = Notice.objects.filter(user=world.owner)
    assert notice.body.split("\n")[0].startswith("«نان خوشه» تا پایان جمعه ۱۰ مرداد ۱۴۰۴ آمار")


def told_of_the_end(world: World, at: datetime) -> bool:
    """Run the day's reminders; tell whether they speak of a return that stops counting."""
    before = Notice.objects.filter(user=world.owner, body__contains="علت بازگشت").count()
    remind(at)
    return Notice.objects.filter(user=world.owner, body__contains="علت بازگشت").count() > before


def test_a_return_about_to_stop_counting_is_told_once_each_round(world: World) -> None:
    case = file(world, opened(world))
    officer, number = world.union_officer, case.tracking_number
    workflow.send_back(officer, number, case.version, "چرا؟", tehran(1404, 2, 4))
    Notice.objects.all().delete()
    # Counts to the end of 10 Khordad; told three days before.
    told_on = [day for day in range(1, 11) if told_of_the_end(world, tehran(1404, 3, day))]
    assert told_on == [7]
    notice = Notice.objects.get(title__contains="بازگردانده")
    assert notice.title.startswith(
        f"{UNIT}: آمار فروردین ۱۴۰۴ بازگردانده شده و تا پایان شنبه ۱۰ خرداد"
    )
    assert notice.url == f"/statistics/{number}/correct/"
    again = workflow.file(world.owner, number, Submission.objects.get().version, tehran(1404, 3, 9))
    workflow.send_back(officer, number, again.version, "هنوز", tehran(1404, 3, 10))
    Notice.objects.all().delete()
    assert [day for day in range(1, 11) if told_of_the_end(world, tehran(1404, 4, day))] == [7]


def test_a_final_month_under_correction_stands_and_is_not_told_to_stop(world: World) -> None:
    case = world.final(FARVARDIN, THIRD)
    request_correction(world.owner, case.tracking_number, case.version, "اشتباه", THIRD)
    case = fresh(case)
    workflow.accept_correction(world.ministry_officer, case.tracking_number, case.version, THIRD)
    Notice.objects.all().delete()
    for day in range(6, 11):
        remind(tehran(1404, 3, day))
    assert not any("بازگردانده" in words for words, _ in told(world.owner))


def test_a_unit_that_cannot_be_reminded_does_not_stop_the_others(world: World) -> None:
    others = several(world, 4)
    poison("statistics_reminder", f"NEW.unit_id = {others[1].unit_id}")
    assert remind(THIRD) == 4
    aside = SetAside.objects.get()
    assert (aside.job, aside.row, aside.fault) == ("reminders", str(others[1].unit_id), "poisoned")
    heal("statistics_reminder")
    assert remind(THIRD) == 1
    assert not SetAside.objects.exists()


def test_a_reminder_older_than_a_year_and_a_month_leaves_the_log(world: World) -> None:
    assert remind(THIRD) == 1
    assert prune(THIRD + KEPT) == 0
    assert prune(THIRD + KEPT + timedelta(seconds=1)) == 1
    assert not Reminder.objects.exists()


def test_the_command_and_the_schedule_run_the_same(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("remind", at="2025-04-23T08:00:00+03:30")
    assert "1 reminders written." in capsys.readouterr().out
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {tasks.remind.name, tasks.prune_reminders.name} <= scheduled
