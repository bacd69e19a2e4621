"""P5, no unit's figure can be worked out: an attack by linear programs on everything published.

A loaded country brings out preliminary, final and annual editions of its months while units file
late and correct. The attacker reads the editions and the filings by himself, solves with another
solver than the gate, and tries an outsider and every holder on every hidden cell and on every
change between two editions. Two holders together are reported, not promised against.
"""

import random

import pytest
from django.utils import timezone

from promises.attacker.country import PublishedCountry
from promises.attacker.frozen_source import read_frozen
from promises.attacker.judging import attack
from promises.attacker.kept_sums import differing
from promises.attacker.knowledge import know
from promises.pytest_plugin import Tally
from statistics.rollups.services import rebuild

UNITS, UNITS_AT_NIGHT = 300, 2_000
MONTHS, MONTHS_AT_NIGHT = 4, 24


@pytest.mark.django_db(transaction=True)
def test_nobody_works_a_unit_out_of_a_country(tally: Tally, nightly: bool) -> None:
    seed = random.randrange(2**32)
    units, months = (UNITS_AT_NIGHT, MONTHS_AT_NIGHT) if nightly else (UNITS, MONTHS)
    country = PublishedCountry(units, months, random.Random(seed), timezone.now())
    country.publish_all()
    verdict = attack(know(read_frozen(), country.truths))
    tally.add_many(verdict.tried - len(verdict.leaks), verdict.tried)
    for leak in verdict.leaks:
        tally.broken.append(f"seed {seed}: {leak}")
    for month in country.months:
        # Filed past the services, as a load is.
        rebuild(month)
        last = max(v for v in country.truths if v[:2] == (month.year, month.month))
        wrong = differing(last, country.truths[last])
        tally.add(not wrong, f"seed {seed}: {wrong[:3]}")
    tally.say(f"{units:,} units, {months} months, three editions each, seed {seed}: {verdict}")
