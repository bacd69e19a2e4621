"""Finishing a lesson, and reminding who has not."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Min
from django.urls import reverse

from accounts.authority import in_force
from accounts.enums import LessonWay, NoticeKind, Permission
from accounts.models import LessonFinish, LessonReminder, User
from accounts.notices.services import notify
from accounts.training.queries import finished
from accounts.training.rules import Lesson, lessons_of

# So long somebody in a new post is left in peace.
PATIENCE: Final = timedelta(days=14)


def finish(user: User, lesson: Lesson, way: LessonWay, at: datetime) -> LessonFinish:
    """Keep that a person finished a lesson; a second time is the first."""
    made, _ = LessonFinish.objects.get_or_create(
        user=user, lesson=lesson.slug, defaults={"way": way, "at": at}
    )
    return made


def remind(now: datetime) -> int:
    """Remind who holds a post and has lessons left, once of each lesson; return how many people."""
    rows = in_force(now).filter(since=None, user__is_active=True)
    held: dict[int, set[Permission]] = defaultdict(set)
    begun: dict[int, datetime] = {}
    for user, codename, granted in (
        rows.annotate(codename=F("permission__codename"))
        .values_list("user", "codename")
        .annotate(first=Min("granted_at"))
    ):
        held[user].add(Permission(codename))
        begun[user] = min(begun.get(user, granted), granted)
    done = finished(held)
    reminded = 0
    for user, permissions in sorted(held.items()):
        left = [
            lesson
            for lesson in lessons_of(frozenset(permissions))
            if (user, lesson.slug) not in done
        ]
        if left and begun[user] <= now - PATIENCE:
            reminded += _remind(user, left, now)
    return reminded


@transaction.atomic
def _remind(user: int, left: list[Lesson], now: datetime) -> bool:
    # Written first: of two runs at once each line is inserted by one, and told by it alone.
    new = [
        lesson
        for lesson in left
        if LessonReminder.objects.get_or_create(
            user_id=user, lesson=lesson.slug, defaults={"at": now}
        )[1]
    ]
    if new:
        titles = "، ".join(lesson.title for lesson in new)
        body = f"{titles}. هر کدام چند پرسش کوتاه دربارهٔ راهنماست."
        url = reverse("training:index")
        notify([user], NoticeKind.TRAINING, "درس‌های مانده از آموزش سامانه", body, url, now)
    return bool(new)
