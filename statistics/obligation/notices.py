"""Telling owner and delegates that a unit comes near inactivity, is inactive, or active again.

Circular 60/133338 §3: warned at each month missed; told of the change in the midnight it
happens. Growing further while inactive is no news.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from accounts.enums import NoticeKind
from accounts.notices.services import notify_gathered
from config.jalali import JalaliMonth, format_day
from config.persian import format_number
from config.planner import force_index_plans
from units.enums import UnitActivity


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
        if self.last_day is None:
            return "«{unit}» غیرفعال شد؛ " + f"{self.latest} را ثبت کنید"
        return "«{unit}» " + f"تا پایان {format_day(self.last_day)} ثبت نکند، غیرفعال می‌شود"

    @property
    def body(self) -> str:
        """The reason and the one next act."""
        act = f"کوتاه‌ترین راه: {self.latest} را ثبت کنید"
        if self.missed is None:
            allowed = format_number(self.allowed)
            return f"بیش از {allowed} ماه پیاپی ثبت نشده است. {act}؛ واحد همان دم فعال می‌شود."
        count = format_number(self.missed)
        return f"{count} ماه پیاپی ثبت نشده است. {act}؛ همین یک ماه کافی است."


ACTIVE_TITLE = "«{unit}» دوباره فعال است"
CLOSED_TITLE = "«{unit}» دیگر غیرفعال نیست؛ تعطیل اعلام‌شده است"
ACTIVE_BODY = "ماه‌های ثبت‌نشدهٔ پیشین در پرونده پیداست؛ هر کدام را می‌توانید هنوز ثبت کنید."


def tell_changes(changes: Collection[int], warned: Collection[Warned], at: datetime) -> None:
    """Tell those concerned about these rows of `units.ActivityChange`, in one statement."""
    force_index_plans()
    notify_gathered(
        _SQL,
        {
            "changes": list(changes),
            "provinces": [w.province for w in warned],
            "missed": [w.missed or 0 for w in warned],
            "titles": [w.title for w in warned],
            "bodies": [w.body for w in warned],
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
    replace(CASE WHEN before.active OR NOT c.active THEN w.title
                 WHEN c.closed THEN %(closed_title)s ELSE %(active_title)s END, '{unit}', u.name),
    CASE WHEN c.active AND NOT before.active THEN %(active_body)s ELSE w.body END,
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
WHERE (c.active <> before.active OR c.active AND c.missed > before.missed)
  AND (w.title IS NOT NULL OR c.active)
"""
