"""A list is read page by page behind the last row that was seen."""

import pytest

from config.keyset import (
    Page,
    before_moment,
    behind_moment,
    moment_cursor,
    older,
    page_of,
    pk_cursor,
)
from review.inbox.queries import queue
from statistics.models import Submission
from tests.world import FILED_AT, MEHR, World


def test_a_page_holds_so_many_rows_and_the_last_has_no_cursor() -> None:
    rows = [3, 1, 4, 1, 5]
    assert page_of(rows, str, 2) == Page([3, 1], "1")
    assert page_of(rows, str, 4) == Page([3, 1, 4, 1], "1")
    assert page_of(rows, str, 5) == Page(rows, "")
    assert page_of([], str, 5) == Page([], "")


@pytest.mark.django_db
def test_page_after_page_every_row_is_seen_once(world: World) -> None:
    cases = [world.filed(MEHR - n).pk for n in range(5)]
    seen, cursor = [], ""
    rows = Submission.objects.order_by("-pk")
    while True:
        page = page_of(older(rows, cursor), pk_cursor, 2)
        seen += [case.pk for case in page.rows]
        cursor = page.cursor
        if not cursor:
            break
    assert seen == sorted(cases, reverse=True)


@pytest.mark.django_db
def test_the_cursor_goes_on_behind_the_last_row_even_at_the_same_instant(world: World) -> None:
    cases = [world.filed(MEHR - n) for n in range(3)]
    Submission.objects.update(priority_at=FILED_AT)
    queued = queue(world.union_officer, FILED_AT)
    second = sorted(case.pk for case in cases)[1]
    rest = behind_moment(queued, moment_cursor(FILED_AT, second), "priority_at")
    assert [case.pk for case in rest] == [max(case.pk for case in cases)]


@pytest.mark.django_db
def test_an_id_of_any_size_is_compared_as_it_is(world: World) -> None:
    world.filed()
    Submission.objects.update(priority_at=FILED_AT)
    queued = queue(world.union_officer, FILED_AT)
    large = moment_cursor(FILED_AT, 2**40)
    assert before_moment(queued, large, "priority_at").count() == 1
    assert behind_moment(queued, large, "priority_at").count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["", "x", ",", "2019-10-25T07:30:00,1", "2019-10-25,1", "²,²"])
def test_a_malformed_cursor_is_the_beginning(world: World, cursor: str) -> None:
    world.filed()
    assert behind_moment(queue(world.union_officer, FILED_AT), cursor, "priority_at").count() == 1
    assert older(queue(world.union_officer, FILED_AT), cursor).count() == 1
