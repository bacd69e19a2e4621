"""P8: bad input is answered, never fatal.

Every field of every form and of every query string × 600 strings: no answer of 500 or more,
nothing typed is lost on a page that refuses, nothing becomes markup, and what is taken for a
number is the number that an independent reading finds. Hostile uploads are tried one by one in
tests/review/evidence.
"""

import pytest

from promises.corpus import SIZE, STRINGS
from promises.fields import fields_in_code, read_in_code, shape_of
from promises.hostile import Opened, opened
from promises.tally import Tally
from promises.trials import Trial, trials_of, tried

__all__ = ["opened"]
# Each sets the stage anew; two or three for each process keep both busy to the end.
FORMS, QUERIES = range(6), range(4)


def test_there_are_six_hundred_different_strings(tally: Tally) -> None:
    tally.add(len(set(STRINGS)) == len(STRINGS) >= SIZE, f"{len(set(STRINGS))} strings")


def test_no_field_is_forgotten(opened: Opened, tally: Tally) -> None:
    forms, queries = opened.forms, opened.queries
    posted = {shape_of(name).split("-")[-1] for form in forms for name in form.fields}
    asked = {name for form in queries for name in form.fields}
    by_hand = read_in_code()
    for name in by_hand["POST"]:
        tally.add(name in posted, f"POST {name} is read and never tried")
    for name in by_hand["GET"]:
        tally.add(name in asked, f"GET {name} is read and never tried")
    for name in fields_in_code():
        tally.add(name in posted | asked, f"the field {name} is on no page and never tried")


@pytest.mark.parametrize("shard", FORMS)
def test_every_field_of_every_form(opened: Opened, tally: Tally, nightly: bool, shard: int) -> None:
    _try_all(opened, tally, [*trials_of(opened.forms, nightly)][shard :: len(FORMS)])


@pytest.mark.parametrize("shard", QUERIES)
def test_every_query_string(opened: Opened, tally: Tally, nightly: bool, shard: int) -> None:
    trials = trials_of(opened.queries, nightly)
    _try_all(opened, tally, [*trials][shard :: len(QUERIES)])


def _try_all(opened: Opened, tally: Tally, trials: list[Trial]) -> None:
    for trial in trials:
        for _, fault in tried(opened.stage, trial):
            tally.add(not fault, fault)
