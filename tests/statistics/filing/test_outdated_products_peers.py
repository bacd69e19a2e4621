"""What is offered for a product with a dash from the choice of others, and what a dash costs."""

from typing import Any

import pytest

from catalog.models import Product
from review.routing import ROUTE
from statistics.models import ProductionLine, Submission
from tests.by_hand import at_union
from tests.statistics.filing import (
    Filer,
    exports,
    make_products,
    production,
)
from tests.statistics.filing.outdated_products import DASH, twin
from tests.statistics.filing.web.test_costs import cost
from tests.world import BAG, FILED_AT, MEHR, PIPE, World, licence_for, person

NEXT = MEHR
LAST = MEHR - 1


def chosen_by(number: int, into: str, trade: str = "2520") -> None:
    """Let another unit of a trade list `into` in place of the bag, in a month that was sent."""
    world = others(number, trade)
    draft = world.draft(NEXT)
    line = ProductionLine.objects.create(
        submission=draft,
        product=Product.objects.get(code=into),
        replaced=Product.objects.get(code=BAG),
        position=1,
        quantity=1,
    )
    assert line.pk
    Submission.objects.filter(pk=draft.pk).update(round=1, **at_union(world.licence, FILED_AT))


def others(number: int, trade: str) -> World:
    """Return the world of another unit."""
    base = Submission.objects.order_by("pk")[0].licence
    owner = person(f"other-{number}")
    licence = licence_for(f"04{number:08d}", f"9{number:09d}", base.union, owner)
    licence.trade_id = trade
    licence.save()
    province = base.union.parent
    assert province is not None
    assert province.parent is not None
    return World(province.parent, province, base.union, owner, owner, owner, owner, licence)


@pytest.mark.parametrize(
    ("units", "trade", "told"),
    [(2, "2520", False), (3, "2520", True), (4, "2520", True), (4, "1920", False)],
)
def test_what_most_peers_list_instead_is_told_from_three_units_of_the_trade_on(
    filer: Filer, retire: Any, units: int, trade: str, told: bool
) -> None:
    follower, liked = twin("2520590007"), twin("2520590008")
    filer.world.filed(LAST)
    retire(BAG, LAST, follower.code)
    filer.begin(NEXT)
    for number in range(units):
        chosen_by(number, liked.code, trade)
    page = filer.read("production")
    assert ("گزینهٔ بیشتر همکاران شما" in page) is told
    assert (f'value="{BAG}:{liked.code}"' in page) is told
    assert f'value="{BAG}:{follower.code}"' in page


def test_the_successor_that_peers_chose_is_offered_once(filer: Filer, retire: Any) -> None:
    follower = twin("2520590007")
    filer.world.filed(LAST)
    retire(BAG, LAST, follower.code)
    filer.begin(NEXT)
    for number in range(3):
        chosen_by(number, follower.code)
    assert filer.read("production").count(f'value="{BAG}:{follower.code}"') == 1


def test_drafts_of_peers_do_not_count(filer: Filer, retire: Any) -> None:
    liked = twin("2520590008")
    filer.world.filed(LAST)
    retire(BAG, LAST)
    filer.begin(NEXT)
    for number in range(3):
        chosen_by(number, liked.code)
    gone = Submission.objects.exclude(unit=filer.world.unit).order_by("pk")[0]
    Submission.objects.filter(pk=gone.pk).update(
        state="draft",
        desk=None,
        entered_at=None,
        filed_at=None,
        priority_at=None,
        **dict.fromkeys(ROUTE.values()),
    )
    assert "گزینهٔ بیشتر همکاران شما" not in filer.read("production")


@pytest.mark.parametrize("page", ["production", "exports"])
@pytest.mark.parametrize("count", [1, 60])
def test_a_page_of_dashes_costs_no_more_than_one_without(
    filer: Filer, edit: Any, page: str, count: int
) -> None:
    codes = make_products(count)
    follower = twin("2520590007")
    filer.world.filed(LAST)
    filer.begin(NEXT)
    filer.send("production", production(*[(code, "1") for code in codes]), "save")
    filer.send("exports", exports(*[(code, "1", "1", "1", "1") for code in codes]), "save")
    filer.read(page)
    plain = cost(lambda: filer.browser.get(filer.url(page)))
    Product.objects.filter(code__in=codes).update(
        to_year=LAST.year, to_month=LAST.month, successor=follower
    )
    assert DASH in filer.read(page)
    assert cost(lambda: filer.browser.get(filer.url(page))) == plain <= 8


@pytest.mark.parametrize("count", [1, 60])
def test_a_swap_costs_the_same_whatever_the_list(filer: Filer, retire: Any, count: int) -> None:
    codes = make_products(count)
    filer.begin(NEXT)
    filer.send("production", production((BAG, "1"), *[(c, "1") for c in codes]), "save")
    retire(BAG, LAST, PIPE)
    filer.read("production")
    version = filer.submission.steps.get(step=2).version
    rows = production(*[(c, "2") for c in codes], swap=f"{BAG}:{PIPE}", version=version)
    assert cost(lambda: filer.browser.post(filer.url("production"), rows)) == 9
