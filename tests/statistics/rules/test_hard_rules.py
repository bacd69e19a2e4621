"""Hard rules, one by one: each says what to do, or nothing."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from config.jalali import JalaliMonth
from statistics.enums import Step
from statistics.rules import hard_rules
from tests.world import MEHR, tehran
from units.models import Licence

ONE, THOUSANDTH = Decimal(1), Decimal("0.001")


def chosen(month: JalaliMonth, at: datetime) -> hard_rules.ChosenMonth:
    """Return a month chosen for some licence."""
    return hard_rules.ChosenMonth(Licence(), month, at)


def moved(month: JalaliMonth, unit: int = 7, sent: bool = True) -> hard_rules.MovedCase:
    """Return a case of Mehr and unit 7 that is to have this month and unit."""
    return hard_rules.MovedCase(MEHR, 7, month, unit, sent)


def listed(code: str, product: object | None = "کیسه") -> hard_rules.ListedProduct:
    """Return a product below two others."""
    return hard_rules.ListedProduct(product, code, {"1", "2"})


def sent(**changes: Any) -> hard_rules.Exported:
    """Return an exported product with four numbers and no factor."""
    numbers = dict.fromkeys(("quantity", "tonnes", "value_usd", "value_irr"), ONE)
    return hard_rules.Exported(**numbers | {"tonnes_reason": "", "factor": None} | changes)


def test_a_month_opens_when_it_has_ended() -> None:
    refused = hard_rules.month_ended(chosen(MEHR, tehran(1398, 7, 30, 23, 59)))
    assert refused == "مهر ۱۳۹۸ هنوز پایان نیافته است؛ آمار هر ماه پس از پایان آن ثبت می‌شود."
    assert hard_rules.month_ended(chosen(MEHR, tehran(1398, 8, 1, 0, 0))) is None
    assert hard_rules.month_ended(chosen(JalaliMonth(1399, 1), tehran(1398, 8, 1))) is not None


def test_a_month_is_opened_once() -> None:
    assert hard_rules.month_once(hard_rules.OpenedMonth(MEHR, opened=False)) is None
    refused = hard_rules.month_once(hard_rules.OpenedMonth(MEHR, opened=True))
    assert refused == "آمار مهر ۱۳۹۸ برای این واحد یک بار باز شده است"


def test_a_case_keeps_its_month_and_unit() -> None:
    assert hard_rules.month_stays(moved(MEHR + 1, sent=False)) is None
    assert hard_rules.month_stays(moved(MEHR, sent=True)) is None
    assert hard_rules.month_stays(moved(MEHR + 1, sent=True)) == hard_rules.SENT_ONCE
    assert hard_rules.unit_stays(moved(MEHR, unit=7)) is None
    assert hard_rules.unit_stays(moved(MEHR, unit=8)) == hard_rules.OTHER_UNIT


def test_the_activity_is_asked() -> None:
    assert hard_rules.activity_given(hard_rules.ActivityAnswer("")) == hard_rules.NO_ACTIVITY
    assert hard_rules.activity_given(hard_rules.ActivityAnswer("inactive")) is None


def test_an_inactive_month_has_no_figures() -> None:
    assert (
        hard_rules.inactive_has_nothing(hard_rules.WrittenFigures("inactive"))
        == hard_rules.DECLARED_INACTIVE
    )
    assert hard_rules.inactive_has_nothing(hard_rules.WrittenFigures("active")) is None
    assert hard_rules.inactive_has_nothing(hard_rules.WrittenFigures("")) is None


def test_an_active_month_lists_a_product() -> None:
    assert hard_rules.products_listed(hard_rules.ProductList("active", 0)) == hard_rules.NO_PRODUCT
    assert hard_rules.products_listed(hard_rules.ProductList("active", 1)) is None
    assert hard_rules.products_listed(hard_rules.ProductList("inactive", 0)) is None


def test_zero_is_a_quantity_and_empty_is_not() -> None:
    assert hard_rules.quantity_given(hard_rules.Produced(Decimal(0))) is None
    assert hard_rules.quantity_given(hard_rules.Produced(None)) == hard_rules.NO_QUANTITY


def test_a_product_is_of_the_catalogue_and_stands_once() -> None:
    assert hard_rules.product_known(listed("1", None)) == hard_rules.UNKNOWN
    assert hard_rules.product_known(listed("1")) is None
    assert hard_rules.product_once(listed("1")) == hard_rules.LISTED
    assert hard_rules.product_once(listed("3")) is None
    assert hard_rules.product_once(listed("1", None)) is None


def test_a_product_with_a_dash_is_replaced_or_taken_off() -> None:
    assert hard_rules.product_current(hard_rules.NamedLine(True)) == hard_rules.DASHED
    assert hard_rules.product_current(hard_rules.NamedLine(False)) is None


def test_a_measure_admits_its_decimals() -> None:
    assert (
        hard_rules.decimals_fit(hard_rules.MeasuredQuantity(Decimal("2.5"), "تن", 3, 10**12))
        is None
    )
    refused = hard_rules.decimals_fit(hard_rules.MeasuredQuantity(Decimal("2.5"), "جفت", 0, 10**12))
    assert refused == "جفت: این مقدار عدد کامل است؛ بدون نقطه و ممیز بنویسید، مثل ۶۳٬۰۰۰."


def test_yes_or_no_is_chosen_and_yes_names_a_product() -> None:
    assert hard_rules.exports_answered(hard_rules.ExportAnswer(None)) == hard_rules.NO_ANSWER
    assert hard_rules.exports_answered(hard_rules.ExportAnswer(False)) is None
    assert hard_rules.exports_listed(hard_rules.ExportList(True, 0)) == hard_rules.NO_EXPORT
    assert hard_rules.exports_listed(hard_rules.ExportList(True, 1)) is None
    assert hard_rules.exports_listed(hard_rules.ExportList(False, 0)) is None


def test_an_export_has_four_numbers_and_an_amount() -> None:
    assert hard_rules.four_numbers(sent(value_irr=None)) == {"value_irr": hard_rules.EMPTY_FIELD}
    assert hard_rules.four_numbers(sent(value_irr=Decimal(0))) == {}
    assert list(hard_rules.four_numbers(sent(quantity=None, tonnes=None))) == ["quantity", "tonnes"]
    assert list(hard_rules.four_numbers(sent(quantity=None, tonnes=None, factor=ONE))) == [
        "quantity"
    ]
    assert hard_rules.export_not_zero(sent(quantity=Decimal("0.000"))) == hard_rules.ZERO_EXPORT
    assert hard_rules.export_not_zero(sent()) is None
    assert hard_rules.export_not_zero(sent(quantity=None)) is None


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
    numbers = sent(quantity=amount, tonnes=weight, factor=factor, tonnes_reason=reason)
    assert (hard_rules.tonne_is_tonne(numbers) is None) is same
    assert (hard_rules.tonnes_explained(numbers) is None) is explained


def test_a_remembered_weight_is_explained_where_the_measure_has_none() -> None:
    differs = {"quantity": Decimal(5000), "tonnes": Decimal(6), "remembered": THOUSANDTH}
    assert hard_rules.tonnes_explained(sent(**differs)) is not None
    assert hard_rules.tonnes_explained(sent(**differs, tonnes_reason="گمرک")) is None
    assert hard_rules.tonnes_explained(sent(**differs | {"tonnes": Decimal(5)})) is None


def test_the_computed_tonnes_are_told() -> None:
    told = hard_rules.tonnes_explained(
        sent(quantity=Decimal(5000), tonnes=Decimal(6), factor=THOUSANDTH)
    )
    assert told == "مقدار تن با محاسبهٔ سامانه (۵ تن) یکی نیست؛ علت را بنویسید."


def test_all_three_kinds_of_people_are_asked() -> None:
    assert hard_rules.people_given(hard_rules.Employed(0, None, None)) == {
        "contract": hard_rules.EMPTY_FIELD,
        "contractor": hard_rules.EMPTY_FIELD,
    }
    assert hard_rules.people_given(hard_rules.Employed(0, 0, 0)) == {}


def test_a_month_is_sent_with_four_greens() -> None:
    assert hard_rules.steps_green(hard_rules.GreenSteps(set(Step))) == {}
    assert hard_rules.steps_green(
        hard_rules.GreenSteps({Step.PERIOD, Step.EXPORTS, Step.EMPLOYMENT})
    ) == {"PRODUCTION": "گام ۲ میزان تولید هنوز تأیید نشده است."}
