"""What an app above has to say stands on the pages of officers, and of nobody else."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from accounts.models import User
from portal.announcements import announce, lines, withdraw
from tests.world import World

pytestmark = pytest.mark.django_db
SAID = "نمونهٔ کشور در حال آماده‌شدن است: <۳۸>"


@pytest.fixture
def announced() -> Iterator[list[str]]:
    """Announce what stands in this list."""
    said = [SAID]

    def line() -> str:
        return said[0]

    announce(line)
    announce(line)
    yield said
    withdraw(line)


def test_an_officer_reads_it_on_every_page_and_an_owner_does_not(
    world: World, announced: list[str], sign_in: Callable[[User], Client]
) -> None:
    assert lines() == [SAID]
    officer = sign_in(world.union_officer)
    for address in ("/review/", "/figures/", "/help/"):
        page = officer.get(address, follow=True).content.decode()
        assert page.count("&lt;۳۸&gt;") == 1, address
    owner = sign_in(world.owner).get("/help/", follow=True).content.decode()
    assert "۳۸" not in owner


def test_nothing_to_say_is_no_line(
    world: World, announced: list[str], sign_in: Callable[[User], Client]
) -> None:
    announced[0] = ""
    assert lines() == []
    page = sign_in(world.union_officer).get("/help/", follow=True).content.decode()
    assert "آماده‌شدن" not in page
