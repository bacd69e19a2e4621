"""The post of the publishing desk: a month of which something stands, long ripe."""

from tests.sent_posts import Post
from tests.statistics.files import statistician
from tests.world import MEHR, World


def publishing(world: World) -> Post:
    month = MEHR - 4
    world.final(month)
    return Post(statistician(world), f"/editions/{month.to_int()}/final/")


EDITION_POSTS = {"editions:publish": publishing}
