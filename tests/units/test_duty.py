"""From which month a unit owes statistics (circular 60/133338, note 2)."""

import pytest

from config.jalali import JalaliMonth, from_parts
from units.duty import first_due_month


@pytest.mark.parametrize(
    ("issued", "obligation", "first"),
    [
        ((1396, 10, 30), (1388, 1), (1397, 2)),
        ((1396, 11, 30), (1388, 1), (1397, 3)),
        ((1396, 10, 30), (1404, 1), (1404, 1)),
        ((1396, 11, 30), (1404, 1), (1404, 1)),
        ((1404, 1, 1), (1388, 1), (1404, 4)),
        ((1404, 1, 2), (1388, 1), (1404, 5)),
        ((1404, 6, 31), (1388, 1), (1404, 10)),
        ((1404, 9, 30), (1388, 1), (1405, 1)),
        ((1403, 9, 30), (1388, 1), (1404, 1)),
        ((1380, 1, 1), (1388, 1), (1388, 1)),
    ],
)
def test_the_first_month_owed(
    issued: tuple[int, int, int], obligation: tuple[int, int], first: tuple[int, int]
) -> None:
    found = first_due_month(from_parts(*issued), JalaliMonth(*obligation), 3)
    assert found == JalaliMonth(*first)


def test_without_grace_the_first_whole_month_is_owed() -> None:
    start = JalaliMonth(1388, 1)
    assert first_due_month(from_parts(1404, 2, 1), start, 0) == JalaliMonth(1404, 2)
    assert first_due_month(from_parts(1404, 2, 2), start, 0) == JalaliMonth(1404, 3)
