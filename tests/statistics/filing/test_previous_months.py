"""What stands beside the fields: the last filed month and the same month a year before."""

from decimal import Decimal
from typing import Any

from review import workflow
from statistics.filing.previous_months import (
    EarlierQuantity,
    answers,
    exports,
    months_beside,
    people,
    quantities,
)
from statistics.filing.web.context import own_month
from statistics.models.lines import with_measures
from tests.world import BAG, FILED_AT, MEHR, World


def beside(world: World, *months: int) -> Any:
    """Return what stands beside Mehr after the months so long before were filed."""
    for back in months:
        world.filed(MEHR - back)
    return months_beside(world.draft())


def test_the_latest_comes_first_and_others_stay_away(world: World) -> None:
    assert [each.name for each in beside(world, 13, 12, 3, 2)] == ["مرداد ۱۳۹۸", "مهر ۱۳۹۷"]


def test_a_month_that_is_both_stands_once(world: World) -> None:
    assert [each.name for each in beside(world, 12)] == ["مهر ۱۳۹۷"]


def test_nothing_stands_beside_the_first_month(world: World) -> None:
    assert beside(world) == []


def test_of_a_month_sent_twice_the_latest_round_counts(world: World) -> None:

    returned = world.returned(MEHR - 1)
    ready_again = world.fill(returned.tracking_number)
    workflow.file(world.owner, ready_again.tracking_number, ready_again.version, FILED_AT)
    assert len(months_beside(world.draft())) == 1


def test_the_page_brings_them_in_its_own_query(
    world: World, django_assert_num_queries: Any
) -> None:
    world.filed(MEHR - 12)
    world.filed(MEHR - 1)
    number = world.draft().tracking_number
    with django_assert_num_queries(1):
        assert len(own_month(world.owner, number).beside or []) == 2


def test_the_words_beside_each_field(world: World) -> None:
    world.filed(MEHR - 12)
    world.filed(MEHR - 1)
    submission = world.draft()
    months = months_beside(submission)
    lines = with_measures(submission.production.order_by("position"))
    twenty = Decimal(20)
    before = (EarlierQuantity("شهریور ۱۳۹۸", twenty), EarlierQuantity("مهر ۱۳۹۷", twenty))
    assert quantities(months, lines) == {BAG: before}
    assert exports(months)[BAG][0] == "شهریور ۱۳۹۸: ۵ تن، ۳۲۲ دلار، ۶٬۳۰۰ ریال"
    assert answers(months) == "شهریور ۱۳۹۸: بلی، مهر ۱۳۹۷: بلی"
    assert people(months)["official"] == "شهریور ۱۳۹۸: ۲ نفر، مهر ۱۳۹۷: ۲ نفر"
