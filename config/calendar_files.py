"""Calendars that other programs read (RFC 5545): all-day events, and nothing else.

Written by hand: folding, escaping and line ends are all that such a file needs of its standard
(decision 0105).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
# §3.1: a line has at most 75 octets, its end not counted.
_OCTETS: Final = 75
_ESCAPED: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": ""})


@dataclass(frozen=True)
class DayEvent:
    """Something on a whole day; `uid` names it for ever, so that a program renews and not adds."""

    uid: str
    day: date
    title: str
    text: str
    url: str


def calendar_file(name: str, events: Iterable[DayEvent], at: datetime) -> bytes:
    """Write a calendar; the same events give the same bytes but for the stamp."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//asnaf//monthly statistics//FA",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
        # How often to look again (RFC 7986 §5.7).
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for event in events:
        lines += _lines(event, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(part for line in lines for part in _folded(line))


def _lines(event: DayEvent, stamp: str) -> list[str]:
    after = event.day + timedelta(days=1)
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{stamp}",
        # An all-day event ends before the day after it (§3.6.1).
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{_text(event.title)}",
        f"DESCRIPTION:{_text(event.text)}",
        f"URL:{event.url}",
        # A deadline takes nobody's time.
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(words: str) -> str:
    return words.translate(_ESCAPED)


def _folded(line: str) -> Iterator[bytes]:
    """Cut a long line between letters, never within one; what follows begins with a blank."""
    begin = b""
    for letter in line:
        octets = letter.encode()
        if len(begin) + len(octets) > _OCTETS:
            yield begin + b"\r\n"
            begin = b" "
        begin += octets
    yield begin + b"\r\n"
