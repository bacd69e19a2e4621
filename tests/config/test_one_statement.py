"""Several lists in one statement are what each of them is by itself."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db.models import QuerySet, Sum

from catalog.models import Holiday, IsicNode, Policy
from config.jalali import JalaliMonth
from config.one_statement import together
from statistics.models import ProductTotal
from tests.statistics.indicators.test_preliminary import near as near
from tests.world import World

pytestmark = pytest.mark.django_db


def test_rows_and_values_come_as_they_are(
    world: World, near: Any, django_assert_num_queries: Any
) -> None:
    Holiday.objects.create(
        date=JalaliMonth(1398, 7).first_day, name="تعطیل", kind="official", status="certain"
    )
    sums = ProductTotal.objects.values("month", "product__code").annotate(made=Sum("quantity"))
    lists = {
        "nodes": IsicNode.objects.order_by("code"),
        "policy": Policy.objects.order_by("pk"),
        "holidays": Holiday.objects.order_by("pk"),
        "sums": sums.order_by("month"),
        "nothing": ProductTotal.objects.none().values("pk"),
        "no_row": ProductTotal.objects.filter(year=1).values("pk"),
    }
    with django_assert_num_queries(1):
        found = together(lists)
    assert found == {name: list(rows) for name, rows in lists.items()}
    day = found["holidays"][0]
    assert (day.date, found["sums"][0]["made"]) == (JalaliMonth(1398, 7).first_day, Decimal(120))


def test_the_same_list_is_written_once_and_read_anew(
    world: World, near: Any, django_assert_num_queries: Any
) -> None:
    written: list[str] = []

    def named(name: str) -> QuerySet[Any]:
        written.append(name)
        return Holiday.objects.filter(name=name).values("name")

    def read(name: str) -> list[Any]:
        with django_assert_num_queries(1):
            return together({"days": partial(named, name)})["days"]

    assert (read("عید"), read("عید"), read("سوگ")) == ([], [], [])
    day = JalaliMonth(1398, 7).first_day
    Holiday.objects.create(date=day, name="عید", kind="official", status="certain")
    assert (read("عید"), read("سوگ")) == ([{"name": "عید"}], [])
    assert written == ["عید", "سوگ"]


def test_where_nothing_can_be_found_nothing_is_asked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert together({"nothing": ProductTotal.objects.none().values("pk")}) == {"nothing": []}
