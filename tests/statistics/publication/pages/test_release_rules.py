"""The calendar of releases: what may come next, and from which day on."""

import pytest

from catalog.policy.book import PolicyBook
from config.jalali import JalaliMonth, tehran_day
from statistics.enums import EditionKind
from statistics.models import Edition
from statistics.publication.pages.release_rules import coming, next_of, skipped
from tests.world import World, tehran

pytestmark = pytest.mark.django_db
MEHR = JalaliMonth(1405, 7)
# The twentieth of Aban: Mehr's last day of filing, the tenth, is over.
NOW = tehran(1405, 8, 20)


def test_the_nearest_stands_first_and_what_is_out_is_no_release_any_more(world: World) -> None:
    book = PolicyBook.load()
    found = {(each.month, each.kind): each for each in coming([], book, NOW)}
    mehr = found[MEHR, EditionKind.PRELIMINARY]
    assert mehr.due
    assert tehran_day(mehr.opens) == tehran(1405, 8, 11).date()
    aban = found[MEHR + 1, EditionKind.PRELIMINARY]
    assert not aban.due
    days = [each.opens for each in coming([], book, NOW)]
    assert days == sorted(days)
    out = [Edition(year=1405, month=7, kind=EditionKind.FINAL)]
    left = {(each.month, each.kind) for each in coming(out, book, NOW)}
    assert (MEHR, EditionKind.PRELIMINARY) not in left
    assert (MEHR, EditionKind.FINAL) not in left


def test_a_page_names_the_next_day_that_is_still_ahead(world: World) -> None:
    found = next_of(coming([], PolicyBook.load(), NOW))
    assert found is not None
    assert not found.due
    assert found.opens > NOW


def _out(month: int, kind: EditionKind, day: int) -> Edition:
    return Edition(year=1405, month=month, kind=kind, ended_at=tehran(1405, 6, day))


def test_what_did_not_come_by_its_day_is_said_to_be_skipped(world: World) -> None:
    book = PolicyBook.load()
    begun = _out(5, EditionKind.PRELIMINARY, 15)
    # Shahrivar was to come in Mehr; Mehr may still come; of Tir nobody had announced anything.
    [found] = skipped([begun], book, NOW)
    assert (found.month, found.kind) == (MEHR - 1, EditionKind.PRELIMINARY)
    assert tehran_day(found.opens) == tehran(1405, 7, 11).date()
    assert found.followed is None
    # What has a later edition in its place is not waited for.
    after = [begun, _out(6, EditionKind.FINAL, 20), _out(7, EditionKind.ANNUAL, 20)]
    replaced = {each.month: each.followed for each in skipped(after, book, NOW)}
    assert replaced == {MEHR - 1: EditionKind.FINAL, MEHR: EditionKind.ANNUAL}
    assert skipped([], book, NOW) == []


def test_without_a_policy_there_is_no_calendar() -> None:
    assert coming([], PolicyBook(()), NOW) == []
    assert next_of([]) is None
