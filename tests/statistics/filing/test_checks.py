"""The hard checks of filing, each sentence saying what to do."""

from decimal import Decimal

import pytest

from catalog.models import LicenceKind, Measure, Product
from config.jalali import JalaliMonth, from_parts
from statistics.enums import ActivityState
from statistics.filing.checks import (
    computed_tonnes,
    export_faults,
    open_faults,
    period_fault,
    production_faults,
)
from statistics.models import Employment, ExportLine, ProductionLine, Submission
from tests.world import FILED_AT, MEHR, World, tehran
from units.models import Licence, Unit

TON = Product(name="کیسه", measure=Measure(tonne_factor=Decimal(1), decimals=3, name_fa="تن"))
KILO = Product(name="لوله", measure=Measure(tonne_factor=Decimal("0.001"), name_fa="کیلوگرم"))
MONTH = Submission(year=MEHR.year, month=MEHR.month)
PAIR = Product(name="کفش", measure=Measure(tonne_factor=None, name_fa="جفت"))


def exported(product: Product, *numbers: str | None, reason: str = "") -> ExportLine:
    """Return an exported product with amount, tonnes, USD and rial."""
    quantity, tonnes, usd, irr = (None if n is None else Decimal(n) for n in numbers)
    return ExportLine(
        submission=MONTH,
        product=product,
        quantity=quantity,
        tonnes=tonnes,
        value_usd=usd,
        value_irr=irr,
        tonnes_reason=reason,
    )


def unsaved_licence() -> Licence:
    return Licence(
        unit=Unit(guild_id="0499999913"),
        kind=LicenceKind(code="business", files=True),
        number="1",
        issued_on=from_parts(1396, 10, 30),
    )


@pytest.mark.parametrize(
    ("at", "fileable"),
    [(tehran(1398, 7, 30, 23, 59), False), (tehran(1398, 8, 1, 0, 0), True)],
)
def test_a_month_opens_at_the_midnight_that_ends_it(at: object, fileable: bool) -> None:
    licence = unsaved_licence()
    assert (period_fault(licence, MEHR, at) is None) is fileable  # type: ignore[arg-type]


def test_a_future_year_is_no_month_to_file() -> None:
    licence = unsaved_licence()
    fault = period_fault(licence, JalaliMonth(1399, 1), FILED_AT)
    assert fault == ("فروردین ۱۳۹۹ هنوز پایان نیافته است؛ آمار هر ماه پس از پایان آن ثبت می‌شود.")


@pytest.mark.parametrize(
    ("product", "quantity", "tonnes"),
    [
        (TON, "5.125", "5.125"),
        (KILO, "2500", "2.5"),
        (KILO, "0.0005", "0.000001"),
        (KILO, "0.0004", "0"),
        (KILO, "0", "0"),
        (PAIR, "12", None),
        (KILO, None, None),
    ],
)
def test_tonnes_follow_from_a_mass_alone(
    product: Product, quantity: str | None, tonnes: str | None
) -> None:
    amount = None if quantity is None else Decimal(quantity)
    wanted = None if tonnes is None else Decimal(tonnes)
    assert computed_tonnes(product, amount) == wanted


@pytest.mark.parametrize(
    ("product", "quantity", "tonnes", "reason", "word"),
    [
        (TON, "5", "5.0", "", None),
        (TON, "5", "5.001", "گمرک", "واحد این محصول تن است"),
        (KILO, "5000", "5", "", None),
        (KILO, "5000", "5.1", "", "علت را بنویسید"),
        (KILO, "5000", "5.1", "گمرک", None),
        (PAIR, "5000", "9", "", None),
    ],
)
def test_tonnes_stand_beside_the_amount_or_are_explained(
    product: Product, quantity: str, tonnes: str, reason: str, word: str | None
) -> None:
    faults = export_faults(True, [exported(product, quantity, tonnes, "1", "1", reason=reason)])
    assert (faults == []) if word is None else (len(faults) == 1 and word in faults[0])


def test_production_lacks_products_or_quantities_and_zero_is_one() -> None:
    zero, empty = (
        ProductionLine(submission=MONTH, product=KILO, quantity=q) for q in (Decimal(0), None)
    )
    assert production_faults(ActivityState.ACTIVE, [zero]) == []
    assert production_faults(ActivityState.ACTIVE, [zero, empty]) == [
        "لوله: مقدار را بنویسید؛ اگر تولید نشده، صفر بنویسید."
    ]
    assert len(production_faults(ActivityState.ACTIVE, [])) == 1
    assert production_faults(ActivityState.INACTIVE, []) == []


def test_exports_lack_an_answer_a_row_or_a_number() -> None:
    assert "بلی یا خیر" in export_faults(None, [])[0]
    assert export_faults(False, []) == []
    assert "محصول صادرشده" in export_faults(True, [])[0]
    assert export_faults(True, [exported(TON, "5", "5", "1", "0")]) == []
    for numbers in (("5", "5", "1", None), (None, "5", "1", "1"), ("5", None, "1", "1")):
        assert export_faults(True, [exported(TON, *numbers)]) == [
            "کیسه: هر چهار مقدار صادرات را بنویسید."
        ]
    assert "لوله: مقدار تن" in export_faults(True, [exported(KILO, "5", "5", "1", "1")])[0]


def test_a_month_with_four_greens_lacks_nothing(world: World) -> None:
    assert open_faults(world.ready(), FILED_AT) == []


def test_each_step_that_is_not_green_is_named(world: World) -> None:
    assert open_faults(world.draft(), FILED_AT) == [
        "گام ۲ میزان تولید هنوز تأیید نشده است.",
        "گام ۳ صادرات هنوز تأیید نشده است.",
        "گام ۴ اشتغال هنوز تأیید نشده است.",
    ]


def test_what_no_longer_holds_is_found_again_before_sending(world: World) -> None:
    submission = world.ready()
    assert len(open_faults(submission, tehran(1398, 7, 30))) == 1
    submission.production.update(quantity=None)
    assert "مقدار را بنویسید" in open_faults(submission, FILED_AT)[0]
    submission.export_lines.all().delete()
    assert len(open_faults(submission, FILED_AT)) == 2
    Employment.objects.update(official=None)
    again = type(submission).objects.get()
    assert "تعداد کارکنان را بنویسید." in open_faults(again, FILED_AT)
