"""Vectors counted by hand: five units A to E that made 100, 80, 60, 40 and 20 the month before."""

from decimal import Decimal
from fractions import Fraction

import pytest

from statistics.estimation.change_rules import (
    Revisions,
    contributions,
    diffusion,
    editing_score,
    expected,
    next_indicator,
    revision,
    unit_score,
)
from statistics.estimation.enums import Reliability
from statistics.estimation.rules import Estimate, by_workers, carried
from statistics.matched_samples import (
    MatchedSample,
    Pair,
    borrowed_growth,
    half_up,
    matched,
    percent_change,
)

BEFORE = {"A": 100, "B": 80, "C": 60, "D": 40, "E": 20}
B1 = {"A": 120, "B": 80, "C": 45}
B2 = B1 | {"D": 30}
# E declared itself inactive: a zero is a fact.
B3 = B2 | {"E": 0}


def sample(filed: dict[str, int]) -> MatchedSample:
    pairs = [(unit, Pair(made, BEFORE[unit])) for unit, made in filed.items()]
    return matched(pairs, sum(BEFORE.values()))


def estimate(filed: dict[str, int], left: str = "") -> Estimate:
    """Impute all that have not filed, but those who `left` the frame."""
    growth = sample(filed).growth
    assert growth is not None
    silent = [unit for unit in BEFORE if unit not in filed and unit not in left]
    imputed = [carried(BEFORE[unit], [growth], 1) or 0 for unit in silent]
    return Estimate(
        reported=sum(filed.values()),
        imputed=sum(imputed, Fraction(0)),
        base_filed=sum(BEFORE[unit] for unit in filed),
        base_due=sum(made for unit, made in BEFORE.items() if unit not in left),
    )


def test_b1_two_of_five_are_late() -> None:
    found = sample(B1)
    assert found.growth
    assert half_up(found.growth, 6) == Decimal("1.020833")
    assert percent_change(found.growth) == Decimal("2.1")
    late = [carried(BEFORE[unit], [found.growth], 1) for unit in "DE"]
    assert [half_up(each or 0, 4) for each in late] == [Decimal("40.8333"), Decimal("20.4167")]
    total = estimate(B1)
    assert half_up(total.total, 2) == Decimal("306.25")
    assert total.coverage == Fraction(80, 100)
    assert total.imputed_share == Fraction(20, 100)
    # What is never said: the sum of who happened to file, and the mean of ratios.
    assert half_up((Fraction(245, 300) - 1) * 100, 2) == Decimal("-18.33")
    ratios = [Fraction(made, BEFORE[unit]) for unit, made in B1.items()]
    assert half_up(sum(ratios, Fraction(0)) / 3, 4) == Decimal("0.9833")


def test_b2_another_one_files() -> None:
    found = sample(B2)
    assert found.growth
    assert half_up(found.growth, 6) == Decimal("0.982143")
    total = estimate(B2).total
    assert half_up(total, 4) == Decimal("294.6429")
    assert half_up(revision(estimate(B1).total, total) * 100, 3) == Decimal("-3.790")


def test_b3_a_unit_that_declares_itself_inactive_is_not_imputed() -> None:
    found = sample(B3)
    assert found.growth
    assert half_up(found.growth, 6) == Decimal("0.916667")
    total = estimate(B3)
    assert total.total == total.reported == 275
    assert total.imputed_share == 0
    assert half_up(revision(estimate(B1).total, total.total) * 100, 3) == Decimal("-10.204")


def test_b4_all_that_were_there_make_last_total_times_growth() -> None:
    growth = sample(B1).growth
    assert growth
    assert 300 * growth == estimate(B1).total == Fraction("306.25")


def test_b5_who_is_silent_for_more_than_three_months_leaves_the_frame() -> None:
    growth = sample(B1).growth
    assert growth
    assert carried(20, [growth] * 4, 3) == 20 * growth**3
    assert carried(20, [growth] * 4, 4) is None
    assert half_up(estimate(B1, left="E").total, 4) == Decimal("285.8333")


def test_b6_revisions_of_four_months() -> None:
    found = Revisions([(100, 103), (104, 105), (98, 101), (110, 112)])
    each = [half_up(r * 100, 4) for r in found.each]
    assert each == [Decimal(n) for n in ("3.0000", "0.9615", "3.0612", "1.8182")]
    assert half_up(found.mean * 100, 4) == Decimal("2.2102")
    assert half_up(found.mean_absolute * 100, 4) == Decimal("2.2102")
    assert half_up(Fraction(found.root_mean_square) * 100, 3) == Decimal("2.377")
    assert half_up(found.bias_factor, 6) == Decimal("1.021845")
    # Four months are no year: nothing is corrected by them.
    assert not found.bias_holds


def test_b7_a_missing_product_moves_with_its_class() -> None:
    first, second = Fraction(120, 100), Fraction(45, 50)
    weights = (Decimal("0.6"), Decimal("0.4"))
    assert next_indicator(110, zip(weights, (first, second), strict=True)) == Fraction("118.8")
    assert next_indicator(110, zip(weights, (first, None), strict=True)) == 132
    assert next_indicator(110, zip(weights, (None, None), strict=True)) is None


def test_b8_a_report_far_from_what_was_expected_is_scored() -> None:
    expected_of_unit = Decimal("41.3333")
    found = editing_score(90, expected_of_unit, Decimal("306.25"))
    assert half_up(found, 3) == Decimal("15.891")
    assert unit_score([found, Fraction(3)]) == found


def test_b9_contributions_add_up_to_the_growth() -> None:
    found = contributions({unit: Pair(B3[unit], BEFORE[unit]) for unit in BEFORE}, 300)
    shown = {unit: half_up(part * 100, 3) for unit, part in found.items()}
    assert shown == {
        "A": Decimal("6.667"),
        "B": Decimal("0.000"),
        "C": Decimal("-5.000"),
        "D": Decimal("-3.333"),
        "E": Decimal("-6.667"),
    }
    growth = sample(B3).growth
    assert growth
    assert sum(found.values(), Fraction(0)) == growth - 1
    assert half_up((growth - 1) * 100, 3) == Decimal("-8.333")


def test_b11_each_number_is_rounded_half_up_by_itself() -> None:
    parts = [Decimal(n) for n in ("10.5", "20.5", "30.5", "38.5")]
    assert [half_up(part) for part in parts] == [11, 21, 31, 39]
    assert sum(half_up(part) for part in parts) == 102
    assert sum(round(part) for part in parts) == 98
    assert half_up(sum(parts, Decimal(0))) == 100
    assert [half_up(part) for part in (Decimal("-0.5"), Decimal("-1.5"))] == [-1, -2]
    # More digits than the context of decimals holds.
    assert str(half_up(Fraction(10**30 + 1, 3), 2)) == "333333333333333333333333333333.67"


def test_an_outlier_stays_out_of_the_growth_and_in_the_total() -> None:
    pairs = [("A", Pair(100, 100)), ("B", Pair(61, 12)), ("C", Pair(12, 61)), ("D", Pair(60, 12))]
    found = matched(pairs, 1000)
    assert (found.holders, found.now, found.before) == (2, 160, 112)
    # A move of three tenths of the cell is still within, more is not; the size alone never is.
    assert matched([("A", Pair(700, 1000))], 1000).growth == Fraction(7, 10)
    assert matched([("A", Pair(699, 1000))], 1000).growth is None


def test_a_growth_is_borrowed_from_the_wider_cell_when_the_sample_is_small() -> None:
    few, poor = MatchedSample(4, 10, 20, 20), MatchedSample(9, 10, 49, 100)
    country = MatchedSample(5, 30, 50, 100)
    class_ = Fraction(9, 10)
    assert borrowed_growth([country, None], class_, 5, 50) == Fraction(3, 5)
    assert borrowed_growth([few, country], class_, 5, 50) == Fraction(3, 5)
    assert borrowed_growth([few, poor], class_, 5, 50) == class_
    assert borrowed_growth([None, None], None, 5, 50) == 1
    assert not MatchedSample(9, 10, 0, 100).fits(5, 0)


def test_a_new_unit_is_imputed_by_its_people_or_not_at_all() -> None:
    assert by_workers(4, 300, 20) == 60
    assert by_workers(None, 300, 20) is None
    assert by_workers(4, 0, 0) is None


@pytest.mark.parametrize(
    ("reported", "words"),
    [
        (100, "برآورد"),
        (70, "برآورد"),
        (69, "برآورد کم‌اعتماد"),
        (50, "برآورد کم‌اعتماد"),
        (49, "هنوز کافی نیست"),
        (0, "هنوز کافی نیست"),
    ],
)
def test_words_follow_the_reported_share(reported: int, words: str) -> None:
    assert Estimate(reported, 100 - reported).reliability(50, 70).label == words


def test_units_of_which_nothing_is_known_count_against_an_estimate() -> None:
    assert Estimate(100, 0, frame=10, unknown=4).reliability(50, 70) == Reliability.LOW
    assert Estimate(100, 0, frame=10, unknown=6).reliability(50, 70) == Reliability.NOT_YET
    assert Estimate(0, 0).reliability(50, 70) == Reliability.NOT_YET


def test_a_label_is_needed_from_half_a_percent_imputed_on() -> None:
    assert not Estimate(Decimal("99.5"), Decimal("0.5")).labelled
    assert Estimate(Decimal("99.4"), Decimal("0.6")).labelled


def test_diffusion_counts_units_up_less_units_down() -> None:
    assert diffusion(1, 3, 5) == Fraction(-2, 5)
    assert diffusion(0, 0, 0) is None


def test_a_bias_is_believed_after_a_year_that_went_one_way() -> None:
    up, down = (100, 101), (100, 99)
    assert not Revisions([up] * 11).bias_holds
    assert Revisions([up] * 10 + [down] * 2).bias_holds
    assert not Revisions([up] * 9 + [down] * 3).bias_holds
    assert Revisions([down] * 12).bias_holds


def test_a_unit_without_last_value_is_expected_at_its_median() -> None:
    assert expected(40, Fraction(3, 2), [1]) == 60
    assert expected(None, Fraction(3, 2), [9, 1, 5]) == 5
    assert expected(None, None, [1, 3]) == 2
    assert expected(None, None, []) is None
