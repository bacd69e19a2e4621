"""A sweep with its line in the log, and the alarm when it is late (directive 5013 §6).

The clocks of a reviewer run whatever the machine does, so a machine that is late must be seen:
whoever sweeps looks first how long ago the last one ended, and a watcher on the other queue
looks when nobody sweeps.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.authority import holders_anywhere
from accounts.enums import Job, NoticeKind, Permission
from accounts.notices.services import notify
from accounts.notices.set_aside import settle
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.clock import stopwatch
from config.jalali import format_moment, tehran_day
from config.persian import format_number
from review.enums import Alarm, SweepTrigger
from review.models import SweepAlarm, SweepEnd, SweepRun
from review.sweep.engine import BATCH, Sweep, sweep
from review.sweep.guard import SENTENCES, doubt_about
from review.sweep.queries import before, last_ended, limit, many, standing
from statistics.models import Submission


class WrongClockError(Exception):
    """The machine's clock cannot be trusted: nothing was moved."""


def logged_sweep(at: datetime, by: SweepTrigger, batch: int = BATCH) -> Sweep:
    """Sweep what was due by `at`, with its line in the log and the alarms that are due.

    Whatever `at` is, a case arrives at the real moment; at `at` only where that is to come, which
    the local profiles alone allow.
    """
    # First of all: the end of this sweep would hide how long none has come.
    if by == SweepTrigger.BEAT:
        watch(timezone.now())
    # Written before anything moves: a sweep that is killed stays visible, without an end.
    machine = stopwatch()
    run = SweepRun.objects.create(
        begun_at=timezone.now(), at=at, by=by, boot=machine.boot, boot_seconds=machine.seconds
    )
    due = Submission.objects.filter(due_at__lte=at).count()
    done = sweep(max(at, timezone.now()), batch, due_by=at)
    settle(Job.SWEEP, done.aside, timezone.now())
    SweepEnd.objects.create(
        run=run,
        ended_at=timezone.now(),
        due=due,
        moved=done.moved,
        lag_seconds=int(done.lag.total_seconds()),
    )
    # By hand a sweep may be as of any moment: its lag says nothing of the schedule.
    if by == SweepTrigger.BEAT:
        _alarm_of_lag(run, done.lag)
        _alarm_of_many(run, done.moved)
    return done


def guarded_sweep(at: datetime, by: SweepTrigger, jump_confirmed: bool = False) -> Sweep:
    """Sweep as of `at` when nothing speaks against the clock of this machine.

    Raises WrongClockError, and tells the technical administrators once. Somebody who knows that
    the time really passed confirms the jump; against the database's clock nobody can.
    """
    now = timezone.now()
    doubt = doubt_about(now)
    if doubt is None or (doubt is Alarm.JUMP and jump_confirmed):
        return logged_sweep(at, by)
    if last := last_ended():
        _alarm(last, doubt, *_WORDS_OF_DOUBT[doubt], now)
    raise WrongClockError(SENTENCES[doubt])


def watch(now: datetime) -> int:
    """Tell the technical administrators once when no sweep has ended for too long.

    Returns how many alarms were given.
    """
    found = standing(now)
    # A portal that never swept has no line to compare with.
    if found.last is None or not found.silent:
        return 0
    since = format_moment(found.last.end.ended_at)
    body = (
        f"آخرین اجرای پیشروی خودکار {since} به پایان رسید و از آن پس اجرایی نبوده است. پرونده‌ای گم "
        "نمی‌شود و مهلت هیچ مرحله‌ای کوتاه نمی‌شود، اما پرونده‌ها دیرتر می‌روند: زمان‌بند، کارگر و "
        "Redis را ببینید، یا manage.py sweep را با دست اجرا کنید."
    )
    return _alarm(found.last, Alarm.SILENCE, "پیشروی خودکار پرونده‌ها متوقف است", body, now)


def prune(now: datetime) -> int:
    """Delete the lines older than the policy keeps; return how many sweeps left the log."""
    days = PolicyBook.load().number(PolicyKey.SWEEP_KEPT_DAYS, tehran_day(now))
    old = SweepRun.objects.filter(begun_at__lt=now - timedelta(days=days))
    _, counts = old.delete()
    # Ends and alarms go with their sweep and are not counted.
    return counts.get("review.SweepRun", 0)


def _alarm_of_lag(run: SweepRun, lag: timedelta) -> int:
    """Tell when a sweep came too late, the first of several such alone."""
    now = timezone.now()
    most = limit(now)
    if lag <= most:
        return 0
    previous = before(run)
    # One outage, one alarm: the sweeps right behind are late for the same reason.
    if previous is not None and previous.end.lag_seconds > most.total_seconds():
        return 0
    minutes = format_number(int(lag.total_seconds() // 60))
    body = (
        f"کهنه‌ترین پرونده‌ای که این اجرا جابه‌جا کرد {minutes} دقیقه از مهلتش گذشته بود. هر پرونده "
        "تنها یک مرحله رفت و مهلت مرحلهٔ جدید از رسیدن واقعی آن آغاز شد."
    )
    return _alarm(run, Alarm.LAG, "پیشروی خودکار پرونده‌ها دیر انجام شد", body, now)


def _alarm_of_many(run: SweepRun, moved: int) -> int:
    """Tell when a sweep moved more than the office takes for usual; it is lawful all the same."""
    now = timezone.now()
    if moved <= many(now):
        return 0
    body = (
        f"{format_number(moved)} پرونده در یک نوبت بدون اقدام کارشناس به مرحلهٔ بعد رفت. این کار "
        "متوقف نشده است؛ اگر انتظار آن را نداشتید، ساعت کارساز و مهلت‌های ضوابط را ببینید."
    )
    return _alarm(run, Alarm.MANY, "تعداد پیشروی‌های خودکار غیرعادی است", body, now)


_WORDS_OF_DOUBT = {
    Alarm.CLOCK: (
        "پیشروی خودکار متوقف است: ساعت کارساز نادرست است",
        "ساعت این کارساز با ساعت پایگاه داده بیش از یک دقیقه تفاوت دارد. تا اصلاح آن (NTP) هیچ "
        "پرونده‌ای به‌طور خودکار جابه‌جا نمی‌شود.",
    ),
    Alarm.JUMP: (
        "پیشروی خودکار متوقف است: ساعت کارساز جهش کرده است",
        "از پایان آخرین نوبت، به ساعت این کارساز بیش از یک روز گذشته و نشانه‌ای از گذشت این زمان "
        "نیست. اگر سامانه واقعاً خاموش بوده است، manage.py sweep --confirm-jump را اجرا کنید؛ وگرنه "
        "ساعت را اصلاح کنید.",
    ),
}


@transaction.atomic
def _alarm(run: SweepRun, kind: Alarm, title: str, body: str, now: datetime) -> int:
    # Two watchers may find the same silence: the row, unique, lets one of them tell.
    _, first = SweepAlarm.objects.get_or_create(run=run, kind=kind, defaults={"at": now})
    if first:
        people = holders_anywhere(Permission.RUN_PORTAL)
        notify(sorted(people), NoticeKind.ALARM, title, body, reverse("sweeps:index"), now)
    return int(first)
