"""A successful post for each page of the second factor."""

from typing import Any

from django.urls import reverse

from accounts.enums import Role
from accounts.second_factor.services import new_offer, offered
from tests.accounts.second_factor.phones import PASSWORD, shown, with_phone
from tests.sent_posts import Post
from tests.world import World, officer

# As tests/posted_forms.py has them.
WORDS = "کارتن به جای کیلوگرم نوشته شد"


def _factor(world: World) -> Post:
    """Turn the second factor on, in the browser that says the rest."""
    offer = new_offer(world.owner)
    device = offered(world.owner, offer)
    assert device
    said = {"offer": offer, "code": shown(device), "current_password": PASSWORD}
    return Post(world.owner, reverse("second_factor:setup"), said)


def _of_factor(world: World, name: str, **data: Any) -> Post:
    return Post(world.owner, reverse(f"second_factor:{name}"), data, first=_factor(world))


def _lost_phone(world: World) -> Post:
    with_phone(officer("expert", Role.PROVINCE_EXPERT, world.province))
    said = {"person": "expert", "reason": WORDS}
    return Post(world.province_officer, reverse("second_factor:resets"), said)


FACTOR_POSTS = {
    "second_factor:setup": _factor,
    "second_factor:codes": lambda world: _of_factor(world, "codes"),
    "second_factor:renew": lambda world: _of_factor(world, "renew", current_password=PASSWORD),
    "second_factor:remove": lambda world: _of_factor(world, "remove", current_password=PASSWORD),
    "second_factor:resets": _lost_phone,
}
