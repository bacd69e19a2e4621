"""A month that is being filed: nothing of it is set beside a whole one, and what is, says so."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from catalog.models import County, Holiday, Product
from config.jalali import JalaliMonth
from statistics.models import FilingDay, MatchedTotal, ProductEstimate, ResponseCount
from tests.statistics.indicators.test_views import HERE, seen
from tests.statistics.indicators.totals import TestPlace, filed, made
from tests.world import BAG, World, tehran

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
ABAN = JalaliMonth(1398, 8)
OPEN = {"period": "139808"}


@pytest.fixture
def near(world: World, time_machine: Any) -> TestPlace:
    """Let it be the seventh of Azar: Aban is filed until the tenth, 9 tonnes of it are final."""
    time_machine.move_to(tehran(1398, 9, 7), tick=False)
    place = TestPlace(world.province, County.objects.get(code="0301"), world.union)
    for month, filings, quantity in ((ABAN - 12, 9, 90), (ABAN - 1, 10, 120), (ABAN, 4, 9)):
        filed(place, month, filings, people=3 * filings)
        made(place, month, BAG, quantity)
    return place


def responded(place: TestPlace, month: JalaliMonth, due: int, final: int, pending: int) -> None:
    ResponseCount.objects.create(
        year=month.year,
        month=month.month,
        organization=place.organization,
        county=place.county,
        union=place.union,
        trade_id="2520",
        due=due,
        filed=final + pending,
        final=final,
        pending=pending,
    )


def matched(place: TestPlace, now: int, before: int, lag: int = 1, **other: Any) -> None:
    """Let eight units stand for both months, in the organization and in the country."""
    sample = {"holders": 6, "base": 120, "workers": 30, "units": 8, "outliers": 1}
    sample |= {"up": 4, "down": 2, **other}
    for organization in (place.organization, None):
        MatchedTotal.objects.create(
            year=ABAN.year,
            month=ABAN.month,
            lag=lag,
            organization=organization,
            product=Product.objects.get(code=BAG),
            measure_id="ton",
            now=now,
            before=before,
            **sample,
        )


def estimated(place: TestPlace, reported: int, imputed: int) -> None:
    ProductEstimate.objects.create(
        year=ABAN.year,
        month=ABAN.month,
        organization=place.organization,
        product=Product.objects.get(code=BAG),
        measure_id="ton",
        reported=reported,
        imputed=Decimal(imputed),
        units_reported=4,
        units_imputed=3,
        base_filed=60,
        base_due=Decimal(80),
        frame=7,
        unknown=0,
    )


def test_its_change_is_that_of_the_units_that_stand_for_both_months(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    responded(near, ABAN, 40, 20, 5)
    matched(near, 105, 100)
    page = seen(sign_in(world.ministry_officer).get(HERE, OPEN))
    assert "آمار آبان ۱۳۹۸ مقدماتی" in page
    assert (
        "کیسه پلی اتیلن تا امروز: ۹ تن از پرونده‌های نهایی ۵۰٪ واحدها. "
        "همان واحدها در مهر ۱۰۰ تن ساخته بودند: ۵٪ بیشتر." in page
    )
    assert "همان‌ها، از مهر ۵٪ بیشتر" in page
    # Of people and exports no such change is counted, and their sums are not compared.
    assert page.count("با دوره‌های پیش سنجیده نمی‌شود") == 3
    assert "٪ کمتر" not in page
    # Two of eight more rose than fell; one product moves all of the indicator.
    assert "۲۵٪ به سود افزایش ۴ بیشتر، ۲ کمتر، از ۸" in page
    assert "شاخص مقداری با وزن اشتغال" in page


def test_in_a_quarter_or_year_it_is_no_point_and_nobody_is_matched(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    matched(near, 105, 100)
    for period in ("1398q3", "1398"):
        answer = sign_in(world.ministry_officer).get(HERE, {"period": period})
        line = answer.context["page"].chart.lines[0]
        assert (line.month, line.preliminary) == (ABAN, True)
        page = seen(answer)
        assert "همان‌ها" not in page
        assert "هر دو ماه را ثبت کرده‌اند" not in page
        assert "به ترتیب الفبا" in page


def test_a_sample_that_is_too_small_is_said_to_be(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    matched(near, 105, 20)
    page = seen(sign_in(world.ministry_officer).get(HERE, OPEN))
    assert "هنوز کافی نیست که از تغییر آن چیزی گفته شود" in page
    assert "۴۲۵" not in page


def test_of_a_place_that_is_not_counted_nothing_is_compared(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    matched(near, 105, 100)
    estimated(near, 90, 30)
    page = seen(sign_in(world.union_officer).get(HERE, OPEN))
    assert "کیسه پلی اتیلن تا امروز: ۹ تن. هنوز کافی نیست" in page
    assert "برآورد" not in page
    assert "بیشتر از مهر" not in page


@pytest.mark.parametrize(
    ("reported", "imputed", "said"),
    [
        (90, 30, "۱۲۰ تن برآورد سهم گزارش‌شده از این برآورد ۷۵٪ سهم پاسخ‌دهندگان از تولید مهر ۷۵٪"),
        (60, 40, "۱۰۰ تن برآورد کم‌اعتماد"),
        (18, 82, "هنوز کافی نیست: ۱۸٪ گزارش شده است"),
        (90, 0, "چیزی برآورد نشده است: واحدهایی که"),
    ],
)
def test_an_estimate_stands_apart_and_says_how_far_it_holds(
    world: World, near: TestPlace, sign_in: SignIn, reported: int, imputed: int, said: str
) -> None:
    estimated(near, reported, imputed)
    answer = sign_in(world.ministry_officer).get(HERE, OPEN)
    assert said in seen(answer)
    # It is in no tile, and below half it is nowhere.
    assert answer.context["page"].tiles[0].said.digits == "۹"
    assert ("۱۰۰ تن" in seen(answer)) == (reported == 60)


def test_shares_that_would_tell_who_filed_are_of_the_country_alone(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    estimated(near, 90, 30)
    page = seen(sign_in(world.province_officer).get(HERE, OPEN))
    assert "۱۲۰ تن برآورد" in page
    assert "سهم گزارش‌شده" not in page


def test_it_is_put_beside_the_same_day_of_the_month_before(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    for month, final in ((ABAN, 20), (ABAN - 1, 36)):
        responded(near, month, 40, final, 4)
    for day, count in ((3, 18), (7, 10), (9, 8)):
        FilingDay.objects.create(
            year=1398, month=7, organization=near.organization, day=day, filed=count
        )
    browser = sign_in(world.ministry_officer)
    page = seen(browser.get(HERE, OPEN))
    assert "نرخ پاسخ ۶۰٪ از ۴۰ واحد مهر، همین روز ۷۰٪" in page
    assert "۱۶ واحد ثبت‌نکرده" in page
    assert "مهلت ثبت: یکشنبه ۱۰ آذر ۱۳۹۸" in page
    # The whole month before tells of it too, and how far it has come.
    page = seen(browser.get(HERE))
    assert "آمار مهر ۱۳۹۸ نهایی" in page
    assert "آبان ۱۳۹۸ در حال ثبت است: ۶۰٪ واحدها ثبت کرده‌اند؛ ماه پیش در همین روز ۷۰٪" in page
    # By union and by trade days are not counted.
    assert "همین روز" not in seen(browser.get(HERE, OPEN | {"isic": "25"}))


def test_it_is_final_when_its_time_is_over_and_nothing_waits(
    world: World, near: TestPlace, sign_in: SignIn, time_machine: Any
) -> None:
    time_machine.move_to(tehran(1398, 9, 20), tick=False)
    filed(near, ABAN, 5, people=15, trade="1920")
    page = seen(sign_in(world.ministry_officer).get(HERE, OPEN))
    assert "آمار آبان ۱۳۹۸ نهایی" in page
    assert "تا امروز" not in page


def test_a_late_filing_of_an_old_month_makes_it_no_preliminary_one(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    world.filed(ABAN - 1)
    page = seen(sign_in(world.ministry_officer).get(HERE))
    assert "آمار مهر ۱۳۹۸ نهایی" in page
    assert "۱ پروندهٔ این دوره هنوز نهایی نیست" in page


def test_the_days_that_a_growth_is_read_beside_are_told(
    world: World, near: TestPlace, sign_in: SignIn
) -> None:
    Holiday.objects.create(
        date=(ABAN - 1).first_day, name="تعطیل", kind="official", status="certain"
    )
    page = seen(sign_in(world.ministry_officer).get(HERE))
    assert "روزهای کاری: مهر ۱۳۹۸ ۲۵ روز، شهریور ۲۶ روز، مهر ۱۳۹۷ ۲۶ روز" in page
