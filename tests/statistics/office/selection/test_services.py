"""The lists of selected units and products: dated, with their reason, never deleted."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from catalog.models import Product
from catalog.policy_definitions import PolicyKey
from config.jalali import from_parts
from review import workflow
from review.inbox.queries import queue
from statistics.enums import Selected
from statistics.models import SelectedUnit, Submission
from statistics.office.selection.queries import selected_in, unit_entries
from statistics.office.selection.services import (
    NotSelectableError,
    SelectionTerms,
    end,
    select_product,
    select_unit,
)
from tests.review.cases import policy
from tests.world import BAG, FILED_AT, MEHR, SHOES, World, officer

TODAY = from_parts(1398, 8, 3)


def terms(since: dt.date = TODAY, until: dt.date | None = None) -> SelectionTerms:
    """Return what the office says of an entry."""
    return SelectionTerms(since, until, "سهم بزرگ از تولید استان", "نامهٔ ۱۲۳")


@pytest.fixture
def stats(world: World) -> User:
    """Return an officer of the statistics office."""
    office = Organization.objects.create(
        code="stats", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return officer("stats", Role.STATISTICS_OFFICER, office)


def test_a_unit_is_selected_from_its_first_day_to_its_last(world: World, stats: User) -> None:
    last = TODAY + dt.timedelta(days=2)
    select_unit(stats, world.unit, terms(TODAY, last), FILED_AT)
    days = {TODAY - dt.timedelta(days=1): 0, TODAY: 1, last: 1, last + dt.timedelta(days=1): 0}
    assert {day: selected_in(world.unit.pk, [], day).value for day in days} == days


def test_unit_and_product_are_told_apart(world: World, stats: User) -> None:
    select_product(stats, Product.objects.get(code=BAG), terms(), FILED_AT)
    assert selected_in(world.unit.pk, [BAG, SHOES], TODAY) == Selected.PRODUCT
    assert selected_in(world.unit.pk, [SHOES], TODAY) == Selected.NONE
    select_unit(stats, world.unit, terms(), FILED_AT)
    assert selected_in(world.unit.pk, [BAG], TODAY).words == ["واحد منتخب", "محصول منتخب"]


def test_two_entries_never_hold_on_one_day(world: World, stats: User) -> None:
    select_unit(stats, world.unit, terms(TODAY, TODAY + dt.timedelta(days=9)), FILED_AT)
    with pytest.raises(NotSelectableError):
        select_unit(stats, world.unit, terms(TODAY + dt.timedelta(days=9)), FILED_AT)
    select_unit(stats, world.unit, terms(TODAY + dt.timedelta(days=10)), FILED_AT)
    with pytest.raises(NotSelectableError):
        select_unit(stats, world.unit, terms(TODAY, TODAY - dt.timedelta(days=1)), FILED_AT)


def test_an_entry_ends_today_or_later_and_once(world: World, stats: User) -> None:
    entry = select_unit(stats, world.unit, terms(TODAY - dt.timedelta(days=5)), FILED_AT)
    with pytest.raises(NotSelectableError):
        end(stats, unit_entries(), entry.pk, TODAY - dt.timedelta(days=1), FILED_AT)
    end(stats, unit_entries(), entry.pk, TODAY, FILED_AT)
    assert selected_in(world.unit.pk, [], TODAY) == Selected.UNIT
    assert selected_in(world.unit.pk, [], TODAY + dt.timedelta(days=1)) == Selected.NONE
    with pytest.raises(NotSelectableError):
        end(stats, unit_entries(), entry.pk, TODAY + dt.timedelta(days=3), FILED_AT)


def test_the_database_keeps_what_was_on_a_list(world: World, stats: User) -> None:
    before = FILED_AT - dt.timedelta(days=5)
    entry = select_unit(stats, world.unit, terms(TODAY - dt.timedelta(days=5)), before)
    rows = SelectedUnit.objects.filter(pk=entry.pk)
    for change in ({"criterion": "دیگر"}, {"since": TODAY}, {"added_at": FILED_AT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    end(stats, unit_entries(), entry.pk, TODAY, FILED_AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(until=TODAY - dt.timedelta(days=3))


def test_a_case_filed_while_selected_is_marked_riskier_and_found(world: World, stats: User) -> None:
    plain = world.filed(MEHR - 1)
    select_unit(stats, world.unit, terms(), FILED_AT)
    marked = world.filed(MEHR)
    assert (plain.selected, marked.selected) == (Selected.NONE, Selected.UNIT)
    assert marked.risk == plain.risk + (PolicyKey.RISK_SELECTED.fact.first or 0)
    found = queue(world.union_officer, FILED_AT, "selected")
    assert [case.pk for case in found] == [marked.pk]
    assert [case.pk for case in queue(world.union_officer, FILED_AT)] == [marked.pk, plain.pk]


def test_the_points_of_a_selected_case_are_policy_and_end_at_the_most(
    world: World, stats: User
) -> None:
    policy(PolicyKey.RISK_SELECTED, 50)
    select_product(stats, Product.objects.get(code=BAG), terms(), FILED_AT)
    case = world.filed()
    assert (case.selected, case.risk) == (Selected.PRODUCT, PolicyKey.RISK_MOST.fact.first)


def test_the_mark_is_that_of_the_round(world: World, stats: User) -> None:
    entry = select_unit(stats, world.unit, terms(), FILED_AT)
    end(stats, unit_entries(), entry.pk, TODAY, FILED_AT)
    case = world.returned()
    assert case.selected == Selected.UNIT
    again = FILED_AT + dt.timedelta(days=1)
    workflow.file(world.owner, case.tracking_number, case.version, again)
    assert Submission.objects.get(pk=case.pk).selected == Selected.NONE
