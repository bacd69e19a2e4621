"""A look shows what is final, is kept whatever it finds, and has its bound."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.authority import authority_of
from entitlements.models import OrderLook
from entitlements.orders.errors import TooManyLooksError
from entitlements.orders.queries import told_of
from entitlements.orders.services import Asked, look
from review import workflow
from review.correspondence.correction_requests import request_correction
from review.sweep.engine import sweep
from tests.entitlements.orders.posts import ORDER, reviewer
from tests.world import FILED_AT, MEHR, World, tehran
from units.models import Unit

pytestmark = pytest.mark.django_db
# Mehr has ended and is the latest of the months asked for.
AT = tehran(1398, 8, 20)
STRANGER = "9990000026"


def asked(world: World, **other: Any) -> Asked:
    ids: dict[str, Any] = {"holder_id": world.unit.holder_id, "guild_id": world.unit.guild_id}
    return Asked(**({**ids, "order_number": ORDER, "months": 12} | other))


def test_only_the_version_that_is_final_is_told(world: World) -> None:
    world.final(MEHR - 1)
    world.filed(MEHR)
    made = look(reviewer(world), asked(world), AT)
    assert (made.unit, made.final, made.activity) == (world.unit, 1, "active")
    assert (made.since, made.until, made.months) == (139708, 139807, 12)
    told = told_of(world.unit, MEHR - 11, MEHR, AT)
    assert told
    assert [one.month for one in told.months] == [MEHR - 1]
    assert told.months[0].looked_at
    assert told.in_review == [MEHR]


def test_months_outside_what_was_asked_are_not_told(world: World) -> None:
    world.final(MEHR - 1)
    later = tehran(1399, 8, 20)
    assert look(reviewer(world), asked(world), later).final == 0
    assert look(reviewer(world), asked(world, months=24), later).final == 1


def test_a_month_under_correction_keeps_its_last_final_version(world: World) -> None:
    case = world.final()
    request_correction(world.owner, case.tracking_number, case.version, "اشتباه", AT)
    case.refresh_from_db()
    workflow.accept_correction(world.ministry_officer, case.tracking_number, case.version, AT)
    told = told_of(world.unit, MEHR - 11, MEHR, AT)
    assert told
    assert [(one.month, one.corrected) for one in told.months] == [(MEHR, True)]
    assert told.months[0].figures.produced


@pytest.mark.parametrize("wrong", [{"holder_id": STRANGER}, {"guild_id": "0000000001"}])
def test_a_wrong_id_is_the_pair_of_no_unit_and_kept_without_one(
    world: World, wrong: dict[str, str]
) -> None:
    user = reviewer(world)
    # Read once a request.
    authority_of(user)
    with CaptureQueriesContext(connection) as half:
        made = look(user, asked(world, **wrong), AT)
    with CaptureQueriesContext(connection) as none:
        other = look(user, asked(world, holder_id=STRANGER, guild_id="0000000001"), AT)
    assert made.unit is other.unit is None
    assert (made.final, made.activity) == (other.final, other.activity) == (0, "")
    assert len(half) == len(none)


def test_a_unit_that_was_closed_for_a_new_holder_is_found_by_its_own(world: World) -> None:
    world.final()
    Unit.objects.filter(pk=world.unit.pk).update(closed_on=AT.date() - timedelta(days=5))
    assert look(reviewer(world), asked(world), AT).unit == world.unit


def test_looks_of_a_person_are_bounded_and_those_in_vain_sooner(
    world: World, settings: Any
) -> None:
    settings.ORDER_LOOKS, settings.ORDER_MISSES = ((3, 60),), ((1, 60),)
    user = reviewer(world)
    look(user, asked(world), AT)
    look(user, asked(world, holder_id=STRANGER), AT)
    with pytest.raises(TooManyLooksError) as shut:
        look(user, asked(world), AT)
    assert shut.value.until == AT + timedelta(minutes=60)
    # Nothing of the one that was refused is kept, and an hour later it is taken.
    assert OrderLook.objects.count() == 2
    look(user, asked(world), AT + timedelta(minutes=61))


def test_the_log_of_looks_is_only_added_to(world: World) -> None:
    look(reviewer(world), asked(world), AT)
    for change in (
        lambda: OrderLook.objects.update(order_number="1"),
        lambda: OrderLook.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_month_that_nobody_looked_at_says_so(world: World) -> None:
    world.filed()
    later = AT + timedelta(days=30)
    for day in range(30):
        sweep(FILED_AT + timedelta(days=day))
    told = told_of(world.unit, MEHR, MEHR, later)
    assert told
    assert [(one.month, one.looked_at) for one in told.months] == [(MEHR, False)]
