"""Following up: writing down a contact, and reminding a whole list at once."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.urls import reverse

from accounts.enums import NoticeKind
from accounts.models import User
from accounts.notices.services import notify_gathered
from config.errors import InvalidError
from config.jalali import (
    JalaliMonth,
    current_month,
    end_of_day_instant,
    format_moment,
    tehran_day,
)
from config.persian import quoted, to_persian_digits
from review.enums import ContactResult, ContactWay
from review.followup.enums import FollowUpList
from review.followup.queries import FollowUp, FollowUpFilter, last_reminders
from review.models import Contact
from statistics.obligation.rules import COUNTED
from units.models import Licence

# More are not reminded by one click: the list is narrowed first.
ASK_LIMIT = 2000


class NotRemindedError(InvalidError):
    """Nobody was told, and why."""


class TooManyError(InvalidError):
    """The list is longer than one click reminds."""


@dataclass(frozen=True)
class ContactNote:
    """What was written down about a contact."""

    on: date
    way: ContactWay
    result: ContactResult
    note: str = ""


@dataclass(frozen=True)
class _Owed:
    """One unit to be reminded: of which month, in which words, and where to go on."""

    unit: int
    month: JalaliMonth
    title: str
    url: str


def log_contact(
    lists: FollowUp, home: Licence, month: JalaliMonth, said: ContactNote, by: User
) -> Contact:
    """Write down a contact with a unit in reach about a month, for good."""
    return Contact.objects.create(
        unit=home.unit,
        year=month.year,
        month=month.month,
        organization=lists.offices[0],
        by=by,
        on=said.on,
        way=said.way,
        result=said.result,
        note=said.note,
        at=lists.at,
    )


@transaction.atomic
def remind_now(lists: FollowUp, chosen: FollowUpFilter) -> int:
    """Remind every unit of a list; return how many were told.

    Nobody who was reminded today already, by an office or by the daily run, and nobody whose month
    is with the reviewers or final by now. Raises TooManyError beyond ASK_LIMIT.
    """
    # Reversed: of a unit's months the first of the list stays.
    return _remind(lists, {row.unit: row for row in reversed(_owed(lists, chosen))})


@transaction.atomic
def remind_unit(lists: FollowUp, home: Licence) -> None:
    """Remind one unit in reach of what it owes, as its list would. Raises NotRemindedError."""
    owed = _owed_by_unit(lists, home)
    if owed is None:
        raise NotRemindedError("چیزی برای یادآوری نمانده است: این واحد ماه ثبت‌نشده‌ای ندارد.")
    if not _remind(lists, {owed.unit: owed}):
        raise NotRemindedError(_why_not(home.unit_id, lists.today))


def _why_not(unit: int, today: date) -> str:
    last = last_reminders([unit])
    if unit not in last:
        return "کسی برای این واحد حساب ندارد و یادآوری به کسی نمی‌رسد؛ با واحد تماس بگیرید."
    at = last[unit]
    if at and tehran_day(at) == today:
        return f"به این واحد {format_moment(at)} یادآوری شده است؛ یادآوری روزی یک بار است."
    return "این ماه هم‌اکنون ثبت شده است و یادآوری نمی‌خواهد."


def _owed_by_unit(lists: FollowUp, home: Licence) -> _Owed | None:
    """Find what one unit owes, what is gravest first."""
    late = FollowUpFilter(FollowUpList.RETURNED)
    case = lists.overdue(late).filter(unit=home.unit).order_by("correction_due", "pk")
    if found := case.select_related("unit").first():
        return _owed_by(lists, late, found)
    if home.unit.missed_months:
        return _owed_by(lists, FollowUpFilter(FollowUpList.MISSING), home)
    # The month that is open now, by the rule of the list of units.
    now = FollowUpFilter(FollowUpList.MISSING, month=current_month(lists.at) - 1)
    owes = lists.missing(now).filter(pk=home.pk).exists()
    return _owed_by(lists, now, home) if owes else None


def _remind(lists: FollowUp, owed: dict[int, _Owed]) -> int:
    """Tell those of the units who are to be told, once a day; return how many were."""
    if not owed:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            {
                "units": [row.unit for row in owed.values()],
                "years": [row.month.year for row in owed.values()],
                "months": [row.month.month for row in owed.values()],
                "today": lists.today,
                # What the daily run has sent since then counts as told today.
                "midnight": end_of_day_instant(lists.today - timedelta(days=1)),
                "now": lists.at,
                "office": lists.offices[0].pk,
                "by": lists.user.pk,
                "done": list(COUNTED),
            },
        )
        told = [owed[pk] for (pk,) in cursor.fetchall()]
    if told:
        _tell(told, lists)
    return len(told)


def _owed(lists: FollowUp, chosen: FollowUpFilter) -> list[_Owed]:
    """Find what each unit of the list owes; of a unit's returned months the oldest stands first.

    Raises TooManyError.
    """
    rows: Any
    if chosen.tab == FollowUpList.RETURNED:
        rows = lists.overdue(chosen).select_related("unit").order_by("correction_due", "pk")
    else:
        rows = lists.missing(chosen).select_related("unit", "county").order_by("unit_id")
    found = list(rows[: ASK_LIMIT + 1])
    if len(found) > ASK_LIMIT:
        raise TooManyError
    return [_owed_by(lists, chosen, row) for row in found]


def _owed_by(lists: FollowUp, chosen: FollowUpFilter, row: Any) -> _Owed:
    name = row.unit.name
    if chosen.tab == FollowUpList.RETURNED:
        url = reverse("owner:correct", args=[row.tracking_number])
        return _Owed(
            row.unit_id, row.period, f"{quoted(name)}: مهلت اصلاح آمار {row.period} گذشته است", url
        )
    if chosen.owed:
        title = f"{quoted(name)}: آمار {chosen.owed} ثبت نشده است"
        return _Owed(row.unit_id, chosen.owed, title, reverse("owner:home"))
    months = to_persian_digits(row.unit.missed_months)
    title = f"{quoted(name)}: آمار {months} ماه گذشته ثبت نشده است"
    month = lists.latest_due(row.county.province_id)
    return _Owed(row.unit_id, month, title, reverse("owner:home"))


def _tell(told: list[_Owed], lists: FollowUp) -> None:
    office = lists.offices[0].name
    params = {
        "units": [row.unit for row in told],
        "titles": [row.title for row in told],
        "urls": [row.url for row in told],
        "kind": NoticeKind.REMINDER,
        "body": f"{office} یادآوری می‌کند: آن را باز کنید، کامل کنید و ارسال کنید. اگر چیزی تولید "
        "نشده، صفر یا ماه غیرفعال هم ثبت محسوب می‌شود.",
    }
    # One letter a person, however many of their units the list holds.
    title = f"{office} یادآوری می‌کند: آمار {{count}} واحد شما ثبت یا اصلاح نشده است"
    notify_gathered(_SELECT, params, title, reverse("owner:home"), lists.at)


# A returned month is the unit's turn, though it counts as filed for some days yet.
# Two offices at once: ON CONFLICT lets one of them tell the unit.
_WRITE = """
INSERT INTO statistics_askedreminder
    (unit_id, day, year, month, organization_id, asked_by_id, at)
SELECT r.unit_id, %(today)s, r.year, r.month, %(office)s, %(by)s, %(now)s
FROM unnest(%(units)s::bigint[], %(years)s::int[], %(months)s::int[]) AS r(unit_id, year, month)
WHERE EXISTS (SELECT FROM units_unitmember m WHERE m.unit_id = r.unit_id AND m.ended_at IS NULL)
  AND NOT EXISTS (
    SELECT FROM statistics_reminder a WHERE a.unit_id = r.unit_id AND a.at >= %(midnight)s)
  AND NOT EXISTS (
    SELECT FROM statistics_submission s
    WHERE s.unit_id = r.unit_id AND s.year = r.year AND s.month = r.month
      AND s.state = ANY(%(done)s))
ON CONFLICT (unit_id, day) DO NOTHING
RETURNING unit_id
"""

_SELECT = """
SELECT m.user_id, %(kind)s, r.title, %(body)s, r.url, 1
FROM unnest(%(units)s::bigint[], %(titles)s::text[], %(urls)s::text[]) AS r(unit_id, title, url)
JOIN units_unitmember m ON m.unit_id = r.unit_id AND m.ended_at IS NULL
"""
