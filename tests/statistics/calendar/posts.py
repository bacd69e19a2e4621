"""The posts of a person's calendar, laid out as its page would send them."""

from statistics.calendar.services import renew
from tests.sent_posts import Post
from tests.world import FILED_AT, World


def _made(world: World) -> Post:
    return Post(world.owner, "/calendar/", {}, "/calendar/renew/")


def _taken_back(world: World) -> Post:
    renew(world.owner, FILED_AT)
    return Post(world.owner, "/calendar/", {}, "/calendar/revoke/")


CALENDAR_POSTS = {"calendar:renew": _made, "calendar:revoke": _taken_back}
