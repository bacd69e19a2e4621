"""The share of human review."""

from decimal import Decimal

import pytest

from review.rates import human_share


@pytest.mark.parametrize(
    ("people", "lapsed", "share"),
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
    people: int, lapsed: int, share: Decimal | None
) -> None:
    assert human_share(people, lapsed) == share
