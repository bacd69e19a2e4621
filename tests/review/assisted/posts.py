"""The posts of typing for an owner, laid out as their pages would send them."""

from catalog.policy_definitions import PolicyKey
from tests.review.assisted import begun, clerk_of, code_for, typed, with_mobile
from tests.review.cases import policy
from tests.sent_posts import Post
from tests.world import MEHR, World

ROOM = "/union/filing/"


def _found(world: World) -> Post:
    pair = {"guild_id": world.unit.guild_id, "holder_id": world.unit.holder_id}
    return Post(clerk_of(world), ROOM, pair)


def _begun(world: World) -> Post:
    policy(PolicyKey.OBLIGATION_FROM, 139803)
    month = {"licence": world.licence.number, "month": MEHR.to_int()}
    return Post(clerk_of(world), f"{ROOM}{world.unit.pk}/", month)


def _gone_on(world: World) -> Post:
    case = begun(world, clerk_of(world, "clerk-2"))
    return Post(clerk_of(world), f"{ROOM}month/{case.tracking_number}/word/")


def _confirmed(world: World) -> Post:
    clerk = clerk_of(world)
    with_mobile(world)
    case = typed(clerk, begun(world, clerk))
    code = {"code": code_for(clerk, case)}
    return Post(clerk, f"{ROOM}month/{case.tracking_number}/confirm/", code)


ASSISTED_POSTS = {
    "assisted:index": _found,
    "assisted:unit": _begun,
    "assisted:word": _gone_on,
    "assisted:confirm": _confirmed,
}
