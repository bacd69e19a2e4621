"""How a large country is searched and listed: by index, whatever is looked for and by whom.

Plans and pages of memory are counted, never time.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Case, CharField, F, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Mod
from django.db.models.lookups import Exact
from pytest_django import DjangoDbBlocker

from accounts.models import User
from config.keyset import PAGE
from portal.search.queries import find
from portal.unit_list.enums import UnitChip, UnitOrder
from portal.unit_list.queries import Reach, UnitFilter, read_page
from review.inbox.narrowing import CaseNarrowing
from review.inbox.queries import read_page as read_inbox
from review.own_decisions.queries import read_decisions
from statistics.models import Submission
from tests.plans.crowd import NOW
from tests.plans.explained import buffers, drop, plans, scanned
from units.campaign.queries import progress
from units.models import Unit

pytestmark = pytest.mark.django_db
# A page of the list, and each statement of a search.
BUFFERS = 400
# Of a search by words: the first 600 units of the reach are asked, and each of them lies here
# twice, at two places, as a transaction clears nothing away.
SEARCH_BUFFERS = 2500
WHO = ("ministry", "province", "union", "empty")


@pytest.fixture(scope="module")
def varied(
    country: dict[str, User], django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, User]]:
    """Let some owe months, and give names; once, as it touches every unit.

    One of a hundred and fifty is rarely named; of two words that a third has each, hardly any unit
    has both, and these stand at the end of the alphabet.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        first = Unit.objects.order_by("pk").values_list("pk", flat=True)[0]
        place = F("pk") - first
        # In one statement: what it leaves behind lies in the way of every reading by index.
        front = Case(_when(place, 150, 3, "همای "), default=Value(""))
        back = Case(_when(place, 3, 1, " مروارید"), _when(place, 3, 2, " سیمین"), default=Value(""))
        name = Case(
            _when(place, 4000, 7, "یگانه مروارید سیمین"),
            default=Concat(front, F("name"), back, output_field=CharField()),
            output_field=CharField(),
        )
        Unit.objects.update(missed_months=Mod(place, 7) / 5, name=name)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE units_unit")
        yield country
        transaction.set_rollback(True)


def _when(place: Combinable, among: int, part: int, words: str) -> When:
    return When(Exact(Mod(place, among), part), then=Value(words))


def dear(act: Callable[[], Any], most: int = BUFFERS) -> list[str]:
    """Find what is dear in an act: tables read from end to end, too many pages of memory."""
    found = plans(act)
    whole = [table for nodes in found for table in scanned(nodes)]
    return whole + [f"{buffers(nodes)} buffers" for nodes in found if buffers(nodes) > most]


@pytest.mark.parametrize("who", WHO)
def test_a_page_of_the_list_is_read_by_index(varied: dict[str, User], who: str) -> None:
    reach = Reach(varied[who], NOW)
    # What the rules are is asked once for all pages, before.
    assert reach.rules
    assert reach._provinces
    for order in UnitOrder:
        chosen = UnitFilter(order=order)
        assert dear(partial(read_page, reach, chosen)) == []
        page = read_page(reach, chosen)
        if not page.cursor:
            continue
        last = reach.units(chosen).order_by("pk").values_list("pk", flat=True)[PAGE]
        behind = partial(read_page, reach, chosen, str(last))
        assert dear(behind) == []


@pytest.mark.parametrize("chip", [chip for chip in UnitChip if chip != UnitChip.OPEN])
def test_each_chip_is_read_by_index(varied: dict[str, User], chip: UnitChip) -> None:
    reach = Reach(varied["ministry"], NOW)
    assert reach._near() is not None
    found = plans(lambda: read_page(reach, UnitFilter(chip=chip)))
    assert not {table for nodes in found for table in scanned(nodes)}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("text", ["همای", "همای تولیدی", "0499", "09120001180", "قنادی"])
def test_a_search_goes_by_index(varied: dict[str, User], who: str, text: str) -> None:
    assert dear(lambda: find(varied[who], text), SEARCH_BUFFERS) == []


@pytest.mark.parametrize("who", ["province", "union", "empty"])
def test_how_far_a_campaign_is_reads_the_units_of_the_reach_alone(
    varied: dict[str, User], who: str
) -> None:
    """Who has the whole country has all of it counted, in one statement, once in some minutes."""
    found = plans(partial(progress, varied[who], NOW))
    assert "units_unit" not in {table for nodes in found for table in scanned(nodes)}


def test_two_words_that_few_have_together_go_by_their_index(varied: dict[str, User]) -> None:
    found = find(varied["ministry"], "مروارید سیمین")
    assert not found.near
    assert {unit.name for unit in found.units} == {"یگانه مروارید سیمین"}
    assert dear(lambda: find(varied["ministry"], "مروارید سیمین"), SEARCH_BUFFERS) == []


def test_without_its_index_a_search_is_seen_to_be_dear(varied: dict[str, User]) -> None:
    def search() -> None:
        find(varied["ministry"], "همای")

    assert dear(search, SEARCH_BUFFERS) == []
    drop("units_unit", "unit_words|units_named%")
    assert dear(search, SEARCH_BUFFERS) != []


def test_a_number_of_a_unit_is_found_by_three_indexes(varied: dict[str, User]) -> None:
    unit = Unit.objects.exclude(guild_id="").order_by("pk")[0]
    for text in (unit.guild_id, unit.holder_id):
        assert unit in find(varied["ministry"], text).units
        assert dear(partial(find, varied["ministry"], text)) == []


def test_the_decisions_of_a_person_are_read_by_index(varied: dict[str, User]) -> None:
    def read() -> list[Any]:
        return read_decisions(varied["province"]).rows

    assert "review_decision" not in {t for nodes in plans(read) for t in scanned(nodes)}
    assert dear(read) == []


@pytest.mark.parametrize("who", ["ministry", "province"])
def test_a_narrowed_inbox_reads_no_table_from_end_to_end(varied: dict[str, User], who: str) -> None:
    case = Submission.objects.exclude(route_union=None).select_related("licence")[0]
    for chosen in (
        CaseNarrowing(county=case.licence.county_id),
        CaseNarrowing(trade=case.licence.trade_id),
        CaseNarrowing(union=str(case.route_union_id)),
        CaseNarrowing(month=case.period),
    ):
        found = plans(partial(read_inbox, varied[who], NOW, narrow=chosen.condition))
        assert not {table for nodes in found for table in scanned(nodes)}, chosen
