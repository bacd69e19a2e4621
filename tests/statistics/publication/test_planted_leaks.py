"""The attacker of what is published finds each leak that is planted, and none where none is."""

from fractions import Fraction

import pytest

from config.jalali import JalaliMonth
from config.uploads import storage
from promises.attacker.country import truth_of
from promises.attacker.figures import (
    HIDDEN,
    Cell,
    Published,
    Spot,
    Vintage,
    growth_told,
    mean_told,
    total_told,
)
from promises.attacker.file_sources import all_of, read_file
from promises.attacker.frozen_source import read_frozen
from promises.attacker.judging import attack
from promises.attacker.knowledge import know
from promises.attacker.tau_argus import opinion_of
from promises.attacker.truth import Truth
from statistics.enums import EditionKind
from statistics.models import EditionFile, SeriesFile
from statistics.publication.downloads.services import refresh_series
from tests.statistics.publication.worlds import MONTH, Maker, PublishingWorld, many
from tests.world import BAG, World

pytestmark = pytest.mark.django_db

LARGE, MIDDLE = [50, 40, 45, 30], [20, 18, 16]


class Attacked:
    """A place with a lone maker in its second month, two with several; a month before it."""

    def __init__(self, world: World) -> None:
        self.publishing = PublishingWorld(world)
        self.truths: dict[Vintage, Truth] = {}
        self.publishing.file([*many(0, [10, 9, 8], 0), *self.others()], MONTH - 1)
        self.before = self.publish(month=MONTH - 1)
        self.publishing.file([Maker(0, 0, "11", 10), *self.others()])
        self.now = self.publish()
        published = read_frozen()
        marks = [
            place
            for place in (1, 2)
            if published.cells[self.made(self.now, place)].status == HIDDEN
        ]
        [self.partner] = marks
        self.shown = 3 - self.partner

    @staticmethod
    def others() -> list[Maker]:
        return [*many(1, MIDDLE, 100), *many(2, LARGE, 200)]

    def publish(self, kind: EditionKind = EditionKind.FINAL, month: JalaliMonth = MONTH) -> Vintage:
        edition = self.publishing.published(kind, month)
        vintage = Vintage(edition.year, edition.month, edition.number or 0)
        self.truths[vintage] = truth_of(edition)
        return vintage

    def made(self, vintage: Vintage, place: int | None) -> Cell:
        where = "IR" if place is None else self.publishing.places[place].code
        return Cell(vintage, Spot("production", BAG, "ton", where))

    def right(self, cell: Cell) -> Fraction:
        return sum(self.truths[cell.vintage][cell.spot].values(), Fraction(0))

    def leaks(self, published: Published) -> list[str]:
        return attack(know(published, self.truths)).leaks


@pytest.fixture
def attacked(world: World) -> Attacked:
    return Attacked(world)


def test_nothing_is_found_where_nothing_leaks(attacked: Attacked) -> None:
    attacked.publishing.file([Maker(900, attacked.shown, "40", 40)])
    attacked.publish(EditionKind.ANNUAL)
    assert attacked.leaks(read_frozen()) == []


def test_a_suppression_that_is_removed_is_found(attacked: Attacked) -> None:
    partner = attacked.made(attacked.now, attacked.partner)
    leaks = attacked.leaks(read_frozen().but(partner, attacked.right(partner)))
    assert any("anybody" in leak and repr(attacked.made(attacked.now, 0)) in leak for leak in leaks)


def test_tau_argus_finds_a_suppression_that_is_removed(attacked: Attacked) -> None:
    frozen = opinion_of(know(read_frozen(), attacked.truths))
    assert frozen.audited
    assert not frozen.faults
    partner = attacked.made(attacked.now, attacked.partner)
    planted = read_frozen().but(partner, attacked.right(partner))
    [fault] = opinion_of(know(planted, attacked.truths)).faults
    assert repr(attacked.made(attacked.now, 0)) in fault


def test_a_sensitive_figure_that_is_shown_is_found(attacked: Attacked) -> None:
    lone = attacked.made(attacked.now, 0)
    assert any(
        "is shown with" in leak for leak in attacked.leaks(read_frozen().but(lone, Fraction(11)))
    )


def test_a_total_of_some_places_that_is_added_is_found(attacked: Attacked) -> None:
    # Of a region in which the other place is shown.
    region = [attacked.made(attacked.now, place) for place in (0, attacked.shown)]
    told = total_told(region, sum(map(attacked.right, region), Fraction(0)))
    assert attacked.leaks(read_frozen().and_told(told))


def test_a_quarter_with_a_hidden_month_is_found(attacked: Attacked) -> None:
    months = [attacked.made(vintage, 0) for vintage in (attacked.before, attacked.now)]
    told = total_told(months, sum(map(attacked.right, months), Fraction(0)))
    assert attacked.leaks(read_frozen().and_told(told))


def test_a_growth_that_is_kept_is_found(attacked: Attacked) -> None:
    before, now = (attacked.made(vintage, 0) for vintage in (attacked.before, attacked.now))
    # 27 to 11, as a page would round it.
    told = growth_told(now, before, Fraction("-59.3"), 1)
    assert attacked.leaks(read_frozen().and_told(*told))


def test_a_mean_that_is_kept_is_found(attacked: Attacked) -> None:
    partner = attacked.made(attacked.now, attacked.partner)
    units = len(attacked.truths[attacked.now][partner.spot])
    mean = round(attacked.right(partner) / units, 1)
    assert attacked.leaks(read_frozen().and_told(mean_told(partner, units, mean, 1)))


def test_a_rough_growth_tells_nothing_of_two_hidden_months(attacked: Attacked) -> None:
    # The partner's growth by itself: hidden in one month, and within ten percent only.
    now, before = (attacked.made(e, attacked.partner) for e in (attacked.now, attacked.before))
    lone = attacked.made(attacked.now, 0)
    leaks = attacked.leaks(read_frozen().and_told(*growth_told(now, before, Fraction(0), -2)))
    assert not any(repr(lone) in leak for leak in leaks)


def test_an_edition_that_tells_a_late_filer_is_found(attacked: Attacked) -> None:
    attacked.publishing.file([Maker(900, attacked.shown, "40", 40)])
    annual = attacked.publish(EditionKind.ANNUAL)
    late = attacked.made(annual, attacked.shown)
    leaks = attacked.leaks(read_frozen().but(late, attacked.right(late)))
    assert any("tell the change" in leak for leak in leaks)


def test_an_edition_that_shows_what_an_earlier_one_hides_is_found(attacked: Attacked) -> None:
    annual = attacked.publish(EditionKind.ANNUAL)
    partner = attacked.made(annual, attacked.partner)
    assert attacked.leaks(read_frozen().but(partner, attacked.right(partner)))


def test_two_lone_holders_hidden_together_are_found(world: World) -> None:
    attacked = Attacked(world)
    month = MONTH + 1
    attacked.publishing.file([Maker(0, 0, "10"), Maker(1, 1, "12"), *many(2, LARGE, 200)], month)
    now = attacked.publish(month=month)
    published = read_frozen()
    for place in (2, None):
        cell = attacked.made(now, place)
        published = published.but(cell, attacked.right(cell))
    leaks = attacked.leaks(published)
    # Nobody else: what lies between nothing and both together is told to nobody without a part.
    assert leaks
    assert not any("anybody" in leak for leak in leaks)
    assert all("bounds another's part" in leak for leak in leaks)


def test_files_say_what_the_rows_say(attacked: Attacked) -> None:
    refresh_series()
    kept = [*EditionFile.objects.order_by("pk"), *SeriesFile.objects.order_by("pk")]
    read = [read_file(row.name, storage.path_of(row.stored).read_bytes()) for row in kept]
    published, disagreeing = all_of([read_frozen(), *(each for each in read if each)])
    assert any(read)
    assert disagreeing == []
    assert attacked.leaks(published) == []
