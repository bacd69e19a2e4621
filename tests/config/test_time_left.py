"""The days of a deadline are counted in Tehran, to the midnight that ends its last day."""

import datetime as dt

import pytest

from config.time_left import by_end_of, moves_at, time_left, took
from tests.world import tehran

DUE = tehran(1398, 8, 7, 0, 0)


@pytest.mark.parametrize(
    ("at", "kind", "words", "note"),
    [
        (tehran(1398, 8, 3), "", "۳ روز تا پایان مهلت", "دوشنبه ۶ آبان ۱۳۹۸"),
        (tehran(1398, 8, 5), "near", "۱ روز تا پایان مهلت", "دوشنبه ۶ آبان ۱۳۹۸"),
        (tehran(1398, 8, 6, 23, 59), "near", "امشب پایان مهلت", "دوشنبه ۶ آبان ۱۳۹۸"),
        (DUE, "late", "۱ روز از مهلت گذشته", "مهلت: دوشنبه ۶ آبان ۱۳۹۸"),
        (tehran(1398, 8, 16), "late", "۱۰ روز از مهلت گذشته", "مهلت: دوشنبه ۶ آبان ۱۳۹۸"),
    ],
)
def test_time_left_is_counted_in_days_of_tehran(
    at: dt.datetime, kind: str, words: str, note: str
) -> None:
    left = time_left(DUE, at, near=1)
    assert (left.kind, left.text, left.note) == (kind, words, note)


def test_what_ends_is_named() -> None:
    before, after = tehran(1398, 8, 6), tehran(1398, 8, 8)
    assert time_left(DUE, before, "مهلت اصلاح").text == "امشب پایان مهلت اصلاح"
    assert time_left(DUE, after, "مهلت اصلاح").text == "۲ روز از مهلت اصلاح گذشته"


def test_a_day_and_a_move_are_named() -> None:
    assert by_end_of(dt.date(2019, 10, 28)) == "تا پایان دوشنبه ۶ آبان ۱۳۹۸"
    assert (
        moves_at(DUE, "به مرحلهٔ بعد ارسال می‌شود")
        == "سه‌شنبه ۷ آبان ۱۳۹۸، ۰۰:۰۰ خودکار به مرحلهٔ بعد ارسال می‌شود"
    )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (59, "کمتر از یک دقیقه"),
        (60, "۱ دقیقه"),
        (3599, "۵۹ دقیقه"),
        (7200, "۲ ساعت"),
        (3900, "۱ ساعت و ۵ دقیقه"),
        (86400, "۱ روز"),
        (2 * 86400 + 7 * 3600 + 60, "۲ روز و ۷ ساعت"),
    ],
)
def test_what_was_taken_is_said_by_its_two_largest_parts(seconds: int, words: str) -> None:
    assert took(seconds) == words
