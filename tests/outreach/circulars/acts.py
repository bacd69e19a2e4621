"""Circulars on their way: written, issued, confirmed and read by the portal's own services."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Organization, User
from config.jalali import tehran_day
from outreach.circulars.services import CircularTerms, issue, pass_on, read, write
from outreach.enums import CircularReach
from outreach.models import Circular
from tests.sent_posts import Post
from tests.world import FILED_AT, World

WORDS = "کارتن به جای کیلوگرم نوشته شد"
TODAY = tehran_day(FILED_AT)
DAY = timedelta(days=1)


def terms(**more: Any) -> CircularTerms:
    said: dict[str, Any] = {
        "number": "۶۰/۲۲۷۲۱۰",
        "dated_on": TODAY,
        "subject": "ثبت آمار تولید",
        "text": "آمار هر ماه را تا پنجم ماه بعد ثبت کنید.",
        "reach": CircularReach.UNITS,
        "due_on": TODAY + 5 * DAY,
    }
    return CircularTerms(**(said | more))


def draft(world: World, at: datetime = FILED_AT, **more: Any) -> Circular:
    """Let the ministry write one."""
    return write(world.ministry_officer, world.ministry, terms(**more), at)


def issued(world: World, at: datetime = FILED_AT, **more: Any) -> Circular:
    """Let the ministry issue one: it comes to the province."""
    made = draft(world, at, **more)
    return issue(world.ministry_officer, made.pk, made.version, at)


def passed(made: Circular, *desks: tuple[User, Organization], at: datetime = FILED_AT) -> Circular:
    """Let offices confirm it, one after the other."""
    for user, office in desks:
        pass_on(user, made.pk, office.pk, at)
    return Circular.objects.get(pk=made.pk)


def at_units(world: World, at: datetime = FILED_AT, **more: Any) -> Circular:
    """Bring one to the units of the union, by way of the province."""
    made = issued(world, at, **more)
    desks = ((world.province_officer, world.province), (world.union_officer, world.union))
    return passed(made, *desks, at=at)


def was_read(world: World, made: Circular, at: datetime = FILED_AT) -> Circular:
    read(world.owner, made.pk, at)
    return made


def _day(name: str, year: int, month: int, day: int) -> dict[str, int]:
    return {f"{name}_0": day, f"{name}_1": month, f"{name}_2": year}


def typed(**more: Any) -> dict[str, Any]:
    """Fill in the form of a circular."""
    said = {
        "number": "60/12",
        "subject": "ثبت آمار تولید",
        "text": WORDS,
        "reach": "units",
        "to": "all",
        **_day("dated_on", 1398, 8, 3),
        **_day("due_on", 1398, 8, 20),
    }
    return said | more


def _page(made: Circular, part: str = "") -> str:
    return f"/circulars/{made.pk}/{part}"


def _new(world: World) -> Post:
    return Post(world.ministry_officer, "/circulars/new/", typed())


def _edit(world: World) -> Post:
    return Post(world.ministry_officer, _page(draft(world), "edit/"), {"text": WORDS})


def _issue(world: World) -> Post:
    made = draft(world)
    return Post(world.ministry_officer, _page(made), {}, _page(made, "issue/"))


def _pass(world: World) -> Post:
    made = issued(world)
    return Post(world.province_officer, _page(made), {}, _page(made, "pass/"))


def _read(world: World) -> Post:
    made = at_units(world)
    return Post(world.owner, _page(made), {}, _page(made, "read/"))


def _withdraw(world: World) -> Post:
    made = issued(world)
    return Post(world.ministry_officer, _page(made, "withdraw/"), {"reason": WORDS})


def _remind(world: World) -> Post:
    made = issued(world)
    return Post(world.ministry_officer, _page(made, "state/"), {}, _page(made, "remind/"))


CIRCULAR_POSTS = {
    "circulars:new": _new,
    "circulars:edit": _edit,
    "circulars:issue": _issue,
    "circulars:pass": _pass,
    "circulars:read": _read,
    "circulars:withdraw": _withdraw,
    "circulars:remind": _remind,
}
