"""P7, the model holds, of the totals: they are what a random country adds up to, to the last digit.

After approvals, returns, corrections, reopenings and transfers in any order, and after two offices
have approved in opposite order while a sweep ran, raw sums over all lines give the same rows.
"""

import random

import pytest
from django.utils import timezone

from promises.pytest_plugin import Tally
from statistics.models import Submission
from tests.statistics.rollups.random_country import RandomCountry, faults

UNITS, UNITS_AT_NIGHT = 300, 50_000
MOVES, MOVES_AT_NIGHT = 250, 4_000
# After so many moves the country is added up.
EVERY = 4


@pytest.mark.django_db(transaction=True)
def test_totals_are_what_the_country_adds_up_to(tally: Tally, nightly: bool) -> None:
    seed = random.randrange(2**32)
    units, moves = (UNITS_AT_NIGHT, MOVES_AT_NIGHT) if nightly else (UNITS, MOVES)
    country = RandomCountry(units, random.Random(seed), timezone.now())
    numbers = list(Submission.objects.order_by("pk").values_list("tracking_number", flat=True))
    # Few enough that each is moved several times.
    chosen = country.draw.sample(numbers[-units:], max(units // 50, 50))
    for number in range(moves):
        country.move(country.draw.choice(chosen))
        if (number + 1) % (moves // EVERY) == 0:
            found = faults()
            tally.add(not found, f"seed {seed}, after {number + 1} moves: {found[:2]}")
    country.race()
    found = faults()
    tally.add(not found, f"seed {seed}, after the race: {found[:2]}")
    moved = ", ".join(f"{name} {count}" for name, count in sorted(country.done.items()))
    tally.say(f"{units:,} units, seed {seed}: {moved}")
