"""The post of the best units, on a day on which lists are still taken."""

from catalog.policy_definitions import PolicyKey
from config.jalali import from_parts
from tests.oversight.best_units import ESFAND, head_of, two_months_owed
from tests.review.cases import policy
from tests.sent_posts import Post
from tests.world import FILED_AT, World

WORDS = "کارتن به جای کیلوگرم نوشته شد"


def proposal(world: World) -> Post:
    day = from_parts(1396, 1, 1)
    two_months_owed(ESFAND, least=1)
    policy(PolicyKey.BEST_LAST_DAY, 365, day)
    # The months of this year are not filed yet, and the unit works all the same.
    policy(PolicyKey.INACTIVE_AFTER_MONTHS, 24, day)
    world.final(ESFAND, FILED_AT)
    unit = world.unit.pk
    typed = {f"unit-{unit}-chosen": "on", f"unit-{unit}-reason": WORDS}
    return Post(head_of(world.province), "/review/evaluation/best/03/", typed)


BEST_POSTS = {"best_units:propose": proposal}
