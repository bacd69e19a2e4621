"""Rows as offices paste them, the order of priority, and months in words."""

import pytest

from config.jalali import JalaliMonth
from entitlements.enums import SupportResult, SupportVerdict
from entitlements.models import SupportAnswer
from entitlements.service_desk.rules import Pair, ranked, read_row, read_rows, results, spans

GUILD, HOLDER, LEGAL = "0499999913", "9990000018", "14000000018"
MEHR = JalaliMonth(1398, 7)


@pytest.mark.parametrize(
    "row",
    [
        f"{GUILD}\t{HOLDER}",
        f"{GUILD} {HOLDER}",
        f"{GUILD},{HOLDER}",
        f" {GUILD} ; {HOLDER} ",
        "۰۴۹۹۹۹۹۹۱۳، ۹۹۹۰۰۰۰۰۱۸",
        f"‎{GUILD}\t{HOLDER}‏",
    ],
)
def test_a_row_is_read_however_it_was_pasted(row: str) -> None:
    assert read_row(row) == Pair(GUILD, HOLDER)


def test_the_two_columns_may_change_places_where_one_is_plainly_a_companys_id() -> None:
    assert read_row(f"{LEGAL}\t{GUILD}") == read_row(f"{GUILD}\t{LEGAL}") == Pair(GUILD, LEGAL)


@pytest.mark.parametrize(
    "row", [GUILD, f"{GUILD} {HOLDER} 1", "x y", "499999913 9990000018", f"{GUILD} 12", "=1+1 2"]
)
def test_a_row_that_is_no_pair_is_none(row: str) -> None:
    assert read_row(row) is None


def test_blank_rows_are_no_rows_and_a_broken_one_spoils_none() -> None:
    text = f"\n{GUILD}\t{HOLDER}\r\n\nشناسه\n{GUILD}\t{LEGAL}\n"
    assert read_rows(text) == [Pair(GUILD, HOLDER), None, Pair(GUILD, LEGAL)]


def test_the_same_pair_again_is_answered_once() -> None:
    one, other = Pair(GUILD, HOLDER), Pair(GUILD, LEGAL)
    assert results([one, None, other, one, other], [one]) == [
        SupportResult.FOUND,
        SupportResult.UNREADABLE,
        SupportResult.NOT_FOUND,
        SupportResult.REPEATED,
        SupportResult.REPEATED,
    ]


def answer(position: int, filed: int, due: int, verdict: str = "supported") -> SupportAnswer:
    return SupportAnswer(position=position, filed=filed, due=due, verdict=verdict)


def test_the_share_decides_then_the_months_it_rests_on_and_equals_share_a_rank() -> None:
    rows = ranked(
        [
            answer(1, 5, 10),
            answer(2, 3, 3),
            answer(3, 12, 12),
            answer(4, 0, 0),
            answer(5, 12, 12),
            answer(6, 9, 10, SupportVerdict.UNFILED),
            answer(7, 6, 12),
        ]
    )
    assert [(row.answer.position, row.rank) for row in rows] == [
        (3, 1),
        (5, 1),
        (2, 3),
        (4, 4),
        (7, 5),
        (1, 6),
        # Who is not supported has no place, however much is filed.
        (6, None),
    ]


def test_months_that_follow_one_another_are_named_by_their_ends() -> None:
    assert spans([]) == ""
    assert spans([MEHR + 1, MEHR]) == "مهر ۱۳۹۸، آبان ۱۳۹۸"
    assert spans([MEHR + 2, MEHR, MEHR + 1, MEHR + 6]) == "مهر ۱۳۹۸ تا آذر ۱۳۹۸، فروردین ۱۳۹۹"
