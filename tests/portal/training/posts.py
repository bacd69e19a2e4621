"""A successful post of a lesson."""

from tests.sent_posts import Post
from tests.world import World

RIGHT = {"question0": "1", "question1": "0", "question2": "2", "action": "answer"}


def lesson_post(world: World) -> Post:
    return Post(world.owner, "/training/month/", RIGHT)


TRAINING_POSTS = {"training:lesson": lesson_post}
