"""What readers get of editions: figures or marks, from the last edition of each month."""

from decimal import Decimal

import pytest

from catalog.models import Product
from catalog.policy.book import PolicyBook
from statistics.enums import CellStatus, EditionKind, Flow
from statistics.models import Edition
from statistics.publication.derived_rules import ABSENT, HIDDEN, NOT_YET, growth, shown
from statistics.publication.queries import (
    CellKey,
    edition,
    editions_of,
    history,
    latest_edition,
    read,
    read_all,
    read_keys,
    read_whole,
    read_with_places,
    release_days,
    series,
)
from tests.statistics.publication.worlds import MONTH, PublishingWorld, many
from tests.world import BAG, World

pytestmark = pytest.mark.django_db
LARGE, MIDDLE = [50, 40, 45, 30], [20, 18, 16]


@pytest.fixture
def publishing(world: World) -> PublishingWorld:
    """Three months of a place with many makers, one with several, one with a lone maker."""
    found = PublishingWorld(world)
    for later in range(3):
        people = [*many(0, [10], 0), *many(1, MIDDLE, 100), *many(2, LARGE, 200)]
        found.file(people, MONTH + later)
    return found


def bag(place: int | None = None) -> CellKey:
    return CellKey(Flow.PRODUCTION, Product.objects.get(code=BAG).pk, "ton", organization=place)


def test_a_cell_is_read_as_a_figure_or_a_mark(publishing: PublishingWorld) -> None:
    made = publishing.published()
    month = read_all(made)
    assert month.figure(bag()) == shown(Decimal("229.000000"))
    assert month.figure(bag(publishing.places[0].pk)) == HIDDEN
    # Nobody filed anything there.
    assert month.figure(bag(publishing.world.ministry.pk)) == ABSENT
    narrow = read(made, Flow.PRODUCTION, publishing.places[0].pk)
    assert {key.organization for key in narrow.figures} == {None, publishing.places[0].pk}


def test_an_edition_that_is_not_out_has_nothing_to_read(publishing: PublishingWorld) -> None:
    waiting = publishing.ask()
    assert latest_edition() is None
    assert edition(MONTH, 1) is None
    assert read_all(waiting).figures == {}


def test_the_last_edition_of_a_month_is_read_and_the_earlier_one_stays(
    publishing: PublishingWorld,
) -> None:
    first, second = publishing.published(), publishing.published(EditionKind.ANNUAL)
    assert latest_edition(MONTH) == second
    assert latest_edition() == second
    assert editions_of(MONTH) == [first, second]
    assert edition(MONTH, 1) == first


def test_a_quarter_is_the_sum_of_its_months_where_all_are_shown(
    publishing: PublishingWorld,
) -> None:
    months = [MONTH + later for later in range(3)]
    for month in months[:2]:
        publishing.published(month=month)
    keys = [bag(), bag(publishing.places[0].pk)]
    found = series(keys, months)
    # The third month is not out yet.
    assert found[keys[0]].total() == NOT_YET
    publishing.published(month=months[2])
    found = series(keys, months)
    assert found[keys[0]].total() == shown(Decimal("687.000000"))
    assert found[keys[1]].total() == HIDDEN


def test_revisions_are_of_published_figures_alone(publishing: PublishingWorld) -> None:
    publishing.published()
    publishing.file(many(2, [22, 21, 20, 19], 900))
    publishing.published(EditionKind.ANNUAL)
    figures = [figure for _, figure in history(bag(), MONTH)]
    assert figures == [shown(Decimal("229.000000")), shown(Decimal("311.000000"))]
    assert growth(figures[1], figures[0]) == shown(Decimal("35.8"))
    hidden = [figure for _, figure in history(bag(publishing.places[0].pk), MONTH)]
    assert hidden == [HIDDEN, HIDDEN]
    assert growth(*hidden) == HIDDEN


def test_a_few_cells_of_many_editions_are_read_at_once(publishing: PublishingWorld) -> None:
    first, second = publishing.published(), publishing.published(month=MONTH + 1)
    people = CellKey(Flow.EMPLOYMENT)
    found = read_keys([bag(), people], [first, second, publishing.ask(month=MONTH + 2)])
    assert set(found) == {first.pk, second.pk}
    assert found[second.pk].figure(bag()) == shown(Decimal("229.000000"))
    # Neither trades nor places that nobody asked for.
    assert set(found[first.pk].figures) == {bag(), people}


def test_a_page_reads_the_country_and_the_people_of_each_place(
    publishing: PublishingWorld,
) -> None:
    made = publishing.published()
    page = read_with_places(made)
    placed = {key for key in page.figures if key.organization is not None}
    assert placed
    assert {(key.flow, key.trade) for key in placed} == {(Flow.EMPLOYMENT, "")}
    assert page.figure(bag()) == shown(Decimal("229.000000"))
    whole = read_whole(made, Flow.EMPLOYMENT)
    assert {key.trade for key in whole.figures} == {""}
    assert {key.organization for key in whole.figures} >= {key.organization for key in placed}


def test_the_calendar_is_known_before_anything_is_out(world: World) -> None:
    days = release_days(MONTH, PolicyBook.load())
    assert list(days) == list(EditionKind)
    assert sorted(days.values()) == list(days.values())


def test_exports_of_a_preliminary_month_are_not_there_yet(publishing: PublishingWorld) -> None:
    made = publishing.published(EditionKind.PRELIMINARY)
    assert isinstance(made, Edition)
    assert read_all(made).figure(CellKey(Flow.EXPORT_USD)).status == CellStatus.NOT_YET
