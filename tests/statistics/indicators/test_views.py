"""The pages «آمار»: whose figures they show, beside what, and what they refuse."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import OrganizationKind, Role
from accounts.models import Organization, User
from catalog.models import County, Product, Province
from config.jalali import JalaliMonth
from statistics.models import ProductTotal, ResponseCount
from tests.statistics.filing import text_of
from tests.statistics.indicators.totals import TestPlace, explained, filed, made
from tests.world import BAG, PIPE, SHOES, World, officer, person, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
MEHR = JalaliMonth(1398, 7)
HERE = "/figures/"


@pytest.fixture(autouse=True)
def _in_azar(time_machine: Any) -> None:
    """Let it be the seventh of Azar 1398: Mehr is reviewed, Aban has hardly begun."""
    time_machine.move_to(tehran(1398, 9, 7), tick=False)


@pytest.fixture
def near(world: World) -> TestPlace:
    return TestPlace(world.province, County.objects.get(code="0301"), world.union)


@pytest.fixture
def far(world: World) -> TestPlace:
    """Open another province with a county and a union."""
    gilan = Province.objects.create(code="01", name="گیلان", iso="IR-01")
    county = County.objects.create(code="0101", name="رشت", province=gilan, organization_code="01")
    office = Organization.objects.create(
        code="01",
        kind=OrganizationKind.PROVINCE,
        name="سازمان صنعت، معدن و تجارت استان گیلان",
        parent=world.ministry,
        province=gilan,
    )
    union = Organization.objects.create(
        code="far",
        kind=OrganizationKind.UNION,
        name="اتحادیهٔ رشت",
        parent=office,
        province=gilan,
        county=county,
    )
    return TestPlace(office, county, union)


@pytest.fixture
def story(near: TestPlace, far: TestPlace) -> None:
    """Sum up three months in two provinces: bags rise in the near one and fall in the far one."""
    for place, quantities in ((near, (100, 80, 120)), (far, (50, 100, 60))):
        for month, quantity in zip((MEHR - 12, MEHR - 1, MEHR), quantities, strict=True):
            filed(place, month, 10, people=30)
            made(place, month, BAG, quantity, opened=quantity // 2, bulk=quantity // 4, usd=1000)
    made(near, MEHR, SHOES, 7)
    explained(near, MEHR, BAG, "rise", "seasonal", 3)
    # Of Aban one filing is final: too few to be shown first.
    filed(near, MEHR + 1, 1, people=3)
    made(near, MEHR + 1, BAG, 9)


def seen(answer: Any) -> str:
    """Read a page as a person does: its words without its tags."""
    assert answer.status_code == 200
    words = re.sub("<[^>]+>", " ", text_of(answer))
    return re.sub(r"\s+([،.:؛])", r"\1", " ".join(words.split()))


def statistics_officer(world: World) -> User:
    office = Organization.objects.create(
        code="s", kind=OrganizationKind.STATISTICS, name="دفتر آمار", parent=world.ministry
    )
    return officer("stats", Role.STATISTICS_OFFICER, office)


def county_officer(world: World, place: TestPlace) -> User:
    seat = Organization.objects.create(
        code="seat",
        kind=OrganizationKind.COUNTY_OFFICE,
        name="ادارهٔ ملکان",
        parent=world.province,
        province_id="03",
        county=place.county,
    )
    return officer("county", Role.COUNTY_OFFICER, seat)


@pytest.mark.usefixtures("story")
def test_the_ministry_reads_the_country_in_one_sentence(world: World, sign_in: SignIn) -> None:
    page = seen(sign_in(world.ministry_officer).get(HERE))
    assert "آمار مهر ۱۳۹۸" in page
    # 180 of both; a month before 180, a year before 150.
    assert "کیسه پلی اتیلن: ۱۸۰ تن، برابر با شهریور و ۲۰٪ بیشتر از مهر ۱۳۹۷." in page
    assert "با بررسی کارشناس ۵۰٪" in page
    assert "تأیید گروهی ۲۵٪، خودکار ۲۵٪" in page
    assert "۲۰ پرونده" in page
    assert "۶۰ نفر" in page
    assert "۲٬۰۰۰ دلار" in page


@pytest.mark.usefixtures("story")
def test_the_sentence_names_the_commonest_cause_of_the_change(
    world: World, sign_in: SignIn
) -> None:
    page = seen(sign_in(world.province_officer).get(HERE))
    assert "کیسه پلی اتیلن: ۱۲۰ تن، ۵۰٪ بیشتر از شهریور و ۲۰٪ بیشتر از مهر ۱۳۹۷." in page
    assert "پرتکرارترین علت رشد: " in page


@pytest.mark.usefixtures("story")
def test_each_office_sees_its_own_reach(
    world: World, near: TestPlace, far: TestPlace, sign_in: SignIn
) -> None:
    for user, quantity in (
        (statistics_officer(world), "۱۸۰ تن"),
        (world.province_officer, "۱۲۰ تن"),
        (officer("head", Role.PROVINCE_HEAD, world.province), "۱۲۰ تن"),
        (officer("far-head", Role.PROVINCE_HEAD, far.organization), "۶۰ تن"),
        (county_officer(world, near), "۱۲۰ تن"),
        (world.union_officer, "۱۲۰ تن"),
        (officer("far-union", Role.UNION_OFFICER, far.union), "۶۰ تن"),
    ):
        assert f"کیسه پلی اتیلن: {quantity}" in seen(sign_in(user).get(HERE))


@pytest.mark.usefixtures("story")
def test_units_and_people_without_an_office_are_told_whose_page_it_is(
    world: World, sign_in: SignIn
) -> None:
    for user in (world.owner, person("nobody")):
        assert sign_in(user).get(HERE).status_code == 403


@pytest.mark.usefixtures("story")
def test_what_is_out_of_reach_is_not_there(
    world: World, near: TestPlace, far: TestPlace, sign_in: SignIn
) -> None:
    foreign = ({"organization": "01"}, {"county": "0101"}, {"union": str(far.union.pk)})
    users = (world.province_officer, county_officer(world, near), world.union_officer)
    for user in users:
        browser = sign_in(user)
        for asked in foreign:
            assert browser.get(HERE, asked).status_code == 404, (user, asked)
    own = ({"county": "0301"}, {"union": str(near.union.pk)})
    for asked in own:
        assert "۱۲۰ تن" in seen(sign_in(world.province_officer).get(HERE, asked))
        assert "۱۲۰ تن" in seen(sign_in(world.ministry_officer).get(HERE, asked))


@pytest.mark.usefixtures("story")
def test_what_is_malformed_is_not_there(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.ministry_officer)
    names = ("period", "product", "organization", "county", "union", "isic", "units", "all")
    for name in names:
        for text in ("x", "9999999999", "1" * 5000, "۱", "'", "0", "-1", "<b>"):
            assert browser.get(HERE, {name: text}).status_code == 404, (name, text)


@pytest.mark.usefixtures("story")
def test_the_numbers_lead_to_the_places_they_are_made_of(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    country = sign_in(world.ministry_officer).get(HERE).content.decode()
    assert "?organization=03" in country
    assert "/figures/filings/?period=139807&amp;product=2520512459&amp;organization=03" in country
    province = sign_in(world.province_officer).get(HERE).content.decode()
    assert "?county=0301" in province
    assert f"?union={near.union.pk}" in province


@pytest.mark.usefixtures("story")
def test_a_month_that_is_nearly_empty_is_shown_to_who_asks_and_compared_with_none(
    world: World, sign_in: SignIn
) -> None:
    page = seen(sign_in(world.ministry_officer).get(HERE, {"period": "139808"}))
    assert "کیسه پلی اتیلن تا امروز: ۹ تن." in page
    assert "هنوز کافی نیست" in page


@pytest.mark.usefixtures("story")
def test_a_quarter_that_is_not_whole_says_so(world: World, sign_in: SignIn) -> None:
    page = seen(sign_in(world.ministry_officer).get(HERE, {"period": "1398q3"}))
    assert "آمار پاییز ۱۳۹۸" in page
    assert "از ۳ ماه این دوره ۲ ماه رقم نهایی دارد" in page
    # The average of two months, of which the second has only begun.
    assert "میانگین کارکنان" in page


def test_a_whole_quarter_is_the_sum_of_its_months(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    for back in range(6):
        filed(near, MEHR - 1 - back, 4, people=12)
        made(near, MEHR - 1 - back, BAG, 30 if back < 3 else 20)
    page = seen(sign_in(world.ministry_officer).get(HERE, {"period": "1398q2"}))
    assert "کیسه پلی اتیلن: ۹۰ تن، ۵۰٪ بیشتر از بهار." in page
    assert "۱۲ نفر" in page


def test_a_year_is_compared_with_one_year(world: World, near: TestPlace, sign_in: SignIn) -> None:
    for back in range(24):
        month = JalaliMonth(1398, 6) - back
        filed(near, month, 4, people=12)
        made(near, month, BAG, 30)
    answer = sign_in(world.ministry_officer).get(HERE, {"period": "1397"})
    page = seen(answer)
    assert "کیسه پلی اتیلن: ۳۶۰ تن." in page
    assert page.count("از سال ۱۳۹۶") == len(answer.context["page"].tiles) + 3


def test_another_measure_is_said_and_never_compared(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    for month in (MEHR - 12, MEHR - 1, MEHR):
        filed(near, month, 5)
    made(near, MEHR - 12, PIPE, 5, measure="ton")
    made(near, MEHR - 1, PIPE, 5, measure="ton")
    made(near, MEHR, PIPE, 6000, measure="kg")
    answer = sign_in(world.ministry_officer).get(HERE)
    page = seen(answer)
    assert "لوله پلی‌اتیلن: ۶٬۰۰۰ کیلوگرم. واحد سنجش این محصول تغییر کرده است" in page
    assert "برابر شهریور" not in page
    [line] = answer.context["page"].table.rows
    assert (line.sums.change.words, line.sums.change.percent) == ("واحد سنجش تغییر کرده است", None)
    # Months of the other measure are no points of its line.
    assert line.spark is None


def test_two_measures_in_one_month_are_two_lines(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    filed(near, MEHR, 5)
    made(near, MEHR, PIPE, 5, measure="ton")
    made(near, MEHR, PIPE, 6000, measure="kg", makers=3)
    answer = sign_in(world.ministry_officer).get(HERE)
    rows = answer.context["page"].table.rows
    assert {(row.good.measure, row.sums.now.quantity) for row in rows} == {
        ("تن", 5),
        ("کیلوگرم", 6000),
    }
    assert "لوله پلی‌اتیلن: ۶٬۰۰۰ کیلوگرم" in seen(answer)


@pytest.mark.usefixtures("story")
def test_products_stand_by_the_size_of_their_change(world: World, sign_in: SignIn) -> None:
    rows = sign_in(world.province_officer).get(HERE).context["page"].table.rows
    # What was not made before has no size.
    assert [row.good.code for row in rows] == [BAG, SHOES]


@pytest.mark.usefixtures("story")
def test_the_country_begins_with_the_product_of_most_organizations(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    made(near, MEHR, PIPE, 9, makers=50)
    for user, code in ((world.ministry_officer, BAG), (world.province_officer, PIPE)):
        assert sign_in(user).get(HERE).context["page"].good.code == code


@pytest.mark.usefixtures("story")
def test_isic_narrows_at_every_level(world: World, sign_in: SignIn) -> None:
    browser = sign_in(world.ministry_officer)
    for code, products in (
        ("D", {BAG, SHOES}),
        ("25", {BAG}),
        ("252", {BAG}),
        ("2520", {BAG}),
        ("19", {SHOES}),
    ):
        rows = browser.get(HERE, {"isic": code}).context["page"].table.rows
        assert {row.good.code for row in rows} == products


@pytest.mark.usefixtures("story")
def test_selected_units_can_be_shown_alone(world: World, near: TestPlace, sign_in: SignIn) -> None:
    filed(near, MEHR, 2, people=4, selected=True)
    made(near, MEHR, BAG, 15, selected=True)
    page = seen(sign_in(world.ministry_officer).get(HERE, {"units": "selected"}))
    assert "کیسه پلی اتیلن: ۱۵ تن" in page
    assert "۴ نفر" in page
    assert "کیسه پلی اتیلن: ۱۹۵ تن" in seen(sign_in(world.ministry_officer).get(HERE))


@pytest.mark.usefixtures("story")
def test_what_came_back_to_nothing_is_absent(world: World, sign_in: SignIn) -> None:
    ProductTotal.objects.filter(product__code=SHOES).update(filings=0, makers=0, quantity=0)
    rows = sign_in(world.ministry_officer).get(HERE).context["page"].table.rows
    assert [row.good.code for row in rows] == [BAG]


@pytest.mark.usefixtures("story")
def test_a_product_that_nobody_made_is_said_so(world: World, sign_in: SignIn) -> None:
    page = seen(sign_in(world.ministry_officer).get(HERE, {"product": PIPE}))
    assert "با این فیلترها در مهر ۱۳۹۸ هیچ محصولی" in page
    old = seen(sign_in(world.ministry_officer).get(HERE, {"product": SHOES, "period": "139806"}))
    assert "هیچ محصولی" in old


def test_without_anything_final_the_page_says_what_comes(world: World, sign_in: SignIn) -> None:
    page = seen(sign_in(world.ministry_officer).get(HERE))
    assert "هنوز هیچ ماهی نهایی نشده است" in page


def test_what_waits_is_counted_apart_and_in_no_sum(world: World, sign_in: SignIn) -> None:
    world.final(MEHR)
    page = seen(sign_in(world.ministry_officer).get(HERE))
    assert "کیسه پلی اتیلن: ۲۰ تن" in page
    assert "در انتظار تأیید" not in page
    world.filed(MEHR - 1)
    answer = sign_in(world.ministry_officer).get(HERE, {"period": "139806"})
    assert "۱ پروندهٔ این دوره هنوز نهایی نیست" in seen(answer)


@pytest.mark.usefixtures("story")
def test_the_response_is_shown_where_it_was_counted(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    browser = sign_in(world.province_officer)
    assert "نرخ پاسخ" not in seen(browser.get(HERE))
    for month, count in ((MEHR - 1, 30), (MEHR, 36)):
        ResponseCount.objects.create(
            year=month.year,
            month=month.month,
            organization=near.organization,
            county=near.county,
            union=near.union,
            trade_id="2520",
            due=40,
            filed=count,
            final=count,
            pending=0,
        )
    answer = browser.get(HERE)
    assert "نرخ پاسخ ۹۰٪ از ۴۰ واحد شهریور ۷۵٪ مهر ۱۳۹۷ — ۴ واحد ثبت‌نکرده" in seen(answer)
    assert f"{reverse('unit_list:index')}?only=open&amp;month=139807" in answer.content.decode()
    assert "نرخ پاسخ" in seen(browser.get(HERE, {"isic": "25"}))
    # Of selected units alone, and of another trade, nothing was counted.
    assert "نرخ پاسخ" not in seen(browser.get(HERE, {"units": "selected"}))
    assert "نرخ پاسخ" not in seen(browser.get(HERE, {"isic": "19"}))


@pytest.mark.usefixtures("story")
def test_the_map_has_every_organization_and_its_change(world: World, sign_in: SignIn) -> None:
    tiles = sign_in(world.ministry_officer).get(HERE).context["page"].places.tiles
    found = {tile.line.name: (tile.words, tile.step) for tile in tiles}
    assert found == {
        "سازمان استان آذربایجان شرقی": ("۲۰٪ بیشتر", "5"),
        "گیلان": ("۲۰٪ بیشتر", "5"),
    }


@pytest.mark.usefixtures("story")
def test_the_page_asks_as_much_whatever_there_is(
    world: World, near: TestPlace, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    # Who is it (3), the menu with the bell; what figures are looked up in, which months there are,
    # what does not depend on the product, and what does.
    browsers = [
        sign_in(user)
        for user in (world.ministry_officer, world.province_officer, world.union_officer)
    ]
    counts = []
    for more in (False, True):
        if more:
            for number in range(12):
                code = f"25205900{number + 10}"
                product = Product(
                    code=code,
                    name=f"محصول {number}",
                    isic_class_id="2520",
                    level=5,
                    measure_id="ton",
                )
                product.save()
                made(near, MEHR, code, 10 + number)
                made(near, MEHR - 1, code, 20)
        for browser in browsers:
            with django_assert_max_num_queries(8) as asked:
                assert browser.get(HERE).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
    page = browsers[1].get(HERE, {"all": "1"})
    assert "محصول ۱۱" in seen(page) or "محصول 11" in seen(page)
