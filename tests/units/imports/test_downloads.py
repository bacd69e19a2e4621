"""What leaves of an import is written down before it leaves: who, when, which file, its digest."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from django.db import DatabaseError
from django.test import Client

from accounts.enums import AccessKind
from accounts.models import AccessEvent
from tests.access import body_of
from tests.units.imports.acts import stored
from tests.units.imports.files import row
from tests.world import World
from units.models import Import

pytestmark = pytest.mark.django_db
SignIn = Callable[[object], Client]


@pytest.fixture
def run(world: World) -> Import:
    return stored(world.province_officer, [row(1), row(2, postal_code="12")], world.province)


def lines() -> list[AccessEvent]:
    return list(AccessEvent.objects.filter(kind=AccessKind.DOWNLOAD).order_by("pk"))


@pytest.mark.parametrize("part", ["refused", "report", "file"])
def test_a_download_is_a_line_of_the_trail(
    world: World, sign_in: SignIn, run: Import, part: str
) -> None:
    page = f"/imports/{run.pk}/{part}/"
    content = body_of(sign_in(world.province_officer).get(page))
    (line,) = lines()
    assert (line.user, line.path) == (world.province_officer, page)
    assert line.sha256 == sha256(content).hexdigest()
    if part == "file":
        assert line.sha256 == run.sha256


def test_what_holds_nobodys_data_and_what_is_not_there_is_no_line(
    world: World, sign_in: SignIn, run: Import
) -> None:
    browser = sign_in(world.province_officer)
    body_of(browser.get("/imports/kinds/units/template/csv/"))
    browser.get("/imports/0/file/")
    browser.get(f"/imports/{run.pk}/")
    assert lines() == []


def test_nothing_leaves_that_is_not_written_down(
    world: World, sign_in: SignIn, run: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DatabaseError("no room")

    browser = sign_in(world.province_officer)
    monkeypatch.setattr(AccessEvent, "save", full)
    with pytest.raises(DatabaseError):
        browser.get(f"/imports/{run.pk}/file/")


def test_a_person_does_not_read_downloads_among_the_comings_to_the_account(
    world: World, sign_in: SignIn, run: Import
) -> None:
    browser = sign_in(world.province_officer)
    body_of(browser.get(f"/imports/{run.pk}/report/"))
    assert "دریافت فایل" not in browser.get("/accounts/sessions/").content.decode()
