"""Questions before support: asked by the service, and the posts of the desk as its pages send."""

from datetime import datetime
from typing import Any

from config.jalali import short_day, tehran_day
from entitlements.models import SupportQuestion
from entitlements.service_desk.rules import Asked, Pair
from entitlements.service_desk.services import ask
from tests.sent_posts import Post
from tests.world import FILED_AT, World

PURPOSE = "تسهیلات سرمایه در گردش"


def pair(world: World, **other: str) -> Pair:
    return Pair(world.unit.guild_id, world.unit.holder_id)._replace(**other)


def asked(*pairs: Pair | None, at: datetime = FILED_AT) -> Asked:
    return Asked(pairs, PURPOSE, "1398/77", tehran_day(at))


def question(world: World, at: datetime = FILED_AT) -> SupportQuestion:
    """Let the province ask about the world's unit."""
    return ask(world.province_officer, asked(pair(world), at=at), at)


def typed(world: World, at: datetime = FILED_AT, **other: Any) -> dict[str, Any]:
    ids = {"guild_id": world.unit.guild_id, "holder_id": world.unit.holder_id}
    said = {"purpose": PURPOSE, "reference": "", "requested_on": short_day(tehran_day(at))}
    return ids | said | other


def _one(world: World) -> Post:
    return Post(world.province_officer, "/service-desk/", typed(world))


def _several(world: World) -> Post:
    said = typed(world)
    rows = f"{said.pop('guild_id')}\t{said.pop('holder_id')}"
    return Post(world.province_officer, "/service-desk/list/", {**said, "units": rows})


SERVICE_DESK_POSTS = {"service_desk:index": _one, "service_desk:several": _several}
