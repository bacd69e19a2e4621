"""How the editions of a month stand, and which of them a month is ripe for."""

from datetime import datetime
from typing import Any

import pytest

from config.jalali import JalaliMonth
from statistics.enums import EditionKind, EditionState
from statistics.models import Edition
from statistics.publication.desk.rules import month_on_board, ripe_slot
from tests.world import tehran

MONTH = JalaliMonth(1404, 3)
PRELIMINARY, FINAL, ANNUAL = EditionKind
OPENS = {PRELIMINARY: tehran(1404, 4, 20), FINAL: tehran(1404, 7, 1), ANNUAL: tehran(1405, 7, 1)}


def edition(kind: EditionKind, state: EditionState) -> Edition:
    return Edition(year=1404, month=3, kind=kind, state=state)


def stands(at: datetime, *editions: Any) -> tuple[list[str], EditionKind | None]:
    row = month_on_board(MONTH, OPENS, [edition(*each) for each in editions], at)
    ripe = ripe_slot(row)
    return [slot.stands for slot in row.slots], ripe.kind if ripe else None


@pytest.mark.parametrize(
    ("at", "editions", "expected"),
    [
        (tehran(1404, 4, 1), [], (["later", "later", "later"], None)),
        (tehran(1404, 4, 21), [], (["ripe", "later", "later"], PRELIMINARY)),
        # Of a month that was never published the most settled edition comes first.
        (tehran(1404, 8, 1), [], (["ripe", "ripe", "later"], FINAL)),
        (
            tehran(1404, 8, 1),
            [(PRELIMINARY, EditionState.PUBLISHED)],
            (["out", "ripe", "later"], FINAL),
        ),
        # What a later edition passed over is not made up for.
        (
            tehran(1405, 8, 1),
            [(FINAL, EditionState.PUBLISHED)],
            (["passed", "out", "ripe"], ANNUAL),
        ),
        # One at a time: what is at work is waited for.
        (
            tehran(1404, 8, 1),
            [(PRELIMINARY, EditionState.WAITING)],
            (["at_work", "ripe", "later"], None),
        ),
        (
            tehran(1404, 4, 21),
            [(PRELIMINARY, EditionState.FAILED)],
            (["ripe", "later", "later"], PRELIMINARY),
        ),
    ],
)
def test_an_edition_stands_where_its_day_and_those_beside_it_put_it(
    at: datetime, editions: list[Any], expected: Any
) -> None:
    assert stands(at, *editions) == expected


def test_a_failed_edition_is_told_beside_what_may_be_tried_again() -> None:
    late = edition(PRELIMINARY, EditionState.FAILED)
    row = month_on_board(MONTH, OPENS, [late], tehran(1404, 4, 21))
    assert row.slots[0].failed is late
    # Once it is out nobody asks for it again.
    out = edition(PRELIMINARY, EditionState.PUBLISHED)
    row = month_on_board(MONTH, OPENS, [out, late], tehran(1404, 4, 21))
    assert (row.slots[0].edition, row.slots[0].failed) == (out, None)
