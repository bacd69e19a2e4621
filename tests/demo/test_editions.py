"""The demonstration publishes what the statistics office could: a month twice, a later one once."""

import pytest

from config.jalali import JalaliMonth
from demo.editions import publish_months
from statistics.enums import EditionKind
from statistics.models import Edition
from statistics.publication.worker import run_waiting
from statistics.rollups.services import rebuild
from tests.statistics.publication.worlds import MONTH, PublishingWorld, many
from tests.world import World, tehran

pytestmark = pytest.mark.django_db
PRELIMINARY, FINAL, _ = EditionKind


def asked() -> list[tuple[JalaliMonth, str]]:
    return [(each.period, each.kind) for each in Edition.objects.order_by("pk")]


def test_a_month_is_published_twice_and_a_later_one_as_preliminary(world: World) -> None:
    publishing = PublishingWorld(world)
    for month in (MONTH, MONTH + 1):
        publishing.file([*many(1, [20, 18, 16], 100), *many(2, [50, 40, 45], 200)], month)
        rebuild(month)
    now = tehran(1404, 7, 5)
    assert publish_months(now) == 3
    latest = MONTH + 2
    assert asked() == [(MONTH, PRELIMINARY), (MONTH, FINAL), (latest, PRELIMINARY)]
    # Whoever starts the demonstration again publishes nothing anew.
    assert publish_months(now) == 0
    run_waiting()
    assert Edition.objects.filter(year=1404, month=3, state="published").count() == 2


def test_where_nothing_stands_nothing_is_published(world: World) -> None:
    PublishingWorld(world)
    assert publish_months(tehran(1404, 7, 5)) == 0
