"""Who is told of a circular: by notices, which bring letter and SMS, in one statement each."""

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse

from accounts.enums import NoticeKind, Permission
from accounts.models import Organization
from accounts.notices.services import notify, notify_selected
from config.jalali import format_day
from config.persian import quoted, to_persian_digits
from outreach.circulars.queries import people_at
from outreach.models import Circular, CircularHop

CAME = "بخشنامهٔ {number} رسید: {subject}"
CAME_BODY = "از {issuer}. با یک دکمه رسید بدهید و به نهادهای زیر خود ابلاغ کنید، تا پایان {due}."
READ_BODY = "از {issuer}. آن را بخوانید؛ خواندن همان رسید است، تا پایان {due}."
WITHDRAWN = "بخشنامهٔ {number} لغو شد: {subject}"
REMINDED = "یادآوری رسید بخشنامهٔ {number}: {subject}"


def page_of(made: Circular) -> str:
    return reverse("circulars:one", args=[made.pk])


def _said(words: str, made: Circular) -> str:
    return words.format(
        number=to_persian_digits(made.number),
        subject=quoted(made.subject),
        issuer=made.issuer.name,
        due=format_day(made.due_on),
    )


def tell_offices(made: Circular, offices: Collection[int], at: datetime) -> None:
    """Tell who confirms for some offices that a circular has come."""
    people = people_at(offices, Permission.VIEW_REGISTRY, at) if offices else set()
    title, body = _said(CAME, made), _said(CAME_BODY, made)
    notify(sorted(people), NoticeKind.CIRCULAR, title, body, page_of(made), at)


def tell_units(made: Circular, unions: Collection[int], at: datetime) -> None:
    """Tell the people of all units of some unions that a circular is there to be read."""
    params = {
        "kind": NoticeKind.CIRCULAR,
        "title": _said(CAME, made),
        "body": _said(READ_BODY, made),
        "url": page_of(made),
        "unions": list(unions),
    }
    notify_selected(_UNITS, params, at)


def remind_office(hop: CircularHop, at: datetime) -> int:
    """Remind who confirms for the office at which a circular stands; return how many."""
    made = hop.circular
    people = people_at([hop.office_id], Permission.VIEW_REGISTRY, at)
    title, body = _said(REMINDED, made), _said(CAME_BODY, made)
    notify(sorted(people), NoticeKind.CIRCULAR, title, body, page_of(made), at)
    return len(people)


def remind_units(hop: CircularHop, at: datetime) -> None:
    """Remind the people of a union's units that have not read."""
    made = hop.circular
    params = {
        "kind": NoticeKind.CIRCULAR,
        "title": _said(REMINDED, made),
        "body": _said(READ_BODY, made),
        "url": page_of(made),
        "unions": [hop.office_id],
        "circular": made.pk,
    }
    notify_selected(_UNITS + _UNREAD, params, at)


def tell_withdrawn(made: Circular, at: datetime) -> None:
    """Tell the offices to which it came, and who has read it, that it holds no more."""
    offices = made.hops.filter(skipped=False).values_list("office", flat=True)
    people = people_at(offices, Permission.VIEW_REGISTRY, at)
    people |= set(made.receipts.values_list("by", flat=True))
    title = _said(WITHDRAWN, made)
    notify(
        sorted(people), NoticeKind.CIRCULAR, title, made.withdrawal_reason, page_of(made), at,
        moved=True,
    )  # fmt: skip


def tell_stopped(
    made: Circular, above: Organization, offices: Collection[str], at: datetime
) -> None:
    """Tell an office up the line which of those below it have not confirmed in time."""
    issuer = above.pk == made.issuer_id
    right = Permission.EVALUATE if issuer else Permission.VIEW_REGISTRY
    count = to_persian_digits(len(offices))
    title = f"{_said('بخشنامهٔ {number}', made)}: {count} نهاد رسید نداده‌اند"
    names = "، ".join(list(offices)[:LISTED]) + (" و …" if len(offices) > LISTED else "")
    url = f"{reverse('circulars:state', args=[made.pk])}?office={above.pk}"
    people = people_at([above.pk], right, at)
    notify(sorted(people), NoticeKind.CIRCULAR, title, names, url, at)


def tell_unread(made: Circular, unread: dict[int, int], at: datetime) -> None:
    """Tell the unions (ids) how many of their units have not read in time, in one statement."""
    params = {
        "kind": NoticeKind.CIRCULAR,
        "title": _said("بخشنامهٔ {number}", made) + ": {n} واحد شما نخوانده‌اند",
        "body": _said("{subject}. فهرست واحدها و یادآوری به آنها در همین صفحه است.", made),
        "url": reverse("circulars:state", args=[made.pk]) + "?office=",
        "right": Permission.VIEW_REGISTRY,
        "unions": list(unread),
        "counts": list(unread.values()),
        "now": at,
    }
    notify_selected(_UNIONS, params, at)


# So many offices are named in a notice.
LISTED = 20
_UNITS = """
SELECT DISTINCT m.user_id, %(kind)s, %(title)s, %(body)s, %(url)s
FROM units_unit u
JOIN units_unitmember m ON m.unit_id = u.id AND m.ended_at IS NULL
WHERE u.union_id = ANY(%(unions)s::bigint[]) AND u.closed_on IS NULL
"""
_UNREAD = """
AND NOT EXISTS (SELECT FROM outreach_unitreceipt r
    WHERE r.circular_id = %(circular)s AND r.unit_id = u.id)
"""
_UNIONS = """
SELECT DISTINCT p.user_id, %(kind)s,
    replace(%(title)s, '{n}', translate(o.n::text, '0123456789', '۰۱۲۳۴۵۶۷۸۹')), %(body)s,
    %(url)s || o.office
FROM unnest(%(unions)s::bigint[], %(counts)s::int[]) AS o(office, n)
JOIN accounts_organizationpermission p ON p.content_object_id = o.office
    AND (p.since IS NULL OR p.since <= %(now)s) AND (p.until IS NULL OR p.until > %(now)s)
JOIN auth_permission a ON a.id = p.permission_id AND a.codename = %(right)s
JOIN accounts_user w ON w.id = p.user_id AND w.is_active
"""
