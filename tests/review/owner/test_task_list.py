"""The rows of the owner's task list: what, until when, and the one next act."""

import datetime as dt

import pytest

from config.jalali import JalaliMonth
from review.owner.task_list import Task, next_url, task_rows
from statistics.enums import Timeliness
from statistics.queries import owners_desk
from tests.world import FILED_AT, MEHR, World, tehran


def rows(world: World, at: dt.datetime = FILED_AT) -> list[Task]:
    """Return the rows as they stand at a moment."""
    return task_rows(owners_desk(world.owner, at), at)


def test_returned_months_stand_first_and_one_row_carries_the_button(world: World) -> None:
    world.draft()
    world.returned(MEHR - 1)
    found = rows(world)
    assert [row.kind for row in found] == ["returned", "draft"]
    assert [row.primary for row in found] == [True, False]


def test_a_returned_month_tells_reason_office_and_days(world: World) -> None:
    case = world.returned(reason="با فروش مطابقت ندارد")
    [row] = rows(world)
    assert (row.reason, row.reason_from) == ("با فروش مطابقت ندارد", "اتحادیه پلاستیک ملکان")
    assert row.url == f"/statistics/{case.tracking_number}/correct/"
    assert row.action == "اصلاح"


@pytest.mark.parametrize(
    ("at", "words", "kind"),
    [
        (FILED_AT, "۲ روز تا پایان مهلت اصلاح", "near"),
        (tehran(1398, 8, 5, 23, 59), "امشب پایان مهلت اصلاح", "near"),
        (tehran(1398, 8, 6, 0, 0), "۱ روز از مهلت اصلاح گذشته", "late"),
        (tehran(1398, 8, 15), "۱۰ روز از مهلت اصلاح گذشته", "late"),
    ],
)
def test_the_days_of_a_correction_are_counted_to_its_midnight(
    world: World, at: dt.datetime, words: str, kind: str
) -> None:
    world.returned()
    [row] = rows(world, at)
    assert (row.time.text, row.time.kind) == (words, kind)


def test_only_the_latest_return_is_told(world: World) -> None:
    from review import workflow

    case = world.returned(reason="نخست")
    case = workflow.file(world.owner, case.tracking_number, case.version, FILED_AT)
    workflow.send_back(world.union_officer, case.tracking_number, case.version, "دوم", FILED_AT)
    assert [row.reason for row in rows(world)] == ["دوم"]


def test_a_draft_goes_on_at_its_next_step_and_a_full_one_to_the_check(world: World) -> None:
    draft = world.draft()
    [row] = rows(world)
    assert row.action == "ادامه از گام ۲"
    assert row.url == f"/statistics/{draft.tracking_number}/production/"
    full = world.ready(MEHR - 1)
    assert next_url(full) == f"/statistics/{full.tracking_number}/confirm/"
    assert "تأیید نهایی" in [row.action for row in rows(world)]


@pytest.mark.parametrize(
    ("at", "kind", "label"),
    [
        (tehran(1404, 2, 3), "missing", "ثبت‌نشده"),
        (tehran(1404, 2, 10, 23, 59), "missing", "ثبت‌نشده"),
        (tehran(1404, 2, 11, 0, 0), "late", Timeliness.LATE.label),
    ],
)
def test_a_month_not_begun_is_late_after_its_final_day(
    world: World, at: dt.datetime, kind: str, label: str
) -> None:
    [row] = rows(world, at)
    assert row.month == str(JalaliMonth(1404, 1))
    assert (row.kind, row.label, row.action) == (kind, label, "شروع")
    assert row.url.endswith("/new/?licence=0499999913&month=140401")


def test_nothing_owed_is_no_row(world: World) -> None:
    world.filed()
    assert rows(world) == []
