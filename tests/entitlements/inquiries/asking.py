"""A machine that asks: a token, JSON in and JSON out, no cookie."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from entitlements.inquiries.rules import token_of
from entitlements.models import AgencyToken
from tests.world import World

ADDRESS = "/api/v1/inquiry/"


def machine(token: AgencyToken | None = None, text: str = "", **how: Any) -> Client:
    """Open the connection of an agency's machine."""
    bearer = text or (token_of(token.seed) if token else "")
    return Client(headers={"Authorization": f"Bearer {bearer}"} if bearer else {}, **how)


def pair(world: World, **other: Any) -> dict[str, Any]:
    return {"guild_id": world.unit.guild_id, "holder_id": world.unit.holder_id} | other


def post(client: Client, body: object, key: str = "", **more: Any) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(
        ADDRESS, json.dumps(body), content_type="application/json", headers=headers, **more
    )


def place_of(answer: Any) -> str:
    """Name the path at which the answer to a batch will stand."""
    return urlsplit(str(answer.headers["Location"])).path
