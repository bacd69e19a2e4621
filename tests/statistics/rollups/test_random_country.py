"""Totals of a random country equal its raw sums, after any acts and acts at one moment."""

import random

import pytest
from django.utils import timezone

from statistics.models import ProductTotal, Submission
from statistics.rollups.services import months, rebuild
from tests.statistics.rollups.random_country import RandomCountry, faults, kept

pytestmark = pytest.mark.django_db(transaction=True)
UNITS, MOVES = 160, 120
WANTED = {"returned", "changed", "filed again", "reopened", "moved", "approved at_ministry"}


def test_totals_are_the_raw_sums_of_the_country_after_random_acts_and_a_race() -> None:
    country = RandomCountry(UNITS, random.Random(1), timezone.now())
    assert faults() == []
    numbers = list(Submission.objects.order_by("pk").values_list("tracking_number", flat=True))
    chosen = country.draw.sample(numbers[-UNITS:], 40)
    # On until each kind of move was among them: which come first hangs on the day of the run.
    for done in range(10 * MOVES):
        if done >= MOVES and set(country.done) >= WANTED:
            break
        country.move(country.draw.choice(chosen))
    assert set(country.done) >= WANTED, country.done
    assert faults() == []
    country.race()
    assert faults() == []
    before = kept()
    for month in months():
        rebuild(month)
    assert (kept(), faults()) == (before, [])


def test_a_figure_that_is_wrong_by_one_is_found() -> None:
    RandomCountry(40, random.Random(2), timezone.now())
    assert faults() == []
    row = ProductTotal.objects.order_by("pk")[0]
    ProductTotal.objects.filter(pk=row.pk).update(quantity=row.quantity + 1)
    assert len(faults()) == 2
