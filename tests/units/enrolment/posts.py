"""The successful posts of sign-up and of a forgotten password, each after those before it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from accounts.codes import services as codes
from accounts.enums import CodePurpose
from accounts.models import OneTimeCode, User
from accounts.notices.backends import MemorySms
from accounts.sms_reset.services import send_to
from accounts.trail import key_of
from tests.codes import last_code
from tests.sent_posts import Post
from tests.units.enrolment.conftest import (
    CODE,
    GUILD,
    HOLDER,
    LICENCE,
    NOW,
    PASSWORD,
    SET,
    START,
    UNITS,
    unit_without_account,
)
from tests.units.imports.posts import IMPORT_POSTS
from tests.world import World

LaidOut = tuple[Any, ...]
ASK, RESET_CODE = "/accounts/password/reset/sms/", "/accounts/password/reset/sms/code/"


class SentCode(Mapping[str, str]):
    """The code of the last SMS: read when the form is filled, not before it was asked for."""

    def __init__(self, send: Callable[[], object]) -> None:
        self.send = send

    def __iter__(self) -> Iterator[str]:
        yield "code"

    def __len__(self) -> int:
        return 1

    def __getitem__(self, name: str) -> str:
        self.send()
        return last_code()


def _send_last() -> None:
    row = OneTimeCode.objects.latest("pk")
    codes.send(row.pk, row.asked_at)


def _start(world: World) -> LaidOut:
    unit_without_account(world)
    return None, START, {"holder_id": HOLDER, "guild_id": GUILD}


def _after(before: Callable[[World], LaidOut], page: str, data: Any) -> Any:
    def lay(world: World) -> LaidOut:
        return None, page, data, "", "", Post(*before(world))

    return lay


def _name(world: World) -> LaidOut:
    world.owner.mobile, world.owner.mobile_proved = "09120000001", True
    world.owner.save()
    return None, ASK, {"username": world.owner.username}


def _send_reset() -> None:
    """Do what the worker would do with the name that is kept in the one session."""
    from django.contrib.sessions.models import Session

    kept = next(filter(None, (row.get_decoded().get("sms_reset") for row in Session.objects.all())))
    MemorySms.sent.clear()
    subject = f"{kept['nonce']}:{key_of(kept['name'])[:24]}"
    send_to(User.objects.id_of(kept["name"]), subject, {}, NOW)
    assert OneTimeCode.objects.latest("pk").purpose == CodePurpose.RESET


_LICENCE = _after(_start, LICENCE, {})
_CODE = _after(_LICENCE, CODE, SentCode(_send_last))
_UNITS = _after(_CODE, UNITS, {"licence": GUILD})
UNIT_POSTS: dict[str, Callable[[World], LaidOut]] = {
    **IMPORT_POSTS,
    "sign_up:start": _start,
    "sign_up:licence": _LICENCE,
    "sign_up:code": _CODE,
    "sign_up:units": _UNITS,
    "sign_up:password": _after(_UNITS, SET, {"new_password1": PASSWORD}),
    "accounts:sms_reset": _name,
    "accounts:sms_reset_code": _after(_name, RESET_CODE, SentCode(_send_reset)),
}
