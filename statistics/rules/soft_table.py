"""The soft rules and the hints: what each asks or points out, where, by which clause."""

from statistics.enums import Reason, Step
from statistics.rules import (
    employment_rules,
    export_rules,
    pattern_hints,
    peer_hints,
    production_rules,
)
from statistics.rules.enums import Kind
from statistics.rules.rule import OWN, EditRule

CAUSES = "دستورالعمل الزام به روزرسانی اطلاعات و ارائه آمار، بند ۱۰؛ اندازه‌ها برداشت این سامانه"
_MADE, _SENT, _PEOPLE = Step.PRODUCTION, Step.EXPORTS, Step.EMPLOYMENT
_SOFT, _HINT = Kind.SOFT, Kind.HINT
# Behind the dated causes of growth and decline, which go the way of the figure.
_CHANGES = (Reason.PAST_WRONG, Reason.MEASURE, Reason.OTHER)

SOFT_RULES: tuple[EditRule, ...] = (
    EditRule(
        id="P-21",
        kind=_SOFT,
        step=_MADE,
        field="مقدار تولید",
        clause=CAUSES,
        text=(
            "اگر مقدار ده یا هزار برابر ماه پیش یا میانهٔ ماه‌ها، یا ده‌یک و هزاریک آن است، رقم‌ها و "
            "واحد سنجش را ببینید؛ اگر درست است، علت را انتخاب کنید."
        ),
        check=production_rules.shifted,
        test="statistics/rules/test_production_rules::test_a_digit_or_a_unit_too_much_is_asked_about",
        causes=True,
        reasons=_CHANGES,
    ),
    EditRule(
        id="P-22",
        kind=_SOFT,
        step=_MADE,
        field="مقدار تولید",
        clause=CAUSES,
        text=(
            "اگر مقدار از میانهٔ ماه‌های پیش خود واحد بسیار دور است، آن را ببینید؛ اگر درست است، علت "
            "را انتخاب کنید."
        ),
        check=production_rules.changed,
        test="statistics/rules/test_production_rules::test_a_quantity_far_from_the_median_is_asked_about",
        causes=True,
        reasons=_CHANGES,
    ),
    EditRule(
        id="P-23",
        kind=_SOFT,
        step=_MADE,
        field="فهرست محصولات",
        clause=CAUSES,
        text=(
            "اگر محصولی که ماه پیش تولید شده در فهرست این ماه نیست، آن را اضافه کنید؛ اگر تولید "
            "نشده است، علت را انتخاب کنید."
        ),
        check=production_rules.dropped,
        test="statistics/rules/test_production_rules::test_a_product_of_last_month_that_is_missing_is_asked_about",
        causes=True,
        reasons=(Reason.OUTSIDE, Reason.PAST_WRONG, Reason.OTHER),
    ),
    EditRule(
        id="P-24",
        kind=_SOFT,
        step=_MADE,
        field="مقدار تولید",
        clause=OWN,
        text=(
            "اگر مقدار از ظرفیت ماهانهٔ ثبت‌شدهٔ همان محصول بسیار بیشتر است، آن را ببینید؛ اگر "
            "درست است، علت را انتخاب کنید و ظرفیت جدید را در «ظرفیت تولید» واحد ثبت کنید. محصولی "
            "که ظرفیت آن ثبت نشده، سنجیده نمی‌شود."
        ),
        check=production_rules.beyond_capacity,
        test="statistics/rules/test_production_rules::test_more_than_the_capacity_is_asked_about",
        causes=True,
        reasons=(Reason.OUTSIDE, Reason.MEASURE, Reason.OTHER),
    ),
    EditRule(
        id="X-21",
        kind=_SOFT,
        step=_SENT,
        field="میزان صادرات",
        clause=OWN,
        text=(
            "اگر صادرات از تولید این ماه بیشتر است، مقدار را ببینید؛ اگر درست است، علت را انتخاب "
            "کنید."
        ),
        check=export_rules.beyond_production,
        test="statistics/rules/test_export_rules::test_exports_above_production_are_asked_about",
        reasons=(Reason.STOCK, Reason.BOUGHT, Reason.PAST_WRONG, Reason.MEASURE, Reason.OTHER),
    ),
    EditRule(
        id="X-22",
        kind=_SOFT,
        step=_SENT,
        field="ارزش صادرات (دلار)",
        clause=OWN,
        text=(
            "اگر ارزش هر تن از میانهٔ ماه‌های پیش خود واحد بسیار دور است، تن و دلار را ببینید؛ اگر "
            "درست است، علت را انتخاب کنید."
        ),
        check=export_rules.unit_value,
        test="statistics/rules/test_export_rules::test_a_tonne_worth_far_from_its_median_is_asked_about",
        reasons=(Reason.PRICE, Reason.CURRENCY, Reason.PAST_WRONG, Reason.MEASURE, Reason.OTHER),
    ),
    EditRule(
        id="X-23",
        kind=_SOFT,
        step=_SENT,
        field="ارزش صادرات (ریال)",
        clause=OWN,
        text=(
            "اگر ریال برای هر دلار از نرخ مرجع ماه دور است، صفرها و «ریال یا تومان» را ببینید؛ "
            "اگر درست است، علت را انتخاب کنید."
        ),
        check=export_rules.dollar_rate,
        test="statistics/rules/test_export_rules::test_a_dollar_far_from_the_reference_rate_is_asked_about",
        reasons=(Reason.CONTRACT, Reason.CURRENCY, Reason.PAST_WRONG, Reason.OTHER),
    ),
    EditRule(
        id="X-24",
        kind=_SOFT,
        step=_SENT,
        field="میزان صادرات",
        clause=CAUSES,
        text=(
            "اگر میزان صادرات از ماه‌های پیش خود واحد بسیار دور است، یا صادرات پیوستهٔ یک محصول "
            "قطع شده، آن را ببینید؛ اگر درست است، علت را انتخاب کنید."
        ),
        check=export_rules.exports_changed,
        test="statistics/rules/test_export_rules::test_exports_far_from_the_units_own_are_asked_about",
        causes=True,
        reasons=_CHANGES,
    ),
    EditRule(
        id="E-21",
        kind=_SOFT,
        step=_PEOPLE,
        field="تعداد کارکنان",
        clause=OWN,
        text="اگر تولید هست و کارکنی نیست، عددها را ببینید؛ اگر درست است، علت را انتخاب کنید.",
        check=employment_rules.nobody_employed,
        test="statistics/rules/test_employment_rules::test_production_without_people_is_asked_about",
        reasons=(Reason.FAMILY, Reason.OUTSIDE, Reason.OTHER),
    ),
    EditRule(
        id="E-22",
        kind=_SOFT,
        step=_PEOPLE,
        field="تعداد کارکنان",
        clause=OWN,
        text="اگر کارکن هست و چیزی تولید نشده، گام ۲ را ببینید؛ اگر درست است، علت را انتخاب کنید.",
        check=employment_rules.nothing_made,
        test="statistics/rules/test_employment_rules::test_people_without_production_are_asked_about",
        causes=True,
        reasons=(Reason.OUTSIDE, Reason.PAST_WRONG, Reason.OTHER),
    ),
    EditRule(
        id="E-23",
        kind=_SOFT,
        step=_PEOPLE,
        field="تعداد کارکنان",
        clause=CAUSES,
        text=(
            "اگر تعداد کارکنان از ماه‌های پیش خود واحد بسیار دور است، عددها را ببینید؛ اگر درست "
            "است، علت را انتخاب کنید."
        ),
        check=employment_rules.people_changed,
        test="statistics/rules/test_employment_rules::test_people_by_the_hundred_are_asked_about",
        causes=True,
        reasons=(Reason.OUTSIDE, Reason.PAST_WRONG, Reason.OTHER),
    ),
)

HINTS: tuple[EditRule, ...] = (
    EditRule(
        id="H-01",
        kind=_HINT,
        step=None,
        field="همهٔ ارقام تولید",
        clause=OWN,
        text=(
            "چند ماه با ارقام برابر که در یک روز ثبت شود، به بررسی‌کننده نشان داده می‌شود؛ از واحد "
            "چیزی پرسیده نمی‌شود."
        ),
        check=pattern_hints.lumped,
        test="statistics/rules/test_pattern_hints::test_months_of_one_day_with_equal_figures_are_pointed_out",
    ),
    EditRule(
        id="H-02",
        kind=_HINT,
        step=None,
        field="همهٔ ارقام تولید",
        clause=OWN,
        text=(
            "ارقامی که با عضو دیگر همان اتحادیه یکی است، به بررسی‌کننده نشان داده می‌شود؛ از واحد "
            "چیزی پرسیده نمی‌شود."
        ),
        check=pattern_hints.alike,
        test="statistics/rules/test_pattern_hints::test_the_digits_of_other_members_are_pointed_out",
    ),
    EditRule(
        id="H-03",
        kind=_HINT,
        step=None,
        field="همهٔ ارقام تولید",
        clause=OWN,
        text=(
            "محصولی که واحد پیش از این ثبت نکرده است با تولید هر نفر در واحدهای مشابه سنجیده "
            "می‌شود و اگر بیرون از بازهٔ آن‌ها باشد یا واحد مشابه کافی نباشد، به بررسی‌کننده نشان "
            "داده می‌شود؛ از واحد چیزی پرسیده نمی‌شود."
        ),
        check=peer_hints.first_filed,
        test="statistics/rules/test_peer_hints::test_a_first_filing_is_judged_by_what_peers_make",
    ),
)
