"""Words of published figures: none of a hidden one, whatever stands beside it."""

from decimal import Decimal

import pytest

from statistics.publication.derived_rules import ABSENT, HIDDEN, NOT_YET, shown
from statistics.publication.pages.word_rules import SizeClasses, change_of, points, spoken

TEN, TWENTY = shown(Decimal(10)), shown(Decimal(20))


@pytest.mark.parametrize(
    ("now", "before"), [(HIDDEN, TEN), (TEN, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, NOT_YET)]
)
def test_a_hidden_figure_has_no_change_in_words(now: object, before: object) -> None:
    change = change_of(now, before)  # type: ignore[arg-type]
    assert (change.words, change.percent, change.way) == ("حساب نمی‌شود", None, "")


def test_a_change_is_said_where_both_are_shown() -> None:
    assert change_of(TWENTY, TEN).words == "۱۰۰٪ بیشتر"
    assert change_of(TEN, TWENTY).words == "۵۰٪ کمتر"
    assert change_of(TEN, TEN).words == "بدون تغییر"
    assert change_of(TEN, shown(Decimal(0))).words == "پیش‌تر صفر"
    assert change_of(TEN, NOT_YET).words == "—"
    assert change_of(ABSENT, TEN).words == "—"


def test_a_percentage_is_compared_in_points() -> None:
    assert points(Decimal("86.4"), Decimal("84.6")).words == "۱٫۸ واحد درصد بیشتر"
    assert points(Decimal("84.6"), Decimal("86.4")).words == "۱٫۸ واحد درصد کمتر"
    assert points(Decimal("86.4"), Decimal("86.4")).words == "بدون تغییر"
    assert points(None, Decimal(1)).words == "—"


def test_a_mark_is_spoken_as_it_is() -> None:
    assert str(spoken(shown(Decimal(12_800_000)))) == "۱۲٫۸ میلیون"
    assert str(spoken(HIDDEN)) == "پوشیده"


def test_colours_of_sizes_are_made_of_published_figures_alone() -> None:
    figures = [shown(Decimal(size)) for size in (1, 2, 3, 4, 5)]
    alone = SizeClasses.among(figures)
    assert [alone.of(each) for each in figures] == ["1", "2", "3", "4", "5"]
    beside = SizeClasses.among([*figures, HIDDEN, NOT_YET, ABSENT])
    assert [beside.of(each) for each in figures] == ["1", "2", "3", "4", "5"]
    assert beside.of(HIDDEN) == ""
