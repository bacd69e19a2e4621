"""A held monitoring meeting of a province and a national one, with tasks in every state."""

from datetime import datetime, timedelta

from accounts.authority import authority_of
from accounts.enums import Permission
from accounts.models import Organization, User
from accounts.services import MINISTRY
from config.jalali import JalaliMonth, tehran_day
from demo.scenarios import moment
from oversight.enums import TaskState
from oversight.meetings.services import PostedMinutes, PostedTask, answer, write

_SAID = (
    "کاهش محصول‌های پلاستیکی از قطعی برق و گرانی مواد اولیه بود؛ اتحادیه می‌گوید سفارش کم نشده است. "
    "رشد شکلات و گز فصلی است. واحدهایی که دو ماه پیاپی کاهش داشته‌اند بازدید می‌شوند."
)
_SAID_NATIONAL = (
    "کمبود مواد اولیهٔ پلیمری در شش استان علت نخست کاهش بود. "
    "سهمیهٔ بورس کالا با آمار ماهانه بازنگری می‌شود."
)


def hold_meetings(now: datetime) -> None:
    """Let the head have sent the minutes of the month before last, and the ministry its own.

    The month after it has its figures and waits for its meeting.
    """
    people = User.objects.in_bulk(["head", "ministry", "union", "county"], field_name="username")
    month = JalaliMonth.containing(tehran_day(now)) - 3
    province = Organization.objects.get(code="03")
    held = moment(now, 18)
    union = authority_of(people["union"]).organizations(Permission.DECIDE)[0]
    county = Organization.objects.get(code="demo-county")
    tasks = (
        _task("تماس با واحدهایی که ماه پیش را ثبت نکرده‌اند", union, held, 6),
        _task("بازدید از ۶ واحد پلاستیک با کاهش بیش از ۲۰٪", county, held, 40),
        _task(
            "پیگیری برق چرخشی شهرک صنفی با شرکت توزیع", province, held, 12, "معاونت صنایع سازمان"
        ),
    )
    minutes = _minutes("۱۲۳/۴۵۶", held, people["head"].full_name, _SAID, tasks)
    sent = write(people["head"], province, month, minutes, 0, held, send=True)
    first, second, _ = sent.tasks.order_by("place")
    answer(
        people["union"],
        first.pk,
        TaskState.DONE,
        "همهٔ واحدها تماس گرفته شد؛ ۴ واحد ثبت کردند",
        0,
        moment(now, 12),
    )
    answer(people["county"], second.pk, TaskState.DOING, "۴ بازدید از ۶", 0, moment(now, 5))
    _national(people["ministry"], province, month, now)


def _national(user: User, province: Organization, month: JalaliMonth, now: datetime) -> None:
    held = moment(now, 10)
    office = Organization.objects.get(code=MINISTRY)
    tasks = (
        _task("فهرست واحدهای متوقف از کمبود مواد اولیه، با میزان نیاز", province, held, 25),
        _task("بازنگری سهمیهٔ مواد پلیمری با بورس کالا", office, held, 30, "دفتر صنایع شیمیایی"),
    )
    minutes = _minutes("۷۸۹", held, user.full_name, _SAID_NATIONAL, tasks)
    write(user, office, month, minutes, 0, held, send=True)


def _minutes(
    number: str, held: datetime, chair: str, said: str, tasks: tuple[PostedTask, ...]
) -> PostedMinutes:
    return PostedMinutes(
        number=number,
        held_on=tehran_day(held),
        chair=chair,
        secretary="",
        present="نمایندهٔ اتاق اصناف\nنمایندهٔ شرکت توزیع برق\nرئیس اتحادیهٔ پلاستیک",
        minutes=said,
        tasks=tasks,
    )


def _task(
    what: str, office: Organization, held: datetime, days: int, person: str = ""
) -> PostedTask:
    return PostedTask(what, office.pk, person, tehran_day(held) + timedelta(days=days))
