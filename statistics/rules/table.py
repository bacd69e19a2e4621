"""The one table of edit rules: what each refuses or asks, where, by which clause, which test."""

from config.persian import parse_number
from statistics.enums import Reason, Step
from statistics.rules import (
    employment_rules,
    export_rules,
    hard_rules,
    pattern_hints,
    production_rules,
)
from statistics.rules.enums import Kind
from statistics.rules.rule import EditRule
from statistics.rules.subject import Flag, Subject
from units.eligibility import refusal

OWN = "برداشت این سامانه"
GUIDE_1, GUIDE_2 = "راهنمای فرم، گام ۱", "راهنمای فرم، گام ۲"
GUIDE_3, GUIDE_4 = "راهنمای فرم، گام ۳", "راهنمای فرم، گام ۴"
CAUSES = "دستورالعمل ۵۰۱۳، بند ۱۰؛ اندازه‌ها برداشت این سامانه"
_PERIOD, _MADE, _SENT, _PEOPLE = Step.PERIOD, Step.PRODUCTION, Step.EXPORTS, Step.EMPLOYMENT
_HARD, _SOFT, _HINT = Kind.HARD, Kind.SOFT, Kind.HINT
_H = "statistics/rules/test_hard_rules::test_"
_CHANGES = (
    Reason.SEASON,
    Reason.STOPPED,
    Reason.CAPACITY,
    Reason.MATERIAL,
    Reason.PAST_WRONG,
    Reason.MEASURE,
    Reason.OTHER,
)

RULES: tuple[EditRule, ...] = (
    EditRule(
        "M-01",
        _HARD,
        _PERIOD,
        "ماه",
        GUIDE_1,
        hard_rules.NOT_ENDED,
        hard_rules.month_ended,
        f"{_H}a_month_opens_when_it_has_ended",
    ),
    EditRule(
        "M-02",
        _HARD,
        _PERIOD,
        "پروانه",
        "راهنمای فرم، پیش‌نیازها",
        "واحد باید شناسه صنفی داشته باشد و پروانه در آن ماه معتبر باشد؛ شناسه را از مرکز اصناف "
        "بگیرید و پروانه را نزد اتحادیه تمدید کنید.",
        refusal,
        "units/test_eligibility::test_a_unit_without_guild_id_is_told_where_to_get_one",
    ),
    EditRule(
        "M-03",
        _HARD,
        _PERIOD,
        "ماه",
        "بخشنامهٔ ۶۰/۱۳۳۳۳۸، بند ۱",
        f"{hard_rules.OPENED}؛ همان را ادامه دهید.",
        hard_rules.month_once,
        f"{_H}a_month_is_opened_once",
    ),
    EditRule(
        "M-04",
        _HARD,
        _PERIOD,
        "وضعیت فعالیت واحد",
        GUIDE_1,
        hard_rules.NO_ACTIVITY,
        hard_rules.activity_given,
        f"{_H}the_activity_is_asked",
    ),
    EditRule(
        "M-05",
        _HARD,
        _PERIOD,
        "ماه",
        OWN,
        hard_rules.SENT_ONCE,
        hard_rules.month_stays,
        f"{_H}a_case_keeps_its_month_and_unit",
    ),
    EditRule(
        "M-06",
        _HARD,
        _PERIOD,
        "پروانه",
        OWN,
        hard_rules.OTHER_UNIT,
        hard_rules.unit_stays,
        f"{_H}a_case_keeps_its_month_and_unit",
    ),
    EditRule(
        "P-01",
        _HARD,
        _MADE,
        "فهرست محصولات",
        GUIDE_2,
        hard_rules.NO_PRODUCT,
        hard_rules.products_listed,
        f"{_H}an_active_month_lists_a_product",
    ),
    EditRule(
        "P-02",
        _HARD,
        _MADE,
        "مقدار تولید",
        GUIDE_2,
        hard_rules.NO_QUANTITY,
        hard_rules.quantity_given,
        f"{_H}zero_is_a_quantity_and_empty_is_not",
    ),
    EditRule(
        "P-03",
        _HARD,
        _MADE,
        "کد محصول",
        GUIDE_2,
        hard_rules.UNKNOWN,
        hard_rules.product_known,
        f"{_H}a_product_is_of_the_catalogue_and_stands_once",
    ),
    EditRule(
        "P-04",
        _HARD,
        _MADE,
        "کد محصول",
        GUIDE_2,
        hard_rules.LISTED,
        hard_rules.product_once,
        f"{_H}a_product_is_of_the_catalogue_and_stands_once",
    ),
    EditRule(
        "P-05",
        _HARD,
        _MADE,
        "مقدار تولید",
        OWN,
        "بیش از رقم‌های اعشار واحد سنجش ننویسید؛ «جفت» و «عدد» اعشار ندارند.",
        hard_rules.decimals_fit,
        f"{_H}a_measure_admits_its_decimals",
    ),
    EditRule(
        "P-06",
        _HARD,
        _MADE,
        "همهٔ عددها",
        "راهنمای فرم، گام ۲، یادآوری ۱؛ خواندن همهٔ رقم‌ها برداشت این سامانه",
        "مقدار را با رقم و ممیز بنویسید، بی علامت و بی خط کج، مثل ۱۲٫۵.",
        parse_number,
        "config/test_persian::test_a_refused_number_is_told_its_cause",
    ),
    EditRule(
        "P-07",
        _HARD,
        _MADE,
        "فهرست محصولات",
        OWN,
        hard_rules.DECLARED_INACTIVE,
        hard_rules.inactive_has_nothing,
        f"{_H}an_inactive_month_has_no_figures",
    ),
    EditRule(
        "P-08",
        _HARD,
        _MADE,
        "محصول با خط تیره",
        "راهنمای فرم، گام ۲، یادداشت خط تیره",
        hard_rules.DASHED,
        hard_rules.product_current,
        f"{_H}a_product_with_a_dash_is_replaced_or_taken_off",
    ),
    EditRule(
        "P-21",
        _SOFT,
        _MADE,
        "مقدار تولید",
        CAUSES,
        "اگر مقدار ده یا هزار برابر ماه پیش یا میانهٔ ماه‌ها، یا ده‌یک و هزاریک آن است، رقم‌ها و "
        "واحد سنجش را ببینید؛ اگر درست است، علت را برگزینید.",
        production_rules.shifted,
        "statistics/rules/test_production_rules::test_a_digit_or_a_unit_too_much_is_asked_about",
        _CHANGES,
    ),
    EditRule(
        "P-22",
        _SOFT,
        _MADE,
        "مقدار تولید",
        CAUSES,
        "اگر مقدار از میانهٔ ماه‌های پیش خود واحد بسیار دور است، آن را ببینید؛ اگر درست است، علت "
        "را برگزینید.",
        production_rules.changed,
        "statistics/rules/test_production_rules::test_a_quantity_far_from_the_median_is_asked_about",
        _CHANGES,
    ),
    EditRule(
        "X-01",
        _HARD,
        _SENT,
        "صادرات در این دوره",
        GUIDE_3,
        hard_rules.NO_ANSWER,
        hard_rules.exports_answered,
        f"{_H}yes_or_no_is_chosen_and_yes_names_a_product",
    ),
    EditRule(
        "X-02",
        _HARD,
        _SENT,
        "فهرست صادرات",
        GUIDE_3,
        hard_rules.NO_EXPORT,
        hard_rules.exports_listed,
        f"{_H}yes_or_no_is_chosen_and_yes_names_a_product",
    ),
    EditRule(
        "X-03",
        _HARD,
        _SENT,
        "چهار مقدار صادرات",
        GUIDE_3,
        hard_rules.FOUR_NUMBERS,
        hard_rules.four_numbers,
        f"{_H}an_export_has_four_numbers_and_an_amount",
    ),
    EditRule(
        "X-04",
        _HARD,
        _SENT,
        "میزان صادرات (تن)",
        GUIDE_3,
        hard_rules.TONNE_IS_TONNE,
        hard_rules.tonne_is_tonne,
        f"{_H}tonnes_are_the_amount_or_are_explained",
    ),
    EditRule(
        "X-05",
        _HARD,
        _SENT,
        "میزان صادرات (تن)",
        OWN,
        hard_rules.WHY_TONNES,
        hard_rules.tonnes_explained,
        f"{_H}tonnes_are_the_amount_or_are_explained",
    ),
    EditRule(
        "X-06",
        _HARD,
        _SENT,
        "میزان صادرات",
        OWN,
        hard_rules.ZERO_EXPORT,
        hard_rules.export_not_zero,
        f"{_H}an_export_has_four_numbers_and_an_amount",
    ),
    EditRule(
        "X-21",
        _SOFT,
        _SENT,
        "میزان صادرات",
        OWN,
        "اگر صادرات از تولید این ماه و ماندهٔ ماه‌های پیش بیشتر است، مقدار را ببینید؛ اگر درست "
        "است، علت را برگزینید.",
        export_rules.beyond_stock,
        "statistics/rules/test_export_rules::test_exports_above_production_and_stock_are_asked_about",
        (Reason.STOCK, Reason.BOUGHT, Reason.PAST_WRONG, Reason.MEASURE, Reason.OTHER),
    ),
    EditRule(
        "X-22",
        _SOFT,
        _SENT,
        "ارزش صادرات (دلار)",
        OWN,
        "اگر ارزش هر تن از میانهٔ ماه‌های پیش خود واحد بسیار دور است، تن و دلار را ببینید؛ اگر "
        "درست است، علت را برگزینید.",
        export_rules.unit_value,
        "statistics/rules/test_export_rules::test_a_tonne_worth_far_from_its_median_is_asked_about",
        (Reason.PRICE, Reason.CURRENCY, Reason.PAST_WRONG, Reason.MEASURE, Reason.OTHER),
    ),
    EditRule(
        "X-23",
        _SOFT,
        _SENT,
        "ارزش صادرات (ریال)",
        OWN,
        "اگر ریال برای هر دلار بیرون از بازه یا دور از صادرات دیگر است، صفرها و «ریال یا تومان» را "
        "ببینید؛ اگر درست است، علت را برگزینید.",
        export_rules.dollar_rate,
        "statistics/rules/test_export_rules::test_a_dollar_outside_the_band_is_asked_about",
        (Reason.CONTRACT, Reason.CURRENCY, Reason.PAST_WRONG, Reason.OTHER),
    ),
    EditRule(
        "E-01",
        _HARD,
        _PEOPLE,
        "تعداد کارکنان",
        GUIDE_4,
        "هر سه عدد کارکنان را بنویسید؛ اگر نبوده، صفر بنویسید.",
        hard_rules.people_given,
        f"{_H}all_three_kinds_of_people_are_asked",
    ),
    EditRule(
        "E-21",
        _SOFT,
        _PEOPLE,
        "تعداد کارکنان",
        OWN,
        "اگر تولید هست و کارکنی نیست، عددها را ببینید؛ اگر درست است، علت را برگزینید.",
        employment_rules.nobody_employed,
        "statistics/rules/test_employment_rules::test_production_without_people_is_asked_about",
        (Reason.FAMILY, Reason.OUTSIDE, Reason.OTHER),
    ),
    EditRule(
        "E-22",
        _SOFT,
        _PEOPLE,
        "تعداد کارکنان",
        OWN,
        "اگر کارکن هست و چیزی تولید نشده، گام ۲ را ببینید؛ اگر درست است، علت را برگزینید.",
        employment_rules.nothing_made,
        "statistics/rules/test_employment_rules::test_people_without_production_are_asked_about",
        (Reason.STOPPED, Reason.SEASON, Reason.MATERIAL, Reason.CAPACITY, Reason.OTHER),
    ),
    EditRule(
        "F-01",
        _HARD,
        None,
        "چهار گام",
        "راهنمای فرم، تایید نهایی",
        "هر چهار گام را تایید کنید تا تایید نهایی باز شود.",
        hard_rules.steps_green,
        f"{_H}a_month_is_sent_with_four_greens",
    ),
    EditRule(
        "H-01",
        _HINT,
        None,
        "همهٔ ارقام تولید",
        OWN,
        "چند ماه با ارقام برابر که در یک روز ثبت شود، به بررسی‌کننده نشان داده می‌شود؛ از واحد چیزی "
        "پرسیده نمی‌شود.",
        pattern_hints.lumped,
        "statistics/rules/test_pattern_hints::test_months_of_one_day_with_equal_figures_are_pointed_out",
    ),
    EditRule(
        "H-02",
        _HINT,
        None,
        "همهٔ ارقام تولید",
        OWN,
        "ارقامی که با عضو دیگر همان اتحادیه یکی است، به بررسی‌کننده نشان داده می‌شود؛ از واحد چیزی "
        "پرسیده نمی‌شود.",
        pattern_hints.alike,
        "statistics/rules/test_pattern_hints::test_the_digits_of_other_members_are_pointed_out",
    ),
)

BY_ID = {rule.id: rule for rule in RULES}


def raised(subject: Subject, step: Step | None = None) -> list[Flag]:
    """Return the soft flags of a step, or of all; a field asks once, by its first rule."""
    found: dict[str, Flag] = {}
    for rule in RULES:
        if rule.kind == Kind.SOFT and step in (None, rule.step):
            for flag in rule.check(subject):
                found.setdefault(flag.key, flag)
    return list(found.values())
