"""From which month to which a product stands in the catalogue."""

import pytest
from django.db import IntegrityError, transaction

from catalog.enums import ChangeKind
from catalog.models import CatalogueChange, FormerMeasure, IsicNode, Product
from catalog.search import products_in, search_products, tree_children
from catalog.validity import is_valid_in
from config.jalali import JalaliMonth
from tests.world import BAG, FILED_AT, PIPE, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

MEHR, ABAN = JalaliMonth(1398, 7), JalaliMonth(1398, 8)


def living(since: JalaliMonth | None, until: JalaliMonth | None) -> Product:
    """Make the bag valid from one month to another."""
    bag = Product.objects.get(code=BAG)
    bag.since, bag.until = since, until
    bag.save()
    return bag


@pytest.mark.parametrize(
    ("since", "until", "month", "stands"),
    [
        (None, None, MEHR, True),
        (MEHR, None, MEHR, True),
        (ABAN, None, MEHR, False),
        (None, MEHR, MEHR, True),
        (None, MEHR, ABAN, False),
        (None, JalaliMonth(1397, 12), MEHR, False),
        (JalaliMonth(1397, 12), JalaliMonth(1399, 1), MEHR, True),
        (MEHR, MEHR, MEHR, True),
        (MEHR, MEHR, ABAN, False),
    ],
)
def test_both_ends_belong_to_the_life_and_an_empty_end_is_open(
    since: JalaliMonth | None, until: JalaliMonth | None, month: JalaliMonth, stands: bool
) -> None:
    bag = living(since, until)
    assert bag.is_valid_in(month) is stands
    found = Product.objects.filter(is_valid_in(month.year, month.month), code=BAG)
    assert found.exists() is stands
    assert (BAG in {p.code for p in search_products("کیسه", month=month)}) is stands
    assert (BAG in {p.code for p in tree_children("2520", month).products}) is stands
    assert sum(b.products for b in tree_children(None, month).branches) == (3 if stands else 2)


def test_without_a_month_everything_is_found() -> None:
    living(None, MEHR - 12)
    assert BAG in {product.code for product in search_products("کیسه")}
    assert BAG in {product.code for product in tree_children("2520").products}


@pytest.mark.parametrize(
    "broken",
    [
        {"from_year": 1398},
        {"to_month": 7},
        {"from_year": 1398, "from_month": 13},
        {"to_year": 98, "to_month": 7},
        {"from_year": 1398, "from_month": 7, "to_year": 1398, "to_month": 6},
        {"from_year": 1398, "from_month": 7, "to_year": 1397, "to_month": 12},
    ],
    ids=str,
)
def test_half_a_month_and_an_end_before_the_beginning_are_refused(broken: dict[str, int]) -> None:
    for rows in (Product.objects.filter(code=BAG), IsicNode.objects.filter(code="2520")):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**broken)


def test_only_a_retired_product_has_a_successor_and_never_itself() -> None:
    bag, pipe = Product.objects.get(code=BAG), Product.objects.get(code=PIPE)
    rows = Product.objects.filter(code=BAG)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(successor=pipe)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(successor=bag, to_year=1398, to_month=7)
    rows.update(successor=pipe, to_year=1398, to_month=7)


def test_a_class_has_four_digits_so_a_product_hangs_on_nothing_else() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        IsicNode.objects.create(code="2521", level="group", parent_id="25", title_fa="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        IsicNode.objects.create(code="256", level="class", parent_id="25", title_fa="x")


@pytest.mark.parametrize(
    ("month", "measure"),
    [(MEHR - 2, "pair"), (MEHR - 1, "kg"), (MEHR, "kg"), (ABAN, "ton"), (ABAN + 12, "ton")],
)
def test_each_month_has_the_measure_that_held_in_it(month: JalaliMonth, measure: str) -> None:
    bag = Product.objects.get(code=BAG)
    for until, code in ((MEHR - 2, "pair"), (MEHR, "kg")):
        FormerMeasure.objects.create(
            product=bag, measure_id=code, to_year=until.year, to_month=until.month
        )
    assert products_in(month, [BAG])[BAG].measure.code == measure
    (found,) = search_products(BAG, month=month)
    assert found.measure.code == measure
    shown = {p.code: p.measure.code for p in tree_children("2520", month).products}
    assert shown == {BAG: measure, PIPE: "kg"}


def test_the_history_is_only_added_to() -> None:
    change = CatalogueChange.objects.create(
        kind=ChangeKind.RETIRED,
        product=Product.objects.get(code=BAG),
        actor=person("stats"),
        reason="x",
        at=FILED_AT,
    )
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        CatalogueChange.objects.filter(pk=change.pk).update(reason="y")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        change.delete()


@pytest.mark.parametrize("missing", ["actor", "reason", "product"])
def test_a_change_names_its_thing_its_person_and_its_reason(missing: str) -> None:
    facts = {
        "kind": ChangeKind.RETIRED,
        "product": Product.objects.get(code=BAG),
        "actor": person("stats"),
        "reason": "x",
        "at": FILED_AT,
    }
    facts[missing] = "" if missing == "reason" else None
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueChange.objects.create(**facts)
