"""The successful posts of unions' access: who, from which page, what, to where, after which."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.codes import services as codes
from accounts.enums import AccessAct, Role
from accounts.models import OneTimeCode, User
from tests.accounts.access.stage import PASSWORD, chain_of
from tests.codes import last_code
from tests.sample_files import png
from tests.sent_posts import Post
from tests.world import World, officer

OWN = "test-pass-1398"
LaidOut = tuple[User | None, str, Mapping[str, Any], str]


class CodeOfTheSms(Mapping[str, str]):
    """The code that was asked for last, sent when it is read."""

    def __iter__(self) -> Iterator[str]:
        return iter(("code",))

    def __len__(self) -> int:
        return 1

    def __getitem__(self, name: str) -> str:
        asked = OneTimeCode.objects.order_by("-pk")[:1].get()
        codes.send(asked.pk, timezone.now())
        return last_code()


def letter() -> dict[str, Any]:
    return {"letter_number": "118/405", "file": SimpleUploadedFile("letter.png", png())}


def _sent(world: World) -> LaidOut:
    request = chain_of(world).joined("sarrajan")
    return request.applicant, f"/access/{request.pk}/", letter(), ""


def _beside(world: World, slug: str) -> LaidOut:
    chain = chain_of(world)
    states = {"return": "county", "refuse": "statistics", "withdraw": "county"}
    request = chain.brought("sarrajan", states.get(slug, "granted"))
    users = {"return": chain.county, "withdraw": request.applicant}
    said = {"reason": "چنین است"} if slug != "withdraw" else {}
    said |= letter() if slug == "take-back" else {}
    return users.get(slug, chain.first), f"/access/{request.pk}/{slug}/", said, ""


def _again(world: World) -> LaidOut:
    chain = chain_of(world)
    request = chain.joined("sarrajan")
    ended = chain.act(request.applicant, request, AccessAct.WITHDRAWN)
    page = f"/access/{ended.pk}/"
    return request.applicant, page, {}, f"{page}again/"


def _liaison(world: World) -> LaidOut:
    head = officer("head", Role.PROVINCE_HEAD, world.province)
    said = {"liaison": world.province_officer.pk, "phone": "04133334444"}
    return head, "/access/liaison/", said, ""


def _joining(world: World, step: int) -> tuple[Any, ...]:
    """Lay out the post by which a union signs up at a step, behind those before it."""
    union = chain_of(world).union("sarrajan")
    person = {"union": union.pk, "full_name": "سارا الگویی", "title": "دبیر"}
    passwords = dict.fromkeys(("new_password1", "new_password2"), PASSWORD)
    steps: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("/access/join/?province=03&county=0301", person | {"mobile": "09120000001"}),
        ("/access/join/code/", CodeOfTheSms()),
        ("/access/join/account/", passwords | {"username": "sarrajan"}),
    )
    first = None
    for page, data in steps[:step]:
        first = Post(None, page, data, first=first)
    return (None, *steps[step], "", "", first)


ACCESS_POSTS: dict[str, Callable[[World], tuple[Any, ...]]] = {
    "access:one": _sent,
    "access:act": lambda world: _beside(world, "take-back"),
    "access:again": _again,
    "access:liaison": _liaison,
    "access:join": lambda world: _joining(world, 0),
    "access:join_code": lambda world: _joining(world, 1),
    "access:join_account": lambda world: _joining(world, 2),
}
