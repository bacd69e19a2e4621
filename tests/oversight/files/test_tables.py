"""A file of cases tells what each level did with the round, whatever became of it."""

from datetime import timedelta

import time_machine as clock

from review import workflow
from review.checklist.answers import AFFIRMED
from review.sweep.engine import sweep
from statistics.enums import ExportKind
from statistics.models import Submission
from tests.statistics.files import records
from tests.world import FILED_AT, MEHR, World

LEVELS = ("اتحادیه", "استان", "وزارت")


def decided(world: World) -> list[tuple[str, ...]]:
    """Read of each case its state and what its three levels did."""
    return [
        (row["وضعیت"], *(row[f"نتیجهٔ {level}"] for level in LEVELS), row["تاکنون کسی ندیده"])
        for row in records(kind=ExportKind.CASES)
    ]


def test_every_filed_month_is_a_case_with_its_marks(world: World) -> None:
    world.ready(MEHR)
    world.filed(MEHR - 1)
    world.returned(MEHR - 2)
    world.final(MEHR - 3)
    assert decided(world) == [
        ("ثبت نهایی", "تأیید", "تأیید", "تأیید", "خیر"),
        ("بازگردانی‌شده برای اصلاح", "بازگشت برای اصلاح", "", "", "خیر"),
        ("نزد اتحادیه", "", "", "", "خیر"),
    ]
    [final, *_] = records(kind=ExportKind.CASES)
    assert final["تاریخ وزارت"] == final["تاریخ ثبت نهایی"] == "1398/08/03"
    assert (final["دور ثبت"], final["کد رشته (ISIC)"]) == ("1", "2520")


def test_what_lapsed_says_so_and_that_nobody_has_seen_it(world: World) -> None:
    case = world.filed()
    assert case.due_at
    sweep(case.due_at)
    [row] = decided(world)
    assert row == ("نزد سازمان استان", "بدون بررسی اتحادیه", "", "", "بلی")
    case = Submission.objects.get(pk=case.pk)
    number, officer = case.tracking_number, world.province_officer
    workflow.approve(officer, number, case.version, FILED_AT, AFFIRMED)
    [row] = decided(world)
    assert row == ("نزد معاونت تخصصی وزارت", "بدون بررسی اتحادیه", "تأیید", "", "خیر")


def test_a_day_beyond_the_running_month_is_written_too(
    world: World, time_machine: clock.TimeMachineFixture
) -> None:
    time_machine.move_to(FILED_AT, tick=False)
    case = world.filed()
    Submission.objects.filter(pk=case.pk).update(due_at=FILED_AT + timedelta(days=40))
    [row] = records(kind=ExportKind.CASES)
    assert (row["تاریخ ثبت"], row["پیشروی خودکار"]) == ("1398/08/03", "1398/09/13")
