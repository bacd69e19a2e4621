"""P8: bad input is answered, never fatal.

Every field of every form and of every query string × 600 strings (60 of them, chosen by class, at
the size of a commit): no answer of 500 or more,
nothing typed is lost on a page that refuses, nothing becomes markup, and what is taken for a
number is the number that an independent reading finds. What a view reads by itself is sent every
string. A form class reads every string in the request in which the view made it; what it takes is
sent with all else right, shared out among the fields of that class, and so are the keen strings in
each field. Hostile uploads are tried one by one in tests/review/evidence.
"""

from collections import defaultdict
from collections.abc import Sequence

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from promises.field_inventory import InventoriedForm, fields_in_code, read_in_code
from promises.form_fuzzer import TOLD, FieldsRead, hear
from promises.fuzz_requests import reader_of, trials_again, trials_of, tried
from promises.fuzz_targets import Opened, opened, opened_once
from promises.hostile_strings import ALL, CLASSES, COMMIT_SIZE, SIZE, STRINGS, seen
from promises.pytest_plugin import Tally
from tests.access import addresses

__all__ = ["opened", "opened_once"]
# Parts small enough to keep two processes busy to the end.
FORMS, QUERIES = 8, 4
# Rooms of which most pages are there only for who has begun: no page of theirs is forgotten.
BEGUN = ("accounts.", "units.", "statistics.office.lists.")
NOT_MET = {
    "imports:go_on": "of a file whose worker has died: tests/units/imports",
    "imports:take_back": "of a stored file, and its form has a button alone: tests/units/imports",
    "provider:callback": "the provider alone leads there: tests/accounts/identity_provider",
    "sms_reports:reports": "the gateway alone speaks to it: tests/accounts/notices/test_reports",
}


def test_there_are_six_hundred_different_strings(tally: Tally) -> None:
    tally.add(len(set(ALL)) == len(ALL) >= SIZE, f"{len(set(ALL))} strings")


def test_a_commit_tries_sixty_and_some_of_every_class(tally: Tally, nightly: bool) -> None:
    few = SIZE if nightly else COMMIT_SIZE
    tally.add(len(set(STRINGS)) == len(STRINGS) >= few, f"{len(set(STRINGS))} strings")
    for name, texts in CLASSES.items():
        tally.add(bool(set(texts) & set(STRINGS)), f"no string of the class {name}")


def test_no_field_is_forgotten_and_each_meets_every_string(
    opened: Opened, tally: Tally, nightly: bool
) -> None:
    met = {
        "post": _met(opened, opened.forms, nightly),
        "get": _met(opened, opened.queries, nightly),
    }
    posted, asked = ({name.split("-")[-1] for name in met[way]} for way in ("post", "get"))
    by_hand = read_in_code()
    for name in by_hand["POST"]:
        tally.add(name in posted, f"POST {name} is read and never tried")
    for name in by_hand["GET"]:
        tally.add(name in asked, f"GET {name} is read and never tried")
    for name in fields_in_code():
        tally.add(name in posted | asked, f"the field {name} is on no page and never tried")
    for way, fields in met.items():
        for name, texts in fields.items():
            tally.add(texts >= {*map(seen, STRINGS)}, f"{way} {name} meets {len(texts)} strings")


def _met(opened: Opened, forms: Sequence[InventoriedForm], nightly: bool) -> dict[str, set[str]]:
    """Collect the strings that each field is sent, or is told where a form class reads it."""
    met: dict[str, set[str]] = defaultdict(set)
    heard = [one.names for one in opened.fields_read(forms)]
    for name in {reader_of(name) for names in heard for name in names}:
        met[name] |= {*TOLD}
    for trial in trials_of(forms, heard, nightly):
        for name, text in trial.changes.items():
            met[reader_of(name)].add(seen(text))
    return met


def test_every_address_is_met_where_its_work_is_done(opened: Opened, tally: Tally) -> None:
    met = {visit.name for visit in opened.visits if visit.status == 200}
    met |= {form.name for form in opened.forms}
    rooms = [room for room in get_resolver().url_patterns if _is_begun(room)]
    missed = set(addresses(rooms)) - met
    for name in missed ^ set(NOT_MET):
        tally.add(False, f"{name}: only refused, or empty, and no reason is given")
    tally.add(True)


def _is_begun(room: URLPattern | URLResolver) -> bool:
    """Tell whether most pages of a room are there only behind another step."""
    module = getattr(getattr(room, "urlconf_module", None), "__name__", "")
    return module.startswith(BEGUN)


@pytest.mark.parametrize("shard", range(FORMS))
def test_every_field_of_every_form(opened: Opened, tally: Tally, nightly: bool, shard: int) -> None:
    _try_part(opened, tally, opened.forms, nightly, slice(shard, None, FORMS))


@pytest.mark.parametrize("shard", range(QUERIES))
def test_every_query_string(opened: Opened, tally: Tally, nightly: bool, shard: int) -> None:
    _try_part(opened, tally, opened.queries, nightly, slice(shard, None, QUERIES))


def _try_part(
    opened: Opened, tally: Tally, forms: Sequence[InventoriedForm], nightly: bool, part: slice
) -> None:
    known = opened.fields_read(forms)
    trials = [*trials_of(forms, [heard.names for heard in known], nightly)][part]
    for place, form in [*enumerate(forms)][part]:
        heard = hear(opened.stage, form)
        tally.add(not heard.fault, heard.fault)
        tally.add_many(*(0 if heard.fault else len(heard.names) * len(TOLD),) * 2)
        shares = {name: _share(name, place, known) for name in known[place].kinds}
        taken = {name: heard.taken[name][share] for name, share in shares.items()}
        trials += trials_again(form, known[place].names, heard.taken if nightly else taken)
    for trial in trials:
        for _, fault in tried(opened.stage, trial):
            tally.add(not fault, fault)


def _share(name: str, place: int, known: Sequence[FieldsRead]) -> slice:
    """Cut out a field's part of the strings that it takes: fields of a class share them out."""
    kind = known[place].kinds[name]
    alike = [(at, n) for at, heard in enumerate(known) for n, k in heard.kinds.items() if k == kind]
    return slice(alike.index((place, name)), None, len(alike))
