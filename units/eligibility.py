"""May this unit file this month? The guide's two conditions, each refusal naming its own.

Guide of the form, "prerequisites": the unit is registry-active and has a guild id. The same days
as SQL stand in `units.queries`; a test holds the two equal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from config.jalali import JalaliMonth, plain_day
from config.persian import quoted, to_persian_digits
from units.enums import LicenceStatus, ObstacleKind
from units.models import Licence, LicenceState, Unit

DAY = timedelta(days=1)
Span = tuple[date, date]


@dataclass(frozen=True)
class Obstacle:
    """What keeps a unit from filing a month, by which licence, since when (None: not known)."""

    kind: ObstacleKind
    licence: Licence
    since: date | None = None


def valid_spans(licence: Licence) -> list[Span]:
    """Cut the days of a licence's states out of those from its issue to its expiry.

    One of a kind without statistics (distribution, services) has no such day at all.
    """
    if not licence.kind.files:
        return []
    last = licence.expires_on or date.max
    # States come in order of time and never overlap (the database refuses it).
    spans, since = [], licence.issued_on
    for state in licence.interruptions:
        spans.append((since, min(last, state.since - DAY)))
        # Not lifted, so no valid day comes after it.
        if state.until is None:
            break
        since = max(since, state.until + DAY)
    else:
        spans.append((since, last))
    return [(begin, end) for begin, end in spans if begin <= end]


def valid_days(spans: Iterable[Span], month: JalaliMonth) -> set[date]:
    """Give the days of a month that lie in any of the spans."""
    first, last = month.first_day, month.last_day
    # A set: two licences may hold on one day, which counts once.
    days: set[int] = set()
    for since, until in spans:
        days.update(range(max(since, first).toordinal(), min(until, last).toordinal() + 1))
    return {date.fromordinal(number) for number in days}


def refusal(licence: Licence, month: JalaliMonth) -> str | None:
    """Name the failing condition in a sentence, or None when the unit may file.

    A licence serves a month when it was valid on any of its days, so months of a licence that
    has ended since can still be filed late (circular 60/133338 §3).
    """
    return _no_guild_id(licence.unit) or _not_valid(licence, month)


def obstacle(licences: Sequence[Licence], month: JalaliMonth) -> Obstacle | None:
    """Name what keeps a unit from filing a month; None when one of its licences serves it.

    Of several licences, the latest first, the latest one that had been issued is told of. A unit
    that begins after the month has no obstacle: it is only new.
    """
    if not licences[0].unit.guild_id:
        return Obstacle(ObstacleKind.NO_GUILD_ID, licences[0])
    filing = [licence for licence in licences if licence.kind.files]
    if not filing:
        return Obstacle(ObstacleKind.NO_FILING_KIND, licences[0], licences[0].issued_on)
    begun = [licence for licence in filing if licence.issued_on <= month.last_day]
    if not begun or any(refusal(licence, month) is None for licence in begun):
        return None
    licence = begun[0]
    if licence.expires_on and licence.expires_on < month.first_day:
        return Obstacle(ObstacleKind.EXPIRED, licence, licence.expires_on)
    state = _last_state(licence, month)
    return Obstacle(ObstacleKind(state.status), licence, state.since)


def _last_state(licence: Licence, month: JalaliMonth) -> LicenceState:
    return [state for state in licence.interruptions if state.since <= month.last_day][-1]


def _no_guild_id(unit: Unit) -> str | None:
    if unit.guild_id:
        return None
    return "این واحد شناسه صنفی ندارد. شناسه را از مرکز اصناف بگیرید، سپس آمار را ثبت کنید."


def _not_valid(licence: Licence, month: JalaliMonth) -> str | None:
    number = to_persian_digits(licence.number)
    if not licence.kind.files:
        return (
            f"پروانه {number} از نوع {quoted(licence.kind.name)} است و آمار تولید ندارد؛ "
            "پروانهٔ تولیدی واحد را انتخاب کنید."
        )
    if licence.issued_on > month.last_day:
        return f"پروانه {number} پس از {month} صادر شده است؛ ماهی پس از صدور را انتخاب کنید."
    if licence.expires_on and licence.expires_on < month.first_day:
        return (
            f"اعتبار پروانه {number} پیش از {month} پایان یافته است؛ برای تمدید به اتحادیه بروید."
        )
    if valid_days(valid_spans(licence), month):
        return None
    # Inside its term only a state can have left no day of the month: the latest that had begun.
    state = _last_state(licence, month)
    if state.status == LicenceStatus.CLOSED:
        # The row begins the day after the unit's last one.
        day = plain_day(state.since - DAY)
        return f"واحد از {day} بسته شده است؛ ماه‌های پیش از آن را می‌توانید ثبت کنید."
    word = LicenceStatus(state.status).label
    return f"پروانه {number} در {month} {word} بوده است؛ از اتحادیه پیگیری کنید."
