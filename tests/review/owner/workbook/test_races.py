"""At one moment: one file twice, two files of one unit sent, a file and the unit's own page."""

from functools import partial

import pytest

from review import workflow
from review.models import Workbook
from review.owner.workbook import services
from statistics.models import Revision, Submission
from tests.concurrency import Act, race
from tests.review.owner.workbook import brought, filled, first_month, laid_out, saved
from tests.world import FILED_AT, World

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_file_at_once_is_one_workbook(shared_world: World) -> None:
    data = saved(first_month(shared_world))
    act = partial(services.upload, shared_world.owner, "a.xlsx", data, FILED_AT)
    results = race([act, act])
    assert results[0] == results[1]
    assert Workbook.objects.count() == 1


def test_of_two_files_of_one_unit_one_is_sent(shared_world: World) -> None:
    world, rows = shared_world, first_month(shared_world)
    first = brought(world, rows)
    rows[1]["quantity"] = 21
    second = brought(world, rows)
    acts: list[Act] = [
        partial(services.send, world.owner, book, [book.units.get().pk], FILED_AT, False)
        for book in (first, second)
    ]
    sent = [len(result.sent) for result in race(acts)]  # type: ignore[attr-defined]
    assert sorted(sent) == [0, 1]
    assert Revision.objects.count() == Submission.objects.count() == 1


def test_of_a_file_and_the_units_own_page_one_files(shared_world: World) -> None:
    world = shared_world
    case = world.ready()
    rows = filled(laid_out([world.licence])[:2], 21)
    book = brought(world, rows)
    number, version = case.tracking_number, case.version
    race(
        [
            partial(services.send, world.owner, book, [book.units.get().pk], FILED_AT, False),
            partial(workflow.file, world.owner, number, version, FILED_AT),
        ]
    )
    assert Revision.objects.count() == 1
