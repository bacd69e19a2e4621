"""An edition tells the middle of a group once, and no edition tells of one holder by another."""

import random
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from statistics.enums import EditionKind, EditionState
from statistics.models import MirrorGroup, MirrorTrace
from statistics.publication import worker
from tests.statistics.publication.mirror.worlds import TEN, makers, told, traces
from tests.statistics.publication.worlds import MONTH, Maker, PublishingWorld
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def publishing(world: World) -> PublishingWorld:
    return PublishingWorld(world)


def figures(*values: str | int) -> tuple[Decimal | int, ...]:
    *middle, holders = values
    return (*map(Decimal, middle), int(holders))


def test_the_middle_of_ten_is_told_to_their_place_and_the_country(
    publishing: PublishingWorld,
) -> None:
    publishing.file(makers(TEN))
    edition = publishing.published()
    here = publishing.places[0].code
    # Of 5 to 50 for each of two people.
    assert told(edition) == dict.fromkeys((here, "IR"), figures(18, 28, 38, 10))
    assert traces(edition) == dict.fromkeys((here, "IR"), (True, None))


def test_of_nine_nothing_is_told_or_kept(publishing: PublishingWorld) -> None:
    publishing.file(makers(TEN[:9]))
    edition = publishing.published()
    assert (told(edition), traces(edition)) == ({}, {})


def test_units_of_one_holder_are_one_of_the_group(publishing: PublishingWorld) -> None:
    # A second unit of the first holder: ten units, nine holders.
    publishing.file([*makers(TEN[:9]), Maker(0, 0, "500", 2, trade="1920")])
    assert told(publishing.published()) == {}


def test_several_units_of_a_holder_are_put_together_before_they_are_divided(
    publishing: PublishingWorld,
) -> None:
    publishing.file([*makers(TEN), Maker(9, 0, "1000", 98, trade="1920")])
    # The largest has 11 for each of a hundred people instead of 50.
    assert told(publishing.published()) == dict.fromkeys(
        (publishing.places[0].code, "IR"), figures(14, 23, 33, 10)
    )


def test_a_month_without_people_divides_nothing(publishing: PublishingWorld) -> None:
    publishing.file([*makers(TEN[:9]), *makers([100], 9, people=0)])
    assert told(publishing.published()) == {}


def test_who_make_nearly_the_same_are_hidden_from_each_other(publishing: PublishingWorld) -> None:
    publishing.file(makers(range(100, 110)))
    edition = publishing.published()
    assert told(edition) == {}
    assert set(traces(edition).values()) == {(False, None)}
    assert not MirrorTrace.objects.exclude(prints=[]).exists()


def test_what_one_edition_hides_no_later_one_of_the_month_tells(
    publishing: PublishingWorld,
) -> None:
    publishing.file(makers(range(100, 110)))
    publishing.published()
    publishing.file(makers(TEN))
    assert told(publishing.published(EditionKind.ANNUAL)) == {}


def test_one_who_came_late_is_not_read_from_two_editions(publishing: PublishingWorld) -> None:
    publishing.file(makers(TEN))
    first = publishing.published()
    publishing.file(makers([500], 50))
    second = publishing.published(EditionKind.ANNUAL)
    assert told(second) == told(first)
    assert set(traces(second).values()) == {(True, 1)}


def test_one_who_corrected_is_not_read_from_two_editions(publishing: PublishingWorld) -> None:
    publishing.file(makers(TEN))
    first = publishing.published()
    publishing.file(makers([5000]))
    assert told(publishing.published(EditionKind.ANNUAL)) == told(first)


def test_as_many_who_came_late_as_a_group_has_are_told(publishing: PublishingWorld) -> None:
    publishing.file(makers(TEN))
    publishing.published()
    publishing.file(makers(TEN, 50))
    second = publishing.published(EditionKind.ANNUAL)
    assert {row[3] for row in told(second).values()} == {20}
    assert set(traces(second).values()) == {(True, None)}


def test_small_changes_are_told_once_they_are_many(publishing: PublishingWorld) -> None:
    publishing.file(makers(TEN))
    publishing.published(EditionKind.PRELIMINARY)
    publishing.file(makers(TEN[:6], 50))
    held = publishing.published()
    assert set(traces(held).values()) == {(True, 1)}
    publishing.file(makers(TEN[6:], 60))
    third = publishing.published(EditionKind.ANNUAL)
    assert set(traces(third).values()) == {(True, None)}
    assert {row[3] for row in told(third).values()} == {20}


@pytest.mark.parametrize("seed", range(6))
def test_other_figures_come_from_as_many_holders_as_a_group(
    publishing: PublishingWorld, seed: int
) -> None:
    """Newcomers and corrections, from one to more than a group, in groups of few sizes."""
    draw = random.Random(seed)
    sizes = (5, 8, 13, 20, 40, 80, 200)
    before = {holder: draw.choice(sizes) for holder in range(draw.randrange(10, 16))}
    publishing.file(Maker(holder, 0, str(size), 1) for holder, size in before.items())
    first = publishing.published()
    late = {draw.randrange(24): draw.choice(sizes) for _ in range(draw.randrange(1, 24))}
    publishing.file(Maker(holder, 0, str(size), 1) for holder, size in late.items())
    second = publishing.published(EditionKind.ANNUAL)
    changed = sum(before.get(holder) != size for holder, size in late.items())
    if told(second) != told(first):
        assert changed >= 10
    if not told(first):
        assert told(second) == {}


def test_an_edition_in_which_nobody_changed_is_told_anew(publishing: PublishingWorld) -> None:
    publishing.file(makers(TEN))
    first = publishing.published()
    second = publishing.published(EditionKind.ANNUAL)
    assert told(second) == told(first)
    assert set(traces(second).values()) == {(True, None)}


def test_what_was_told_stays_told_when_the_group_is_no_more(publishing: PublishingWorld) -> None:
    publishing.file(makers(TEN))
    first = publishing.published()
    publishing.file(makers([0] * 10))
    second = publishing.published(EditionKind.ANNUAL)
    assert told(second) == told(first)


def test_a_group_that_was_too_small_is_told_when_it_has_grown(publishing: PublishingWorld) -> None:
    publishing.file(makers(TEN[:9]))
    publishing.published()
    publishing.file(makers([100], 9))
    assert told(publishing.published(EditionKind.ANNUAL))["IR"] == figures(18, 28, 38, 10)


def test_who_is_left_beside_told_places_is_not_read_from_the_country(
    publishing: PublishingWorld,
) -> None:
    publishing.file([*makers(TEN), *makers([35, 45], 50, place=1)])
    edition = publishing.published()
    assert set(told(edition)) == {publishing.places[0].code}
    assert traces(edition)["IR"] == (False, None)


def test_growth_is_of_those_who_made_it_in_both_months(publishing: PublishingWorld) -> None:
    publishing.file(makers([100] * 10), MONTH - 1)
    publishing.file(makers([50, 70, 80, 90, 100, 110, 120, 130, 150, 250]))
    # Without a month before, or with another that stood idle then, nobody grew.
    publishing.file(makers([999], 50))
    edition = publishing.published()
    found = told(edition, "growth")
    assert found["IR"] == figures("0.85", "1.05", "1.28", 10)
    assert told(edition)["IR"][3] == 10


def test_who_stood_idle_the_month_before_did_not_grow(publishing: PublishingWorld) -> None:
    publishing.file(makers([100] * 9 + [0]), MONTH - 1)
    publishing.file(makers([50, 70, 80, 90, 100, 110, 120, 130, 150, 250]))
    edition = publishing.published()
    assert told(edition, "growth") == {}
    assert told(edition)


def test_nothing_of_a_group_comes_after_its_edition_or_changes(
    publishing: PublishingWorld,
) -> None:
    publishing.file(makers(TEN))
    edition = publishing.published()
    row = MirrorGroup.objects.filter(edition=edition).order_by("pk")[0]
    for act in (
        lambda: MirrorGroup.objects.filter(pk=row.pk).update(low=1),
        lambda: MirrorTrace.objects.filter(edition=edition).delete(),
        lambda: MirrorGroup.objects.create(
            edition=edition, figure="growth", product=row.product, measure=row.measure,
            low=1, middle=1, high=1, holders=10,
        ),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_mirror_fails_with_its_edition(
    publishing: PublishingWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.file(makers(TEN))
    monkeypatch.setattr("statistics.publication.freezing.unveiled", lambda edition: 1)
    edition = publishing.ask()
    worker.run_waiting()
    edition.refresh_from_db()
    assert edition.state == EditionState.FAILED
    assert not MirrorGroup.objects.exists()
    assert not MirrorTrace.objects.exists()
