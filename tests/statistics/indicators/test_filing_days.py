"""The latest month day by day, and the places that lag behind the same day of the month before."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from accounts.models import Organization
from catalog.models import County, Province
from config.jalali import JalaliMonth
from statistics.models import EstimateStamp, FilingDay, PlaceFilingDay, ResponseCount
from tests.statistics.indicators.test_views import HERE, seen
from tests.statistics.indicators.totals import TestPlace, filed, made
from tests.world import BAG, World, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
ABAN = JalaliMonth(1398, 8)
MEHR, LAST_YEAR = ABAN - 1, ABAN - 12
OPEN = {"period": "139808"}


@pytest.fixture
def near(world: World, time_machine: Any) -> TestPlace:
    """Let it be the seventh of Azar, and four filings of Aban be final."""
    time_machine.move_to(tehran(1398, 9, 7), tick=False)
    place = TestPlace(world.province, County.objects.get(code="0301"), world.union)
    for month, filings in ((ABAN - 1, 10), (ABAN, 4)):
        filed(place, month, filings)
        made(place, month, BAG, 9)
    return place


@pytest.fixture
def other(near: TestPlace) -> TestPlace:
    """Open a second county of the province, with a union."""
    province = Province.objects.get(pk="03")
    county = County.objects.create(
        code="0302", name="مراغه", province=province, organization_code="03"
    )
    union = Organization.objects.create(
        code="u-2",
        kind=near.union.kind,
        name="اتحادیهٔ مراغه",
        parent=near.organization,
        province=province,
        county=county,
    )
    return replace(near, county=county, union=union)


def counted(place: TestPlace, month: JalaliMonth, due: int, by_day: dict[int, int]) -> None:
    """Let so many units of a place owe a month and have filed it on these days; none is final."""
    where = {"year": month.year, "month": month.month, "organization": place.organization}
    filed_all = sum(by_day.values())
    ResponseCount.objects.create(
        **where,
        county=place.county,
        union=place.union,
        trade_id="2520",
        due=due,
        filed=filed_all,
        final=0,
        pending=filed_all,
    )
    for day, count in by_day.items():
        fine = {**where, "county": place.county, "union": place.union, "day": day}
        PlaceFilingDay.objects.create(**fine, filed=count)
        coarse, _ = FilingDay.objects.get_or_create(**where, day=day, defaults={"filed": 0})
        coarse.filed += count
        coarse.save()
    EstimateStamp.objects.get_or_create(
        year=month.year, month=month.month, defaults={"counted_at": tehran(1398, 9, 7)}
    )


def test_the_month_grows_day_by_day_beside_the_last_one_and_the_last_year(
    near: TestPlace, world: World, sign_in: SignIn
) -> None:
    counted(near, ABAN, 40, {2: 10, 6: 4, 7: 6})
    counted(near, MEHR, 40, {2: 16, 7: 8, 9: 8, 20: 4})
    counted(near, LAST_YEAR, 20, {1: 5, 10: 5})
    answer = sign_in(world.ministry_officer).get(HERE, OPEN)
    course = answer.context["page"].course
    shares = {line.day: tuple(map(str, line.filed)) for line in course.lines}
    # Of the month that runs nothing is known of tomorrow.
    assert shares[8] == ("None", "60", "25")
    assert shares[7] == ("50", "60", "25")
    assert shares[2] == ("25", "40", "25")
    # The axis ends with the filing, the tenth of the next month.
    assert shares[10] == ("None", "80", "50")
    assert max(shares) == 10
    page = seen(answer)
    assert "ثبت، روز به روز آبان مهر آبان ۱۳۹۷" in page
    assert "پایان «به‌موقع»" in page
    assert "تا پایان روز ثبت آبان مهر آبان ۱۳۹۷ نهایی آبان مهر" in page


def test_what_became_final_by_a_day_is_told_as_well(
    near: TestPlace, world: World, sign_in: SignIn
) -> None:
    counted(near, ABAN, 40, {2: 10})
    FilingDay.objects.filter(month=8).update(final=4)
    course = sign_in(world.ministry_officer).get(HERE, OPEN).context["page"].course
    assert {line.day: str(line.final[0]) for line in course.lines if line.day < 4} == {
        3: "10",
        2: "10",
        1: "0",
    }


def test_a_county_and_a_union_have_days_of_their_own(
    near: TestPlace, other: TestPlace, world: World, sign_in: SignIn
) -> None:
    counted(near, ABAN, 10, {2: 9})
    counted(near, MEHR, 10, {2: 10})
    counted(other, ABAN, 10, {3: 1})
    course = sign_in(world.union_officer).get(HERE, OPEN).context["page"].course
    assert [str(line.filed[0]) for line in course.lines if line.day in (2, 7)] == ["90", "90"]
    page = seen(sign_in(world.union_officer).get(HERE, OPEN))
    assert "نرخ پاسخ ۹۰٪ از ۱۰ واحد مهر، همین روز ۱۰۰٪" in page
    # A union sees who of it has not filed, and compares nobody.
    assert "کجا عقب است" not in page
    assert "۱ واحد هنوز آبان ۱۳۹۸ را ثبت نکرده‌اند" in page


def test_places_are_compared_by_days_that_are_over_the_farthest_behind_first(
    near: TestPlace, other: TestPlace, world: World, sign_in: SignIn
) -> None:
    # Filed up to the sixth: 40 of 100 beside 70, and 2 of 10 beside 3; today is not over.
    counted(near, ABAN, 100, {2: 40, 7: 5})
    counted(near, MEHR, 100, {6: 70, 7: 20})
    counted(other, ABAN, 10, {2: 2})
    counted(other, MEHR, 10, {2: 3})
    answer = sign_in(world.province_officer).get(HERE, OPEN)
    counties, unions = answer.context["page"].lagging
    assert (counties.plural, counties.count, counties.places) == ("شهرستان‌ها", 2, 2)
    [first, second] = counties.first
    assert (first.name, str(first.now), str(first.before), first.missing) == (
        near.county.name,
        "40",
        "70",
        55,
    )
    assert (second.name, str(second.now), str(second.before)) == ("مراغه", "20", "30")
    assert [row.name for row in unions.first] == [near.union.name, "اتحادیهٔ مراغه"]
    page = answer.content.decode()
    assert f'href="/units/?only=open&amp;month=139808&amp;county={near.county.code}"' in page
    assert f'href="/units/?only=open&amp;month=139808&amp;union={other.union.pk}"' in page


def test_who_caught_up_today_or_lacks_less_than_a_unit_is_not_behind(
    near: TestPlace, other: TestPlace, world: World, sign_in: SignIn
) -> None:
    counted(near, ABAN, 10, {2: 3, 7: 4})
    counted(near, MEHR, 10, {2: 7})
    counted(other, ABAN, 4, {2: 3})
    counted(other, MEHR, 5, {2: 4})
    page = seen(sign_in(world.province_officer).get(HERE, OPEN))
    assert "هیچ شهرستان از مهر در همان روز عقب‌تر نبوده است" in page


def test_the_ministry_compares_organizations_and_leads_into_them(
    near: TestPlace, world: World, sign_in: SignIn
) -> None:
    counted(near, ABAN, 10, {2: 3})
    counted(near, MEHR, 10, {2: 7})
    answer = sign_in(world.ministry_officer).get(HERE, OPEN)
    [kind] = answer.context["page"].lagging
    [row] = kind.first
    assert (kind.plural, row.query, row.missing) == (
        "سازمان‌ها",
        "?period=139808&organization=03",
        7,
    )
    assert row.missing_query == "?only=open&month=139808&province=03"


@pytest.mark.parametrize("narrowed", [{"isic": "25"}, {"units": "selected"}])
def test_of_a_branch_or_the_selected_units_no_days_are_told(
    near: TestPlace, world: World, sign_in: SignIn, narrowed: dict[str, str]
) -> None:
    counted(near, ABAN, 10, {2: 3})
    counted(near, MEHR, 10, {2: 7})
    page = sign_in(world.ministry_officer).get(HERE, OPEN | narrowed).context["page"]
    assert (page.course, page.lagging) == (None, [])


def test_on_the_first_day_nobody_is_behind_and_before_it_there_is_no_course(
    near: TestPlace, world: World, sign_in: SignIn, time_machine: Any
) -> None:
    counted(near, ABAN, 10, {1: 1})
    counted(near, MEHR, 10, {1: 7})
    time_machine.move_to(tehran(1398, 9, 1), tick=False)
    page = sign_in(world.ministry_officer).get(HERE, OPEN).context["page"]
    assert (page.course.lines[-1].day, page.lagging) == (1, [])


def test_a_month_of_which_nothing_is_final_says_how_many_have_filed(
    world: World, sign_in: SignIn, time_machine: Any
) -> None:
    time_machine.move_to(tehran(1398, 9, 7), tick=False)
    place = TestPlace(world.province, County.objects.get(code="0301"), world.union)
    filed(place, ABAN - 1, 10)
    made(place, ABAN - 1, BAG, 9)
    counted(place, ABAN, 10, {2: 3})
    page = seen(sign_in(world.ministry_officer).get(HERE, OPEN))
    assert "تا امروز هیچ پرونده‌ای از آبان ۱۳۹۸ نهایی نشده است. ۳۰٪ واحدهای مشمول" in page
    assert "محصول یا دورهٔ دیگری را انتخاب کنید" not in page
    assert "علتی ننوشته‌اند" not in page


def test_when_all_is_reviewed_the_days_have_had_their_time(
    near: TestPlace, world: World, sign_in: SignIn, time_machine: Any
) -> None:
    counted(near, ABAN, 10, {2: 3})
    time_machine.move_to(tehran(1398, 9, 20), tick=False)
    assert sign_in(world.ministry_officer).get(HERE, OPEN).context["page"].course is None
