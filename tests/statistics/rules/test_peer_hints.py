"""What is filed without history is judged against peers, for the reviewer alone."""

from dataclasses import replace
from decimal import Decimal

import pytest

from statistics.peers.rules import Band
from statistics.rules.peer_hints import first_filed
from statistics.rules.subject import Subject
from tests.statistics.rules import BOUNDS, figures, past, subject
from tests.world import BAG, PIPE

BAND = Band(Decimal(2), Decimal(5), Decimal(9), 40, 5)


def beside(now: Subject, band: Band | None = BAND, least: int = 10) -> Subject:
    """Put a month beside one band of bags; its three people are divided by."""
    peers = {(BAG, "تن"): band} if band else {}
    return replace(now, bounds=replace(BOUNDS, peers_least=least), peers=peers)


@pytest.mark.parametrize(
    ("made", "flagged"),
    [
        ("6", False),  # two each: the edge is inside
        ("27", False),
        ("5.9", True),
        ("28", True),
        ("0", True),
        ("2700", True),
    ],
)
def test_a_first_filing_is_judged_by_what_peers_make(made: str, flagged: bool) -> None:
    flags = first_filed(beside(subject(figures({BAG: made}))))
    assert [flag.key for flag in flags] == ([f"production:{BAG}"] if flagged else [])
    for flag in flags:
        assert flag.text.startswith("نخستین ثبت: کیسه: ")
        assert "بیرون از بازهٔ واحدهای مشابه" in flag.text
        assert flag.basis == ("بازهٔ ۵ تا ۹۵ درصد واحدهای مشابه: ۲ تا ۹ تن برای هر نفر (۴۰ واحد)")


def test_a_first_filing_with_fewer_than_ten_peers_is_pointed_out() -> None:
    now = subject(figures({BAG: "15"}))
    assert first_filed(beside(now)) == []
    (few,) = first_filed(beside(now, replace(BAND, units=9)))
    assert "واحد مشابه کافی نیست (۹ از ۱۰)" in few.text
    (none,) = first_filed(beside(now, None))
    assert none.basis == "بازه‌ای از واحدهای مشابه در دست نیست"


def test_a_figure_with_history_is_not_judged_by_peers() -> None:
    assert first_filed(beside(subject(figures({BAG: "2700"}), past(1, {BAG: "2600"})))) == []


def test_a_product_added_later_is_judged_where_peers_suffice() -> None:
    added = subject(figures({BAG: "2700"}), past(1, {PIPE: "3"}))
    (flag,) = first_filed(beside(added))
    assert flag.text.startswith("محصول بدون سابقه: ")
    assert first_filed(beside(added, replace(BAND, units=9))) == []


def test_what_nobody_made_cannot_stand_beside_peers() -> None:
    nobody = subject(figures({BAG: "15"}, people=(0, 0, 0)))
    (flag,) = first_filed(beside(nobody))
    assert "هر نفر" not in flag.text


def test_without_a_wanted_number_of_peers_nothing_is_held_back() -> None:
    assert first_filed(beside(subject(figures({BAG: "15"})), None, least=0)) == []
