"""The pages of visits at every stage: planned, written, confirmed with what it proposes."""

from collections.abc import Iterator
from decimal import Decimal

from django.urls import reverse

from promises.field_inventory import FieldPlace
from review.models import Visit
from review.visits.plan_services import plan
from review.visits.report_services import save
from review.visits.second_look_services import confirm
from tests import access_table as table
from tests.access import Stage
from tests.review.visits.cases import by_text, posted, questionnaire, terms
from tests.world import FILED_AT, World, licence_for

# Workshops of nobody on stage, each with a visit of its own.
GUILDS = ("0477777001", "0477777002", "0477777003")
HOLDERS = ("0000000493", "0000000507", "0000000515")


def visit_pages(stage: Stage, world: World) -> Iterator[FieldPlace]:
    """Let the union have a visit ahead, one that waits for the head, and one with proposals."""
    questionnaire()
    ahead, waiting, proposing = (
        _planned(world, guild, holder) for guild, holder in zip(GUILDS, HOLDERS, strict=True)
    )
    yield table.UNION, reverse("visits:write", args=[ahead.pk])
    yield table.UNION, reverse("visits:move", args=[ahead.pk])
    _written(world, waiting)
    yield table.HEAD, reverse("visits:one", args=[waiting.pk])
    done = _written(
        world,
        proposing,
        answers=by_text(address="no", working="no", people="3", production="yes"),
        latitude=Decimal("37.14310"),
        longitude=Decimal("46.10550"),
    )
    confirm(stage.people[table.HEAD], done.pk, done.version, FILED_AT)
    yield table.UNION, reverse("visits:one", args=[done.pk])


def _planned(world: World, guild: str, holder: str) -> Visit:
    unit = licence_for(guild, holder, world.union, world.owner).unit
    visitor = world.union_officer
    return plan(visitor, world.union, unit.pk, terms(visitor), FILED_AT)


def _written(world: World, visit: Visit, **more: object) -> Visit:
    user = world.union_officer
    return save(user, visit.pk, posted(**more), visit.version, FILED_AT, finish=True)
