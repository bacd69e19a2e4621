"""Shares that grow day by day: where they stand in the box, and what is written beside them."""

from decimal import Decimal

from config.day_charts import day_plot

ENDS = {5: "پایان «به‌موقع»", 10: "پایان مهلت"}


def shares(*percents: int) -> list[Decimal]:
    return [Decimal(percent) for percent in percents]


def test_days_run_from_right_to_left_and_a_hundred_percent_is_the_roof() -> None:
    drawn = day_plot(shares(0, 20, 50), shares(0, 30, 60, 100), [], 3, {3: "پایان مهلت"})
    assert drawn.line == "87.0,80.0 60.0,66.8 33.0,47.0"
    assert drawn.past.split()[-1] == "6.0,14.0"
    assert drawn.year_past == ""
    assert [tick.words for tick in drawn.ticks] == ["۰٪", "۲۵٪", "۵۰٪", "۷۵٪", "۱۰۰٪"]
    assert (drawn.end.x, drawn.end.words) == ("33.0", "۵۰٪")
    assert drawn.words == "روز ۰: ۰٪؛ روز ۱: ۲۰٪؛ روز ۲: ۵۰٪"


def test_the_higher_of_two_is_named_above_and_the_lower_below() -> None:
    behind = day_plot(shares(0, 20, 50), shares(0, 30, 60), [], 10, ENDS)
    assert behind.past_words
    assert Decimal(behind.past_words.y) < Decimal(behind.end.y) < Decimal(behind.end_words.y)
    ahead = day_plot(shares(0, 20, 60), shares(0, 30, 50), [], 10, ENDS)
    assert ahead.past_words
    assert Decimal(ahead.end_words.y) < Decimal(ahead.end.y) < Decimal(ahead.past_words.y)


def test_words_stay_in_the_box_where_nothing_or_all_is_filed() -> None:
    for share in (0, 1, 99, 100):
        drawn = day_plot(shares(0, share), shares(0, share), [], 10, ENDS)
        assert drawn.past_words
        assert all(7 <= Decimal(w.y) <= 80 for w in (drawn.end_words, drawn.past_words))


def test_ends_that_lie_near_each_other_are_named_in_two_rows() -> None:
    assert [word.y for word in day_plot(shares(0, 1), [], [], 10, ENDS).border_words] == ["5", "5"]
    long = day_plot(shares(0, 1), [], [], 31, ENDS)
    assert [word.y for word in long.border_words] == ["5", "11"]
    assert [day.words for day in long.days] == ["۰", "۵", "۱۰", "۱۵", "۲۰", "۲۵", "۳۰"]


def test_the_first_day_of_all_is_drawn_without_a_month_before() -> None:
    drawn = day_plot(shares(0, 4), [], [], 10, ENDS)
    assert (drawn.past, drawn.past_words) == ("", None)
    assert drawn.end.words == "۴٪"
