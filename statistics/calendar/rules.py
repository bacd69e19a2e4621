"""The secret of a calendar's address, and a unit's days as events: the database is not asked."""

import base64
import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import TextChoices
from django.utils.crypto import salted_hmac

from config.calendar_files import DayEvent
from config.jalali import JalaliMonth, plain_day
from config.persian import format_number, quoted, to_persian_digits
from statistics.enums import Timeliness

# So many units are named in one event; a person may file for hundreds.
NAMED: Final = 20


class DayKind(TextChoices):
    """What ends with a day."""

    INACTIVE = "inactive", "غیرفعال شدن"
    RETURNED = "returned", "پایان محسوب شدن ماه بازگردانده"
    CORRECTION = "correction", "مهلت اصلاح"
    ON_TIME = "on_time", f"مهلت ثبت {Timeliness.ON_TIME.label}"
    ALLOWED = "allowed", f"مهلت ثبت {Timeliness.ALLOWED.label}"


@dataclass(frozen=True)
class OwnDay:
    """The day with whose end something of a unit's month is over."""

    kind: DayKind
    day: date
    month: JalaliMonth
    unit: str


def new_seed() -> str:
    return secrets.token_urlsafe(24)


def secret_of(seed: str) -> str:
    """Make the secret of a seed; without the portal's own key nobody can."""
    made = salted_hmac("statistics.calendar", seed, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def digest_of(secret: str) -> str:
    """Digest a secret for keeping: it is as long as the digest, so nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def events_of(days: Iterable[OwnDay], feed: int, site: str, url: str) -> Iterator[DayEvent]:
    """Make one event of all units for which the same ends on a day, in the order of days."""
    gathered: dict[tuple[date, DayKind, JalaliMonth], list[str]] = {}
    for day in days:
        gathered.setdefault((day.day, day.kind, day.month), []).append(day.unit)
    for (day_, kind, month), units in sorted(gathered.items()):
        yield DayEvent(
            uid=f"{kind.value}-{month.to_int()}-{day_:%Y%m%d}-{feed}@{site}",
            day=day_,
            title=_title(kind, month, units),
            text=_text(day_, units),
            url=url,
        )


def _title(kind: DayKind, month: JalaliMonth, units: list[str]) -> str:
    who = quoted(units[0]) if len(units) == 1 else f"{format_number(len(units))} واحد"
    if kind is DayKind.INACTIVE:
        return f"آخرین روز پیش از غیرفعال شدن {who}"
    if kind is DayKind.RETURNED:
        return f"{month} بازگردانده، پس از امروز ثبت‌شده محسوب نمی‌شود: {who}"
    return f"پایان {kind.label} {month}: {who}"


def _text(day: date, units: list[str]) -> str:
    names = "\n".join(units[:NAMED])
    rest = len(units) - NAMED
    more = f"\nو {format_number(rest)} واحد دیگر" if rest > 0 else ""
    return f"تا پایان {to_persian_digits(plain_day(day))}\n{names}{more}"
