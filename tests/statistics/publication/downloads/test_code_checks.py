"""No edition comes out with a code that no list has, or with one key twice."""

from dataclasses import replace

import pytest

from statistics.enums import EditionState
from statistics.models import FrozenCell
from statistics.publication import worker
from statistics.publication.downloads import code_checks
from statistics.publication.downloads.codes_queries import Codes, Named, read_codes
from tests.statistics.publication.downloads import fill
from tests.statistics.publication.worlds import MONTH, PublishingWorld
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def publishing(world: World) -> PublishingWorld:
    found = PublishingWorld(world)
    fill(found, [MONTH])
    return found


def refused(publishing: PublishingWorld) -> bool:
    edition = publishing.published()
    if edition.published:
        return False
    assert not FrozenCell.objects.exists()
    return (edition.state, edition.failure) == (EditionState.FAILED, worker.UNKNOWN)


def test_a_place_that_no_list_has_is_refused(
    publishing: PublishingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with_areas(monkeypatch, {})
    assert refused(publishing)


@pytest.mark.parametrize("code", ["P 1", "P1,2", "ک", ""])
def test_a_code_that_a_file_cannot_hold_is_refused(
    publishing: PublishingWorld, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    _with_areas(monkeypatch, {publishing.places[1].pk: Named(code, "محل")})
    assert refused(publishing)


def test_two_places_of_one_code_are_refused(
    publishing: PublishingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    same = Named(f"P{publishing.places[2].code}", "محل")
    _with_areas(monkeypatch, {publishing.places[1].pk: same})
    assert refused(publishing)


def test_what_the_lists_have_is_published(publishing: PublishingWorld) -> None:
    assert not refused(publishing)


def _with_areas(monkeypatch: pytest.MonkeyPatch, areas: dict[int | None, Named]) -> None:
    """Let the list of places be another one; without any it is empty."""

    def changed() -> Codes:
        codes = read_codes()
        return replace(codes, areas=codes.areas | areas if areas else {})

    monkeypatch.setattr(code_checks, "read_codes", changed)
