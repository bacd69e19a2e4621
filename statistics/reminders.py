"""Reminding owner and delegate of the month that is to be filed, while there is still time.

Before the day of filing on time (directive 5013 §2), before the final day (service sheet), before
the final day whose passing makes the unit inactive (circular 60/133338 §3), and before a returned
month stops counting as filed. Who has filed, or owes nothing, is left in peace; whom an office
reminded today hears tomorrow. What has passed is told by `statistics.obligation.notices`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max
from django.urls import reverse

from accounts.enums import Job, NoticeKind
from accounts.notices.services import notify_gathered
from accounts.notices.set_aside import in_halves, settle
from catalog.models import Province
from catalog.policy.book import PolicyBook, filing_windows
from catalog.policy_definitions import PolicyKey
from config.jalali import (
    MONTH_NAMES,
    JalaliMonth,
    current_month,
    end_of_day_instant,
    format_day,
    last_day,
    tehran_day,
)
from config.time_left import by_end_of
from statistics.enums import ReminderKind, State
from statistics.models import Reminder, Submission
from statistics.obligation.queries import (
    DUE,
    FILED,
    FILED_PARAMS,
    RETURNED_COUNTS,
    returned_counts,
)
from statistics.obligation.rules import DutyRules
from units.enums import UnitActivity
from units.models import Unit
from units.queries import HOLDER, SERVES

_DAYS = {
    ReminderKind.ON_TIME: PolicyKey.REMIND_ON_TIME_DAYS,
    ReminderKind.ALLOWED: PolicyKey.REMIND_ALLOWED_DAYS,
    ReminderKind.INACTIVE: PolicyKey.REMIND_INACTIVE_DAYS,
}
# Stands in an address until the statement puts each number in its place.
_NUMBER = "0" * 11
KEPT = timedelta(days=400)


@dataclass(frozen=True)
class Call:
    """What the units of a province are reminded of now: the month, until when, who is meant.

    `issued_until`, `min_days` and `obliged` are those of its `MonthRule`: before the obligation
    begins (circular 60/133338 §1 note 1) it is owed by units on lists alone.
    A unit with `allowed` missed months is near: told of `INACTIVE`, and of nothing else where
    `far_only`.
    """

    province: str
    kind: ReminderKind
    month: JalaliMonth
    last_day: date
    issued_until: date
    min_days: int
    obliged: bool
    allowed: int
    far_only: bool

    @property
    def title(self) -> str:
        """What it is about, with «{unit}» to be filled in."""
        by = by_end_of(self.last_day)
        match self.kind:
            case ReminderKind.ON_TIME:
                return "«{unit}»: " + f"مهلت ثبت آمار {self.month} {by} است"
            case ReminderKind.ALLOWED:
                return (
                    "«{unit}»: "
                    + f"آخرین روز ثبت آمار {self.month}، {format_day(self.last_day)} است"
                )
            case _:
                return "«{unit}» " + f"{by} آمار {self.month} را ثبت نکند، غیرفعال می‌شود"


def calls(rules: DutyRules, province: str, now: datetime) -> Iterator[Call]:
    """Yield what a province's units are to be reminded of at `now`: at most two calls.

    The month is the last ended one: the windows of every other have passed or not begun.
    """
    month = current_month(now) - 1
    rule = rules.month(province, month)
    window = filing_windows(rules.book, month, province)

    def days(kind: ReminderKind) -> timedelta:
        return timedelta(days=rules.book.number(_DAYS[kind], month.first_day, province, month))

    until = {
        ReminderKind.ON_TIME: window.on_time_until,
        ReminderKind.ALLOWED: window.allowed_until,
        ReminderKind.INACTIVE: window.allowed_until,
    }
    last_days = {kind: last_day(end) for kind, end in until.items()}
    today = tehran_day(now)
    opened = [kind for kind in _DAYS if now < until[kind] and last_days[kind] - days(kind) <= today]
    # Never both on one day: the nearer deadline is told.
    if ReminderKind.ON_TIME in opened and ReminderKind.ALLOWED in opened:
        opened.remove(ReminderKind.ALLOWED)
    for kind in opened:
        yield Call(
            province,
            kind,
            month,
            last_days[kind],
            rule.issued_until,
            rule.min_active_days,
            rule.obliged,
            rules.allowed(province, month),
            kind is ReminderKind.ALLOWED or ReminderKind.INACTIVE in opened,
        )


def prune(now: datetime) -> int:
    """Delete what was sent longer ago than KEPT; return how many lines.

    Only the last ended month is ever reminded of, so nothing is sent twice for it.
    """
    return Reminder.objects.filter(at__lt=now - KEPT).delete()[0]


def remind(now: datetime) -> int:
    """Remind everybody concerned, each once for a unit, month and kind; return how many units.

    Three statements for the whole country: what is to be sent is written down, then told, all of a
    person's units in one letter. A unit whose row the database refuses is set aside.
    """
    rules = DutyRules(PolicyBook.load())
    provinces = list(Province.objects.order_by("code").values_list("code", flat=True))
    found = [call for code in provinces for call in calls(rules, code, now)]
    last = Unit.objects.aggregate(last=Max("pk"))["last"]
    if not last:
        return 0
    params = _columns(found) | _states(now) | _near_ends(rules, provinces, now)

    def remind_units(first: int, last: int) -> int:
        with connection.cursor() as cursor:
            units = {"first": first, "last": last}
            # Written first: of two runs at once each line is inserted by one, and told by it alone.
            cursor.execute(_WRITE, params | units)
            written = [pk for (pk,) in cursor.fetchall()]
            cursor.execute(_WRITE_RETURNED, params | units)
            written += [pk for (pk,) in cursor.fetchall()]
        if written:
            _tell(params, written, now)
        return len(written)

    reminded, aside = in_halves(remind_units, 1, last)
    settle(Job.REMINDERS, aside, now)
    return reminded


def _tell(params: dict[str, Any], written: list[int], now: datetime) -> None:
    month_url = reverse("statistics:month", args=[_NUMBER])
    correct_url = reverse("owner:correct", args=[_NUMBER])
    ends = Submission.objects.filter(returned_counts(now))
    instants = list(ends.order_by("counts_until").values_list("counts_until", flat=True).distinct())
    more = {
        "written": written,
        "notice": NoticeKind.REMINDER,
        "draft": State.DRAFT,
        "month_names": list(MONTH_NAMES),
        # The calendar is reckoned here: a few final days serve all returned months.
        "ends": instants,
        "end_words": [by_end_of(last_day(end)) for end in instants if end],
        "new_url": reverse("statistics:new") + "?licence={licence}&month={month}",
        "draft_url": month_url.replace(_NUMBER, "{tracking}"),
        "returned_url": correct_url.replace(_NUMBER, "{tracking}"),
        "new": "آن را آغاز کنید؛ اگر چیزی تولید نشده، صفر یا ماه غیرفعال هم ثبت محسوب می‌شود.",
        "go_on": "پیش‌نویس آن مانده است؛ کامل کنید و تأیید نهایی را بزنید.",
        "correct": "این ماه بازگشته و دیگر ثبت‌شده محسوب نمی‌شود؛ اصلاح کنید و دوباره ارسال کنید.",
        "ends_title": "«{unit}»: آمار {month} بازگردانده شده و {end} ثبت‌شده محسوب می‌شود",
        "ends_body": "پس از آن، تا اصلاح و دوباره ارسال نشود، ثبت‌نشده محسوب می‌شود. "
        "علت بازگشت در پرونده آمده است.",
    }
    title = "{count} مورد از واحدهای شما در انتظار ثبت یا اصلاح آمار است"
    notify_gathered(_SELECT, params | more, title, reverse("owner:home"), now)


def _near_ends(rules: DutyRules, provinces: list[str], now: datetime) -> dict[str, Any]:
    """Give each province until when a return has to end for its unit to be told today."""
    today = tehran_day(now)
    key = PolicyKey.REMIND_CORRECTION_DAYS
    days = [timedelta(days=rules.book.number(key, today, code)) for code in provinces]
    return {
        "codes": provinces,
        "end_by": [end_of_day_instant(today + ahead) for ahead in days],
    }


def _columns(found: list[Call]) -> dict[str, Any]:
    return {
        "provinces": [call.province for call in found],
        "kinds": [call.kind for call in found],
        "years": [call.month.year for call in found],
        "months": [call.month.month for call in found],
        "first_days": [call.month.first_day for call in found],
        "last_days": [call.month.last_day for call in found],
        "issued": [call.issued_until for call in found],
        "min_days": [call.min_days for call in found],
        "obliged": [call.obliged for call in found],
        "allowed": [call.allowed for call in found],
        "far": [call.far_only for call in found],
        "titles": [call.title for call in found],
    }


def _states(now: datetime) -> dict[str, Any]:
    return {
        "now": now,
        "today": tehran_day(now),
        "near_inactive": ReminderKind.INACTIVE,
        "inactive": UnitActivity.INACTIVE,
        "correction": ReminderKind.CORRECTION,
        **FILED_PARAMS,
    }


_CALL = """
WITH call AS (
    SELECT * FROM unnest(%(provinces)s::text[], %(kinds)s::text[], %(years)s::int[],
        %(months)s::int[], %(first_days)s::date[], %(last_days)s::date[], %(issued)s::date[],
        %(min_days)s::int[], %(obliged)s::bool[], %(allowed)s::int[], %(far)s::bool[],
        %(titles)s::text[])
    AS c(province, kind, year, month, first_day, last_day, issued_until, min_days, obliged,
        allowed, far_only, title)
)"""

# A unit that an office reminded today hears tomorrow; one without people is told nothing.
_MAY_BE_TOLD = """EXISTS (
    SELECT FROM units_unitmember m WHERE m.unit_id = u.id AND m.ended_at IS NULL)
  AND NOT EXISTS (
    SELECT FROM statistics_askedreminder a WHERE a.unit_id = u.id AND a.day = %(today)s)"""
_PLACE = """CROSS JOIN LATERAL (
    SELECT t.province_id FROM units_licence l JOIN catalog_county t ON t.code = l.county_id
    WHERE l.unit_id = u.id ORDER BY l.issued_on DESC, l.number LIMIT 1
) AS place"""
_WRITE = f"""{_CALL}, {HOLDER}
INSERT INTO statistics_reminder (unit_id, year, month, kind, at)
SELECT u.id, c.year, c.month, c.kind, %(now)s
FROM call c
JOIN holder h ON h.province_id = c.province
JOIN units_unit u ON u.id = h.unit_id AND u.guild_id <> '' AND {DUE}
CROSS JOIN LATERAL (
    SELECT u.activity <> %(inactive)s AND u.missed_months = c.allowed) AS n(near)
WHERE u.id BETWEEN %(first)s AND %(last)s
  AND CASE WHEN c.kind = %(near_inactive)s THEN n.near ELSE NOT (n.near AND c.far_only) END
  AND {_MAY_BE_TOLD}
  AND NOT EXISTS (
    SELECT FROM statistics_submission s
    WHERE s.unit_id = u.id AND s.year = c.year AND s.month = c.month
      AND {FILED})
ON CONFLICT (unit_id, year, month, kind) DO NOTHING
RETURNING id
"""

# A month that was returned again is told of again: it came to the desk after the last reminder.
_WRITE_RETURNED = f"""
INSERT INTO statistics_reminder (unit_id, year, month, kind, at)
SELECT u.id, s.year, s.month, %(correction)s, %(now)s
FROM statistics_submission s
JOIN units_unit u ON u.id = s.unit_id
{_PLACE}
JOIN unnest(%(codes)s::text[], %(end_by)s::timestamptz[]) AS e(code, end_by)
    ON e.code = place.province_id
WHERE s.state = %(returned_state)s AND s.standing_id IS NULL
  AND {RETURNED_COUNTS} AND s.counts_until <= e.end_by
  AND u.id BETWEEN %(first)s AND %(last)s
  AND {_MAY_BE_TOLD}
ON CONFLICT (unit_id, year, month, kind) DO UPDATE SET at = excluded.at
    WHERE statistics_reminder.at < (
        SELECT s.entered_at FROM statistics_submission s
        WHERE s.unit_id = excluded.unit_id AND s.year = excluded.year AND s.month = excluded.month)
RETURNING id
"""

# The way in the notice: a new month, the draft that waits, or the returned one's own place.
# First what makes inactive, then what stops counting, then what is to be filed.
_SELECT = f"""{_CALL}
SELECT m.user_id, %(notice)s,
    CASE WHEN r.kind = %(correction)s THEN
        replace(replace(replace(%(ends_title)s, '{{end}}', coalesce(t.words, '')), '{{month}}',
            (%(month_names)s::text[])[r.month] || ' '
            || translate(r.year::text, '0123456789', '۰۱۲۳۴۵۶۷۸۹')),
            '{{unit}}', translate(u.name, '«»', '‹›'))
        ELSE replace(c.title, '{{unit}}', translate(u.name, '«»', '‹›')) END,
    CASE WHEN r.kind = %(correction)s THEN %(ends_body)s
         WHEN s.id IS NULL THEN %(new)s
         WHEN s.state = %(draft)s THEN %(go_on)s ELSE %(correct)s END,
    CASE WHEN s.id IS NULL
         THEN replace(replace(%(new_url)s, '{{licence}}', serving.number),
                      '{{month}}', (r.year * 100 + r.month)::text)
         WHEN s.state = %(draft)s THEN replace(%(draft_url)s, '{{tracking}}', s.tracking_number)
         ELSE replace(%(returned_url)s, '{{tracking}}', s.tracking_number) END,
    CASE WHEN r.kind = %(near_inactive)s THEN 1 WHEN r.kind = %(correction)s THEN 2 ELSE 3 END
FROM statistics_reminder r
JOIN units_unit u ON u.id = r.unit_id
JOIN units_unitmember m ON m.unit_id = r.unit_id AND m.ended_at IS NULL
{_PLACE}
LEFT JOIN call c ON c.province = place.province_id AND c.kind = r.kind
LEFT JOIN LATERAL (
    SELECT l.number FROM units_licence l WHERE l.unit_id = r.unit_id AND {SERVES}
    ORDER BY l.issued_on DESC, l.number LIMIT 1
) AS serving ON true
LEFT JOIN statistics_submission s
    ON s.unit_id = r.unit_id AND s.year = r.year AND s.month = r.month
LEFT JOIN unnest(%(ends)s::timestamptz[], %(end_words)s::text[]) AS t(counts_until, words)
    ON t.counts_until = s.counts_until
WHERE r.id = ANY(%(written)s)
"""
