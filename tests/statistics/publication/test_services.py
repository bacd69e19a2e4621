"""Who may publish which edition of a month, and from when on."""

import pytest

from statistics.enums import EditionKind, EditionState
from statistics.errors import NotAllowedError
from statistics.models import Edition
from statistics.publication.rules import may_follow
from statistics.publication.services import (
    EditionConflictError,
    TooEarlyToPublishError,
    publishing_office,
)
from tests.statistics.publication.worlds import LATER, PublishingWorld, many
from tests.world import World, tehran

pytestmark = pytest.mark.django_db
PRELIMINARY, FINAL, ANNUAL = EditionKind


@pytest.fixture
def publishing(world: World) -> PublishingWorld:
    found = PublishingWorld(world)
    found.file([*many(0, [12, 11, 10, 9], 0), *many(1, [12, 11, 10, 9], 50)])
    return found


def test_the_statistics_office_alone_publishes(publishing: PublishingWorld) -> None:
    world = publishing.world
    for user in (world.owner, world.province_officer, world.ministry_officer):
        assert publishing_office(user) is None
        with pytest.raises(NotAllowedError):
            publishing.ask(user=user)
    assert not Edition.objects.exists()


def test_an_edition_waits_for_its_day(publishing: PublishingWorld) -> None:
    # Filed until the tenth of Tir, final after Shahrivar, annual after Shahrivar of the next year.
    for kind, day in (
        (PRELIMINARY, tehran(1404, 4, 10, 23)),
        (FINAL, tehran(1404, 6, 31, 23)),
        (ANNUAL, tehran(1405, 6, 31, 23)),
    ):
        with pytest.raises(TooEarlyToPublishError):
            publishing.ask(kind, at=day)
    assert publishing.ask(PRELIMINARY, at=tehran(1404, 4, 11)).state == EditionState.WAITING


def test_a_month_never_becomes_preliminary_again(publishing: PublishingWorld) -> None:
    assert publishing.published(FINAL).number == 1
    with pytest.raises(EditionConflictError):
        publishing.ask(PRELIMINARY)
    with pytest.raises(EditionConflictError):
        publishing.ask(FINAL)
    assert publishing.published(ANNUAL).number == 2
    assert may_follow(ANNUAL, [PRELIMINARY, FINAL])
    assert not may_follow(FINAL, [ANNUAL])


def test_what_is_asked_twice_is_one_edition(publishing: PublishingWorld) -> None:
    assert publishing.ask(at=LATER) == publishing.ask(at=LATER)
