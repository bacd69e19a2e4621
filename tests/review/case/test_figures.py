"""Figures beside earlier months, and the line of each product."""

from typing import Any

import pytest

from review.case.figures import GONE, MONTHS, ComparedRow, figure_rows, months_before
from statistics.figures import Figures, filed_figures
from statistics.models import Submission
from tests.statistics.rules import figures
from tests.world import BAG, MEHR, PIPE, World


def rows_of(case: Submission) -> dict[str, list[ComparedRow]]:
    """Return the rows of a case by name."""
    filed = filed_figures(case)
    assert filed
    found: dict[str, list[ComparedRow]] = {}
    for row in figure_rows(case.period, filed, months_before(case)):
        found.setdefault(row.name, []).append(row)
    return found


@pytest.mark.django_db
def test_every_figure_has_last_month_and_the_same_month_last_year(world: World) -> None:
    world.final(MEHR - 12)
    world.final(MEHR - 1)
    rows = rows_of(world.filed())
    for name, values in {
        "کیسه پلی اتیلن": [("۲۰ تن", "۲۰ ", "۲۰ ")],
        "صادرات": [("بلی", "بلی", "بلی")],
        "صادرات کیسه پلی اتیلن": [
            ("۵ تن", "۵ ", "۵ "),
            ("۳۲۲ دلار", "۳۲۲ ", "۳۲۲ "),
            ("۶٬۳۰۰ ریال", "۶٬۳۰۰ ", "۶٬۳۰۰ "),
        ],
        "کارکنان": [("۳ نفر", "۳ ", "۳ ")],
        "کارکنان رسمی": [("۲ نفر", "۲ ", "۲ ")],
        "کارکنان پیمانکاری": [("۰ نفر", "۰ ", "۰ ")],
    }.items():
        assert [(row.now, row.last, row.year_ago) for row in rows[name]] == values, name


def test_a_product_of_last_month_that_is_gone_is_shown() -> None:
    now, last = figures({BAG: "20"}), figures({BAG: "20", PIPE: "70"})
    gone = [row for row in figure_rows(MEHR, now, {MEHR - 1: last}) if row.change == GONE]
    assert [(row.now, row.last, row.year_ago) for row in gone] == [("—", "۷۰ تن", "—")]


@pytest.mark.django_db
def test_the_months_before_are_read_at_once_and_only_the_units_own(
    world: World, django_assert_num_queries: Any
) -> None:
    for back in range(1, 15):
        world.filed(MEHR - back)
    later = world.filed(MEHR + 0)
    with django_assert_num_queries(1):
        past = months_before(later)
    assert list(past) == [MEHR - back for back in range(1, MONTHS + 1)]
    earlier = Submission.objects.get(year=MEHR.year, month=MEHR.month - 3)
    assert next(iter(months_before(earlier))) == MEHR - 4


@pytest.mark.django_db
def test_the_line_has_the_last_twelve_filed_months_and_their_words(world: World) -> None:
    for back in range(14, 0, -1):
        world.filed(MEHR - back)
    (row,) = rows_of(world.filed())["کیسه پلی اتیلن"]
    assert row.spark
    assert len(row.spark.points.split()) == len(row.series) == MONTHS
    assert row.spark.words.startswith(f"{MEHR - 11}: ۲۰؛")
    assert row.spark.words.endswith(f"{MEHR}: ۲۰")


def test_a_first_month_stands_beside_nothing() -> None:
    first = Figures(1398, 7, "1", "active", False, 1, 0, 0, "")
    (people,) = [r for r in figure_rows(MEHR, first, {}) if r.name == "کارکنان"]
    assert (people.last, people.year_ago, people.change, people.spark) == ("—", "—", "", None)
