"""Two at once on real PostgreSQL: one visit, one report, one second look."""

from functools import partial

import pytest

from review.models import Visit, VisitPhoto
from review.visit_enums import VisitState
from review.visits.photo_services import add_photo
from review.visits.plan_services import cancel, plan
from review.visits.report_services import save
from review.visits.second_look_services import confirm, send_back
from tests.concurrency import Act, race, winners
from tests.review.visits.cases import (
    colleague_of,
    head_of,
    planned,
    posted,
    questionnaire,
    terms,
    written,
)
from tests.sample_files import png
from tests.world import FILED_AT, World

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_offices_that_plan_at_once_one_visits(world: World) -> None:
    questionnaire()
    unit = world.unit.pk
    acts: list[Act] = [
        partial(plan, user, office, unit, terms(user), FILED_AT)
        for user, office in (
            (world.union_officer, world.union),
            (world.province_officer, world.province),
        )
    ]
    assert len(winners(race(acts))) == 1
    assert Visit.objects.count() == 1


def test_two_windows_that_save_at_once_keep_one_and_tell_the_other(world: World) -> None:
    visit = planned(world)
    acts: list[Act] = [
        partial(save, world.union_officer, visit.pk, posted(summary=words), 1, FILED_AT)
        for words in ("یکی", "دیگری")
    ]
    assert len(winners(race(acts))) == 1
    visit.refresh_from_db()
    assert visit.version == 2


def test_a_button_pressed_twice_hands_one_report_on(world: World) -> None:
    visit = planned(world)
    act = partial(save, world.union_officer, visit.pk, posted(), 1, FILED_AT, finish=True)
    assert len(winners(race([act, act]))) == 2
    visit.refresh_from_db()
    assert (visit.state, visit.version) == (VisitState.WRITTEN, 2)


def test_of_two_second_looks_one_stands(world: World) -> None:
    visit, head = written(world), head_of(world)
    second = colleague_of(world)
    acts: list[Act] = [
        partial(confirm, head, visit.pk, visit.version, FILED_AT),
        partial(send_back, second, visit.pk, "عکس ندارد", visit.version, FILED_AT),
    ]
    assert len(winners(race(acts))) == 1
    visit.refresh_from_db()
    assert visit.version == 3


def test_a_report_and_its_cancelling_do_not_both_stand(world: World) -> None:
    visit = planned(world)
    acts: list[Act] = [
        partial(save, world.union_officer, visit.pk, posted(), 1, FILED_AT, finish=True),
        partial(cancel, world.union_officer, visit.pk, "برف", 1, FILED_AT),
    ]
    assert len(winners(race(acts))) == 1


def test_one_picture_sent_twice_at_once_is_one(world: World) -> None:
    visit, data = planned(world), png()
    act = partial(add_photo, world.union_officer, visit.pk, data, FILED_AT)
    assert len(winners(race([act, act]))) == 2
    assert VisitPhoto.objects.count() == 1
