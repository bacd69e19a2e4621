"""The address at which a person's calendar reads."""

from accounts.models import User
from statistics.calendar.rules import digest_of
from statistics.models import CalendarFeed


def feed_of(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()


def feed_named(secret: str) -> CalendarFeed | None:
    """Find the address that holds, of a person who may still sign in."""
    rows = CalendarFeed.objects.select_related("user").filter(digest=digest_of(secret))
    return rows.filter(revoked_at=None, user__is_active=True).first()
