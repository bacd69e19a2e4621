"""Telling owner and delegates that a unit comes near inactivity, is inactive, or active again.

Most units of a province owe the same months, so that what they are told is written once for each
run of missed months. Where a unit's own differ (its licence does not hold all the time to the last
chance, or a returned month is about to stop counting) it is judged by itself.

Circular 60/133338 §3: warned at each month missed; told of the change in the midnight it
happens. Growing further while inactive is no news.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.urls import reverse

from accounts.enums import NoticeKind
from accounts.notices.services import notify_gathered
from config.jalali import JalaliMonth, format_day
from config.persian import format_number
from config.planner import force_index_plans
from statistics.enums import State
from statistics.obligation.outlook import outlooks_of
from statistics.obligation.rules import DutyRules
from units.enums import UnitActivity
from units.queries import FILES, LICENCE_DAYS


@dataclass(frozen=True)
class Warned:
    """What a province's units are told at so many missed months; None: at becoming inactive.

    `last_day` is the last one to file before that, `latest` the month whose filing is enough.
    """

    province: str
    missed: int | None
    allowed: int
    last_day: date | None
    latest: JalaliMonth

    @property
    def title(self) -> str:
        """The news, with «{unit}» to be filled in."""
        if self.missed is None:
            return "«{unit}» غیرفعال شد؛ " + f"{self.latest} را ثبت کنید"
        if self.last_day is None:
            # Its licence leaves it no more due months: it is late, and becomes no more than that.
            count = format_number(self.missed)
            return "«{unit}»: " + f"{count} ماه پیاپی ثبت نشده است؛ {self.latest} را ثبت کنید"
        return "«{unit}» " + f"تا پایان {format_day(self.last_day)} ثبت نکند، غیرفعال می‌شود"

    @property
    def body(self) -> str:
        """The reason and the one next act."""
        act = f"کوتاه‌ترین راه: {self.latest} را ثبت کنید"
        if self.missed is None:
            allowed = format_number(self.allowed)
            return f"بیش از {allowed} ماه پیاپی ثبت نشده است. {act}؛ واحد بلافاصله فعال می‌شود."
        count = format_number(self.missed)
        return f"{count} ماه پیاپی ثبت نشده است. {act}؛ همین یک ماه کافی است."


ACTIVE_TITLE = "«{unit}» دوباره فعال است"
CLOSED_TITLE = "«{unit}» دیگر غیرفعال نیست؛ تعطیل اعلام‌شده است"
ACTIVE_BODY = "ماه‌های ثبت‌نشدهٔ پیشین در پرونده پیداست؛ هر کدام را می‌توانید هنوز ثبت کنید."


def tell_changes(
    changes: Collection[int],
    warned: Collection[Warned],
    at: datetime,
    rules: DutyRules | None = None,
) -> None:
    """Tell those concerned about these rows of `units.ActivityChange`, in one statement."""
    force_index_plans()
    own = _judged_apart(changes, warned, at, rules) if rules else {}
    notify_gathered(
        _SQL,
        {
            "changes": list(changes),
            "provinces": [w.province for w in warned],
            "missed": [w.missed or 0 for w in warned],
            "titles": [w.title for w in warned],
            "bodies": [w.body for w in warned],
            "own_units": list(own),
            "own_titles": [w.title for w in own.values()],
            "own_bodies": [w.body for w in own.values()],
            "kind_warning": NoticeKind.WARNING,
            "kind_inactive": NoticeKind.INACTIVE,
            "kind_active": NoticeKind.ACTIVE,
            "active_title": ACTIVE_TITLE,
            "active_body": ACTIVE_BODY,
            "inactive": UnitActivity.INACTIVE,
            "closed": UnitActivity.DECLARED_CLOSED,
            "closed_title": CLOSED_TITLE,
            "url": reverse("owner:home"),
        },
        "وضعیت ثبت آمار {count} واحد شما تغییر کرد",
        reverse("owner:home"),
        at,
    )


def _judged_apart(
    changes: Collection[int], warned: Collection[Warned], at: datetime, rules: DutyRules
) -> dict[int, Warned]:
    """Say to each unit whose months are not those of its province what holds for itself."""
    latest = {w.province: w for w in warned if w.missed is None}
    with connection.cursor() as cursor:
        cursor.execute(
            _APART,
            {
                "changes": list(changes),
                "now": at,
                "returned": State.RETURNED,
                "provinces": list(latest),
                "firsts": [w.latest.first_day for w in latest.values()],
                "lasts": [(w.latest + w.allowed).last_day for w in latest.values()],
            },
        )
        units = [pk for (pk,) in cursor.fetchall()]
    found = {}
    for unit in outlooks_of(units, rules, at):
        if unit.way is None:
            continue
        missed = None if unit.status.inactive else unit.status.missed
        found[unit.unit.pk] = Warned(
            unit.province, missed, unit.rule.allowed, unit.inactive_by, unit.due[unit.passed - 1]
        )
    return found


_APART = f"""
SELECT DISTINCT c.unit_id
FROM units_activitychange c
CROSS JOIN LATERAL (
    SELECT t.province_id FROM units_licence l JOIN catalog_county t ON t.code = l.county_id
    WHERE l.unit_id = c.unit_id ORDER BY l.issued_on DESC, l.number LIMIT 1
) AS place
JOIN unnest(%(provinces)s::text[], %(firsts)s::date[], %(lasts)s::date[])
    AS p(code, first_day, last_day) ON p.code = place.province_id
CROSS JOIN LATERAL (
    SELECT range_agg({LICENCE_DAYS}) AS days
    FROM units_licence l WHERE l.unit_id = c.unit_id AND {FILES}
) AS h
WHERE c.id = ANY(%(changes)s) AND c.missed > 0 AND (
    NOT h.days @> daterange(p.first_day, p.last_day, '[]')
    OR EXISTS (SELECT FROM units_unit u WHERE u.id = c.unit_id AND u.obliged_from IS NOT NULL)
    OR EXISTS (
        SELECT FROM statistics_submission s WHERE s.unit_id = c.unit_id
            AND s.state = %(returned)s AND s.standing_id IS NULL AND s.counts_until > %(now)s))
"""

# News is: no longer active, active again, or more months missed while still active. The change
# before is sought by moment first: in order of keys alone, every change of the country is read.
_SQL = """
WITH changed AS MATERIALIZED (
    SELECT id, unit_id, missed, activity <> %(inactive)s AS active, activity = %(closed)s AS closed
    FROM units_activitychange WHERE id = ANY(%(changes)s)
)
SELECT m.user_id,
    CASE WHEN NOT c.active THEN %(kind_inactive)s
         WHEN NOT before.active THEN %(kind_active)s ELSE %(kind_warning)s END,
    replace(CASE WHEN before.active OR NOT c.active THEN coalesce(own.title, w.title)
                 WHEN c.closed THEN %(closed_title)s ELSE %(active_title)s END,
             '{unit}', translate(u.name, '«»', '‹›')),
    CASE WHEN c.active AND NOT before.active THEN %(active_body)s
         ELSE coalesce(own.body, w.body) END,
    %(url)s,
    CASE WHEN NOT c.active THEN 1 WHEN before.active THEN 2 ELSE 3 END
FROM changed c
JOIN units_unit u ON u.id = c.unit_id
JOIN units_unitmember m ON m.unit_id = c.unit_id AND m.ended_at IS NULL
CROSS JOIN LATERAL (
    SELECT t.province_id FROM units_licence l JOIN catalog_county t ON t.code = l.county_id
    WHERE l.unit_id = c.unit_id ORDER BY l.issued_on DESC, l.number LIMIT 1
) AS place
LEFT JOIN LATERAL (
    SELECT p.activity <> %(inactive)s AS active, p.missed FROM units_activitychange p
    WHERE p.unit_id = c.unit_id AND p.id < c.id ORDER BY p.at DESC, p.id DESC LIMIT 1
) AS past ON true
CROSS JOIN LATERAL (
    SELECT coalesce(past.active, true) AS active, coalesce(past.missed, 0) AS missed
) AS before
LEFT JOIN unnest(%(provinces)s::text[], %(missed)s::int[], %(titles)s::text[], %(bodies)s::text[])
    AS w(province, missed, title, body)
    ON w.province = place.province_id
   AND w.missed = CASE WHEN c.active THEN c.missed ELSE 0 END
LEFT JOIN unnest(%(own_units)s::bigint[], %(own_titles)s::text[], %(own_bodies)s::text[])
    AS own(unit_id, title, body) ON own.unit_id = c.unit_id
WHERE (c.active <> before.active OR c.active AND c.missed > before.missed)
  AND (w.title IS NOT NULL OR c.active)
"""
