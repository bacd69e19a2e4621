"""The bands are counted by unit, of what is filed, for the months of the policy."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Policy
from catalog.policy.book import PolicyBook
from config.celery import app
from review import workflow
from review.inbox.bulk import approve_all
from statistics import tasks
from statistics.enums import ActivityState
from statistics.filing import services as filing
from statistics.filing.storage import EmploymentAnswers, PeriodAnswers, PostedLines
from statistics.models import PeerBand, Submission
from statistics.peers.queries import bands_of, compare_with_peers
from statistics.peers.services import refresh_bands
from tests.world import BAG, FILED_AT, MEHR, World, licence_for
from units.models import Licence

pytestmark = pytest.mark.django_db


def file(world: World, number: int, tonnes: int, people: int, month: int = 0) -> Submission:
    """File a month of another member of the union."""
    licence = licence_for(f"05{number:08d}", f"99900{number:05d}", world.union, world.owner)
    return file_again(world, licence, tonnes, people, month)


def file_again(
    world: World, licence: Licence, tonnes: int, people: int, month: int = 0
) -> Submission:
    period = PeriodAnswers(licence, MEHR - month, ActivityState.ACTIVE)
    case = filing.open_month(world.owner, period, True, FILED_AT)
    number = case.tracking_number
    filing.save_production(
        world.owner, number, 0, PostedLines({BAG: Decimal(tonnes)}), True, FILED_AT
    )
    filing.save_exports(world.owner, number, 0, False, PostedLines({}), True, FILED_AT)
    ready = filing.save_employment(
        world.owner, number, 0, EmploymentAnswers(people, 0, 0), True, FILED_AT
    )
    return workflow.file(world.owner, number, ready.version, FILED_AT)


def want_peers(least: int) -> None:
    Policy.objects.create(
        key="rule_peers_least",
        value=least,
        effective_from=MEHR.first_day,
        source_clause="x",
    )


def test_a_band_holds_all_but_five_of_a_hundred_on_either_side(world: World) -> None:
    # 2, 4 … 22 tonnes each; the fifth of a hundred lies half a step inside.
    for number in range(1, 12):
        file(world, number, tonnes=4 * number, people=2)
    assert refresh_bands(FILED_AT) == 1
    band = PeerBand.objects.get()
    assert (band.year, band.month, band.units, band.percent) == (1398, 7, 11, 5)
    assert (band.low, band.middle, band.high) == (Decimal(3), Decimal(12), Decimal(21))


def test_a_unit_counts_once_over_its_months_and_drafts_do_not(world: World) -> None:
    first = file(world, 1, tonnes=30, people=3, month=1)
    file_again(world, first.licence, tonnes=50, people=5)
    world.ready()  # a draft: twenty tonnes by three
    refresh_bands(FILED_AT)
    latest = PeerBand.objects.get(month=MEHR.month)
    # Eighty tonnes by eight people.
    assert (latest.units, latest.low, latest.high) == (1, Decimal(10), Decimal(10))


def test_counting_again_follows_what_was_filed_since(world: World) -> None:
    file(world, 1, tonnes=10, people=1)
    refresh_bands(FILED_AT)
    file(world, 2, tonnes=20, people=1)
    refresh_bands(FILED_AT)
    assert PeerBand.objects.get().units == 2


def test_the_latest_band_up_to_a_month_is_read(world: World) -> None:
    file(world, 1, tonnes=10, people=1, month=2)
    refresh_bands(FILED_AT, months=4)
    PeerBand.objects.exclude(month=MEHR.month - 2).delete()
    assert bands_of([BAG], MEHR)[BAG, "تن"].middle == 10
    assert bands_of([BAG], MEHR - 2)[BAG, "تن"].middle == 10
    assert bands_of([BAG], MEHR - 3) == {}
    assert bands_of([BAG], MEHR + 11) == {}


def test_many_cases_are_put_beside_their_peers_by_few_queries(world: World) -> None:
    want_peers(10)
    cases = [file(world, number, tonnes=4 * number, people=2) for number in range(1, 12)]
    refresh_bands(FILED_AT)
    book = PolicyBook.load()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = compare_with_peers(cases, book)
    assert len(queries) <= 5
    (smallest,) = found[cases[0].pk]
    assert smallest.outside
    assert not smallest.few
    assert smallest.figure_words == "۴ تن؛ هر نفر ۲ تن"
    assert smallest.band_words == (
        "بازهٔ ۵ تا ۹۵ درصد واحدهای مشابه: ۳ تا ۲۱ تن برای هر نفر (۱۱ واحد)"
    )
    (usual,) = found[cases[5].pk]
    assert not usual.stands_alone


def test_a_first_filing_with_few_peers_is_never_approved_in_bulk(world: World) -> None:
    want_peers(10)
    refresh_bands(FILED_AT)
    case = file(world, 1, tonnes=10, people=1)
    assert case.flags == 1
    assert case.flagged.get().short == "نخستین ثبت، واحد مشابه کافی نیست"
    bulk = approve_all(
        world.union_officer, {case.tracking_number: case.version}, FILED_AT + timedelta(hours=1)
    )
    assert not bulk.approved
    assert bulk.left[0].why == "هشدار دارد و جداگانه بررسی می‌شود"


def test_a_first_filing_within_the_band_of_enough_peers_has_no_flag(world: World) -> None:
    for number in range(1, 12):
        file(world, number, tonnes=4 * number, people=2)
    refresh_bands(FILED_AT)
    want_peers(10)
    assert file(world, 20, tonnes=24, people=2).flags == 0
    assert file(world, 21, tonnes=240, people=2).flags == 1


def test_another_measure_is_another_band(world: World) -> None:
    case = file(world, 1, tonnes=10, people=1)
    refresh_bands(FILED_AT)
    PeerBand.objects.update(measure="kg")
    (compared,) = compare_with_peers([case], PolicyBook.load())[case.pk]
    assert compared.measure == "تن"
    assert compared.band is None


def test_the_bands_are_counted_each_night_and_by_hand(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    file(world, 1, tonnes=10, people=1)
    call_command("refresh_peers", at=FILED_AT.isoformat())
    assert "1 bands counted." in capsys.readouterr().out
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert tasks.refresh_peers.name in scheduled
