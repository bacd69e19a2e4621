"""Publishing: frozen figures, one edition after the other, and what has changed since."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from oversight.evaluation import services
from oversight.evaluation.board import differences
from oversight.evaluation.errors import (
    AnotherEditionError,
    NeedsReasonError,
    TooEarlyError,
    UnchangedError,
)
from oversight.evaluation.queries import evaluate
from oversight.models import EvaluationEdition
from oversight.periods import EvaluationPeriod
from review import workflow
from statistics.errors import NotAllowedError
from tests.oversight.evaluation.stories import AFTER, evaluator, obliged
from tests.world import MEHR, World, tehran

pytestmark = pytest.mark.django_db
PERIOD = EvaluationPeriod.of_month(MEHR)
LATER = tehran(1398, 9, 25)


def test_an_edition_keeps_its_figures_when_decisions_follow(world: World) -> None:
    obliged()
    case = world.at_province()
    edition = services.publish(evaluator(world), PERIOD, 0, "", AFTER)
    before = edition.figures
    workflow.approve(world.province_officer, case.tracking_number, case.version, LATER)
    edition.refresh_from_db()
    assert edition.figures == before
    changed = differences(edition.offices, evaluate(PERIOD, LATER))
    assert {(row.office, row.count, row.published, row.now) for row in changed} == {
        (world.province.name, "تصمیم کارشناس", 0, 1),
        (world.province.name, "تأیید", 0, 1),
    }


def test_the_same_instant_gives_the_same_figures_again(world: World) -> None:
    obliged()
    case = world.at_province()
    edition = services.publish(evaluator(world), PERIOD, 0, "", AFTER)
    workflow.approve(world.province_officer, case.tracking_number, case.version, LATER)
    assert [office.as_json() for office in evaluate(PERIOD, edition.as_of)] == edition.figures


def test_editions_are_chained_and_a_changed_figure_is_found(world: World) -> None:
    obliged()
    user = evaluator(world)
    first = services.publish(user, PERIOD, 0, "", AFTER)
    world.filed(at=LATER)
    second = services.publish(user, PERIOD, 1, "یک واحد دیرتر ثبت کرد", LATER)
    assert (second.serial, second.previous_digest) == (2, first.digest)
    second.refresh_from_db()
    again = services.digest(PERIOD, 2, second.as_of, second.figures, first.digest)
    assert again == second.digest
    second.figures[0]["filed"] += 1
    other = services.digest(PERIOD, 2, second.as_of, second.figures, first.digest)
    assert other != second.digest


def test_a_later_edition_says_why_and_differs(world: World) -> None:
    obliged()
    user = evaluator(world)
    services.publish(user, PERIOD, 0, "", AFTER)
    with pytest.raises(NeedsReasonError):
        services.publish(user, PERIOD, 1, " ", LATER)
    with pytest.raises(UnchangedError):
        services.publish(user, PERIOD, 1, "دوباره", LATER)
    assert EvaluationEdition.objects.count() == 1


def test_nothing_is_published_while_units_may_still_file_in_time(world: World) -> None:
    obliged()
    closes = tehran(1398, 8, 11, 0)
    user = evaluator(world)
    with pytest.raises(TooEarlyError):
        services.publish(user, PERIOD, 0, "", tehran(1398, 8, 10, 23))
    assert services.publish(user, PERIOD, 0, "", closes).serial == 1


def test_who_saw_an_older_edition_publishes_none(world: World) -> None:
    obliged()
    user = evaluator(world)
    services.publish(user, PERIOD, 0, "", AFTER)
    with pytest.raises(AnotherEditionError):
        services.publish(user, PERIOD, 0, "", LATER)


def test_only_the_statistics_office_publishes(world: World) -> None:
    for user in (world.ministry_officer, world.province_officer, world.owner):
        with pytest.raises(NotAllowedError):
            services.publish(user, PERIOD, 0, "", AFTER)


def test_an_edition_is_never_changed_nor_deleted(world: World) -> None:
    services.publish(evaluator(world), PERIOD, 0, "", AFTER)
    rows = EvaluationEdition.objects.order_by("pk")
    for act in (lambda: rows.update(note="x"), rows.delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            act()


def test_two_editions_never_share_a_serial(world: World) -> None:
    edition = services.publish(evaluator(world), PERIOD, 0, "", AFTER)
    edition.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.save(force_insert=True)
