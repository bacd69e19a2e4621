"""The post of the look-up, laid out as its page would send it."""

from typing import Any

from accounts.enums import Role
from accounts.models import User
from tests.sent_posts import Post
from tests.world import World, officer

ORDER = "40518277"


def reviewer(world: World) -> User:
    """Seat a reviewer of import orders, at the first call."""
    there = User.objects.filter(username="import").first()
    return there or officer("import", Role.IMPORT_REVIEWER, world.ministry)


def typed(world: World, **other: Any) -> dict[str, Any]:
    """Write the ids of the world's unit, and of an order."""
    ids = {"guild_id": world.unit.guild_id, "holder_id": world.unit.holder_id}
    return {**ids, "order_number": ORDER, "months": "12"} | other


def _looked(world: World) -> Post:
    return Post(reviewer(world), "/orders/", typed(world))


ORDER_POSTS = {"orders:index": _looked}
