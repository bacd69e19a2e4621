"""Posts of the pages of meetings, and meetings that were sent."""

from datetime import datetime, timedelta
from typing import Any

from accounts.enums import Role
from accounts.models import Organization, User
from config.jalali import JalaliMonth, tehran_day
from oversight.meetings.services import PostedMinutes, PostedTask, write
from oversight.models import Meeting
from tests.sent_posts import Post
from tests.world import FILED_AT, MEHR, World, officer

WORDS = "کارتن به جای کیلوگرم نوشته شد"
SHAHRIVAR = MEHR - 1


def head_of(world: World) -> User:
    return User.objects.filter(username="head").first() or officer(
        "head", Role.PROVINCE_HEAD, world.province
    )


def posted(*tasks: PostedTask, minutes: str = "برق دو هفته قطع بود", **more: Any) -> PostedMinutes:
    """Write down a meeting of yesterday."""
    said: dict[str, Any] = {
        "number": "",
        "held_on": tehran_day(FILED_AT) - timedelta(days=1),
        "chair": "نرگس الگویی",
        "secretary": "",
        "present": "",
        "minutes": minutes,
        "tasks": tasks,
    }
    return PostedMinutes(**(said | more))


def task_for(office: Organization, what: str = "تماس با واحدها", days: int = 10) -> PostedTask:
    return PostedTask(what, office.pk, "", tehran_day(FILED_AT) + timedelta(days=days))


def sent(
    world: World,
    *tasks: PostedTask,
    month: JalaliMonth = SHAHRIVAR,
    at: datetime = FILED_AT,
    user: User | None = None,
    office: Organization | None = None,
) -> Meeting:
    """Send the minutes of a meeting, the head's unless told otherwise."""
    who, where = user or head_of(world), office or world.province
    return write(who, where, month, posted(*tasks), 0, at, send=True)


def minutes_post(world: World) -> Post:
    page = f"/figures/meeting/03/{SHAHRIVAR.to_int()}/minutes/"
    typed = {
        "chair": "نرگس الگویی",
        "minutes": WORDS,
        "tasks-0-what": "تماس با واحدها",
        "tasks-0-office": str(world.union.pk),
        "tasks-0-due_on": "۱۳۹۸/۱۰/۳۰",
        "action": "save",
    }
    return Post(head_of(world), page, typed)


def answer_post(world: World) -> Post:
    task = sent(world, task_for(world.union)).tasks.get()
    typed = {"state": "doing", "text": WORDS}
    return Post(world.union_officer, f"/figures/meeting/tasks/{task.pk}/", typed)


MEETING_POSTS = {"meetings:minutes": minutes_post, "meetings:task": answer_post}
