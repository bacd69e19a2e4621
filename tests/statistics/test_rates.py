"""The share of human review, in its three parts."""

from decimal import Decimal

import pytest

from statistics.rates import ReviewParts


@pytest.mark.parametrize(
    ("opened", "lapsed", "share"),
    [
        (0, 0, None),
        (1, 0, Decimal(100)),
        (0, 3, Decimal(0)),
        (2, 1, Decimal("66.7")),
        (1, 2, Decimal("33.3")),
        (1, 799, Decimal("0.1")),
        (1, 1999, Decimal("0.1")),
        (1, 2000, Decimal(0)),
    ],
)
def test_the_share_is_in_percent_to_one_decimal(
    opened: int, lapsed: int, share: Decimal | None
) -> None:
    assert ReviewParts(opened, 0, lapsed).opened_share == share


def test_what_was_ticked_among_others_is_no_review_by_an_expert() -> None:
    parts = ReviewParts(opened=5, bulk=3, lapsed=2)
    assert parts.opened_share == Decimal(50)
    assert parts.bulk_share == Decimal(30)
    assert parts.lapsed_share == Decimal(20)
