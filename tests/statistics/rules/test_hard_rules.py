"""Hard rules, one by one: each says what to do, or nothing."""

from decimal import Decimal

import pytest

from config.jalali import JalaliMonth
from statistics.enums import Step
from statistics.rules import hard_rules
from tests.world import MEHR, tehran

ONE, THOUSANDTH = Decimal(1), Decimal("0.001")


def test_a_month_opens_when_it_has_ended() -> None:
    refused = hard_rules.month_ended(MEHR, tehran(1398, 7, 30, 23, 59))
    assert refused == "مهر ۱۳۹۸ هنوز پایان نیافته است؛ آمار هر ماه پس از پایان آن ثبت می‌شود."
    assert hard_rules.month_ended(MEHR, tehran(1398, 8, 1, 0, 0)) is None
    assert hard_rules.month_ended(JalaliMonth(1399, 1), tehran(1398, 8, 1)) is not None


def test_a_month_is_opened_once() -> None:
    assert hard_rules.month_once(MEHR, False) is None
    assert hard_rules.month_once(MEHR, True) == "آمار مهر ۱۳۹۸ برای این واحد یک بار باز شده است"


def test_a_case_keeps_its_month_and_unit() -> None:
    assert hard_rules.month_stays(MEHR, MEHR + 1, sent=False) is None
    assert hard_rules.month_stays(MEHR, MEHR, sent=True) is None
    assert hard_rules.month_stays(MEHR, MEHR + 1, sent=True) == hard_rules.SENT_ONCE
    assert hard_rules.unit_stays(7, 7) is None
    assert hard_rules.unit_stays(7, 8) == hard_rules.OTHER_UNIT


def test_the_activity_is_asked() -> None:
    assert hard_rules.activity_given("") == hard_rules.NO_ACTIVITY
    assert hard_rules.activity_given("inactive") is None


def test_an_inactive_month_has_no_figures() -> None:
    assert hard_rules.inactive_has_nothing("inactive") == hard_rules.DECLARED_INACTIVE
    assert hard_rules.inactive_has_nothing("active") is None
    assert hard_rules.inactive_has_nothing("") is None


def test_an_active_month_lists_a_product() -> None:
    assert hard_rules.products_listed("active", 0) == hard_rules.NO_PRODUCT
    assert hard_rules.products_listed("active", 1) is None
    assert hard_rules.products_listed("inactive", 0) is None


def test_zero_is_a_quantity_and_empty_is_not() -> None:
    assert hard_rules.quantity_given(Decimal(0)) is None
    assert hard_rules.quantity_given(None) == hard_rules.NO_QUANTITY


def test_a_product_is_of_the_catalogue_and_stands_once() -> None:
    assert hard_rules.product_known(None) == hard_rules.UNKNOWN
    assert hard_rules.product_known(object()) is None
    assert hard_rules.product_once("1", {"1", "2"}) == hard_rules.LISTED
    assert hard_rules.product_once("3", {"1", "2"}) is None


def test_a_product_with_a_dash_is_replaced_or_taken_off() -> None:
    assert hard_rules.product_current(True) == hard_rules.DASHED
    assert hard_rules.product_current(False) is None


def test_a_measure_admits_its_decimals() -> None:
    assert hard_rules.decimals_fit(Decimal("2.5"), "تن", 3, 10**12) is None
    refused = hard_rules.decimals_fit(Decimal("2.5"), "جفت", 0, 10**12)
    assert refused == "جفت: این مقدار عدد کامل است؛ بدون اعشار بنویسید."


def test_yes_or_no_is_chosen_and_yes_names_a_product() -> None:
    assert hard_rules.exports_answered(None) == hard_rules.NO_ANSWER
    assert hard_rules.exports_answered(False) is None
    assert hard_rules.exports_listed(True, 0) == hard_rules.NO_EXPORT
    assert hard_rules.exports_listed(True, 1) is None
    assert hard_rules.exports_listed(False, 0) is None


def test_an_export_has_four_numbers_and_an_amount() -> None:
    assert hard_rules.four_numbers([ONE, ONE, ONE, None]) == hard_rules.FOUR_NUMBERS
    assert hard_rules.four_numbers([ONE, ONE, ONE, Decimal(0)]) is None
    assert hard_rules.export_not_zero(Decimal("0.000")) == hard_rules.ZERO_EXPORT
    assert hard_rules.export_not_zero(ONE) is None
    assert hard_rules.export_not_zero(None) is None


@pytest.mark.parametrize(
    ("factor", "tonnes", "reason", "same", "explained"),
    [
        (ONE, "5000", "", True, True),
        (ONE, "5", "گمرک", False, True),
        (THOUSANDTH, "5", "", True, True),
        (THOUSANDTH, "6", "", True, False),
        (THOUSANDTH, "6", "گمرک", True, True),
        (None, "6", "", True, True),
    ],
)
def test_tonnes_are_the_amount_or_are_explained(
    factor: Decimal | None, tonnes: str, reason: str, same: bool, explained: bool
) -> None:
    amount, weight = Decimal(5000), Decimal(tonnes)
    assert (hard_rules.tonne_is_tonne(factor, amount, weight) is None) is same
    assert (hard_rules.tonnes_explained(factor, amount, weight, reason) is None) is explained


def test_the_computed_tonnes_are_told() -> None:
    told = hard_rules.tonnes_explained(THOUSANDTH, Decimal(5000), Decimal(6), "")
    assert told == "مقدار تن با محاسبهٔ سامانه (۵ تن) یکی نیست؛ علت را بنویسید."


def test_all_three_kinds_of_people_are_asked() -> None:
    assert hard_rules.people_given(None) == hard_rules.NO_PEOPLE
    assert hard_rules.people_given(0) is None


def test_a_month_is_sent_with_four_greens() -> None:
    assert hard_rules.steps_green(set(Step)) == []
    assert hard_rules.steps_green({Step.PERIOD, Step.EXPORTS, Step.EMPLOYMENT}) == [
        "گام ۲ میزان تولید هنوز تایید نشده است."
    ]
