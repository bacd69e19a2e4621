"""«سال من»: an owner's own thirteen months, and own figures as files for ever."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client

from catalog.policy.book import PolicyBook
from config.bar_charts import month_bars
from config.jalali import JalaliMonth
from review.owner.my_year.queries import own_months
from review.owner.my_year.rules import own_year, read_months
from statistics.enums import Timeliness
from tests.statistics.filing import text_of
from tests.statistics.test_standing import approve, edit, file_again, reopened
from tests.world import FILED_AT, MEHR, World, licence_for, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("third_of_aban")]
URL = "/statistics/my-year/"


@pytest.fixture
def owner(world: World, sign_in: Any) -> Client:
    browser: Client = sign_in(world.owner)
    return browser


def year_of(world: World, last: JalaliMonth = MEHR) -> Any:
    found = own_months(world.unit, read_months(last), PolicyBook.load(), "03")
    return own_year(last, found)


def test_before_the_first_month_it_says_what_comes(owner: Client) -> None:
    assert "هنوز ماهی ثبت نکرده‌اید" in text_of(owner.get(URL))


def test_a_first_month_stands_without_anything_to_compare_it_with(
    world: World, owner: Client
) -> None:
    world.filed()
    text = text_of(owner.get(URL))
    assert "۲۰ تن" in text
    assert "۱ ماه ثبت شده" in text
    assert "هنوز در بررسی است" in text


def test_months_are_compared_with_the_one_before_and_the_year_before(world: World) -> None:
    for month in (MEHR - 12, MEHR - 1, MEHR):
        world.filed(month)
    [made] = year_of(world).products
    assert (made.name, made.latest, made.past[MEHR]) == ("کیسه پلی اتیلن", Decimal(20), Decimal(20))
    assert made.from_last_month.words == made.from_last_year.words == "بدون تغییر"
    assert made.values[MEHR - 2] is None


def test_people_exports_and_timeliness_are_those_of_what_was_filed(world: World) -> None:
    world.filed(MEHR, FILED_AT)
    world.filed(MEHR - 1, FILED_AT + timedelta(hours=1))
    shown = year_of(world)
    assert (shown.people.latest, shown.exported, shown.with_exports) == (3, Decimal(644), 2)
    assert shown.timeliness == {Timeliness.ON_TIME: 1, Timeliness.LATE: 1}
    assert shown.filed == 2


def test_a_month_under_correction_shows_what_stands_until_the_next_version_is_final(
    world: World,
) -> None:
    case = file_again(world, edit(world, reopened(world)))
    assert year_of(world).products[0].latest == Decimal(20)
    for officer in (world.union_officer, world.province_officer, world.ministry_officer):
        case = approve(officer, case)
    latest = {series.name: series.latest for series in year_of(world).products}
    assert latest["کیسه پلی اتیلن"] == Decimal(70)


def test_a_foreign_unit_and_an_empty_year_are_not_there(world: World, owner: Client) -> None:
    world.filed()
    other = licence_for("9999999999", "9999999999", world.union, person("stranger")).unit
    asked = ["unit=x", f"unit={other.pk}", "year=1390", "year=x", "unit=" + "9" * 5000]
    assert {owner.get(f"{URL}?{query}").status_code for query in asked} == {404}
    assert owner.get(f"{URL}{other.pk}/all.xlsx").status_code == 404
    assert owner.get(f"{URL}{world.unit.pk}/all.xlsx?year=1390").status_code == 404


def test_own_figures_come_as_files_whole_and_of_one_year(world: World, owner: Client) -> None:
    world.filed(MEHR)
    world.filed(MEHR - 12)
    base = f"{URL}{world.unit.pk}"
    whole = openpyxl.load_workbook(io.BytesIO(owner.get(f"{base}/all.xlsx").content))
    *figures, dictionary = whole
    assert [sheet.max_row for sheet in figures] == [3, 3, 3]
    assert dictionary.max_row > len(figures)
    text = owner.get(f"{base}/production.csv?year={MEHR.year}").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text)))) == 2


def test_the_page_asks_as_many_queries_for_one_month_as_for_many(
    world: World, owner: Client, django_assert_max_num_queries: Any
) -> None:
    world.filed(MEHR)
    owner.get(URL)
    with django_assert_max_num_queries(30) as one:
        owner.get(URL)
    for ago in (1, 2, 3):
        world.filed(MEHR - ago)
    with django_assert_max_num_queries(len(one)):
        owner.get(URL)


def test_bars_stand_newest_at_the_left_and_a_gap_is_no_zero() -> None:
    bars = month_bars({MEHR - 1: None, MEHR: 10}, {MEHR: 20, MEHR - 1: None})
    assert [(bar.now, bar.height, bar.words) for bar in bars] == [
        (False, "", ""),
        (True, "32.50%", "۱۰"),
    ]
    assert [bar.left for bar in bars] == ["58.50%", "8.50%"]
    assert (bars[1].tick, bars[0].tick) == ("17.00%", "")
    assert [bar.height for bar in month_bars({MEHR: 0}, {})] == ["0.00%"]
