"""P5, no unit's figure can be worked out: an attack by linear programs on everything published.

A loaded country brings out preliminary, final and annual editions of its months while units file
late and correct. The attacker reads what a stranger gets: every page and every file to which links
lead from the front door, beside the rows of the editions. Each figure on a page is that of its
edition, and nothing is told of what is hidden. He knows the filings, solves with another solver
than the gate, and tries an outsider and every holder on every hidden cell and on every change
between two editions. Two holders together are reported, not promised against. τ-Argus audits every
edition too, as a second opinion.
"""

import random

import pytest
from django.test import Client
from django.utils import timezone

from promises.attacker.country import PublishedCountry
from promises.attacker.frozen_source import read_frozen
from promises.attacker.judging import attack
from promises.attacker.kept_sums import differing
from promises.attacker.knowledge import know
from promises.attacker.public_site import PublicSite
from promises.attacker.tau_argus import opinion_of
from promises.pytest_plugin import Tally
from statistics.rollups.services import rebuild

UNITS, UNITS_AT_NIGHT = 300, 2_000
MONTHS, MONTHS_AT_NIGHT = 4, 24
# Of so many products the pages of each edition are opened; at night of all of them.
PRODUCTS, PRODUCTS_AT_NIGHT = 2, 100


@pytest.mark.django_db(transaction=True)
def test_nobody_works_a_unit_out_of_a_country(tally: Tally, nightly: bool) -> None:
    seed = random.randrange(2**32)
    units, months = (UNITS_AT_NIGHT, MONTHS_AT_NIGHT) if nightly else (UNITS, MONTHS)
    country = PublishedCountry(units, months, random.Random(seed), timezone.now())
    country.publish_all()
    site = PublicSite(Client(), country.draw, PRODUCTS_AT_NIGHT if nightly else PRODUCTS)
    site.visit()
    published = site.read(read_frozen(), country.truths)
    tally.add(site.count > 0, "nothing was read")
    tally.add_many(max(site.count - len(site.faults), 0), site.count)
    tally.broken += [f"seed {seed}: {fault}" for fault in site.faults[:20]]
    tally.say(f"{len(site.pages)} pages and {len(site.files)} files: {site.count:,} figures read")
    knowledge = know(published, country.truths)
    verdict, second = attack(knowledge), opinion_of(knowledge)
    tally.add_many(verdict.tried - len(verdict.leaks), verdict.tried)
    tally.add_many(second.audited - len(second.faults), second.audited)
    for leak in [*verdict.leaks, *second.faults]:
        tally.broken.append(f"seed {seed}: {leak}")
    for month in country.months:
        # Filed past the services, as a load is.
        rebuild(month)
        last = max(v for v in country.truths if v[:2] == (month.year, month.month))
        wrong = differing(last, country.truths[last])
        tally.add(not wrong, f"seed {seed}: {wrong[:3]}")
    tally.say(f"{units:,} units, {months} months, three editions each, seed {seed}: {verdict}")
    tally.say(f"τ-Argus audited {second.audited:,} hidden cells, each edition by itself")
