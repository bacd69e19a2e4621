"""Switching accounts on and off: few at once, and an officer's with a second person.

Who asked first stands in the technical log, which is only added to: what the second administrator
asks is carried out when another one asked for the same of late.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from accounts.authority import in_force
from accounts.models import User
from accounts.services import set_active

# More than one person looks at before they press; nobody needs it in an emergency.
MOST = 20
# So long somebody's asking stands for the second person.
ASKING_STANDS = timedelta(days=7)
DONE = {True: "حساب فعال شد", False: "حساب غیرفعال شد"}
ASKED = {True: "درخواست فعال شدن", False: "درخواست غیرفعال شدن"}


@dataclass(frozen=True)
class Switched:
    """What came of it: accounts that changed, and officers' that wait for a second person."""

    changed: list[User]
    waiting: list[User]


def officers(users: Collection[int], at: datetime) -> set[int]:
    """Find which of these accounts (ids) hold a post now."""
    return set(in_force(at).filter(user__in=users).values_list("user", flat=True))


def switch(users: Collection[int], active: bool, by: User, at: datetime) -> Switched:
    """Switch these accounts (ids); of an officer's, only the second person's asking does it.

    Raises ValueError for more than `MOST`: the page has refused them before.
    """
    if len(users) > MOST:
        raise ValueError("too many accounts at once")
    held = officers(users, at)
    seconded = {pk for pk in held if _asked_by_another(pk, active, by, at)}
    waiting = User.objects.filter(pk__in=held - seconded).exclude(is_active=active)
    free = [pk for pk in users if pk not in held or pk in seconded]
    return Switched(set_active(free, active, by), list(waiting.exclude(pk=by.pk).order_by("pk")))


def _asked_by_another(pk: int, active: bool, by: User, at: datetime) -> bool:
    """Tell whether somebody else asked for it of late, and it was not done since."""
    kind = ContentType.objects.get_for_model(User)
    log = LogEntry.objects.filter(content_type=kind, object_id=str(pk))
    done = log.filter(change_message__in=DONE.values()).order_by("-pk").values_list("pk", flat=True)
    asked = log.filter(
        change_message=ASKED[active], action_time__gt=at - ASKING_STANDS, pk__gt=done.first() or 0
    )
    return asked.exclude(user=by).filter(user__is_active=True).exists()
