"""A list is sent once, by the head, until the first of Khordad, and stays as it was."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from oversight.best_units.errors import LateError, NotACandidateError, SentAlreadyError
from oversight.best_units.services import propose
from oversight.models import BestUnit, BestUnitList
from statistics.errors import NotAllowedError
from tests.oversight.best_units import NOW, YEAR, another_unit, head_of, two_months_owed, whole_year
from tests.world import World, tehran

pytestmark = pytest.mark.django_db
LAST = tehran(1398, 3, 2, 0)


@pytest.fixture
def unit(world: World) -> int:
    """Return a unit whose year is whole."""
    two_months_owed()
    whole_year(world)
    return world.unit.pk


def test_a_list_is_kept_with_reasons_and_figures_and_never_changed(world: World, unit: int) -> None:
    whole_year(second := another_unit(world, 1, "واحد 1"), sends=False)
    chosen = {second.unit.pk: "نظم در ثبت", unit: " به‌موقع و کامل "}
    made = propose(head_of(world.province), world.province, YEAR, chosen, NOW)
    best = list(made.units.all())
    assert [(one.unit_id, one.reason) for one in best] == [
        (unit, "به‌موقع و کامل"),
        (second.unit.pk, "نظم در ثبت"),
    ]
    assert best[0].figures["due"] == 2
    assert (best[0].figures["rank"], best[1].figures["rank"]) == (1, 2)
    changes: tuple[Callable[[], object], ...] = (
        lambda: BestUnit.objects.update(reason="x"),
        lambda: BestUnit.objects.all().delete(),
        lambda: BestUnitList.objects.update(year=1396),
    )
    for change in changes:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_of_two_who_send_one_is_told(world: World, unit: int) -> None:
    propose(head_of(world.province), world.province, YEAR, {unit: "کامل"}, NOW)
    with pytest.raises(SentAlreadyError):
        propose(head_of(world.province, "deputy"), world.province, YEAR, {unit: "کامل"}, NOW)


def test_the_first_of_khordad_is_the_last_day(world: World, unit: int) -> None:
    head, chosen = head_of(world.province), {unit: "کامل"}
    with pytest.raises(LateError):
        propose(head, world.province, YEAR, chosen, LAST)
    with pytest.raises(LateError):
        propose(head, world.province, YEAR - 1, chosen, NOW)
    assert propose(head, world.province, YEAR, chosen, LAST - timedelta(seconds=1))


def test_who_is_no_head_names_nobody(world: World, unit: int) -> None:
    for user, office in (
        (world.province_officer, world.province),
        (world.ministry_officer, world.province),
        (world.ministry_officer, world.ministry),
    ):
        with pytest.raises(NotAllowedError):
            propose(user, office, YEAR, {unit: "کامل"}, NOW)


def test_a_choice_without_reason_or_of_no_candidate_is_refused(world: World, unit: int) -> None:
    head, other = head_of(world.province), another_unit(world, 1, "واحد 1").unit.pk
    refused: tuple[dict[int, str], ...] = (
        {},
        {unit: " "},
        {other: "کامل"},
        {unit: "کامل", other: "کامل"},
    )
    for chosen in refused:
        with pytest.raises(NotACandidateError):
            propose(head, world.province, YEAR, chosen, NOW)
    assert not BestUnitList.objects.exists()
