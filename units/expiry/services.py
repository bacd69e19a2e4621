"""Telling a unit's people and its union that a licence ends.

Each stage of a licence and a last day is told once: written first, so that of two runs at once one
tells it. A run that was left out is made up for by the next, which tells the stage of its day
alone. A licence that another one of the unit outlives ends without a word.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max
from django.urls import reverse

from accounts.enums import Job, NoticeKind, Permission
from accounts.notices.services import notify_gathered
from accounts.notices.set_aside import in_halves, settle
from catalog.models import Province
from catalog.policy.book import PolicyBook
from catalog.policy_definitions import PolicyKey
from config.jalali import plain_day, tehran_day
from units.enums import ExpiryStage, LicenceStatus
from units.models import ExpiryNotice, Licence, Unit
from units.registry.queries import file_of

# What ended longer ago is no news: an installation begins with licences that ended years ago.
NEWS = timedelta(days=30)
TITLE = "اعتبار {count} پروانه رو به پایان است یا پایان یافته است"


def tell_expiries(now: datetime) -> int:
    """Tell of every licence whose stage was reached and not told; return how many there were."""
    last = Unit.objects.aggregate(last=Max("pk"))["last"]
    if not last:
        return 0
    params = _days(PolicyBook.load(), tehran_day(now)) | {"now": now}

    def tell_units(first: int, last: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, params | {"first": first, "last": last})
            written = [pk for (pk,) in cursor.fetchall()]
        if written:
            _tell(written, now)
        return len(written)

    told, aside = in_halves(tell_units, 1, last)
    settle(Job.EXPIRY, aside, now)
    return told


def _days(book: PolicyBook, today: date) -> dict[str, Any]:
    provinces = list(Province.objects.order_by("code").values_list("code", flat=True))

    def ahead(key: PolicyKey) -> list[date]:
        return [today + timedelta(days=book.number(key, today, code)) for code in provinces]

    return {
        "codes": provinces,
        "far_by": ahead(PolicyKey.REMIND_EXPIRY_FAR_DAYS),
        "near_by": ahead(PolicyKey.REMIND_EXPIRY_NEAR_DAYS),
        "today": today,
        "news": today - NEWS,
        "over": ExpiryStage.OVER,
        "near": ExpiryStage.NEAR,
        "far": ExpiryStage.FAR,
        "suspended": LicenceStatus.SUSPENDED,
    }


def _tell(written: list[int], now: datetime) -> None:
    rows = Licence.objects.filter(expiry_notices__in=written).order_by("expires_on")
    ends = [day for day in rows.values_list("expires_on", flat=True).distinct() if day]
    params = {
        "written": written,
        "kind": NoticeKind.EXPIRY,
        "ends": ends,
        "words": [plain_day(day) for day in ends],
        "over": ExpiryStage.OVER,
        "over_title": "«{unit}»: اعتبار پروانه در {day} پایان یافت",
        "title": "«{unit}»: اعتبار پروانه تا {day} است",
        "now": now,
    }
    inbox = reverse("notices:inbox")
    file = file_of(0).replace("/0/", "/{id}/")
    body = "برای تمدید به اتحادیه بروید؛ تا تمدید نشود، ماه‌های پس از آن ثبت نمی‌شود."
    notify_gathered(_OWNERS, params | {"body": body, "url": file}, TITLE, inbox, now)
    body = "اگر تمدید شده است، آن را در مشخصات واحد ثبت کنید؛ وگرنه واحد را باخبر کنید."
    office = {"body": body, "url": file, "keeps": Permission.KEEP_REGISTRY}
    notify_gathered(_OFFICERS, params | office, TITLE, inbox, now)


def prune(now: datetime) -> int:
    """Forget what was told of days long past; return how many lines."""
    return ExpiryNotice.objects.filter(expires_on__lt=tehran_day(now) - 2 * NEWS).delete()[0]


_WRITE = """
INSERT INTO units_expirynotice (licence_id, expires_on, stage, at)
SELECT l.id, l.expires_on,
    CASE WHEN l.expires_on < %(today)s THEN %(over)s
         WHEN l.expires_on <= p.near_by THEN %(near)s ELSE %(far)s END, %(now)s
FROM units_licence l
JOIN units_unit u ON u.id = l.unit_id AND u.closed_on IS NULL
JOIN catalog_county t ON t.code = l.county_id
JOIN unnest(%(codes)s::text[], %(far_by)s::date[], %(near_by)s::date[])
    AS p(code, far_by, near_by) ON p.code = t.province_id
WHERE u.id BETWEEN %(first)s AND %(last)s
  AND l.expires_on >= %(news)s AND l.expires_on <= p.far_by
  AND NOT EXISTS (
    SELECT FROM units_licence x WHERE x.unit_id = l.unit_id
      AND (x.expires_on IS NULL OR x.expires_on > l.expires_on))
  AND NOT EXISTS (
    SELECT FROM units_licencestate s WHERE s.licence_id = l.id
      AND s.status <> %(suspended)s AND s.until IS NULL)
ON CONFLICT (licence_id, expires_on, stage) DO NOTHING
RETURNING id
"""
_FOUND = """
FROM units_expirynotice e
JOIN units_licence l ON l.id = e.licence_id
JOIN units_unit u ON u.id = l.unit_id
JOIN unnest(%(ends)s::date[], %(words)s::text[]) AS d(day, words) ON d.day = e.expires_on
"""
_SAID = """%(kind)s,
    replace(replace(CASE WHEN e.stage = %(over)s THEN %(over_title)s ELSE %(title)s END,
        '{day}', d.words), '{unit}', translate(u.name, '«»', '‹›')),
    %(body)s, replace(%(url)s, '{id}', u.id::text), e.expires_on - DATE '1900-01-01'
"""
_OWNERS = f"""
SELECT m.user_id, {_SAID} {_FOUND}
JOIN units_unitmember m ON m.unit_id = u.id AND m.ended_at IS NULL
WHERE e.id = ANY(%(written)s)
"""
# By id: two posts of one person at a union tell it once.
_OFFICERS = f"""
SELECT DISTINCT k.user_id, {_SAID} {_FOUND}
JOIN accounts_organizationpermission k ON k.content_object_id = l.union_id
    AND (k.since IS NULL OR k.since <= %(now)s) AND (k.until IS NULL OR k.until > %(now)s)
JOIN auth_permission a ON a.id = k.permission_id AND a.codename = %(keeps)s
JOIN accounts_user o ON o.id = k.user_id AND o.is_active
WHERE e.id = ANY(%(written)s)
"""
