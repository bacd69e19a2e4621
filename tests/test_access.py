"""Every address × persona against the one access table: of its cells a part, each time another.

All of them, and all methods, are tried by promise P4; the guards of the table itself stand here.
"""

import random

import pytest
import time_machine as clock
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import override_settings
from django.urls import get_resolver, path

from config import urls
from config.http import open_to_all
from statistics.models import Submission
from tests import access_table as table
from tests.access import Stage, addresses, differing, staged, stored
from tests.world import FILED_AT, World

PART = 0.1


@pytest.fixture
def stage(world: World, time_machine: clock.TimeMachineFixture) -> Stage:
    """Set everybody on stage, on the day on which the cases were filed."""
    time_machine.move_to(FILED_AT, tick=False)
    return staged(world)


def test_every_address_has_its_line_and_every_line_its_address() -> None:
    names = list(addresses(get_resolver().url_patterns))
    assert sorted(names) == sorted(table.TABLE)


@pytest.mark.parametrize("persona", table.PERSONAS)
def test_nobody_reaches_what_is_not_theirs(stage: Stage, persona: str) -> None:
    before = stored()
    cells = [cell for cell in table.cells(persona, ("GET", "POST")) if random.random() < PART]
    assert differing(stage, cells) == []
    assert stored() == before


def test_the_table_is_no_small_one() -> None:
    assert sum(len(list(table.cells(persona))) for persona in table.PERSONAS) >= 4000


@open_to_all
def careless(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show a case to whoever asks."""
    return HttpResponse(Submission.objects.get(tracking_number=tracking).unit.name)


def signed_in_is_enough(request: HttpRequest, tracking: str) -> HttpResponse:
    """Show a case to whoever is signed in."""
    return HttpResponse(f"{Submission.objects.filter(tracking_number=tracking).count()}")


def says_more(request: HttpRequest, tracking: str) -> HttpResponse:
    """Refuse a case that is there in other words than one that is not."""
    there = Submission.objects.filter(tracking_number=tracking).exists()
    return HttpResponseNotFound("not yours" if there else "")


class Planted:
    """The portal with one page that forgot who may see it."""

    urlpatterns = [path("statistics/<digits:tracking>/report/", careless), *urls.urlpatterns]


class Forgetful:
    """The portal with one page that asks for a sign-in and nothing more."""

    urlpatterns = [path("review/<digits:tracking>/", signed_in_is_enough), *urls.urlpatterns]


class Telling:
    """The portal with one page that tells a stranger's case from a missing one."""

    urlpatterns = [path("review/<digits:tracking>/", says_more), *urls.urlpatterns]


@pytest.mark.parametrize(
    ("urlconf", "name", "persona"),
    [
        (Planted, "statistics:report", table.ANONYMOUS),
        (Forgetful, "review:case", table.STRANGER),
        (Forgetful, "review:case", table.OWNER),
        (Forgetful, "review:case", table.ADMIN),
        (Planted, "statistics:report", table.TOKEN),
        (Telling, "review:case", table.STRANGER),
    ],
)
def test_a_page_that_forgets_its_scope_is_found(
    stage: Stage, urlconf: type, name: str, persona: str
) -> None:
    tried = [c for c in table.cells(persona) if c.name == name and c.case == table.NEAR]
    with override_settings(ROOT_URLCONF=urlconf):
        assert differing(stage, [c for c in tried if c.method == "GET"])


def test_an_address_without_a_line_is_found() -> None:
    planted = [path("new/", careless, name="planted"), *urls.urlpatterns]
    assert set(addresses(planted)) - set(table.TABLE) == {"planted"}
