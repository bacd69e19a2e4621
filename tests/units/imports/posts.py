"""The successful posts of imports: who, from which page, what, and to where."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from tests.units.imports.acts import checked, stored
from tests.units.imports.files import csv_of, row
from tests.world import World

LaidOut = tuple[User, str, dict[str, Any], str]


def _brought(world: World) -> LaidOut:
    file = SimpleUploadedFile("list.csv", csv_of([row(1)]))
    return world.province_officer, "/imports/", {"kind": "units", "file": file}, ""


def _checked(world: World, act: str) -> LaidOut:
    page = f"/imports/{checked(world.province_officer, [row(1)], world.province).pk}/"
    return world.province_officer, page, {}, f"{page}{act}/"


def _taken_back(world: World) -> LaidOut:
    run = stored(world.province_officer, [row(1)], world.province)
    return world.province_officer, f"/imports/{run.pk}/take-back/", {}, ""


IMPORT_POSTS: dict[str, Callable[[World], LaidOut]] = {
    "imports:index": _brought,
    "imports:store": lambda world: _checked(world, "store"),
    "imports:cancel": lambda world: _checked(world, "cancel"),
    "imports:take_back": _taken_back,
}
