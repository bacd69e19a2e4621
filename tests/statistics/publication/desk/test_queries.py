"""The board: every month since the first of which anything stands, with its editions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.jalali import JalaliMonth
from statistics.enums import EditionKind
from statistics.publication.desk.queries import Board, ahead_of, board
from statistics.publication.worker import run_waiting
from statistics.rollups.services import rebuild
from tests.statistics.publication.worlds import MONTH, PublishingWorld, many
from tests.world import World, tehran

pytestmark = pytest.mark.django_db

# Of MONTH the final edition is ripe, of the two months after it the preliminary one.
AT = tehran(1404, 7, 5)


@pytest.fixture
def publishing(world: World) -> PublishingWorld:
    found = PublishingWorld(world)
    found.file([*many(1, [20, 18, 16], 100), *many(2, [50, 40, 45], 200)])
    rebuild(MONTH)
    return found


def ripe(found: Board) -> list[tuple[JalaliMonth, EditionKind]]:
    return [(slot.month, slot.kind) for slot in found.ripe]


def test_before_anything_is_final_there_is_nothing_to_publish(world: World) -> None:
    assert board(AT).months == []


def test_the_calendar_reaches_to_the_end_of_the_running_year(publishing: PublishingWorld) -> None:
    found = board(AT)
    assert found.years == [1404]
    assert [row.month for row in found.of_year(1404)][::9] == [JalaliMonth(1404, 12), MONTH]
    esfand = found.slot(JalaliMonth(1404, 12), "annual")
    # Six months after the year.
    assert esfand is not None
    assert esfand.opens == tehran(1405, 7, 1, 0)
    assert esfand.stands == "later"


def test_each_month_is_ripe_for_its_most_settled_edition(publishing: PublishingWorld) -> None:
    assert ripe(board(AT)) == [
        (MONTH + 2, EditionKind.PRELIMINARY),
        (MONTH + 1, EditionKind.PRELIMINARY),
        (MONTH, EditionKind.FINAL),
    ]
    publishing.ask(EditionKind.FINAL, at=AT)
    # While it is being made the month waits; once it is out its next edition is not due yet.
    assert (MONTH, EditionKind.FINAL) not in ripe(board(AT))
    run_waiting()
    slot = board(AT).slot(MONTH, "final")
    assert slot is not None
    assert slot.stands == "out"
    assert slot.edition is not None
    assert slot.edition.by == publishing.user


def test_the_board_asks_as_many_queries_for_years_as_for_a_month(
    publishing: PublishingWorld,
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            found = board(AT)
            assert [slot.edition for row in found.months for slot in row.slots if slot.edition]
        return len(asked)

    publishing.published()
    one = queries()
    for month in (MONTH + 1, MONTH + 2):
        publishing.file(many(2, [50, 40, 45], 200), month)
        publishing.published(month=month)
    assert queries() == one == 3


def test_an_edition_in_the_queue_knows_how_many_stand_before_it(
    publishing: PublishingWorld,
) -> None:
    first = publishing.ask(EditionKind.PRELIMINARY)
    second = publishing.ask(EditionKind.FINAL)
    assert (ahead_of(first), ahead_of(second)) == (0, 1)
    run_waiting()
    second.refresh_from_db()
    assert ahead_of(second) == 0
