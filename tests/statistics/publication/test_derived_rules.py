"""What is made of published figures is shown exactly when all that it is made of is."""

from decimal import Decimal

import pytest

from statistics.enums import CellLabel, CellStatus
from statistics.publication.derived_rules import (
    ABSENT,
    HIDDEN,
    HIDDEN_MARK,
    NOT_YET,
    PublishedFigure,
    growth,
    mean,
    ranked,
    rounded_count,
    share,
    shown,
    total,
)

TWELVE, TWENTY = shown(Decimal(12)), shown(Decimal(20))


def test_a_quarter_is_shown_exactly_when_all_its_months_are() -> None:
    assert total([TWELVE, TWENTY, TWELVE]) == shown(Decimal(44))
    assert total([TWELVE, HIDDEN, TWELVE]) == HIDDEN
    assert total([TWELVE, NOT_YET, TWELVE]) == NOT_YET
    # A month of which nobody filed anything adds nothing.
    assert total([TWELVE, ABSENT, TWENTY]) == shown(Decimal(32))
    assert total([ABSENT, ABSENT]) == ABSENT
    # Hidden says it before anything else.
    assert total([NOT_YET, HIDDEN, TWELVE]) == HIDDEN


def test_v12_no_growth_of_a_hidden_figure_not_even_rounded() -> None:
    # 20.0 percent on 500 would be 599.75 to 600.25.
    assert growth(HIDDEN, shown(Decimal(500))) == HIDDEN
    assert growth(shown(Decimal(600)), HIDDEN) == HIDDEN
    assert growth(shown(Decimal(600)), shown(Decimal(500))) == shown(Decimal("20.0"))
    assert growth(shown(Decimal("500.25")), shown(Decimal(500))) == shown(Decimal("0.1"))
    assert growth(TWELVE, shown(Decimal(0))) == ABSENT


def test_v12b_hidden_figures_stand_last_in_the_order_of_their_keys() -> None:
    rows = [("c", HIDDEN), ("b", TWELVE), ("a", HIDDEN), ("d", TWENTY), ("e", shown(Decimal(0)))]
    assert [key for key, _ in ranked(rows)] == ["d", "b", "e", "a", "c"]


def test_v13_no_mean_of_a_hidden_figure_or_a_hidden_count() -> None:
    # 12.3 times 9 units would be 110.25 to 111.15.
    assert mean(HIDDEN, shown(Decimal(9))) == HIDDEN
    assert mean(shown(Decimal("110.7")), HIDDEN) == HIDDEN
    assert mean(shown(Decimal("110.7")), shown(Decimal(9))) == shown(Decimal("12.3"))
    assert mean(TWELVE, shown(Decimal(0))) == ABSENT
    assert share(TWELVE, HIDDEN) == share(HIDDEN, TWELVE) == HIDDEN
    assert share(TWELVE, shown(Decimal(48))) == shown(Decimal("25.0"))


def test_what_is_made_of_an_estimate_is_one() -> None:
    weak = shown(Decimal(4), CellLabel.WEAK)
    estimate = shown(Decimal(4), CellLabel.ESTIMATE)
    assert total([TWELVE, estimate]).label == CellLabel.ESTIMATE
    assert total([TWELVE, estimate, weak]).label == CellLabel.WEAK
    assert growth(estimate, TWELVE).label == CellLabel.ESTIMATE


def test_there_is_one_mark_for_all_that_is_hidden() -> None:
    assert HIDDEN.words == HIDDEN_MARK == "پوشیده"
    assert (NOT_YET.words, ABSENT.words) == ("هنوز کافی نیست", "—")
    assert (shown(Decimal(0)).words, shown(Decimal("12.500")).words) == ("۰", "۱۲٫۵")


def test_a_mark_never_carries_a_value() -> None:
    for status in (CellStatus.HIDDEN, CellStatus.NOT_YET, None):
        with pytest.raises(ValueError, match="has no value"):
            PublishedFigure(status, Decimal(1))
    with pytest.raises(ValueError, match="has no value"):
        PublishedFigure(CellStatus.SHOWN)


def test_counts_of_registered_units_are_rounded_to_five() -> None:
    assert [rounded_count(n) for n in (0, 1, 2, 3, 7, 8, 12, 13)] == [0, 0, 0, 5, 5, 10, 10, 15]
