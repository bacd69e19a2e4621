"""Vocabulary of evaluation, meetings, simulation and burden."""

from django.db.models import IntegerChoices, TextChoices

from statistics.enums import State, Step


class Stage(TextChoices):
    """How far a simulation is."""

    WAITING = "waiting", "در صف"
    RUNNING = "running", "در حال آزمودن"
    DONE = "done", "آماده"
    FAILED = "failed", "ناکام"


# What has not come to an end.
OPEN = (Stage.WAITING, Stage.RUNNING)


class Fate(TextChoices):
    """What a decision at a level would have been under another clock."""

    IN_TIME = "in_time", "تصمیم شخص، در مهلت"
    LAPSES = "lapses", "تصمیم شخص، پس از مهلت جدید"
    STILL = "still", "خودکار، مانند آنچه شد"
    MORE_TIME = "more_time", "خودکار شد، مهلت جدید هنوز باز بود"


class Finding(TextChoices):
    """A difference from what happened: a case that would lapse, a unit that would turn."""

    LAPSES_UNION = "lapses_union", f"{State.AT_UNION.label} خودکار می‌شد"
    LAPSES_PROVINCE = "lapses_province", f"{State.AT_PROVINCE.label} خودکار می‌شد"
    LAPSES_MINISTRY = "lapses_ministry", f"{State.AT_MINISTRY.label} خودکار می‌شد"
    OPEN_UNION = "open_union", f"{State.AT_UNION.label} هنوز وقت داشت"
    OPEN_PROVINCE = "open_province", f"{State.AT_PROVINCE.label} هنوز وقت داشت"
    OPEN_MINISTRY = "open_ministry", f"{State.AT_MINISTRY.label} هنوز وقت داشت"
    INACTIVE = "inactive", "واحد غیرفعال می‌شد"
    ACTIVE = "active", "واحد فعال می‌ماند"


# What stands in the list of differences, by level and fate.
DIFFERENCES: dict[tuple[State, Fate], Finding] = {
    (State.AT_UNION, Fate.LAPSES): Finding.LAPSES_UNION,
    (State.AT_PROVINCE, Fate.LAPSES): Finding.LAPSES_PROVINCE,
    (State.AT_MINISTRY, Fate.LAPSES): Finding.LAPSES_MINISTRY,
    (State.AT_UNION, Fate.MORE_TIME): Finding.OPEN_UNION,
    (State.AT_PROVINCE, Fate.MORE_TIME): Finding.OPEN_PROVINCE,
    (State.AT_MINISTRY, Fate.MORE_TIME): Finding.OPEN_MINISTRY,
}


class Span(TextChoices):
    """How long a period is: the circular asks for each month, the directive for each quarter."""

    MONTH = "month", "ماهانه"
    QUARTER = "quarter", "فصلی"


class TimedPart(IntegerChoices):
    """What of filing a month takes time: the whole, each step, and the check before it is sent."""

    WHOLE = 0, "از آغاز تا تأیید نهایی"
    PERIOD = Step.PERIOD.value, Step.PERIOD.label
    PRODUCTION = Step.PRODUCTION.value, Step.PRODUCTION.label
    EXPORTS = Step.EXPORTS.value, Step.EXPORTS.label
    EMPLOYMENT = Step.EMPLOYMENT.value, Step.EMPLOYMENT.label
    TOGETHER = 5, "چند گام با هم"
    CHECK = 6, "بازبینی تا تأیید نهایی"


class TaskState(TextChoices):
    """How far a task of a meeting is, as who answers for it said last."""

    WAITING = "waiting", "در انتظار پاسخ"
    DOING = "doing", "در حال انجام"
    DONE = "done", "انجام شد"
    UNDONE = "undone", "انجام نشد"


# Nothing more is asked of these.
TASK_CLOSED = (TaskState.DONE, TaskState.UNDONE)
