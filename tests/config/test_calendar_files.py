"""A calendar as RFC 5545 wants it: line ends, folding, escaping, whole days."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.calendar_files import DayEvent, calendar_file

AT = datetime(2026, 12, 1, 1, 2, 3, tzinfo=UTC)
DAY = date(2026, 12, 1)


def written(title: str = "x", text: str = "") -> bytes:
    event = DayEvent("a@portal", DAY, title, text, "https://portal.example/")
    return calendar_file("مهلت‌ها", [event], AT)


def unfolded(data: bytes) -> list[str]:
    """Read the content lines as §3.1 says: a line that begins with a blank goes on."""
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def test_an_event_is_a_whole_day_with_its_stamp_in_utc() -> None:
    assert unfolded(written("مهلت")) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//asnaf//monthly statistics//FA",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:مهلت‌ها",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "BEGIN:VEVENT",
        "UID:a@portal",
        "DTSTAMP:20261201T010203Z",
        "DTSTART;VALUE=DATE:20261201",
        "DTEND;VALUE=DATE:20261202",
        "SUMMARY:مهلت",
        "DESCRIPTION:",
        "URL:https://portal.example/",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


@pytest.mark.parametrize(
    ("words", "escaped"),
    [("a;b", r"a\;b"), ("a,b", r"a\,b"), ("a\\b", r"a\\b"), ("a\nb", r"a\nb"), ("a\r\nb", r"a\nb")],
)
def test_signs_with_a_meaning_are_escaped(words: str, escaped: str) -> None:
    assert f"SUMMARY:{escaped}" in unfolded(written(words))


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=400))
def test_no_line_is_longer_than_it_may_be_and_no_letter_is_cut(words: str) -> None:
    data = written(words)
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    for line in lines:
        # Each line alone is whole UTF-8.
        line.decode()
    (title,) = (line for line in unfolded(data) if line.startswith("SUMMARY:"))
    plain = title.removeprefix("SUMMARY:")
    for sign in (r"\,", r"\;"):
        plain = plain.replace(sign, sign[1])
    assert plain.replace("\\\\", "\\") == words or "\\" in words
