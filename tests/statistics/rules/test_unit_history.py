"""What the rules remember: the unit's own standing months, in one query."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from catalog.models import Measure, Policy, Product
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import from_parts
from review import workflow
from statistics.figures import collect
from statistics.influence.rules import OwnFigure
from statistics.models import ProductionLine, Submission
from statistics.rules.inheritance import Heritage
from statistics.rules.subject import Subject
from statistics.rules.table import raised
from statistics.rules.unit_history import (
    bounds_of,
    own_figures,
    productions_of_members,
    subject_of,
)
from tests.statistics.rules import BOUNDS, figures, past, subject
from tests.world import BAG, FILED_AT, MEHR, PIPE, SHOES, World, licence_for, person

pytestmark = pytest.mark.django_db


def remembered(case: Submission, sent_at: Any = None) -> Subject:
    return subject_of(case, collect(case), BOUNDS, sent_at)


def test_months_with_the_reviewers_or_final_are_remembered_the_latest_first(world: World) -> None:
    world.final(MEHR - 3)
    world.filed(MEHR - 1)
    world.returned(MEHR - 2)
    world.ready(MEHR - 4)
    found = remembered(world.draft())
    assert [past.month for past in found.past] == [MEHR - 1, MEHR - 3]
    assert found.last == found.past[0]
    assert found.past[0].produced == {BAG: Decimal(20)}
    assert found.past[0].exported[BAG].tonnes == 5
    assert found.quantities(BAG) == [20, 20]


def test_twelve_months_are_remembered_and_no_later_ones(world: World) -> None:
    for back in (13, 12, -1):
        world.filed(MEHR - back, FILED_AT + timedelta(days=40))
    assert [past.month for past in remembered(world.draft()).past] == [MEHR - 12]


def test_nothing_of_other_units_is_remembered(world: World) -> None:
    world.filed(MEHR - 1)
    world.licence = licence_for("0488888888", "9990000026", world.union, world.owner)
    assert remembered(world.draft()).past == ()


def test_the_latest_round_is_remembered(world: World) -> None:
    from review import workflow
    from statistics.filing import services
    from statistics.filing.storage import PostedLines

    case = world.returned(MEHR - 1)
    made = PostedLines({BAG: Decimal(15)})
    saved = services.save_production(world.owner, case.tracking_number, 1, made, True, FILED_AT)
    workflow.file(world.owner, case.tracking_number, saved.version, FILED_AT)
    assert remembered(world.draft()).quantities(BAG) == [15]


def test_months_filed_on_the_same_day_stand_apart_even_later_ones(world: World) -> None:
    world.filed(MEHR - 1)
    world.filed(MEHR - 2, FILED_AT - timedelta(days=1))
    later = FILED_AT + timedelta(days=40)
    world.filed(MEHR + 1, later)
    draft = world.draft()
    assert remembered(draft).same_day == ()
    assert [p.month for p in remembered(draft, FILED_AT).same_day] == [MEHR - 1]
    assert [p.month for p in remembered(draft, later).same_day] == [MEHR + 1]


@pytest.mark.parametrize("products", [1, 60])
def test_the_whole_history_is_one_query(
    world: World, products: int, django_assert_num_queries: Any
) -> None:
    for back in (1, 2, 3):
        world.filed(MEHR - back)
    case = world.draft()
    ProductionLine.objects.bulk_create(
        ProductionLine(submission=case, position=n + 9, product=product)
        for n, product in enumerate(Product.objects.exclude(code=BAG).order_by("code")[:products])
    )
    figures = collect(case)
    with django_assert_num_queries(1):
        assert len(subject_of(case, figures, BOUNDS).past) == 3


def test_thresholds_are_the_policys_of_the_month_and_province(world: World) -> None:
    key = PolicyKey.RULE_CHANGE_PERCENT
    Policy.objects.create(
        key=key,
        value=80,
        effective_from=from_parts(1398, 1, 1),
        province_id="03",
        source_clause="x",
    )
    book = PolicyBook.load()
    assert bounds_of(book, MEHR, "03").change_percent == 80
    assert bounds_of(book, MEHR, None) == BOUNDS
    assert bounds_of(book, MEHR - 12, "03") == BOUNDS


def test_members_of_the_same_union_are_read_once_they_filed(
    world: World, django_assert_num_queries: Any
) -> None:
    mine = world.ready()
    first, other = (
        world.licence,
        licence_for("0488888888", "9990000026", world.union, person("other")),
    )
    figures = collect(mine)
    world.licence, world.owner = other, other.unit.members.get().user
    assert productions_of_members(mine, figures) == []
    world.ready(MEHR - 1)
    world.filed()
    assert first != other
    with django_assert_num_queries(1):
        assert productions_of_members(mine, figures) == [{BAG: Decimal(20)}]


@pytest.mark.parametrize(
    ("mine", "theirs", "found"),
    [("125", "12.5", 1), ("0.125", "125000", 1), ("125", "126", 0), ("125", "1025", 0)],
)
def test_only_quantities_of_the_same_digits_are_read(
    world: World, mine: str, theirs: str, found: int
) -> None:
    case = world.ready()
    world.owner = person("other")
    world.licence = licence_for("0488888888", "9990000026", world.union, world.owner)
    other = world.ready()
    for month, quantity in ((case, mine), (other, theirs)):
        ProductionLine.objects.filter(submission=month).update(quantity=Decimal(quantity))
    workflow.file(world.owner, other.tracking_number, other.version, FILED_AT)
    assert len(productions_of_members(case, collect(case))) == found


HEIR, KILO = "2520590009", Decimal("0.001")


def inherits(world: World, measure: str, quantity: str, **replaced: Any) -> Submission:
    """List another product in a bag's place, from Mehr on."""
    world.filed(MEHR - 1)
    bag = Product.objects.get(code=BAG)
    heir = Product.objects.create(
        code=HEIR, name="کیسهٔ جدید", isic_class_id="2520", level=5, measure_id=measure
    )
    if not replaced:
        bag.until, bag.successor = MEHR - 1, heir
        bag.save()
    draft = world.draft()
    draft.production.all().delete()
    ProductionLine.objects.create(
        submission=draft,
        position=1,
        product=heir,
        quantity=Decimal(quantity),
        measure_id=measure,
        **replaced,
    )
    return draft


def test_a_successor_has_the_history_of_its_predecessor(world: World) -> None:
    found = remembered(inherits(world, "ton", "220"))
    assert found.quantities(HEIR) == [20]
    assert {flag.rule for flag in raised(found) if flag.key == f"production:{HEIR}"} == {"P-21"}
    # In its place stands another: it is not missing.
    assert not [flag for flag in raised(found) if flag.rule == "P-23"]


def test_a_successor_in_kilograms_has_a_history_of_tonnes_in_kilograms(world: World) -> None:
    assert remembered(inherits(world, "kg", "20000")).quantities(HEIR) == [20_000]


def test_pieces_do_not_inherit_tonnes(world: World) -> None:
    assert remembered(inherits(world, "pair", "20000")).quantities(HEIR) == []


def test_the_units_own_choice_for_a_dash_inherits_too(world: World) -> None:
    case = inherits(world, "ton", "220", replaced=Product.objects.get(code=BAG))
    assert remembered(case).quantities(HEIR) == [20]


def test_a_chain_of_successors_is_followed_though_one_was_never_filed(world: World) -> None:
    case = inherits(world, "ton", "220")
    heir = Product.objects.get(code=HEIR)
    between = Product.objects.create(
        code="2520590010",
        name="کیسهٔ میانی",
        isic_class_id="2520",
        level=5,
        measure=Measure.objects.get(code="ton"),
        to_year=1398,
        to_month=6,
        successor=heir,
    )
    Product.objects.filter(code=BAG).update(successor=between)
    assert remembered(case).quantities(HEIR) == [20]


def test_predecessors_that_became_one_are_added_up(world: World) -> None:
    subject = remembered(inherits(world, "ton", "220"))
    heritage = Heritage({BAG: HEIR, PIPE: HEIR}, {HEIR: "تن"}, {"تن": Decimal(1), "کیلوگرم": KILO})
    produced: Any = {BAG: Decimal(20), PIPE: Decimal(500)}
    past = replace(
        subject.past[0], produced=produced, measures={BAG: "تن", PIPE: "کیلوگرم"}, exported={}
    )
    assert heritage.inherited(past).produced == {HEIR: Decimal("20.5")}


def test_each_figure_is_put_beside_the_last_month_and_the_median() -> None:
    months = (past(1, {BAG: "40"}), past(2, {BAG: "10"}), past(3, {BAG: "20"}))
    assert own_figures(subject(figures({BAG: "90"}), *months)) == [
        OwnFigure(BAG, "تن", Decimal(90), Decimal(40), Decimal(20))
    ]


def test_a_product_missing_since_last_month_is_a_figure_of_nothing() -> None:
    months = (past(1, {BAG: "40", PIPE: "5"}), past(2, {SHOES: "7"}))
    assert own_figures(subject(figures({BAG: "40"}), *months)) == [
        OwnFigure(BAG, "تن", Decimal(40), Decimal(40), Decimal(40)),
        OwnFigure(PIPE, "تن", Decimal(0), Decimal(5), Decimal(5)),
    ]


def test_after_a_silent_month_there_is_no_last_one() -> None:
    assert own_figures(subject(figures({BAG: "90"}), past(2, {BAG: "40", PIPE: "5"}))) == [
        OwnFigure(BAG, "تن", Decimal(90), None, Decimal(40))
    ]
    assert own_figures(subject(figures({BAG: "90"}))) == [OwnFigure(BAG, "تن", Decimal(90))]
